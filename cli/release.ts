import { scheduleTelling, tellOfRelease } from '../functions/respond/released';
import { isGone, whyRefused } from '../shared/containment/fence/apply';
import { identityOfStep } from '../shared/containment/made';
import { isEmpty, planRelease, type ReleasePlan, release } from '../shared/containment/release';
import { CloudAlreadyThere, CloudNotFound } from '../shared/errors';
import { looked } from '../shared/identity/looked';
import { nameNow } from '../shared/identity/name-now';
import { type AccessKeyId, maskKey, parseAccessKeyId, type UserName } from '../shared/ids';
import { damageOf, type Incident } from '../shared/incident/journal';
import { FREEZE_POLICY } from '../shared/ram-policy/documents';
import { ownKeyOf, ROOT } from '../shared/rotation/stage';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';

export interface ReleaseOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly reactivate: readonly string[];
  readonly ownKeys: readonly string[];
  readonly falseAlarm: boolean;
  readonly keepNetwork?: boolean;
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
    const { incident, plan, isGone } = await planned(cli, accessKeyId, options);
    const other = underWay(incident, clock.now());
    if (other !== undefined) {
      process.stderr.write(`${other} is releasing this key right now: waiting for the end of it …\n`);
      await clock.sleep(WAIT_MS);
      continue;
    }
    const { state } = incident;
    const leakIds = state.signals.map((s) => s.leakId);
    if (isEmpty(plan) && state.release?.complete && leakIds.every((one) => state.release?.leakIds.includes(one))) {
      process.stderr.write(
        `Nothing to take off: ${state.release.by} released ${maskKey(key)} at ${state.release.at}.\n`,
      );
      return EXIT.done;
    }
    const lines = [
      ...damageOf(incident).map((what) => `go by a damaged journal: ${what}`),
      ...(isGone ? [`take nothing off: ${plan.userName} was deleted`] : []),
      ...planLines(plan, leakIds),
    ];
    if (lines.join('\n') !== agreedTo) await confirm(lines, options);
    agreedTo = lines.join('\n');
    const about = { by: options.by, reason: options.reason, leakIds };
    try {
      await run.journal.appendTo(incident, { type: 'release-intent', ...about });
    } catch (error) {
      if (error instanceof CloudAlreadyThere) continue;
      throw error;
    }
    // The release must not wait for it, nor fail with it.
    const telling = await scheduleTelling(run, id).catch(() => undefined);
    const steps = await release(run.cloud, clock, plan);
    const left = await looked(planned(cli, accessKeyId, { ...options, reactivate: [] }));
    // What was frozen besides is known by the journal alone, where these steps are not written yet.
    const complete =
      steps.every(({ ok }) => ok) &&
      'value' in left &&
      (plan.neededBy.length > 0 || isEmpty({ ...left.value.plan, unfreeze: [] }));
    const { incident: after } = await run.journal.append(id, () => ({ type: 'release', ...about, steps, complete }));
    const told = await tellOfRelease(run, after, plan.userName);
    if (telling !== undefined && told?.outcome !== 'claimed-elsewhere') await run.schedule.done(telling);
    for (const { step: name, ok, detail } of steps)
      process.stderr.write(`${ok ? 'done  ' : 'FAILED'} ${name}: ${detail}\n`);
    if ('couldNotCheck' in left) process.stderr.write(`could not read back what is left: ${left.couldNotCheck}\n`);
    if (complete) return EXIT.done;
    return steps.every(({ ok }) => ok) && 'couldNotCheck' in left ? EXIT.unchecked : EXIT.failed;
  }
}

/** A release that another command has begun takes seconds; what is older has died in its midst, and is done again. */
const UNDER_WAY_MS = 60_000;
const WAIT_MS = 1_000;

/** Who is in the midst of releasing the same key; undefined: nobody. */
function underWay({ entries }: Incident, now: Date): string | undefined {
  const last = entries.findLast(({ type }) => type === 'release-intent' || type === 'release');
  if (last?.type !== 'release-intent' || now.getTime() - Date.parse(last.at) > UNDER_WAY_MS) return undefined;
  return last.by;
}

/** The user's keys and what is attached to him; nothing, and so nothing to take off, where he was deleted meanwhile. */
async function standing({ cloud }: CliRun['run'], userName: UserName) {
  try {
    const [keys, policies, groups] = await Promise.all([
      cloud.ram.listAccessKeys(userName),
      cloud.ram.listPoliciesForUser(userName),
      cloud.ram.listGroupsForUser(userName),
    ]);
    return { keys, policies, groups, isGone: false };
  } catch (error) {
    if (!(error instanceof CloudNotFound)) throw error;
    return { keys: [], policies: [], groups: [], isGone: true };
  }
}

