import type { MadeKey } from '../../shared/aliyun/ram-rotation';
import type { SecretFormat } from '../../shared/incident/rotation-entries';

/** A key as its reader expects it: JSON with RAM's own names, or lines for an environment. */
export function secretText({ accessKeyId, accessKeySecret }: MadeKey, format: SecretFormat): string {
  if (format === 'json') return JSON.stringify({ AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret });
  return `ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKeyId}\nALIBABA_CLOUD_ACCESS_KEY_SECRET=${accessKeySecret}`;
}

/** Whether a text holds the whole of a key, in either form. */
export function holdsKey(text: string, accessKeyId: string): boolean {
  const env = /^ALIBABA_CLOUD_ACCESS_KEY_ID=(\S+)\nALIBABA_CLOUD_ACCESS_KEY_SECRET=\S+\s*$/.exec(text);
  if (env) return env[1] === accessKeyId;
  try {
    const parsed = JSON.parse(text) as { AccessKeyId?: unknown; AccessKeySecret?: unknown } | null;
    return parsed?.AccessKeyId === accessKeyId && typeof parsed.AccessKeySecret === 'string';
  } catch {
    return false;
  }
}
