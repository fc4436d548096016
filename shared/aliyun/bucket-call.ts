import type OSS from 'ali-oss';
import { callCloud, ORDINARY } from './call';
import type { Connection } from './connection';
import { ossOptions } from './oss-options';

type AliOss = typeof OSS;

/** What ali-oss answers: some of its calls on buckets resolve whatever the status is. */
interface Answer {
  readonly res?: { readonly status?: number };
}

/** One call on a bucket itself, not on its objects. A refusal that the SDK resolves with is thrown as any other. */
export async function bucketCall<T>(
  connection: Connection,
  action: string,
  bucket: string,
  attempt: (oss: OSS) => Promise<T>,
): Promise<T> {
  const loaded = await import('ali-oss');
  const Client = ((loaded as { default?: AliOss }).default ?? loaded) as AliOss;
  const oss = new Client(ossOptions(connection, bucket, 'set-up')) as OSS & {
    requestError(res: unknown): Promise<Error>;
  };
  return callCloud('oss', action, ORDINARY, connection, async () => {
    const answer = await attempt(oss);
    const { res } = (answer ?? {}) as Answer;
    if ((res?.status ?? 200) >= 300) throw await oss.requestError(res);
    return answer;
  });
}
