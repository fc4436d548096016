import { ifThere } from '../../../shared/aliyun/call';
import { missingTasks, type Promised } from '../../../shared/containment/promised';
import { messageOf } from '../../../shared/identity/looked';
import { type AccessKeyId, isAccessKeyId, maskKey, parseAccessKeyId } from '../../../shared/ids';
import type { Incident } from '../../../shared/incident/journal';
import { stateByJournal } from '../../../shared/incident/listing';
import { markByJournal } from '../../../shared/incident/mark';
import {
  MARKER_STATES,
  type Marker,
  type MarkerState,
  Markers,
  WATCHED_STATES,
} from '../../../shared/incident/markers';
import type { IncidentId } from '../../../shared/incident/paths';
import type { Task } from '../../../shared/incident/schedule';
import { sha256 } from '../../../shared/incident/seal';
import { SeenLeaks } from '../../../shared/incident/seen';
import { type Watched, WatchList } from '../../../shared/incident/watch-list';
import { inThisHour, sendUnclaimed } from '../../alerting';
import type { Run } from '../../platform';
import { beginUntilMs, eachInTime } from '../../time-limits';
import { tellOnce } from '../../told';
import { asksForWatch, isHourOver, isLost, watchedOf } from './list';

const HOUR_MS = 3_600_000;
/** Journals that one run reads of those on the list, and as many of the others: the rest has its turn in the hours behind. */
const MOST_READ = 100;
const AT_ONCE = 5;
/** A run that writes a journal sets the marker behind it; who dies in between is followed by another within this. */
const SETTLED_MS = 30 * 60_000;

/** What one journal says that is nowhere else. */
interface Lack {
  readonly id: IncidentId;
  readonly tasks: readonly Promised[];
  /** What its marker must say, where it does not. */
  readonly marker: MarkerState | undefined;
  /** That marker was taken away; else it may be an earlier one of ours, whose run died before it set another. */
  readonly isMarkerGone: boolean;
  /** When the journal was last written to. */
  readonly lastAt: string;
}

/**
 * Once an hour, and at once where the list is gone: whether what the journals speak of is there still. A seal shows what was
 * changed; of markers, tasks and journals that somebody deletes it shows nothing. What is missing is put back; where
 * it stood there before it is told first, so that who dies in between tells it again. A journal that is gone, or its end, is told once a day. Resolves with what could not be
 * checked or put back. Throws what listing and reading the lists throw.
 */
export async function holdAgainstJournals(
  run: Run,
  markers: readonly Marker[],
  heldAgainstAt: string | undefined,
): Promise<readonly string[]> {
  const now = run.clock.now();
  if (!isHourOver(heldAgainstAt, now)) return [];
  const list = new WatchList(run.cloud.evidence, run.paths, run.seal);
  const leaks = new SeenLeaks(run.cloud.evidence, run.paths, run.seal);
  const [folders, { keys: known }, seen] = await Promise.all([
    run.cloud.evidence.folders(run.paths.incidents(run.accountId)),
    list.read(),
    leaks.read(),
  ]);
  const ofLeaks = new Set(seen.keys.values());
  const keys = inTurn([...new Set([...folders, ...ofLeaks])], known, now);
  const held = await hold(run, keys, { known, ofLeaks, markers, now });
  const failures = [...held.failures];
  try {
    await tellOfMissing(run, held, heldAgainstAt ?? (await hasRun(run)));
  } catch (error) {
    failures.push(messageOf(error));
  }
  for (const lack of held.lacks) await putBack(run, lack);
  await forget(leaks, held.empty);
  // Another run may have written it since.
  const fresh = await list.read();
  // The look before this one tells of it; with nothing of it known, nothing takes its place.
  if (fresh.unread.length > 0) return failures;
  const counted = [...fresh.keys].map(([key, watched]): [string, Watched] => {
    const entries = Math.max(watched.entries ?? 0, held.entries.get(key) ?? 0);
    return [key, { ...watched, entries }];
  });
  await list.write({ ...fresh, keys: new Map(counted), heldAgainstAt: now.toISOString() });
  return failures;
}

interface Held {
  readonly lacks: Lack[];
  /** Whose journal is not there any more, or its end. */
  readonly gone: IncidentId[];
  /** Those of them of which nothing is left. */
  readonly empty: IncidentId[];
  /** How many entries each journal has. */
  readonly entries: Map<string, number>;
  readonly failures: string[];
}

interface Around {
  readonly known: ReadonlyMap<string, Watched>;
  /** Keys of leaks that were dealt with: each has a journal. */
  readonly ofLeaks: ReadonlySet<string>;
  readonly markers: readonly Marker[];
  readonly now: Date;
}

async function hold(run: Run, keys: readonly AccessKeyId[], around: Around): Promise<Held> {
  const { known, ofLeaks, markers, now } = around;
  const held: Held = { lacks: [], gone: [], empty: [], entries: new Map(), failures: [] };
  // Before the journals: what is done in between stood there still.
  const standing = await run.schedule.of(new Set(keys));
  await eachInTime(run, keys, AT_ONCE, beginUntilMs(run, 'due'), async (accessKeyId) => {
    const id: IncidentId = { accountId: run.accountId, accessKeyId };
    try {
      const incident = await run.journal.read(id);
      const states = markers.flatMap((one) => (isOf(one, id) ? one.state : []));
      const watched = known.get(accessKeyId);
      if (isLost(incident, watched)) {
        const isMarked = states.some((state) => WATCHED_STATES.has(state));
        if (watched === undefined && !isMarked && !ofLeaks.has(accessKeyId)) return;
        held.gone.push(id);
        if (incident.entries.length === 0) held.empty.push(id);
        return;
      }
      held.entries.set(accessKeyId, incident.nextSeq - 1);
      const lack = lackOf(incident, states, standing, now);
      if (lack.tasks.length > 0 || lack.marker !== undefined) held.lacks.push(lack);
    } catch (error) {
      held.failures.push(`the journal of ${maskKey(accessKeyId)} could not be read: ${messageOf(error)}`);
    }
  });
  return held;
}

