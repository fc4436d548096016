import { ChannelFailed } from '../../errors';
import type { Sending } from './channel';

export interface Posted {
  readonly status: number;
  readonly text: string;
}

/** A chat program that does not answer in this time will not; the outbox tries again. */
export const POST_TIMEOUT_MS = 5_000;

/**
 * One POST of JSON. Follows no redirect: whoever can redirect it would get the message. Throws ChannelFailed, with
 * neither the address nor its token in the message.
 */
export async function postJson(
  channel: string,
  url: string,
  body: object,
  { clock, fetch: send = fetch }: Sending,
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
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (cause instanceof ChannelFailed) throw cause;
    throw new ChannelFailed(channel, reasonOf(cause), { cause });
  } finally {
    cancel();
  }
}

/** fetch says only "fetch failed"; the reason (ECONNREFUSED, a name that does not resolve) is its cause's code. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'no answer';
  if (cause.name === 'TimeoutError') return `no answer within ${POST_TIMEOUT_MS / 1000} s`;
  const code = (cause.cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
}
