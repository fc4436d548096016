import { ChannelFailed } from '../../errors';
import type { Sending } from './channel';

export interface Posted {
  readonly status: number;
  readonly text: string;
}

/** A robot's answer is a hundred bytes; what is longer is none, and is not waited for. */
const MOST_BYTES = 64 * 1024;

/** A chat program that does not answer in this time will not; the outbox tries again. */
export const POST_TIMEOUT_MS = 5_000;

/**
 * One POST of JSON. `reads` false: the status is the answer, and whatever comes behind it is not waited for; `text` is then
 * empty. Follows no redirect: whoever can redirect it would get the message. Throws ChannelFailed, with
 * neither the address nor its token in the message.
 */
export async function postJson(
  channel: string,
  url: string,
  body: object,
  { clock, fetch: send = fetch }: Sending,
  { reads = true } = {},
): Promise<Posted> {
  const limit = new AbortController();
  const cancel = clock.after(POST_TIMEOUT_MS, () => limit.abort(new DOMException('late', 'TimeoutError')));
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: limit.signal,
    });
    if (response.status >= 300 && response.status < 400) {
      throw new ChannelFailed(channel, `HTTP ${response.status}: it redirects, and redirects are not followed`);
    }
    return { status: response.status, text: reads ? await boundedText(response) : '' };
  } catch (cause) {
    if (cause instanceof ChannelFailed) throw cause;
    throw new ChannelFailed(channel, reasonOf(cause), { cause });
  } finally {
    cancel();
    // Ends what is still coming: nobody reads it.
    limit.abort();
  }
}

/** As much as came within the bound, unpacked: fetch takes a few kilobytes for gigabytes of zeros (gzip). */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let left = MOST_BYTES;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks).toString();
}

/** fetch says only "fetch failed"; the reason (ECONNREFUSED, a name that does not resolve) is its cause's code. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no answer';
  if (cause.name === 'TimeoutError') return `no answer within ${POST_TIMEOUT_MS / 1000} s`;
  const code = (cause.cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
}
