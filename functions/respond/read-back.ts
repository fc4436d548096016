import {
  attachDeny,
  attachParts,
  type DenyPolicy,
  disableKey,
  other as otherThan,
  POLICY_NAMES,
} from '../../shared/containment/apply';
import { lookAtDeny, rewritten, rewrittenIn } from '../../shared/containment/fit-deny';
import type { StepResult } from '../../shared/containment/types';
import { type VerifyResult, verify } from '../../shared/containment/verify';
import { looked } from '../../shared/identity/looked';
import type { Owner } from '../../shared/identity/types';
import type { DecisionEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentState } from '../../shared/incident/state';
import { protectedScope, type Run } from '../platform';
import { denyDeps } from './deny-deps';

type RamUser = Extract<Owner, { type: 'ram-user' }>;

/** How the deny stands by a look back at it, and what was put right for that. */
export interface Verified {
  readonly result: VerifyResult;
  readonly steps: readonly StepResult[];
  readonly repaired: boolean;
  /** The policy that somebody has changed. */
  readonly changed?: string;
}

/**
 * Reads back; where the policy denies less than set-up wrote, the other one if that is sound: freeze and nothing else, the
 * quarantine in a freeze's place with the key's switch besides. Else the switch alone. Where the policy gives power, the
 * leaked key is switched off whoever told of it: what it could do by that is our doing.
 */
export async function readBack(run: Run, incident: Incident, entry: DecisionEntry, user: RamUser): Promise<Verified> {
  const { state } = incident;
  const policy: DenyPolicy = state.attached.has('freeze') ? 'freeze' : 'quarantine';
  const task = {
    userName: user.userName,
    accessKeyId: incident.id.accessKeyId,
    userId: state.ownerId ?? undefined,
    policy,
    isAttached: state.attached.size > 0,
    viaGroup: state.viaGroup,
    keyShouldBeOff: state.disabledKeys.has(incident.id.accessKeyId),
    scope: protectedScope(run),
  };
  const result = await verify(run.cloud, run.clock, task);
  // Whatever is missing on somebody else is not missed.
  if (result.isHis === false) return { result, steps: [], repaired: true };
  const lost =
    state.denyAt === null && result.verification.state === 'deny attached' ? lostAnswer(state, policy) : undefined;
  if (lost) return { result, steps: [lost], repaired: true };
  const isSound = !result.policyChanged && result.missingParts.length === 0;
  // What is not in its place may have been given back since: nobody puts a deny back behind a release.
  if (!isSound && (await wasReleased(run, incident))) return { result, steps: [], repaired: true };
  if (!result.policyChanged) {
    if (result.missingParts.length === 0 || state.denyAt === null) {
      const steps = isInFreezesPlace(incident, entry) ? await switchOff(run, incident, entry, user) : [];
      return { result, steps, repaired: true };
    }
    const { steps, hold } = await attachParts(user.userName, result.missingParts, run);
    const viaGroup = state.viaGroup || steps.some(({ ok, step }) => ok && step === 'add-to-group');
    return { result: await verify(run.cloud, run.clock, { ...task, viaGroup }), steps, repaired: hold };
  }
  const changed = POLICY_NAMES[policy];
  const other = otherThan(policy);
  const standsIn = await lookAtDeny(run.cloud, other, task.scope);
  const names = standsIn.is === 'sound' ? standsIn.names : [];
  const seen = { [other]: standsIn, [policy]: rewritten(policy) };
  const deny = names.length > 0 ? await attachDeny(user.userName, other, denyDeps(run, seen)) : undefined;
  const parts = deny?.holds === other ? await attachParts(user.userName, names.slice(1), run) : undefined;
  const isHeld = parts?.hold === true;
  const steps = [...(deny?.steps ?? []), ...(parts?.steps ?? [])];
  const { givesPower } = result.verification;
  if (!(isHeld && other === 'freeze') && !state.disabledKeys.has(incident.id.accessKeyId))
    steps.push(...(await switchOff(run, incident, entry, user, givesPower !== undefined)));
  const isOff = state.disabledKeys.has(incident.id.accessKeyId) || steps.some(isSwitch);
  const viaGroup = state.viaGroup || steps.some(({ ok, step }) => ok && step === 'add-to-group');
  if (!isHeld) return { result, steps, repaired: isOff, changed };
  const now = await verify(run.cloud, run.clock, { ...task, policy: other, viaGroup });
  // Freeze denies what the other allows; beside the quarantine most of it stays allowed.
  const power = other === 'quarantine' && givesPower !== undefined ? { givesPower } : {};
  return {
    result: { ...now, verification: { ...now.verification, ...power } },
    ...{ steps, repaired: true, changed },
  };
}

const isSwitch = ({ ok, step }: StepResult): boolean => ok && step.startsWith('disable-key:');

/** Freeze was decided, and goes to nobody as somebody has rewritten it: that wins nobody his reading. */
function isInFreezesPlace({ id, state }: Incident, { decision }: DecisionEntry): boolean {
  const { attached, disabledKeys, steps } = state;
  const isWanted = decision.actions.some((action) => action.kind === 'attach' && action.policy === 'freeze');
  return (
    isWanted &&
    !disabledKeys.has(id.accessKeyId) &&
    attached.has('quarantine') &&
    !attached.has('freeze') &&
    rewrittenIn(steps).includes('freeze')
  );
}

/**
 * The leaked key's switch, where an intent has named it: without that the sender is unknown, or nobody has confirmed the
 * secret. `isOurDoing`: whoever told of it; an intent that names it is written before. Resolves with nothing where the key
 * may not be switched off, or the intent could not be written.
 */
async function switchOff(
  run: Run,
  incident: Incident,
  entry: DecisionEntry,
  user: RamUser,
  isOurDoing = false,
): Promise<StepResult[]> {
  const { accessKeyId } = incident.id;
  if (!entry.mayDisable.includes(accessKeyId)) {
    if (!isOurDoing) return [];
    const { mode, signal, keysBefore, made, ways } = entry;
    const outcome = incident.entries.findLast((one) => one.type === 'outcome' && one.leakId === signal.leakId);
    // How the key is used was known before, and holds.
    const decision = outcome?.type === 'outcome' ? outcome.decision : entry.decision;
    const about = { mode, signal, owner: user, decision, keysBefore };
    const named = { ...(made ? { made } : {}), ...(ways ? { ways } : {}) };
    const intent: DecisionEntry = {
      type: 'decision',
      ...about,
      mayDisable: [...entry.mayDisable, accessKeyId],
      ...named,
    };
    const noted = await looked(
      run.journal.append(incident.id, (now) => (isReleasedSince(now, incident) ? undefined : intent), incident),
    );
    if (!('value' in noted) || !noted.value.written) return [];
  }
  return [await disableKey(user.userName, accessKeyId, run)];
}

/** A release of the incident has begun since it was read. */
async function wasReleased(run: Run, incident: Incident): Promise<boolean> {
  return isReleasedSince(await run.journal.read(incident.id), incident);
}

/** A release has begun since `seen` was read. Pure. */
export function isReleasedSince({ entries }: Pick<Incident, 'entries'>, seen: Pick<Incident, 'entries'>): boolean {
  return entries.slice(seen.entries.length).some(({ type }) => type === 'release-intent' || type === 'release');
}

/** The attach whose answers were all lost: the account shows that it was done, at the latest when the last try ended. */
function lostAnswer(state: IncidentState, policy: DenyPolicy): StepResult | undefined {
  const failed = state.steps.findLast(({ step, ok }) => !ok && step === `attach-${policy}`);
  return failed && { ...failed, ok: true, detail: 'read back' };
}
