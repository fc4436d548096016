import { isMap, isTime } from '../incident/seal';
import type { Ladder } from './ladder/model';
import type { Memory } from './memory';

type IsOne = (value: unknown) => boolean;

const isText: IsOne = (value) => typeof value === 'string';
const isCount: IsOne = (value) => typeof value === 'number' && Number.isFinite(value);
const isFlag: IsOne = (value) => typeof value === 'boolean';
const isAbsentOr =
  (isOne: IsOne): IsOne =>
  (value) =>
    value === undefined || isOne(value);
const isNullOr =
  (isOne: IsOne): IsOne =>
  (value) =>
    value === null || isOne(value);
const isListOf =
  (isOne: IsOne): IsOne =>
  (value) =>
    Array.isArray(value) && value.every(isOne);
const isMapOf =
  (isOne: IsOne): IsOne =>
  (value) =>
    isMap(value) && Object.values(value).every(isOne);
const isWith =
  (fields: Readonly<Record<string, IsOne>>): IsOne =>
  (value) =>
    isMap(value) && Object.entries(fields).every(([name, isOne]) => isOne(value[name]));

const isOff = isWith({ since: isTime, exact: isFlag });
const isKey = isWith({ createdAt: isText, id: isAbsentOr(isText), off: isAbsentOr(isOff) });
const isUser = isWith({ asked: isAbsentOr(isTime), keys: isListOf(isKey) });
const isPolicy = isWith({ version: isText, updatedAt: isText, readAt: isTime, document: isNullOr(isText) });
const isNetwork = isWith({ at: isTime, limited: isFlag });
const isUse = isWith({
  at: isTime,
  calls: isListOf(isWith({ action: isText, lastAt: isNullOr(isTime) })),
  buckets: isListOf(isText),
  projects: isAbsentOr(isListOf(isWith({ name: isText, region: isNullOr(isText) }))),
});
const isNight = isWith({
  ...{ date: isText, complete: isFlag, couldNotCheck: isCount, excepted: isCount },
  keys: isWith({ total: isCount, ok: isCount, finding: isCount, couldNotCheck: isCount, excepted: isCount }),
  findings: isMapOf(isCount),
  told: (value) => value === 'all' || value === 'line' || value === 'nothing',
});
const isSubject = isWith({
  ...{ kind: isText, user: isAbsentOr(isText), name: isAbsentOr(isText) },
  ...{ accessKeyId: isAbsentOr(isText), slot: isAbsentOr(isCount) },
});
const isFound = isWith({
  date: isText,
  checks: isMapOf(isWith({ severity: isText, subjects: isMapOf(isSubject) })),
  cut: isListOf(isText),
});
const isSavedUse: IsOne = (value) => value === 'never' || isTime(value) || isWith({ couldNotCheck: isText })(value);
const isSavedKey = isWith({ id: isText, active: isFlag, createdAt: isNullOr(isTime), lastUse: isSavedUse });
const isPart = isWith({
  number: isCount,
  asked: (value) => value === 'timer' || value === 'command',
  looks: isMapOf((value) => value === 'gone' || isListOf(isSavedKey)(value)),
});

/**
 * What stands in the place of the nights' memory, as far as it is of the form: without a state key anybody may have written
 * it, and one odd part must not end every night. What is of another form is left out, as if no night had known it; undefined
 * where nothing of it is. Pure.
 */
export function rememberedParts(stored: Readonly<Record<string, unknown>>): Memory | undefined {
  const { schema, at, users, policies, networks, uses, nights, found, pinned, part } = stored;
  if (schema !== 1 || !isMap(users) || !isMap(policies) || !isMap(networks)) return undefined;
  return {
    schema,
    at: isTime(at) ? (at as string) : new Date(0).toISOString(),
    users: thoseOf(users, isUser),
    policies: thoseOf(policies, isPolicy),
    networks: thoseOf(networks, isNetwork),
    ...(isMap(uses) ? { uses: thoseOf(uses, isUse) } : {}),
    ...(Array.isArray(nights) ? { nights: nights.filter(isNight) } : {}),
    ...(Array.isArray(found) ? { found: found.filter(isFound) } : {}),
    ...(isMap(pinned) ? { pinned: thoseOf(pinned, isText) } : {}),
    ...(isPart(part) ? { part: part as NonNullable<Memory['part']> } : {}),
  };
}

const isClimb = isWith({
  user: isText,
  ...{ first: isAbsentOr(isTime), second: isAbsentOr(isTime), announced: isAbsentOr(isTime) },
  ...{ handed: isAbsentOr(isTime), off: isAbsentOr(isTime), restsUntil: isAbsentOr(isTime) },
});
const isLastNight = isWith({ at: isTime, users: isCount, keys: isCount });

/** The same of how far unused keys have come. Pure. */
export function ladderParts({ schema, keys, night }: Readonly<Record<string, unknown>>): Ladder | undefined {
  if (schema !== 1 || !isMap(keys)) return undefined;
  return { schema, keys: thoseOf(keys, isClimb), night: isLastNight(night) ? (night as Ladder['night']) : null };
}

/** A user may have any name, `__proto__` too. */
function thoseOf<T>(all: Readonly<Record<string, unknown>>, isOne: IsOne): Readonly<Record<string, T>> {
  const kept: Record<string, T> = Object.create(null);
  for (const [name, one] of Object.entries(all)) if (isOne(one)) kept[name] = one as T;
  return kept;
}
