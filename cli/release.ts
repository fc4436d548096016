import { scheduleTelling, tellOfRelease } from '../functions/respond/released';
import { type Changes, NO_CHANGES } from '../shared/containment/changes';
import { shownLogin } from '../shared/containment/console/apply';
import { identityOfStep } from '../shared/containment/made';
import { isEmpty, planRelease, type ReleasePlan, release } from '../shared/containment/release';
import type { StepResult } from '../shared/containment/types';
import { CloudAlreadyThere } from '../shared/errors';
import { looked } from '../shared/identity/looked';
import { type AccessKeyId, maskKey, parseAccessKeyId, parseUserName, type UserName } from '../shared/ids';
import { damageOf, type Incident } from '../shared/incident/journal';
import type { IncidentId } from '../shared/incident/paths';
import { FREEZE_POLICY } from '../shared/ram-policy/documents';
import { ownKeyOf, ROOT } from '../shared/rotation/stage';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { jsonText, printable } from './printable';
import { lookForRelease, ownerNow, whyNoIncident } from './release-look';
import type { CliRun } from './run';
import { mayActUntil, outOfTurn, RELEASE_LEASE_MS, turnsOf } from './turns';

export interface ReleaseOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly reactivate: readonly string[];
  readonly ownKeys: readonly string[];
  readonly falseAlarm: boolean;
  readonly keepNetwork?: boolean;
  readonly keepConsole?: boolean;
  readonly restoreConsole?: readonly string[];
  readonly allDenies?: boolean;
  readonly acceptChanges?: boolean;
  readonly json?: boolean;
  /** Why there is nothing to release for any more, where the journal shows that now. */
  readonly notAnyMore?: (state: Incident['state']) => string | undefined;
}

/**
 * Gives the power back: takes off every deny of ours that no other contained key of the user needs, and sets the
 * standstill, so that the same leak does not contain again. The intent stands in the journal before the first step: a
 * responder that is at the same incident finds it there. What changed between plan and answer is planned anew.
 */
export async function releaseCommand(cli: CliRun, key: string, options: ReleaseOptions): Promise<ExitCode> {
  const { run, clock } = cli;
  const accessKeyId = parseAccessKeyId(key);
  const id = { accountId: run.accountId, accessKeyId };
  let agreedTo = '';
  for (;;) {
    const incident = await inTurn(cli, id);
    const { state } = incident;
    const why = options.notAnyMore?.(state);
    if (why !== undefined) throw new CommandEnded(EXIT.person, why);
    const { plan, isGone, changes, staysOn } = await planned(cli, incident, options);
    const leakIds = state.signals.map((s) => s.leakId);
    if (isEmpty(plan) && isSaid(state, leakIds, options)) {
      process.stderr.write(
        `Nothing to take off: ${printable(state.release?.by ?? '')} released ${maskKey(key)} at ${state.release?.at}.\n`,
      );
      if (options.json) printJson({ accessKeyId, complete: true, steps: [], leftAttached: plan.leaveAttached });
      return EXIT.done;
    }
    const lines = [
      ...damageOf(incident).map((what) => `go by a damaged journal: ${what}`),
      ...(isGone ? [`take nothing off: ${plan.userName} was deleted`] : []),
      ...changeLines(changes, plan.userName),
      ...planLines(plan, leakIds),
      ...(staysOn ? [`leave ${maskKey(key)} on: whoever found it has its power again until rotate finish`] : []),
    ];
    if (lines.join('\n') !== agreedTo) await confirm(lines, options);
    agreedTo = lines.join('\n');
    const about = {
      by: options.by,
      reason: options.reason,
      leakIds,
      ...(options.falseAlarm ? { falseAlarm: true as const } : {}),
    };
    const mayAct = mayActUntil(new Date(clock.now().getTime() + RELEASE_LEASE_MS), clock);
    try {
      await run.journal.appendTo(incident, { type: 'release-intent', ...about });
    } catch (error) {
      if (error instanceof CloudAlreadyThere) continue;
      throw error;
    }
    // The release must not wait for it, nor fail with it.
    const telling = await scheduleTelling(run, id).catch(() => undefined);
    const steps = await release(run.cloud, clock, plan, mayAct);
    const left = await looked(
      run.journal.read(id).then((now) => planned(cli, now, { ...options, reactivate: [], acceptChanges: true })),
    );
    // What was frozen besides is known by the journal alone, where these steps are not written yet.
    const complete =
      steps.every(({ ok }) => ok) &&
      'value' in left &&
      (plan.neededBy.length > 0 || isEmpty({ ...left.value.plan, unfreeze: [] }));
    const { incident: after } = await run.journal.append(id, () => ({ type: 'release', ...about, steps, complete }));
    const told = await tellOfRelease(run, after, plan.userName);
    if (telling !== undefined && told?.outcome !== 'claimed-elsewhere') await run.schedule.done(telling);
    for (const { step: name, ok, detail } of steps)
      process.stderr.write(`${ok ? 'done  ' : 'FAILED'} ${printable(`${name}: ${detail}`)}\n`);
    if ('couldNotCheck' in left)
      process.stderr.write(`could not read back what is left: ${printable(left.couldNotCheck)}\n`);
    if (options.json) printJson({ accessKeyId, complete, steps, leftAttached: plan.leaveAttached });
    if (complete) return EXIT.done;
    return steps.every(({ ok }) => ok) && 'couldNotCheck' in left ? EXIT.unchecked : EXIT.failed;
  }
}