/** The plan as journals and account stand now. Throws CommandEnded for what is refused. */
async function planned(
  { run }: CliRun,
  accessKeyId: AccessKeyId,
  options: ReleaseOptions,
): Promise<{ readonly incident: Incident; readonly plan: ReleasePlan; readonly isGone: boolean }> {
  const incident = await run.journal.read({ accountId: run.accountId, accessKeyId });
  const { state } = incident;
  if (incident.entries.length === 0)
    throw new CommandEnded(EXIT.usage, `There is no incident of ${maskKey(accessKeyId)} in account ${run.accountId}.`);
  if (state.owner?.type === 'root' && state.alsoFrozen.size > 0)
    return { incident, plan: planForRoot(incident, options), isGone: false };
  if (state.owner?.type !== 'ram-user')
    throw new CommandEnded(EXIT.usage, 'Nothing was put on this key, so there is nothing to take off.');
  const userName = (await nameNow(run.cloud, accessKeyId, state.owner.userName)) ?? state.owner.userName;
  const fence = state.fence && { ...state.fence, userPrincipalName: renamed(state.fence.userPrincipalName, userName) };
  const [{ keys, policies, groups, isGone }, network] = await Promise.all([
    standing(run, userName),
    networkOf(run, accessKeyId, fence),
  ]);
  const others = keys.map(({ id }) => parseAccessKeyId(id)).filter((id) => id !== accessKeyId);
  const facts = {
    accessKeyId,
    userName,
    state: { ...state, fence },
    keys: keys.map((k) => ({ ...k, createdAt: k.createdAt?.toISOString() ?? null })),
    policies,
    groups,
    ...(network === undefined ? {} : { network }),
    neededBy: await containedOf(run, others),
  };
  const replacement = [ownKeyOf(state.rotation)].filter((own) => keys.some(({ id }) => id === own));
  const plan = planRelease(facts, {
    falseAlarm: options.falseAlarm,
    reactivate: options.reactivate.map(parseAccessKeyId),
    ownKeys: [...options.ownKeys, ...replacement].map(parseAccessKeyId),
    keepNetwork: options.keepNetwork === true,
  });
  if ('refused' in plan) throw new CommandEnded(EXIT.person, plan.refused);
  return { incident, plan, isGone };
}

/** Root carries nothing of ours: what was frozen beside its key is all that can be given back. */
function planForRoot({ state }: Incident, { falseAlarm }: ReleaseOptions): ReleasePlan {
  const frozen = [...state.alsoFrozen].flatMap((step) => identityOfStep(step, 'freeze') ?? []);
  const names = frozen.map(({ type, name }) => `${type} ${name}`).join(', ');
  if (!falseAlarm)
    throw new CommandEnded(
      EXIT.person,
      `The attack made ${names}, and they are frozen: delete what nobody needs, or say --false-alarm to give them back. Root's key itself ends by rotate --root, or by the nightly credential report.`,
    );
  const nothing = { detach: [], leaveGroup: false, reactivate: [], neededBy: [], leaveFrozen: [] };
  return { userName: ROOT as UserName, unfreeze: frozen, ...nothing };
}

/** The principal's name with the name that the user has now. */
const renamed = (userPrincipalName: string, userName: UserName): string =>
  userName + userPrincipalName.slice(userPrincipalName.lastIndexOf('@'));

/** The key's network policy now, where the journal knows of a fence. */
async function networkOf({ cloud }: CliRun['run'], accessKeyId: AccessKeyId, fence: Incident['state']['fence']) {
  if (fence === null) return undefined;
  try {
    return { value: await cloud.keyPolicies.get(fence.userPrincipalName, accessKeyId) };
  } catch (error) {
    return isGone(error) ? ('gone' as const) : { couldNotCheck: whyRefused(error) };
  }
}

async function containedOf(run: CliRun['run'], keys: readonly AccessKeyId[]): Promise<AccessKeyId[]> {
  const incidents = await Promise.all(
    keys.map((accessKeyId) => run.journal.read({ accountId: run.accountId, accessKeyId })),
  );
  return incidents.filter(({ state }) => state.isContaining).map(({ id }) => id.accessKeyId);
}

function planLines(plan: ReleasePlan, leakIds: readonly string[]) {
  const { userName, detach, leaveGroup, reactivate, neededBy, unfreeze, leaveFrozen, network } = plan;
  return [
    ...(network
      ? [`put the network policy of ${maskKey(network.accessKeyId)} back: now ${network.ours}, then ${network.text}`]
      : []),
    ...detach.map((name) => `detach ${name} from ${userName}`),
    ...(leaveGroup ? [`take ${userName} out of the quarantine group`] : []),
    ...unfreeze.map(({ type, name }) => `detach ${FREEZE_POLICY} from ${type} ${name}`),
    ...leaveFrozen.map(
      ({ type, name }) => `leave ${type} ${name} frozen: the attack made it (delete it, or say --false-alarm)`,
    ),
    ...neededBy.map((k) => `leave the deny on ${userName}: ${k} is contained, too`),
    ...reactivate.map((k) => `switch ${maskKey(k)} on again`),
    `contain no more for: ${leakIds.join(', ') || 'no leak'}`,
  ];
}
