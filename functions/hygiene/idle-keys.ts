import { CloudAlreadyThere } from '../../shared/errors';
import type { Collected } from '../../shared/hygiene/collect';
import { isSpared } from '../../shared/hygiene/exceptions';
import type { KeyFacts, Known } from '../../shared/hygiene/facts';
import { keyName } from '../../shared/hygiene/judge';
import { type IdleKeyTask, type Ladder, type NightPlan, NO_LADDER } from '../../shared/hygiene/ladder/model';
import { type LadderRules, type NightFacts, planNight } from '../../shared/hygiene/ladder/plan';
import { ladderParts } from '../../shared/hygiene/memory-form';
import { looked, messageOf } from '../../shared/identity/looked';
import { isAccessKeyId, parseAccessKeyId } from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import { isLater, isUnread, openStored } from '../../shared/incident/stored';
import { sendUnclaimed } from '../alerting';
import type { Excepted } from '../exceptions';
import type { Run } from '../platform';
import { tellOnce } from '../told';
import type { Asked } from './event';

/** Markers of incidents that are over, or were none. */
const OVER: ReadonlySet<string> = new Set(['released', 'closed', 'recorded']);

export interface PlannedNight {
  readonly plan: NightPlan;
  /** The plan stands in the bucket, and this run is to carry it out. */
  readonly isOurs: boolean;
  readonly failures: readonly string[];
}

/**
 * What becomes of keys that nobody uses tonight; undefined where the owner has not turned it on. The timer's night puts
 * its plan down once a date, before anything of it is done: a run that is repeated does what the first one has decided.
 * A night that somebody asked for shows what the next one would do, and does none of it. Never throws.
 */
export async function planIdleKeys(
  run: Run,
  collected: Collected,
  { spared, excluded }: Pick<NightFacts, 'spared' | 'excluded'>,
  asked: Asked,
): Promise<PlannedNight | undefined> {
  if (run.config.idleKeys.action !== 'disable') return undefined;
  const { facts, complete, reportedAt } = collected;
  const [ladder, held] = await Promise.all([readLadder(run), heldKeys(run)]);
  const wereOff = await looked(switchedOff(run, facts.keys, ladder));
  const now = run.clock.now();
  const users = facts.users.length;
  // What nothing can name, nothing can switch off.
  const keys = facts.keys.filter(({ id }) => id === undefined || isAccessKeyId(id));
  const plan = planNight(
    { now, keys, users, complete, reportedAt, held, spared, excluded, ladder, wereOff },
    rulesOf(run),
  );
  if (asked === 'command') return { plan, isOurs: false, failures: [] };
  try {
    return { plan: await putDown(run, plan), isOurs: true, failures: [] };
  } catch (error) {
    const why = `what becomes of unused keys could not be put down, and nothing is done: ${messageOf(error)}`;
    return { plan, isOurs: false, failures: [why] };
  }
}

/** By id, the keys that the owner lives with unused. Of a list with something wrong in it nothing is known. */
export function sparedKeys(
  keys: readonly KeyFacts[],
  { exceptions, failures }: Excepted,
  now: Date,
): Known<ReadonlySet<string>> {
  if (failures.length > 0) return { couldNotCheck: failures.join('; ') };
  const spared = keys.filter((key) => isSpared(exceptions, keyName(key), now));
  return { value: new Set(spared.flatMap(({ id }) => id ?? [])) };
}

function rulesOf({ config }: Run): LadderRules {
  const { mode, unusedDays, idleKeys, exclude } = config;
  const { warnDays, maxPerNight } = idleKeys;
  return { mode, unusedDays, warnDays, maxPerNight, excludedKeys: exclude.keys };
}

/** What nobody of ours has written is nobody's word: keys then begin at the first warning. */
async function readLadder(run: Run): Promise<Known<Ladder>> {
  const key = run.paths.idleKeys;
  try {
    const read = await openStored<Readonly<Record<string, unknown>>>(run.cloud.evidence, run.seal, key);
    if (typeof read === 'string') return { value: NO_LADDER };
    if (isUnread(read)) return { couldNotCheck: messageOf(read.unread.error) };
    if (isLater(read.content)) return { couldNotCheck: 'a later version wrote it, and it is left as it is' };
    return { value: ladderParts(read.content) ?? NO_LADDER };
  } catch (error) {
    return { couldNotCheck: messageOf(error) };
  }
}

