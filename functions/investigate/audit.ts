import { homeRegion } from '../../shared/aliyun';
import {
  type AuditProgress,
  type AuditSource,
  believed,
  type Identities,
  isLookDone,
  isOfChain,
  LOOK_BACK_MS,
  LogStoreSource,
  LookupEventsSource,
  lookToHold,
  NOBODY,
  newLook,
  newSample,
  nextHabitLook,
  nextLook,
  nextTraceLook,
  sampleOf,
  TrailObjectsSource,
  takeLook,
  trustedFirst,
  witnessToHear,
} from '../../shared/evidence/audit';
import type { Pack } from '../../shared/evidence/pack';
import { trailRoot } from '../../shared/evidence/trail/keys';
import { analyse } from '../../shared/findings/analyse';
import { decisiveCalls } from '../../shared/findings/decisive';
import { identitiesOf } from '../../shared/findings/identities';
import type { OtherIdentity } from '../../shared/findings/model';
import { looked } from '../../shared/identity/looked';
import type { Incident } from '../../shared/incident/journal';
import type { KeptBody } from '../../shared/secrecy/kept';
import type { Run } from '../platform';
import { cutWhatIsLeft, type LeftOut } from './cut';
import { eventsOfLooks } from './events';
import { heardOut, held, witnessLook } from './hold';
import { type FoundTrails, findTrails } from './log-trail';
import { caseOf } from './suspicion';
import { tracesAsked } from './traces';
import { foundBy } from './unasked';

export interface AuditTask {
  readonly incident: Incident;
  /** The round's folder, `evidence/round-1`. */
  readonly folder: string;
  /** `clock.elapsedMs()` after which nothing further is begun. */
  readonly stopAtMs: number;
  /** Present: looks at this round died. What they died of is cut. */
  readonly less?: LeftOut | undefined;
}

/**
 * Every call of the key, then of each identity that these calls have led to, then of whoever else of the account left
 * the attack's traces, from the best source that is configured; what that one cannot give is asked of the next, and what a
 * trail gives is held against LookupEvents. Goes on where `before` stands, and answers how far it came:
 * not `done` when the time was over. Throws only when the pack cannot be written or read.
 */
export async function audit(
  run: Run,
  pack: Pack,
  task: AuditTask,
  before: AuditProgress | undefined,
): Promise<AuditProgress> {
  const [{ regions, cuts }, trails] = await Promise.all([regionsToLook(run), findTrails(run)]);
  const { couldNotCheck, isSure } = trails;
  const lookup = new LookupEventsSource(run.cloud, run.clock, regions);
  const all = sourcesOf(run, regions, trails, lookup);
  let progress: AuditProgress = before ?? {
    ...windowOf(run),
    looks: [first(all, pack)],
    cuts,
    ...(couldNotCheck === undefined ? {} : { unknownTrails: couldNotCheck }),
    done: false,
  };
  const { less } = task;
  if (less?.kind === 'no calls') return cutWhatIsLeft({ ...progress, done: false }, less.why);
  const window = { from: new Date(progress.from), to: new Date(progress.to), stopAtMs: task.stopAtMs };
  const write = (path: string, body: KeptBody) => pack.write(path, body);
  for (;;) {
    const looks: AuditProgress['looks'] = progress.looks;
    const open = looks.find((look) => !isLookDone(look) && (less === undefined || look.depth === 0));
    const source = all.find(({ kind }) => kind === open?.kind);
    if (open && source) {
      const taken = await takeLook({ source, write, folder: task.folder, onProgress: run.onProgress }, open, window);
      progress = { ...progress, looks: looks.map((look) => (look === open ? taken : look)) };
      if (!isLookDone(taken)) return progress;
      continue;
    }
    if (run.clock.elapsedMs() >= task.stopAtMs) return progress;
    const look = lookToHold(looks);
    if (look !== undefined) {
      const sample = sampleOf(looks, look);
      if (sample === undefined) progress = { ...progress, looks: [...looks, newSample(lookup, look)] };
      else {
        const sure = look.kind !== 'lookup-events' && isSure[look.kind];
        const known = await held(pack, looks, { look, sample, to: progress.to, isSure: sure });
        progress = { ...progress, looks: looks.map((one) => (one === look ? known : one)) };
      }
      continue;
    }
    // Who the attack became is found by judging all that is read, again and again.
    if (less !== undefined) return cutWhatIsLeft({ ...progress, done: false }, less.why);
    const sources = trustedFirst(all, looks);
    const trusted = believed(looks);
    const known = once(async () => {
      const { events } = await eventsOfLooks(pack, trusted);
      return { events, ...analyse(events, caseOf(run, task.incident)) };
    });
    const deciding = async () => decisiveCalls(await known(), (await known()).events);
    const witness = witnessToHear(looks);
    if (witness !== undefined) {
      progress = { ...progress, looks: await heardOut(pack, looks, witness, await deciding(), progress.to) };
      continue;
    }
    const ofChain = trusted.filter(isOfChain);
    const next =
      // Nothing of the key is left that is believed: from the beginning, by the next source.
      (ofChain.some(({ depth }) => depth === 0) ? undefined : first(sources, pack)) ??
      (await nextLook(ofChain, sources, async () => foundBy(await known()))) ??
      (await nextTraceLook(trusted, sources, async () => {
        const { traces, actors } = await known();
        return { traces: tracesAsked(traces).traces, known: identitiesOf(actors) };
      })) ??
      (await nextHabitLook(trusted, sources, async () => {
        const { traces, others } = await known();
        return { who: askedAbout(others), before: traces.since };
      })) ??
      (await witnessLook(pack, looks, deciding, homeRegion(run.config.site)));
    if (next === undefined) return { ...progress, done: true };
    progress = { ...progress, looks: [...looks, next] };
  }
}

