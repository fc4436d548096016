import { createHmac } from 'node:crypto';
import { cutWithoutSecrets } from '../secrecy/cut';
import { sendBounded } from './bounded-request';
import { type CallPatience, callCloud, ORDINARY } from './call';
import type { Connection } from './connection';

/** The stack's queue for what failed for good: events that could not be handed over, invocations that no retry saved. */
export const DEAD_LETTER_QUEUE = 'ak-tourniquet-dead-letters';
/** So many are shown at a time (Simple Message Queue, "BatchPeekMessage"). */
export const MOST_PEEKED = 16;
/** Messages are 64 KB at most. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The queue's messages, looked at and left where they are. The number that GetQueueAttributes told is being withdrawn
 * (its page: "will return 0"), and a nought that means nothing must not be taken for none.
 */
export class DeadLetterQueue {
  constructor(
    private readonly connection: Connection,
    private readonly accountId: string,
  ) {}

  /** How many messages lie there, {@link MOST_PEEKED} at most. Throws CloudNotFound where there is no such queue. */
  async count(patience: CallPatience = ORDINARY): Promise<number> {
    const text = await callCloud('mns', 'BatchPeekMessage', patience, this.connection, (timeoutMs) =>
      this.peek(timeoutMs),
    );
    return text.match(/<MessageId>/g)?.length ?? 0;
  }

  /** The answer's XML; empty for a queue without messages. */
  private async peek(timeoutMs: number): Promise<string> {
    const { region } = this.connection;
    const host = `${this.accountId}.mns.${region}.aliyuncs.com`;
    const path = `/queues/${DEAD_LETTER_QUEUE}/messages?peekonly=true&numOfMessages=${MOST_PEEKED}`;
    const limits = { timeoutMs, mostBytes: MOST_BYTES };
    const headers = this.signed(path, host);
    const { status, bytes } = await sendBounded(this.connection, { method: 'GET', host, path, headers, ...limits });
    const text = bytes.toString();
    if (status < 300) return wholeList(text);
    const code = elementOf(text, 'Code');
    if (code === 'MessageNotExist') return '';
    throw Object.assign(new Error(elementOf(text, 'Message') ?? cutWithoutSecrets(text, 200)), {
      code: code ?? `HTTP ${status}`,
      statusCode: status,
      requestId: elementOf(text, 'RequestId'),
    });
  }

  /** Source: Simple Message Queue, "Sign requests"; a session's token stands in `security-token`. */
  private signed(path: string, host: string): Record<string, string> {
    const { accessKeyId, accessKeySecret, securityToken } = this.connection.credentials;
    // Real time, as every SDK signs: the clock that is handed in may have been moved.
    const date = new Date().toUTCString();
    const text = `GET\n\n\n${date}\nx-mns-version:2015-06-06\n${path}`;
    const signature = createHmac('sha1', accessKeySecret).update(text).digest('base64');
    return {
      ...{ host, date, 'x-mns-version': '2015-06-06', 'user-agent': 'ak-tourniquet/0.1.0' },
      ...(securityToken ? { 'security-token': securityToken } : {}),
      authorization: `MNS ${accessKeyId}:${signature}`,
    };
  }
}

/** An answer that breaks off, or is somebody else's page, counts nothing. */
function wholeList(text: string): string {
  if (!/<Messages[\s>]/.test(text) || !/<\/Messages>\s*$/.test(text))
    throw new SyntaxError('the answer is no whole list of messages');
  return text;
}

function elementOf(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]{0,300})</${name}>`).exec(text)?.[1];
}
