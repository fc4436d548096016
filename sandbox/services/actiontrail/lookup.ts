import { CloudError, type RpcCall } from '../../kernel/types';
import type { TrailEvent } from '../../world/events';
import { attributesOf, matches } from './attributes';
import { invalidQuery } from './errors';
import type { TrailSource } from './service';
import { readToken, writeToken } from './tokens';

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;
/** A caller that counts its 90 days a moment before the call is not refused. */
const GRACE_MS = 3_600_000;

interface Range {
  readonly startTime: string;
  readonly endTime: string;
}

/** LookupEvents, with the rules of its reference: regional, 1 to 50 events, both times or neither, 90 days. */
export function lookupEvents(source: TrailSource, call: RpcCall): Record<string, unknown> {
  const { parameters } = call;
  const attributes = attributesOf(parameters);
  const most = maxResults(parameters.MaxResults);
  const forward = direction(parameters.Direction) === 'FORWARD';
  const position = readToken(parameters);
  const range = rangeOf(parameters, source.now(), position);
  const found = source.events
    .visible(source.now())
    .filter((event) => regionOf(event, source) === call.region)
    .filter((event) => event.eventTime >= range.startTime && event.eventTime <= range.endTime)
    .filter((event) => matches(event, attributes));
  const ordered = forward ? found : found.reverse();
  const from = position ? ordered.findIndex((event) => event.eventId === position.after) + 1 : 0;
  const page = ordered.slice(from, from + most);
  const last = page.at(-1);
  const more = last !== undefined && from + page.length < ordered.length;
  return {
    StartTime: range.startTime,
    EndTime: range.endTime,
    Events: page,
    ...(more ? { NextToken: writeToken(parameters, { after: last.eventId, ...range }) } : {}),
  };
}

/** Global events (RAM and the like) are kept in one region, wherever they were called from. */
function regionOf(event: TrailEvent, source: TrailSource): string {
  return event.isGlobal ? source.globalRegion : event.acsRegion;
}

function maxResults(text: string | undefined): number {
  if (text === undefined || text === '') return 20;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 50) throw invalidQuery('MaxResults must be between 1 and 50');
  return value;
}

function direction(text: string | undefined): 'FORWARD' | 'BACKWARD' {
  if (text === undefined || text === '' || text === 'BACKWARD') return 'BACKWARD';
  if (text === 'FORWARD') return 'FORWARD';
  throw invalidQuery('Direction must be FORWARD or BACKWARD');
}

function rangeOf(parameters: RpcCall['parameters'], now: Date, position: Partial<Range> | undefined): Range {
  const { StartTime: startTime, EndTime: endTime } = parameters;
  if (!startTime && !endTime) {
    const { startTime: began, endTime: ended } = position ?? {};
    return { startTime: began ?? seconds(new Date(now.getTime() - 7 * DAY_MS)), endTime: ended ?? seconds(now) };
  }
  if (!startTime || !endTime) throw invalidQuery('StartTime and EndTime must both be given, or neither');
  if (!isTime(startTime) || Date.parse(startTime) < now.getTime() - KEPT_DAYS * DAY_MS - GRACE_MS) {
    throw new CloudError(400, 'InvalidParameterStartTime', 'The specified StartTime is invalid.');
  }
  if (!isTime(endTime)) throw new CloudError(400, 'InvalidParameterEndTime', 'The specified EndTime is invalid.');
  if (endTime <= startTime) {
    throw new CloudError(400, 'InvalidParameterCombination', 'The end time must be later than the start time.');
  }
  return { startTime, endTime };
}

function isTime(text: string): boolean {
  return TIME.test(text) && !Number.isNaN(Date.parse(text));
}

function seconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