/** By the markers: respond asks each journal before it switches anything off. */
function heldKeys(run: Run): Promise<Known<ReadonlySet<string>>> {
  const list = async (): Promise<ReadonlySet<string>> => {
    const all = await new Markers(run.cloud.evidence, run.paths).list();
    return new Set(all.filter(({ state }) => !OVER.has(state)).map(({ accessKeyId }) => accessKeyId));
  };
  return looked(list());
}

/** Keys that are on although respond was asked to switch them off: those of them that it did. */
async function switchedOff(run: Run, keys: readonly KeyFacts[], ladder: Known<Ladder>): Promise<ReadonlySet<string>> {
  if ('couldNotCheck' in ladder) return new Set();
  const handed = keys.flatMap(({ id, active }) => {
    const isOn = 'value' in active && active.value;
    return id !== undefined && isOn && Object.hasOwn(ladder.value.keys, id) && ladder.value.keys[id]?.handed
      ? [id]
      : [];
  });
  const ends = await Promise.all(
    handed.map(async (id) => {
      const { state } = await run.journal.read({ accountId: run.accountId, accessKeyId: parseAccessKeyId(id) });
      return state.idle?.end === 'off' ? [id] : [];
    }),
  );
  return new Set(ends.flat());
}

/** The date's plan: this one, or the one that another run of the date has put down. Throws what OSS threw. */
async function putDown(run: Run, plan: NightPlan): Promise<NightPlan> {
  const key = run.paths.idleKeysOf(plan.at.slice(0, 10));
  try {
    await run.cloud.evidence.create(key, await run.seal.close(key, plan));
    return plan;
  } catch (error) {
    if (!(error instanceof CloudAlreadyThere)) throw error;
  }
  const there = await openStored<NightPlan>(run.cloud.evidence, run.seal, key);
  if (typeof there === 'string') throw new Error(`${key} does not bear our seal`);
  if (isUnread(there)) throw there.unread.error;
  return there.content;
}

/**
 * Tells the owner what the night does about unused keys, hands to respond what is to be switched off, and remembers how
 * far each has come: in this order, and the memory only of what was told. Who dies in between tells twice, and never
 * switches off what nobody was told of. Resolves with what failed.
 */
export async function carryOut(run: Run, planned: PlannedNight | undefined): Promise<readonly string[]> {
  if (planned === undefined || !planned.isOurs) return planned?.failures ?? [];
  const { plan } = planned;
  try {
    // The claim of the date: whoever holds it is alone at all that follows.
    const { outcome } = await tellOnce(run, `idle-keys-${plan.at.slice(0, 10)}`, async () => {
      if (plan.steps.length > 0) await tellOf(run, plan);
      await handOver(run, plan);
      if (plan.after !== null)
        await run.cloud.evidence.put(run.paths.idleKeys, await run.seal.close(run.paths.idleKeys, plan.after));
    });
    return outcome === 'claimed-elsewhere'
      ? ['another run is at the unused keys of this date, or ended in its midst']
      : [];
  } catch (error) {
    return [`what becomes of unused keys could not be told or handed over: ${messageOf(error)}`];
  }
}

async function tellOf(run: Run, plan: NightPlan): Promise<void> {
  const { unusedDays, idleKeys } = run.config;
  const { warnDays } = idleKeys;
  const steps = plan.steps.map(({ accessKeyId, user, rung, lastUsedAt }) => ({ accessKeyId, user, rung, lastUsedAt }));
  const accountId = run.accountId;
  await sendUnclaimed(run, { kind: 'idle-keys', at: plan.at, accountId, unusedDays, warnDays, steps });
}

/** The same task of the same night is the same object, however often it is handed over. */
async function handOver(run: Run, { at: night, steps }: NightPlan): Promise<void> {
  for (const { rung, accessKeyId, user, warned } of steps) {
    if (rung !== 'disable' || warned === undefined) continue;
    const id = { accountId: run.accountId, accessKeyId: parseAccessKeyId(accessKeyId) };
    const task: IdleKeyTask = { night, user, ...warned };
    await run.schedule.add(id, 'idle-key', new Date(night), { ...task });
  }
}
