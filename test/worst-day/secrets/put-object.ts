import { createHash } from 'node:crypto';
import type { RunningSandbox } from '../../../sandbox/start';
import { EVIDENCE_BUCKET } from '../../../sandbox/start';

/** An object of the evidence bucket, as somebody else has written it. */
export function putObject({ oss, clock }: RunningSandbox, key: string, text: string): void {
  const body = Buffer.from(text);
  const etag = createHash('md5').update(body).digest('hex').toUpperCase();
  oss.buckets.get(EVIDENCE_BUCKET)?.objects.set(key, {
    ...{ key, body, etag, contentType: 'application/json', lastModified: clock.now(), headers: {}, type: 'Normal' },
  });
}
