import { UnparseableEvent } from '../../shared/errors';
import { type AccessKeyId, type AccountId, parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { cutWithoutSecrets } from '../../shared/secrecy/cut';
import { jsonOf } from '../../shared/signal/json-event';
import { isObject } from '../../shared/signal/loose';

/** What an invocation of investigate asks for. */
export interface Assignment {
  /** `archive`: nothing is looked at, a finished pack is copied. */
  readonly task: 'investigate' | 'archive';
  readonly accessKeyId: AccessKeyId;
  /** As the event has it, which is nobody's word. Undefined: a person asks for it; the last round is looked at again. */
  readonly round: number | undefined;
  /** A person asked for this look: it is done even when its round was. */
  readonly asked: boolean;
  /** The schedule's object, to be removed when the work is finished. */
  readonly schedule: string | undefined;
}

/** The platform's own limit of an asynchronous event. */
const MOST_BYTES = 128 * 1024;
const FIELDS = new Set(['task', 'command', 'accountId', 'accessKeyId', 'round', 'schedule', 'asked']);

/**
 * Reads the hand-over of respond (`task`), an invocation of its own, or a person's `{"command":"investigate",
 * "accessKeyId":"LTAI…"}` or `{"accessKeyId":"LTAI…"}`.
 * Throws UnparseableEvent, InvalidAccessKeyId, TemporaryAccessKey, InvalidAccountId. An incident of another account and
 * a schedule entry of another key are refused: the event is nobody's word.
 */
export function parseAssignment(event: Buffer, account: AccountId, schedulePrefix: string): Assignment {
  const payload = jsonOf(event, MOST_BYTES);
  if (!isObject(payload)) throw new UnparseableEvent('it is JSON, but no object');
  const unknown = Object.keys(payload).filter((name) => !FIELDS.has(name));
  if (unknown.length > 0)
    throw new UnparseableEvent(`it has unknown fields: ${cutWithoutSecrets(unknown.slice(0, 5).join(', '), 100)}`);
  const what = payload['task'] ?? payload['command'] ?? 'investigate';
  if (what !== 'investigate' && what !== 'archive')
    throw new UnparseableEvent('this function only knows "investigate" and "archive"');
  const accessKeyId = parseAccessKeyId(payload['accessKeyId']);
  if (payload['accountId'] !== undefined && parseAccountId(payload['accountId']) !== account)
    throw new UnparseableEvent(`it is about the account ${String(payload['accountId'])}, and this is ${account}`);
  return {
    task: what,
    accessKeyId,
    round: readRound(payload['round']),
    asked: payload['asked'] === true,
    schedule: readSchedule(payload['schedule'], accessKeyId, schedulePrefix),
  };
}

/** No journal has room for so many. */
const MOST_ROUNDS = 1_000_000;

function readRound(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_ROUNDS) return value;
  throw new UnparseableEvent(`"round" is no whole number from 1 to ${MOST_ROUNDS}`);
}

function readSchedule(value: unknown, accessKeyId: AccessKeyId, prefix: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || !value.startsWith(prefix) || value.slice(prefix.length).includes('/'))
    throw new UnparseableEvent('"schedule" names no object of the schedule');
  const [, key, task] = value.slice(prefix.length).split('--');
  if (key !== accessKeyId || !/^(investigate|archive)/.test(task ?? ''))
    throw new UnparseableEvent('"schedule" names an entry of something else');
  return value;
}
