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

/** Names of the deployment's own things become what the stack knows. */
export function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one)]));
  if (typeof value !== 'string') return value;
  const text = value
    .replace(/\{(\w+)\}/g, (_, name: string) => KNOWN[name] ?? known(titled(name)))
    .replaceAll(SCOPE.bucket, known('Bucket'))
    .replaceAll(ARCHIVE, known('ArchiveBucket'))
    .replaceAll(SCOPE.accountId, ACCOUNT);
  return text === value ? value : sub(text);
}
