import { type Expected, expectedOf, type LeftAlone } from '../../../shared/containment/tampering/expect';
import { fromEitherEnd } from '../../../shared/either-end';
import { messageOf } from '../../../shared/identity/looked';
import { userIdOf } from '../../../shared/identity/name-now';
import { type AccessKeyId, isAccessKeyId, maskKey, parseAccessKeyId } from '../../../shared/ids';
import type { Incident } from '../../../shared/incident/journal';
import { type Marker, WATCHED_STATES } from '../../../shared/incident/markers';
import { observedLeak } from '../../../shared/incident/observed-leak';
import { unreadLines } from '../../../shared/incident/stored';
import { openTamperings } from '../../../shared/incident/tamper-state';
import { isFresh, type SoundDenies, type Watched, WatchList } from '../../../shared/incident/watch-list';
import type { Run } from '../../platform';
import { scheduleFollowUp } from '../follow-up/follow';

export interface WatchedKeys {
  readonly keys: ReadonlyMap<AccessKeyId, Watched>;
  /** Objects that do not bear our seal. */
  readonly tampered: readonly string[];
  /** Journals that could not be read: of these nobody knows what should be in its place. */
  readonly failures: readonly string[];
  /** When markers and schedule were last held against the journals. */
  readonly heldAgainstAt: string | undefined;
  /** What the deny policies said when they were last found to deny what they must. */
  readonly sound: SoundDenies;
  /** Some journal had to be read: no quiet minute. */
  readonly isNews: boolean;
}

const EVERY_MS = 3_600_000;

/** Whether everything is to be held against the journals again, and what nobody needs this minute looked at as well. Pure. */
export function isHourOver(heldAgainstAt: string | undefined, now: Date): boolean {
  const agoMs = now.getTime() - Date.parse(heldAgainstAt ?? '');
  return !(agoMs >= 0 && agoMs < EVERY_MS);
}

/** Journals that one run reads at most: after a loss of the list the rest has its turn in the next minute. */
const MOST_READ = 50;
const AT_ONCE = 5;

/**
 * Every incident's key with what must be in its place, by the markers and the list. A quiet minute with incidents
 * costs one read, however many there are, and so does one without: a marker can be deleted, and the list knows of it. A
 * journal is read where its marker was written since, and where it says of a key of the list that it is no more to be
 * watched.
 */