const isOf = ({ accountId, accessKeyId }: Marker, id: IncidentId): boolean =>
  accountId === id.accountId && accessKeyId === id.accessKeyId;

/** Keys of the list, which bears our seal, do not wait for folders that somebody laid there by thousands. */
function inTurn(folders: readonly string[], known: ReadonlyMap<string, Watched>, now: Date): readonly AccessKeyId[] {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const some = (keys: readonly string[]): readonly AccessKeyId[] => {
    const from = keys.length > MOST_READ ? (hour * MOST_READ) % keys.length : 0;
    return [...keys.slice(from), ...keys.slice(0, from)].slice(0, MOST_READ).map(parseAccessKeyId);
  };
  return [
    ...some([...known.keys()].sort()),
    ...some(folders.filter((key) => isAccessKeyId(key) && !known.has(key)).sort()),
  ];
}

function lackOf(incident: Incident, states: readonly string[], standing: readonly Task[], now: Date): Lack {
  const { id } = incident;
  const tasks = missingTasks(
    incident,
    standing.filter(({ incident: of }) => of.accessKeyId === id.accessKeyId),
    now,
  );
  const lastAt = incident.entries.at(-1)?.at ?? now.toISOString();
  const isSettled = now.getTime() - Date.parse(lastAt) >= SETTLED_MS;
  const marker = isSettled ? wrongMarker(incident, states) : undefined;
  return { id, tasks, marker, isMarkerGone: isWatchGone(incident, states, now), lastAt };
}

/** What the incident's marker must say by its journal; undefined: it does, or none is needed. */
function wrongMarker(incident: Incident, states: readonly string[]): MarkerState | undefined {
  const state = stateByJournal(incident);
  const ours = MARKER_STATES.filter((one) => states.includes(one));
  const isRight = ours.length === 0 ? state === undefined || !WATCHED_STATES.has(state) : ours.join() === state;
  return isRight ? undefined : state;
}

/** No marker asks for a look at the incident each minute, and one must. */
const isWatchGone = (incident: Incident, states: readonly string[], now: Date): boolean =>
  !states.some((one) => WATCHED_STATES.has(one)) &&
  (states.length === 0 || asksForWatch(watchedOf(incident, now, now, now.toISOString())));

async function putBack(run: Run, { id, tasks, marker }: Lack): Promise<void> {
  for (const { task, due, data } of tasks) await run.schedule.add(id, task, due, data);
  if (marker !== undefined) await markByJournal(run, id);
}

/** What Security Center lists of a key whose journal is gone is dealt with anew: the next poll contains it. */
async function forget(leaks: SeenLeaks, empty: readonly IncidentId[]): Promise<void> {
  if (empty.length === 0) return;
  const { leakIds, keys } = await leaks.read();
  const lost = new Set<string>(empty.map(({ accessKeyId }) => accessKeyId));
  const left = [...leakIds].filter((leakId) => !lost.has(keys.get(leakId) ?? ''));
  if (left.length < leakIds.size) await leaks.write({ leakIds: new Set(left), keys });
}

/** Who knows no last time, because the list is gone, takes this minute for it; `never`: no timer has come before. */
async function hasRun({ cloud, paths, clock }: Run): Promise<string> {
  const beat = await ifThere(cloud.evidence.get(paths.heartbeat));
  return beat === undefined ? 'never' : clock.now().toISOString();
}

/** What stood there when all was last held against the journals, somebody has taken away; what is newer, a run that died. */
async function tellOfMissing(run: Run, { gone, lacks }: Held, heldAgainstAt: string): Promise<void> {
  const stood = (since: string): boolean => Date.parse(since) + SETTLED_MS <= Date.parse(heldAgainstAt);
  const missing = lacks.flatMap(({ id, tasks, marker, isMarkerGone, lastAt }) => [
    ...tasks.filter(({ since }) => stood(since)).map(({ task, due }) => run.schedule.keyOf(id, task, due)),
    ...(marker === undefined || !isMarkerGone || !stood(lastAt)
      ? []
      : [new Markers(run.cloud.evidence, run.paths).keyOf(marker, id)]),
  ]);
  const at = run.clock.now().toISOString();
  const tell = (name: string, objects: readonly string[], putBack: readonly string[]): Promise<unknown> =>
    tellOnce(run, name, () => sendUnclaimed(run, { kind: 'state-tampered', at, objects, putBack }));
  const named = (objects: readonly string[]): string => sha256([...objects].sort().join()).slice(0, 16);
  const journals = gone.map((id) => run.paths.journal(id));
  if (journals.length > 0) await tell(`${at.slice(0, 10)}--gone-${named(journals)}`, journals, []);
  if (missing.length > 0) await tell(inThisHour(run, `missing-${named(missing)}`), [], missing);
}
