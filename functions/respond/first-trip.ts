import type { KeyLastUsedInfo } from '../../shared/aliyun/action-trail';
import type { LeakDetail } from '../../shared/aliyun/security-center';
import { type DenyPolicy, POLICY_NAMES } from '../../shared/containment/apply';
import { mayDisableKey } from '../../shared/containment/decide';
import type { DenyLook } from '../../shared/containment/fit-deny';
import type { SecretWord } from '../../shared/containment/types';
import type { NamesLastNight } from '../../shared/identity/excluded';
import { looked } from '../../shared/identity/looked';
import { searchOwner } from '../../shared/identity/owner';
import type { Looked, OwnerAnswer } from '../../shared/identity/types';
import { type CapClass, capClassOf, type HourCount, type HourlyCap } from '../../shared/incident/cap';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import type { LeakSignal } from '../../shared/signal/types';
import { knownNames } from '../owner-index';
import type { Run } from '../platform';
import { inTime } from '../time-limits';
import { bucketIsFit } from './bucket-fit';
import type { SeenDenies } from './deny-deps';

/** One try: the deny waits for these objects no longer than {@link OSS_MS} after the owner is known. */
const OSS_PATIENCE = { timeoutMs: 2_000, retries: 1 };
const OSS_MS = 500;
const DETAIL_MS = 1_000;
/** As for OSS: a look that fails is no reason to leave a leak as it is. */
const DENY_LOOK_MS = 500;

const UNTOLD = 'Security Center does not tell';

/** How a caveat begins that the journal did not come in time. */
export const UNSEEN_RELEASE = 'a former release cannot be seen';

/** What the first trip has shown, and what of it could not be seen in time. */
export interface FirstTrip {
  readonly id: IncidentId;
  readonly owner: OwnerAnswer;
  readonly incident: Looked<Incident>;
  /** The same, however late it comes: the deny did not wait for it, what follows the deny may. */
  readonly lateIncident: Promise<Looked<Incident>>;
  /** Undefined: Security Center was not asked. */
  readonly tokenValid: SecretWord | undefined;
  readonly detail: LeakDetail | undefined;
  readonly capClass: CapClass;
  readonly counted: HourCount;
  /** Whom the exclusion list means, where somebody is on it. */
  readonly namesLastNight: NamesLastNight;
  /** `clock.elapsedMs()` until which the deny waits for OSS. */
  readonly ossUntilMs: number;
  /** What the deny that would be attached says; empty in observe mode, which attaches none. */
  readonly denies: SeenDenies;
  readonly mayDisable: boolean;
  readonly lastUsedInfo: Promise<Looked<KeyLastUsedInfo | undefined>>;
  readonly caveats: readonly string[];
}

/**
 * Everything that the decision rests on, asked side by side. Only the owner is waited for as long as it takes; throws
 * OwnerUnknown when he could not be checked.
 */