export async function watchedKeys(run: Run, listed: readonly Marker[]): Promise<WatchedKeys> {
  // A marker bears no seal: what is no AccessKey's somebody has made up.
  const ours = listed.filter(({ accountId, accessKeyId }) => accountId === run.accountId && isAccessKeyId(accessKeyId));
  const markers = ours.filter(({ state }) => WATCHED_STATES.has(state));
  const list = new WatchList(run.cloud.evidence, run.paths, run.seal);
  const known = await list.read();
  const watchedIds = new Set(markers.map(({ accessKeyId }) => accessKeyId));
  const lapsed = ours.filter(({ accessKeyId }) => known.keys.has(accessKeyId) && !watchedIds.has(accessKeyId));
  const stale = [
    ...markers.filter(({ accessKeyId, markedAt }) => !isFresh(known.keys.get(accessKeyId), markedAt)),
    ...lapsed,
  ];
  const failures = [...unreadLines(known.unread)];
  const read = new Map<string, Watched>();
  // What came behind a deny must not wait for thousands that somebody laid there before it.
  const left = fromEitherEnd(stale, ({ markedAt }) => markedAt, run.clock.now()).slice(0, MOST_READ);
  const reader = async (): Promise<void> => {
    for (let marker = left.shift(); marker !== undefined; marker = left.shift()) {
      try {
        const watched = await watchedBy(run, marker, known.keys.get(marker.accessKeyId));
        if (watched !== undefined) read.set(marker.accessKeyId, watched);
      } catch (error) {
        failures.push(`the journal of ${maskKey(marker.accessKeyId)} could not be read: ${messageOf(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  // What has no marker at all has lost it: nothing of ours takes one away without setting another. What has one that asks
  // for no watch is watched until its journal says so as well.
  const marked = new Set(ours.map(({ accessKeyId }) => accessKeyId));
  const unmarked = [...known.keys.keys()].filter(
    (key) => !watchedIds.has(key) && (!marked.has(key) || asksForWatch(read.get(key) ?? known.keys.get(key))),
  );
  const keys = new Map(
    [...markers.map(({ accessKeyId }) => accessKeyId), ...unmarked].flatMap((accessKeyId) => {
      // What an earlier journal said is a better hint than none.
      const watched = read.get(accessKeyId) ?? known.keys.get(accessKeyId);
      return watched === undefined ? [] : [[parseAccessKeyId(accessKeyId), watched] as const];
    }),
  );
  const { heldAgainstAt, tampered, sound = {} } = known;
  // A list that is refused is written over where the journals were not refused as well.
  if (read.size > 0 || known.keys.size !== keys.size) await list.write({ keys, heldAgainstAt, sound });
  return { keys, tampered, failures, heldAgainstAt, sound, isNews: read.size > 0 };
}

/**
 * Nothing was ever written there, or somebody has deleted it, or its end: a journal only grows, and holds less than the list
 * says.
 */
export const isLost = (
  { nextSeq, tampered }: Pick<Incident, 'nextSeq' | 'tampered'>,
  watched: Watched | undefined,
): boolean => nextSeq <= (watched?.entries ?? 0) || (nextSeq === 1 && tampered.length === 0);

/**
 * Undefined: a marker of an incident that nobody of ours knows. Of one that is newly contained the day's look is put down as well: before the list is written, so that none is lost.
 */
async function watchedBy(
  run: Run,
  { accessKeyId, markedAt }: Marker,
  before: Watched | undefined,
): Promise<Watched | undefined> {
  const readAt = run.clock.now().toISOString();
  const incident = await run.journal.read({ accountId: run.accountId, accessKeyId: parseAccessKeyId(accessKeyId) });
  // A journal that is gone, or its end, says less than the list does.
  if (isLost(incident, before)) return undefined;
  const watched = await withUserId(run, incident, watchedOf(incident, markedAt, run.clock.now(), readAt), before);
  if (isContained(watched) && !isContained(before)) await scheduleFollowUp(run, incident);
  return watched;
}

/** With the id of the key's user, as the journal has it, or by calls that name the key: a name may be another user's by now. Without it his name must do, and his turn. */
async function withUserId(
  run: Run,
  { id, state }: Incident,
  watched: Watched,
  before: Watched | undefined,
): Promise<Watched> {
  if (watched.userName === null || watched.policies.length === 0) return watched;
  const userId = state.ownerId ?? before?.userId ?? (await askedOnce(run, id.accessKeyId));
  return userId === undefined ? watched : { ...watched, userId };
}

/** The read-back of this run may have tried just now, and the next minute asks again. */
const ONE_TRY = { timeoutMs: 2_000, retries: 0 };

const asked = new WeakMap<Run, Map<AccessKeyId, Promise<string | undefined>>>();

/** Once a run, whatever came of it: undefined where it was refused. */
function askedOnce(run: Run, accessKeyId: AccessKeyId): Promise<string | undefined> {
  const known = asked.get(run) ?? new Map<AccessKeyId, Promise<string | undefined>>();
  asked.set(run, known);
  const answer =
    known.get(accessKeyId) ??
    userIdOf(run.cloud, accessKeyId, ONE_TRY).catch((error: unknown) => {
      run.log.warn({ key: maskKey(accessKeyId), why: messageOf(error) }, "the id of the key's user is not known");
      return undefined;
    });
  known.set(accessKeyId, answer);
  return answer;
}

export const asksForWatch = (watched: Watched | undefined): boolean =>
  watched !== undefined &&
  (watched.policies.length + watched.keysOff.length + watched.frozen.length > 0 ||
    watched.fence !== null ||
    watched.isOpen ||
    watched.isObserved === true ||
    watched.isHalfReleased === true ||
    watched.markedAt === null);

const isContained = (watched: Watched | undefined): boolean =>
  watched !== undefined && watched.isOver !== true && watched.policies.length + watched.keysOff.length > 0;

/** What is to be looked after, of what the journal says. Pure. */
export function watchedOf(incident: Incident, markedAt: Date | undefined, now: Date, readAt: string): Watched {
  const expected = expectedOf(incident, now);
  const nothing = { userName: null, policies: [], keysOff: [], frozen: [] };
  return {
    fence: null,
    ...(typeof expected === 'string' ? nothing : expected),
    ...(incident.state.decision === null && incident.tampered.length > 0 ? { isUnsealed: true as const } : {}),
    ...(incident.state.release?.complete === false ? { isHalfReleased: true as const } : {}),
    isOpen: openTamperings(incident.state.tampering).length > 0,
    isObserved: observedLeak(incident) !== undefined,
    // What is under way is read again: if it dies there, no marker tells.
    markedAt: isUnderWay(expected) ? null : (markedAt?.toISOString() ?? null),
    readAt,
    entries: incident.nextSeq - 1,
  };
}

const isUnderWay = (expected: Expected | LeftAlone): boolean =>
  expected === 'release-under-way' || expected === 'approval-under-way';

/**
 * Reads the journals of these keys anew: what was done about them changes what is looked after. `sound`: what the deny
 * policies say by now, for the looks behind this one. A list that is refused is left as it is.
 */
export async function relist(run: Run, keys: readonly AccessKeyId[], sound: SoundDenies): Promise<void> {
  const list = new WatchList(run.cloud.evidence, run.paths, run.seal);
  const { keys: listed, heldAgainstAt, sound: soundBefore, unread } = await list.read();
  if (unread.length > 0) return;
  const known = new Map(listed);
  const before = JSON.stringify([[...known], soundBefore]);
  for (const accessKeyId of keys) {
    const earlier = known.get(accessKeyId);
    if (earlier === undefined) continue;
    const { readAt, markedAt } = earlier;
    const incident = await run.journal.read({ accountId: run.accountId, accessKeyId });
    if (isLost(incident, earlier)) continue;
    const watched = watchedOf(incident, markedAt === null ? undefined : new Date(markedAt), run.clock.now(), readAt);
    known.set(accessKeyId, await withUserId(run, incident, watched, earlier));
  }
  if (JSON.stringify([[...known], sound]) !== before) await list.write({ keys: known, heldAgainstAt, sound });
}
