import { attachDeny, attachParts, type DenyPolicy, disableKey, POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount } from '../../shared/containment/policy-parts';
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
 * quarantine in a freeze's place with the key's switch besides. Else the switch alone.
 */
export async function readBack(run: Run, incident: Incident, entry: DecisionEntry, user: RamUser): Promise<Verified> {
  const { state } = incident;
  const policy: DenyPolicy = state.attached.has('freeze') ? 'freeze' : 'quarantine';
  const task = {
    userName: user.userName,
    accessKeyId: incident.id.accessKeyId,
    userId: state.ownerId ?? undefined,
    policy,
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
    if (result.missingParts.length === 0 || state.denyAt === null) return { result, steps: [], repaired: true };
    const { steps, hold } = await attachParts(user.userName, result.missingParts, run);
    const viaGroup = state.viaGroup || steps.some(({ ok, step }) => ok && step === 'add-to-group');
    return { result: await verify(run.cloud, run.clock, { ...task, viaGroup }), steps, repaired: hold };
  }
  const changed = POLICY_NAMES[policy];
  const other: DenyPolicy = policy === 'quarantine' ? 'freeze' : 'quarantine';
  const standsIn = await looked(denyInAccount(run.cloud, other, task.scope));
  const names = 'value' in standsIn && standsIn.value.isSound ? standsIn.value.names : [];
  const deny = names.length > 0 ? await attachDeny(user.userName, other, denyDeps(run)) : undefined;
  const parts = deny?.holds === other ? await attachParts(user.userName, names.slice(1), run) : undefined;
  const isHeld = parts?.hold === true;
  const steps = [...(deny?.steps ?? []), ...(parts?.steps ?? [])];
  // An intent without the key: the sender is unknown, or nobody has confirmed the secret.
  const mayDisable = entry.mayDisable.includes(incident.id.accessKeyId);
  if (mayDisable && !(isHeld && other === 'freeze'))
    steps.push(await disableKey(user.userName, incident.id.accessKeyId, run));
  const isOff = steps.some(({ ok, step }) => ok && step.startsWith('disable-key:'));
  const viaGroup = state.viaGroup || steps.some(({ ok, step }) => ok && step === 'add-to-group');
  return {
    result: isHeld ? await verify(run.cloud, run.clock, { ...task, policy: other, viaGroup }) : result,
    ...{ steps, repaired: isHeld || isOff, changed },
  };
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