function printJson(result: {
  readonly accessKeyId: AccessKeyId;
  readonly complete: boolean;
  readonly steps: readonly StepResult[];
  readonly leftAttached: readonly string[];
}): void {
  process.stdout.write(jsonText(result));
}

const WAIT_MS = 1_000;

/**
 * The incident, once nobody else is releasing its key: that takes seconds, and what is older has died in its midst, and is
 * done again. Throws CommandEnded while a rotation is at it.
 */
async function inTurn({ run, clock }: CliRun, id: IncidentId): Promise<Incident> {
  for (let isSaid = false; ; isSaid = true) {
    const incident = await run.journal.read(id);
    const { release: other, rotation } = turnsOf(incident, clock.now());
    if (rotation !== undefined) throw outOfTurn(rotation, id.accessKeyId);
    if (other === undefined) return incident;
    if (!isSaid)
      process.stderr.write(`${printable(other.by)} is releasing this key right now: waiting for the end of it …\n`);
    await clock.sleep(WAIT_MS);
  }
}

/** A release of these leaks has come to its end, and said of them what this one would. */
function isSaid({ release }: Incident['state'], leakIds: readonly string[], { falseAlarm }: ReleaseOptions): boolean {
  if (release === null || !release.complete || (falseAlarm && !release.falseAlarm)) return false;
  return leakIds.every((one) => release.leakIds.includes(one));
}

interface Planned {
  readonly plan: ReleasePlan;
  readonly isGone: boolean;
  readonly changes: Changes;
  /** The leaked key works on, and it did leak: its replacement works, too. */
  readonly staysOn: boolean;
}

/** The plan as journals and account stand now. Throws CommandEnded for what is refused. */
async function planned({ run }: CliRun, incident: Incident, options: ReleaseOptions): Promise<Planned> {
  const { state } = incident;
  const { accessKeyId } = incident.id;
  if (incident.entries.length === 0) throw await whyNoIncident(run, incident);
  if (state.owner?.type === 'root' && state.alsoFrozen.size > 0)
    return { plan: planForRoot(incident, options), isGone: false, changes: NO_CHANGES, staysOn: false };
  const recorded = state.owner?.type === 'ram-user' ? state.owner.userName : state.idle?.userName;
  // What was never contained may have no owner in its journal: it can be called a false alarm all the same.
  const userName = recorded ?? (state.owner === null ? await ownerNow(run, accessKeyId) : undefined);
  if (userName === undefined)
    throw new CommandEnded(EXIT.usage, 'Nothing was put on this key, so there is nothing to take off.');
  const { facts, isGone } = await lookForRelease(run, incident, parseUserName(userName));
  const replacement = [ownKeyOf(state.rotation)].filter((own) => facts.keys.some(({ id }) => id === own));
  const plan = planRelease(facts, {
    falseAlarm: options.falseAlarm,
    reactivate: options.reactivate.map(parseAccessKeyId),
    ownKeys: [...options.ownKeys, ...replacement].map(parseAccessKeyId),
    keepNetwork: options.keepNetwork === true,
    keepConsole: options.keepConsole === true,
    restoreConsole: options.restoreConsole ?? [],
    allDenies: options.allDenies === true,
    acceptChanges: options.acceptChanges === true,
  });
  if ('refused' in plan) throw new CommandEnded(EXIT.person, plan.refused);
  const isActive = facts.keys.some(({ id, status }) => id === accessKeyId && status === 'Active');
  return { plan, isGone, changes: facts.changes, staysOn: isActive && !options.falseAlarm };
}