export async function firstTrip(run: Run, signal: LeakSignal, cap: HourlyCap): Promise<FirstTrip> {
  const id: IncidentId = { accountId: run.accountId, accessKeyId: signal.accessKeyId };
  const search = searchOwner(signal, run);
  // Loading the OSS client costs a cold instance tens of milliseconds; to send RAM's request first made no deny earlier
  // (docs/performance.md), because it waits for both.
  const journal = Promise.all([run.journal.read(id, OSS_PATIENCE), bucketIsFit(run)]).then(([incident]) => incident);
  const counted = cap.load(OSS_PATIENCE);
  const detailLook = signal.securityCenterId
    ? run.cloud.securityCenter.describeAccessKeyLeakDetail(signal.securityCenterId, { timeoutMs: 2_000, retries: 1 })
    : undefined;
  const lastNight = knownNames(run);
  const denyLooks = deniesLooked(run);
  for (const look of [journal, counted, lastNight, detailLook]) look?.catch(() => undefined);

  const owner = await search.owner;
  const ossUntilMs = run.clock.elapsedMs() + OSS_MS;
  const [incident, count, names, denies, detail] = await Promise.all([
    inTime(run.clock, journal, OSS_MS, 'journal'),
    inTime(run.clock, counted, OSS_MS, 'hourly count'),
    inTime(run.clock, lastNight, OSS_MS, 'index of keys'),
    seenInTime(run, denyLooks),
    detailLook === undefined ? undefined : inTime(run.clock, detailLook, DETAIL_MS, 'detail of the leak'),
  ]);
  const caveats: string[] = [];
  if ('couldNotCheck' in incident) caveats.push(`${UNSEEN_RELEASE} (${incident.couldNotCheck})`);
  if ('couldNotCheck' in count) caveats.push(`the hourly cap counts this instance alone (${count.couldNotCheck})`);
  const lastNames = 'value' in names ? names.value : names;
  if ('couldNotCheck' in lastNames && owner.kind === 'found' && owner.owner.type === 'ram-user')
    caveats.push(`whether the user is excluded under another name could not be checked (${lastNames.couldNotCheck})`);
  const found = detail !== undefined && 'value' in detail ? detail.value : undefined;
  // An answer without a word on it is as good as none.
  const tokenValid = detail === undefined ? undefined : (found?.tokenValid ?? 'unchecked');
  if (tokenValid === 'unchecked') {
    const why = detail !== undefined && 'couldNotCheck' in detail ? detail.couldNotCheck : UNTOLD;
    caveats.push(`whether the secret is valid is unknown (${why}): it is asked again within the hour`);
  }
  const capClass = capClassOf(signal, tokenValid);
  return {
    id,
    owner,
    incident,
    lateIncident: looked(journal),
    tokenValid,
    detail: found,
    capClass,
    namesLastNight: 'value' in lastNames ? lastNames.value : new Map(),
    counted: 'value' in count ? count.value : cap.countHere(),
    ossUntilMs,
    denies,
    mayDisable: mayDisableKey({ signal, tokenValid, incident: 'value' in incident ? incident.value.state : 'unknown' }),
    lastUsedInfo: search.lastUsedInfo,
    caveats,
  };
}

type DenyLooked = readonly [DenyPolicy, Promise<DenyLook>];

/**
 * What may be attached is looked at before: somebody may have written into it what allows everything, and whoever got it
 * would have more power than before. Freeze is not for a doubtful signal: both, where it is the setting.
 */
function deniesLooked({ config, denies }: Pick<Run, 'config' | 'denies'>): readonly DenyLooked[] {
  if (config.mode === 'observe') return [];
  const policies: readonly DenyPolicy[] = config.containment === 'freeze' ? ['quarantine', 'freeze'] : ['quarantine'];
  return policies.map((policy) => [policy, denies.of(policy)]);
}

async function seenInTime({ clock }: Pick<Run, 'clock'>, looks: readonly DenyLooked[]): Promise<SeenDenies> {
  const seen = looks.map(async ([policy, look]) => {
    const found = await inTime(clock, look, DENY_LOOK_MS, POLICY_NAMES[policy]);
    return [policy, 'value' in found ? found.value : { is: 'unseen', why: found.couldNotCheck }] as const;
  });
  return Object.fromEntries(await Promise.all(seen));
}

/** Whether the hour has a place left for this key; `caveat` when only this run could be counted. */
export async function placeLeft(
  run: Pick<Run, 'clock'>,
  trip: FirstTrip,
  cap: HourlyCap,
): Promise<{ readonly left: boolean; readonly caveat?: string }> {
  const { accessKeyId } = trip.id;
  const restMs = Math.max(0, trip.ossUntilMs - run.clock.elapsedMs());
  const taken = await inTime(run.clock, cap.take(accessKeyId, trip.capClass, trip.counted), restMs, 'hourly count');
  if ('value' in taken) return { left: taken.value };
  const left = await cap.take(accessKeyId, trip.capClass, cap.countHere());
  return { left, caveat: `the hourly cap counts this instance alone (${taken.couldNotCheck})` };
}