/** What the looks so far say, read and analysed when it is first asked for. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** Of others so many are asked about: whether they were at work before decides what is advised. */
const MOST_ASKED = 10;

function askedAbout(others: readonly OtherIdentity[]): Identities {
  const named = (type: OtherIdentity['type']) =>
    others
      .filter((other) => other.type === type)
      .map(({ id }) => id)
      .slice(0, MOST_ASKED);
  return { ...NOBODY, keyIds: named('access-key'), userNames: named('user') };
}

/**
 * The best first. The trail's objects are read whole, so that no index can miss a word; a logstore is searched, and keeps
 * what it is set to keep; LookupEvents is there in every account, and slow.
 */
function sourcesOf(
  run: Run,
  regions: readonly string[],
  { logstore: logs, bucketGaps }: FoundTrails,
  lookup: LookupEventsSource,
): readonly [AuditSource, ...AuditSource[]] {
  const { cloud, clock } = run;
  const { bucket, prefix } = run.config.trail;
  const objects = bucket
    ? [new TrailObjectsSource(cloud.bucket(bucket), clock, regions, trailRoot(prefix ?? ''), bucketGaps)]
    : [];
  const logstore = logs
    ? [new LogStoreSource(cloud.logs(logs.region, logs.project), logs.logstore, clock, logs.gaps)]
    : [];
  const [best, ...others] = [...objects, ...logstore];
  return best === undefined ? [lookup] : [best, ...others, lookup];
}

const first = ([best]: readonly [AuditSource, ...AuditSource[]], { id }: Pack) =>
  newLook(best, 0, { ...NOBODY, keyIds: [id.accessKeyId] });

function windowOf({ clock }: Run): Pick<AuditProgress, 'from' | 'to'> {
  const now = clock.now();
  return { from: new Date(now.getTime() - LOOK_BACK_MS).toISOString(), to: now.toISOString() };
}

/** The configured regions or all of them, and always the home of the global events. */
async function regionsToLook(run: Run): Promise<{ readonly regions: readonly string[]; readonly cuts: string[] }> {
  const home = homeRegion(run.config.site);
  const { regions } = run.config;
  const known = regions.length > 0 ? { value: regions } : await looked(run.cloud.actionTrail().describeRegions());
  const cut = 'value' in known ? undefined : known.couldNotCheck;
  return {
    regions: [...new Set([home, ...('value' in known ? known.value : [])])],
    cuts: cut === undefined ? [] : [`the list of regions could not be read, so only ${home} was looked into: ${cut}`],
  };
}
