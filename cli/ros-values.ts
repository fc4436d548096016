import type { RightsValues } from '../shared/ram-policy/role-rights';

/** What only the stack knows, as Fn::Sub takes it. */
export const ACCOUNT = known('ALIYUN::AccountId');
export const REGION = known('ALIYUN::Region');
export { DEAD_LETTER_QUEUE as DEAD_LETTERS } from '../shared/aliyun/dead-letters';

export type Json = Readonly<Record<string, unknown>>;

export function known(name: string): string {
  return `\${${name}}`;
}

export function sub(text: string): Json {
  return { 'Fn::Sub': text };
}

/** Placeholders that ROS knows by itself; every other one is a parameter of its name. */
const KNOWN: Readonly<Record<string, string>> = { accountId: ACCOUNT, region: REGION };

export const titled = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** Stand in for what only the stack knows, while documents are made that check their scope. */
export const SCOPE = { bucket: 'bucket-of-the-stack', accountId: '1000000000000000' };
export const ARCHIVE = 'archive-of-the-stack';
export const TRAIL = { trailBucket: 'trail-of-the-stack', trailFolder: 'folder-of-the-trail/' };

/** Placeholders of a list: the parameter is the names with commas between them. */
const LISTS: readonly string[] = ['excludeUsers'] satisfies readonly (keyof RightsValues)[];

/** Names of the deployment's own things become what the stack knows. */
export function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return listIn(value) ?? value.map(filledIn);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one)]));
  if (typeof value !== 'string') return value;
  const text = value
    .replace(/\{(\w+)\}/g, (_, name: string) => KNOWN[name] ?? known(titled(name)))
    .replaceAll(SCOPE.bucket, known('Bucket'))
    .replaceAll(ARCHIVE, known('ArchiveBucket'))
    .replaceAll(TRAIL.trailBucket, known('TrailBucket'))
    .replaceAll(TRAIL.trailFolder, known('TrailFolder'))
    .replaceAll(SCOPE.accountId, ACCOUNT);
  return text === value ? value : sub(text);
}

/**
 * An array of one text that names a list, once for each item: what stands around the name is put between the items, and
 * the whole is cut at its commas. Undefined for an array that names none.
 */
function listIn(texts: readonly unknown[]): Json | undefined {
  const [text] = texts;
  const name = LISTS.find((one) => typeof text === 'string' && text.includes(`{${one}}`));
  if (name === undefined) return undefined;
  if (texts.length > 1) throw new Error(`the list ${name} must stand alone in its array`);
  const [before = '', behind = ''] = String(text).split(`{${name}}`);
  const items = { 'Fn::Replace': [{ ',': filledIn(`${behind},${before}`) }, { Ref: titled(name) }] };
  const ends = behind === '' ? [] : [filledIn(behind)];
  return { 'Fn::Split': [',', { 'Fn::Join': ['', [filledIn(before), items, ...ends]] }] };
}
