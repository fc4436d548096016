import { CommandNotHere, UnparseableEvent } from '../errors';
import { isAccessKeyId, parseAccessKeyId } from '../ids';
import { withoutHandedSecrets } from '../secrecy/named';
import { claimsOf } from './claims';
import { type EventMeaning, isCloudEvent, meaningOf, type OwnIdentity } from './cloud-event';
import { jsonOf, MOST_NESTING, nestedTooDeep } from './json-event';
import { keptText } from './kept-text';
import { isDeeperThan, isObject, type JsonObject } from './loose';
import type { LeakSignal, Request, Skipped } from './types';
import type { Undoing } from './undoing';

/** Larger events are none of ours: the largest that a trigger sends asynchronously has 128 KB. */
const MOST_BYTES = 1024 * 1024;
const MOST_EVENTS = 500;
const COMMANDS = ['respond', 'investigate', 'status', 'hygiene'] as const;
const COMMAND_LINE_ONLY = ['release', 'approve', 'rotate'] as const;
const UNUSED_FIELDS: Readonly<Record<(typeof COMMANDS)[number], readonly string[]>> = {
  respond: [],
  investigate: ['userName'],
  status: ['userName'],
  hygiene: ['userName', 'accessKeyId'],
};
const MANUAL_FIELDS = new Set(['accessKeyId', 'command', 'reason', 'userName']);

/**
 * What an invocation asks for. A timer event means "poll"; what has `specversion` is a CloudEvent and never a manual
 * invocation; else what has `accessKeyId` or `command` is one. One CloudEvent or an array of them.
 * @param requestId makes a manual signal's leak id.
 * @param own whose calls ask for nothing.
 * @throws UnparseableEvent for what is none of these, InvalidAccessKeyId and TemporaryAccessKey for a manual invocation's
 *   wrong key, CommandNotHere for the command line's own commands.
 */
export function parseEvent(event: Buffer | string, requestId: string, own?: OwnIdentity): Request {
  const payload = jsonOf(event, MOST_BYTES);
  if (Array.isArray(payload)) return cloudEvents(payload, own);
  if (isCloudEvent(payload)) return cloudEvents([payload], own);
  if (!isObject(payload))
    throw new UnparseableEvent(`it is JSON, but ${payload === null ? 'null' : `a ${typeof payload}`}`);
  if ('triggerTime' in payload && 'triggerName' in payload) return { kind: 'timer' };
  if ('accessKeyId' in payload || 'command' in payload) return manual(payload, requestId);
  throw new UnparseableEvent('it is neither a timer event, nor a CloudEvent, nor has it accessKeyId or command');
}

function cloudEvents(events: readonly unknown[], own: OwnIdentity | undefined): Request {
  if (events.length > MOST_EVENTS)
    throw new UnparseableEvent(`it holds ${events.length} events, more than ${MOST_EVENTS}`, { how: 'size' });
  if (!events.some(isCloudEvent)) throw new UnparseableEvent('it is a list that holds no CloudEvent');
  const signals: LeakSignal[] = [];
  const skipped: Skipped[] = [];
  const unreadable: number[] = [];
  const unclear: string[] = [];
  const undoings: Undoing[] = [];
  let pollWhy: string | undefined;
  for (const [i, event] of events.entries()) {
    if (!isCloudEvent(event) || isDeeperThan(event, MOST_NESTING)) {
      unreadable.push(i + 1);
      continue;
    }
    const meaning = meaningOfOne(event, own, i + 1);
    if (meaning.kind === 'skipped') skipped.push(meaning.skipped);
    else if (meaning.kind === 'unreadable') unclear.push(meaning.why);
    else if (meaning.kind === 'poll-now') pollWhy = meaning.why;
    else if (meaning.kind === 'undone') undoings.push(meaning.undoing);
    else {
      pollWhy = meaning.pollWhy ?? pollWhy;
      if (!signals.some((known) => isSame(known, meaning.signal))) signals.push(meaning.signal);
    }
  }
  if (unreadable.length === events.length) throw nestedTooDeep();
  const problems = [
    ...(unreadable.length > 0
      ? [`of its ${events.length} items, these are no CloudEvents: ${unreadable.slice(0, 20).join(', ')}`]
      : []),
    ...unclear.slice(0, 20),
  ];
  const more = {
    ...(undoings.length > 0 ? { undone: undoings } : {}),
    ...(problems.length > 0 ? { malformed: problems.join('; ') } : {}),
  };
  if (signals.length > 0) return { kind: 'signals', signals, skipped, ...(pollWhy ? { pollWhy } : {}), ...more };
  return pollWhy ? { kind: 'poll-now', why: pollWhy, ...more } : { kind: 'nothing', skipped, ...more };
}

/**
 * Whatever is in one of them that nobody has thought of: it takes no other along, and is kept and told like what cannot
 * be read.
 */
function meaningOfOne(event: JsonObject, own: OwnIdentity | undefined, number: number): EventMeaning {
  try {
    return meaningOf(event, own);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unreadable', why: `its item ${number} could not be read: ${why}` };
  }
}

/** The same notice twice in one batch. A sender may give one id to several keys: each of them is a leak. */
function isSame(a: LeakSignal, b: LeakSignal): boolean {
  return a.leakId === b.leakId && a.accessKeyId === b.accessKeyId;
}

function manual(payload: JsonObject, requestId: string): Request {
  const unknown = Object.keys(payload).filter((name) => !MANUAL_FIELDS.has(name));
  if (unknown.length > 0)
    throw new UnparseableEvent(`it has unknown fields: ${unknown.slice(0, 5).join(', ').slice(0, 100)}`, {
      how: 'invocation',
    });
  const command = payload['command'] ?? 'respond';
  const elsewhere = COMMAND_LINE_ONLY.find((one) => one === command);
  if (elsewhere !== undefined) throw new CommandNotHere(elsewhere, keyIn(payload));
  if (!COMMANDS.includes(command as never)) {
    throw new UnparseableEvent(`"command" is none of ${COMMANDS.join(', ')}`, { how: 'invocation' });
  }
  const reason = optionalText(payload, 'reason');
  const userName = optionalText(payload, 'userName');
  // Ignored, it would pass for a narrower question than the one that is answered.
  const unused = UNUSED_FIELDS[command as (typeof COMMANDS)[number]].find((name) => name in payload);
  if (unused !== undefined)
    throw new UnparseableEvent(`"${String(command)}" takes no "${unused}"`, { how: 'invocation' });
  if (command === 'status' || command === 'hygiene') {
    return {
      kind: 'command',
      command,
      ...('accessKeyId' in payload ? { accessKeyId: parseAccessKeyId(payload['accessKeyId']) } : {}),
    };
  }
  const accessKeyId = parseAccessKeyId(payload['accessKeyId']);
  if (command === 'investigate') return { kind: 'command', command, accessKeyId };
  const signal: LeakSignal = {
    leakId: `manual:${requestId}`,
    accessKeyId,
    source: 'manual',
    foundAt: undefined,
    claims: claimsOf(userName),
    ...(reason ? { reason: keptText(withoutHandedSecrets(reason)) } : {}),
  };
  return { kind: 'signals', signals: [signal], skipped: [] };
}

/** For a command that is only to be copied: what is no AccessKey id is none. */
function keyIn(payload: JsonObject): string | undefined {
  const value = payload['accessKeyId'];
  return typeof value === 'string' && isAccessKeyId(value) ? value : undefined;
}

function optionalText(payload: JsonObject, name: string): string | undefined {
  const value = payload[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new UnparseableEvent(`"${name}" is not text`, { how: 'invocation' });
  return value;
}