/** Root carries nothing of ours: what was frozen beside its key is all that can be given back. */
function planForRoot({ id, state }: Incident, { falseAlarm }: ReleaseOptions): ReleasePlan {
  const frozen = [...state.alsoFrozen].flatMap((step) => identityOfStep(step, 'freeze') ?? []);
  const names = frozen.map(({ type, name }) => `${type} ${name}`).join(', ');
  if (!falseAlarm)
    throw new CommandEnded(
      EXIT.person,
      `The attack made ${names}, and they are frozen: delete what nobody needs, or say --false-alarm to give them back. Root's key itself ends by rotate --root, or by the nightly credential report.`,
    );
  const nothing = { detach: [], leaveGroup: false, reactivate: [], neededBy: [], leaveFrozen: [], leaveAttached: [] };
  const left = { logins: [], leaveLogins: [], leaveFence: false };
  return { accessKeyId: id.accessKeyId, userName: ROOT as UserName, unfreeze: frozen, ...nothing, ...left };
}

function changeLines({ gained, lost, unknown }: Changes, userName: UserName): string[] {
  return [
    ...[...gained, ...lost].map((what) => `know that since the containment of ${userName} ${what}`),
    ...unknown.map((why) => `know that nobody could compare ${userName} with what he was: ${why}`),
  ];
}

function planLines(plan: ReleasePlan, leakIds: readonly string[]) {
  const { userName, detach, leaveGroup, reactivate, neededBy, unfreeze, leaveFrozen, leaveAttached, network } = plan;
  const { logins, leaveLogins, leaveFence, accessKeyId } = plan;
  return [
    ...(network
      ? [`put the network policy of ${maskKey(network.accessKeyId)} back: now ${network.ours}, then ${network.text}`]
      : []),
    ...(leaveFence
      ? [
          `leave the fence to ${maskKey(accessKeyId)}, which was deleted: restored, it bears it, until a release of then`,
        ]
      : []),
    ...logins.map(
      ({ userName: name, now, then }) =>
        `put the console login of ${name} back: now ${shownLogin(now)}; then ${shownLogin(then)}`,
    ),
    ...leaveLogins.map(
      (name) =>
        `leave the console login of ${name} as it is: the findings name it (--restore-console ${name}, or --false-alarm)`,
    ),
    ...detach.map((name) => `detach ${name} from ${userName}`),
    ...(leaveGroup ? [`take ${userName} out of the quarantine group`] : []),
    ...unfreeze.map(({ type, name }) => `detach ${FREEZE_POLICY} from ${type} ${name}`),
    ...leaveFrozen.map(
      ({ type, name }) => `leave ${type} ${name} frozen: the attack made it (delete it, or say --false-alarm)`,
    ),
    ...leaveAttached.map(
      (what) =>
        `leave ${what} on ${userName}: no journal says that ak-tourniquet put it there (--all-denies takes it off)`,
    ),
    ...neededBy.map((k) => `leave the deny on ${userName}: ${k} is contained, too`),
    ...reactivate.map((k) => `switch ${maskKey(k)} on again`),
    ...(leakIds.length > 0 ? [`contain no more for: ${leakIds.join(', ')}`] : []),
  ];
}
