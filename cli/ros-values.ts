/** What only the stack knows, as Fn::Sub takes it. */
export const ACCOUNT = known('ALIYUN::AccountId');
export const REGION = known('ALIYUN::Region');
export const DEAD_LETTERS = 'ak-tourniquet-dead-letters';

export type Json = Readonly<Record<string, unknown>>;

export function known(name: string): string {
  return `\${${name}}`;
}

export function sub(text: string): Json {
  return { 'Fn::Sub': text };
}

const BUCKET = known('Bucket');
const PREFIX = known('Prefix');
/** Stand in for what only the stack knows, while documents are made that check their scope. */
export const SCOPE = { bucket: 'bucket-of-the-stack', accountId: '1000000000000000' };

/** Names of the deployment's own things become what the stack knows. */
export function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filledIn(one)]));
  if (typeof value !== 'string') return value;
  const text = value
    .replaceAll(SCOPE.bucket, BUCKET)
    .replaceAll(SCOPE.accountId, ACCOUNT)
    .replaceAll('{bucket}', BUCKET)
    .replaceAll('{trailBucket}', known('TrailBucket'))
    .replaceAll('{trailFolder}', known('TrailFolder'))
    .replaceAll('{logProject}', known('LogProject'))
    .replaceAll('{logstore}', known('Logstore'))
    .replaceAll('{accessLogBucket}', known('AccessLogBucket'))
    .replaceAll('{accessLogProject}', known('AccessLogProject'))
    .replaceAll('{accessLogstore}', known('AccessLogstore'))
    .replaceAll('{accessLogPrefix}', known('AccessLogPrefix'))
    .replaceAll('{prefix}', PREFIX)
    .replaceAll('{accountId}', ACCOUNT)
    .replaceAll('{region}', REGION);
  return text === value ? value : sub(text);
}
