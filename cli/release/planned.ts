import { type Changes, NO_CHANGES } from '../../shared/containment/changes';
import { type FrozenIdentity, frozenNow, shownFrozen } from '../../shared/containment/frozen';
import { planRelease, type ReleasePlan } from '../../shared/containment/release';
import { staysOn } from '../../shared/containment/release-danger';
import { ownerNow } from '../../shared/identity/name-now';
import { parseAccessKeyId, type UserName, unnamedKeys } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { knownUserOf } from '../../shared/incident/known-user';
import { ROOT } from '../../shared/rotation/stage';
import { CommandEnded, EXIT } from '../exit';
import type { CliRun } from '../run';
import { lookForRelease } from './look';
import { whyNoIncident } from './no-incident';
import type { ReleaseOptions } from './options';

export interface Planned {
  readonly plan: ReleasePlan;
  readonly isGone: boolean;
  readonly changes: Changes;
  /** What he got between the leak and the containment: of a false alarm nothing. */
  readonly sinceLeak: readonly string[];
  /** The leaked key works on, and it did leak: its replacement works, too. */
  readonly staysOn: boolean;
  /** The user's keys that nothing can be asked about, as they may be told. */
  readonly unnamed: readonly string[];
}

/**
 * The plan as journals and account stand now. `compares`: with what somebody else has changed about the user, which is of no
 * use once it was agreed to. Throws CommandEnded for what is refused.
 */
export async function planned(
  cli: CliRun,
  incident: Incident,
  options: ReleaseOptions,
  compares = true,
): Promise<Planned> {
  const { run } = cli;
  const { state } = incident;
  const { accessKeyId } = incident.id;
  if (incident.entries.length === 0) throw await whyNoIncident(run, incident);
  if (state.owner?.type === 'root' && (state.alsoFrozen.size > 0 || state.held !== null))
    return {
      plan: planForRoot(incident, await frozenNow(incident, run.cloud), options),
      isGone: false,
      changes: NO_CHANGES,
      sinceLeak: [],
      staysOn: false,
      unnamed: [],
    };
  // What was never contained may have no owner in its journal: it can be called a false alarm all the same.
  const known = knownUserOf(state);
  const userName = known?.userName ?? (state.owner === null ? await ownerNow(run.cloud, accessKeyId) : undefined);
  if (userName === undefined)
    throw new CommandEnded(EXIT.usage, 'Nothing was put on this key, so there is nothing to take off.');
  const { facts, isGone, ownKeys } = await lookForRelease(
    cli,
    incident,
    known ?? { userName },
    options.ownKeys,
    compares,
  );
  const plan = planRelease(facts, {
    falseAlarm: options.falseAlarm,
    confirmedToo: options.confirmedToo === true,
    reactivate: options.reactivate.map(parseAccessKeyId),
    ownKeys: ownKeys.map(parseAccessKeyId),
    keepNetwork: options.keepNetwork === true,
    keepConsole: options.keepConsole === true,
    restoreConsole: options.restoreConsole ?? [],
    allDenies: options.allDenies === true,
    acceptChanges: options.acceptChanges === true,
  });
  if ('refused' in plan) throw new CommandEnded(plan.isMisuse ? EXIT.usage : EXIT.person, plan.refused);
  return {
    plan,
    isGone,
    changes: facts.changes,
    sinceLeak: options.falseAlarm ? [] : (facts.sinceLeak ?? []),
    staysOn: staysOn(facts, options),
    unnamed: unnamedKeys(facts.keys),
  };
}

/**
 * The leaks that are dealt with. Of root's key without a false alarm it is the question that a person was asked: the leak
 * itself ends when the key does.
 */
export function leaksOf(
  { signals, owner, questions }: Incident['state'],
  { falseAlarm }: ReleaseOptions,
): readonly string[] {
  if (owner?.type === 'root' && questions.length > 0 && !falseAlarm) return questions.map(({ leakId }) => leakId);
  return signals.map(({ leakId }) => leakId);
}

/** Root carries nothing of ours: what was frozen beside its key is all that can be given back. */
function planForRoot({ id }: Incident, frozen: readonly FrozenIdentity[], { falseAlarm }: ReleaseOptions): ReleasePlan {
  const names = frozen.map(shownFrozen).join(', ');
  if (!falseAlarm && frozen.length > 0)
    throw new CommandEnded(
      EXIT.person,
      `The attack made what is frozen (${names}): delete what nobody needs, or say --false-alarm to give them back. Root's key itself ends by rotate --root, or by the nightly credential report.`,
    );
  const nothing = { detach: [], leaveGroup: false, reactivate: [], leaveFrozen: [], leaveAttached: [] };
  const before = { onBefore: new Map<string, string>() };
  const others = { neededBy: [], kept: [], missing: new Set<never>() };
  const logins = { logins: [], leaveLogins: [], keptLogins: [], neededLogins: [], leaveOff: [], isOffOtherwise: false };
  const whose = { accessKeyId: id.accessKeyId, userName: ROOT as UserName };
  return {
    ...whose,
    unfreeze: frozen,
    leaveFence: false,
    ...before,
    ...nothing,
    ...others,
    ...logins,
    loginNeeds: new Map(),
  };
}
