import { isUnknownCall } from '../../shared/aliyun/call';
import { fenceStep, setPolicy, whyRefused } from '../../shared/containment/fence/apply';
import { type FencePlan, narrowed } from '../../shared/containment/fence/decide';
import {
  allowedBy,
  fenceDocument,
  isSamePolicy,
  type KeyPolicy,
  parseKeyPolicy,
} from '../../shared/containment/fence/document';
import { readPlan } from '../../shared/containment/fence/handed';
import type { StepResult } from '../../shared/containment/types';
import { CloudNotFound } from '../../shared/errors';
import { excludedName, type NamesLastNight } from '../../shared/identity/excluded';
import { messageOf } from '../../shared/identity/looked';
import { lookAtUserNow } from '../../shared/identity/name-now';
import type { Looked } from '../../shared/identity/types';
import { epochOf } from '../../shared/incident/epoch';
import type { Incident } from '../../shared/incident/journal';
import { knownUserOf } from '../../shared/incident/known-user';
import { markByJournal } from '../../shared/incident/mark';
import type { IncidentId } from '../../shared/incident/paths';
import { sendOnce } from '../alerting';
import { namesLastNight } from '../owner-index';
import type { Run } from '../platform';
import type { Aftermath } from './aftermath';

type Told = Pick<FencePlan, 'kept' | 'left'>;
interface Fenced extends Told {
  readonly step: StepResult;
  readonly incident: Incident;
}

/**
 * Fences the key in by what an investigation judged: the deny stands already, and whatever becomes of the fence changes
 * nothing of it. The owner and the present policy are looked at live; the former policy stands in the journal before it
 * is replaced. What is refused is written down and told, and the investigation's next look asks again. Repeating it
 * changes nothing. Throws what the journal throws.
 */
export async function fence(run: Run, id: IncidentId, data: Readonly<Record<string, unknown>>): Promise<Aftermath> {
  const plan = readPlan(data);
  if (plan === undefined) return { failures: ['the schedule names no plan of a fence'], isWaiting: false };
  const incident = await run.journal.read(id);
  const lastNight = await namesLastNight(run);
  if (!isWanted(run, incident, lastNight)) return { failures: [], isWaiting: false };
  const fenced = incident.state.fence?.holds === true ? told(incident) : await fenceIn(run, incident, plan, lastNight);
  if (fenced === undefined) return { failures: [], isWaiting: false };
  // From now on the fence is looked after: what is watched is read anew by the mark.
  if (fenced.step.ok) await markByJournal(run, id);
  return tell(run, fenced);
}

/** Decided in the journal, under this configuration still or by a person's wish, and not released since. */
function isWanted({ config }: Run, { id, state }: Incident, lastNight: NamesLastNight): boolean {
  if (config.mode !== 'enforce' || (config.containment !== 'fence' && state.fenceWish === null)) return false;
  if (!state.wantsFence || state.owner?.type !== 'ram-user') return false;
  if (!state.isContaining || state.release !== null || state.disabledKeys.has(id.accessKeyId)) return false;
  // Another key of the user that is excluded is none of its business: a fence is on the one key.
  const isNamed = excludedName([id.accessKeyId], state.owner.userName, config.exclude.users, lastNight) !== undefined;
  const excluded = isNamed || config.exclude.keys.has(id.accessKeyId);
  return !excluded || state.attached.size > 0;
}

/** What a run before this one did: its alert may be left to send. */
function told(incident: Incident): Fenced | undefined {
  const last = incident.entries.findLast(({ type }) => type === 'fence');
  return last?.type === 'fence' ? { step: last.step, kept: last.kept, left: last.left, incident } : undefined;
}

/** Undefined: there is nothing to fence any more. */
async function fenceIn(
  run: Run,
  incident: Incident,
  plan: FencePlan,
  lastNight: NamesLastNight,
): Promise<Fenced | undefined> {
  const { id, state } = incident;
  const { accessKeyId } = id;
  if (state.owner?.type !== 'ram-user') return undefined;
  const failed = (detail: string): StepResult => ({
    step: fenceStep(accessKeyId),
    ok: false,
    detail,
    at: run.clock.now().toISOString(),
  });
  let userPrincipalName: string;
  let former: string | null;
  try {
    const present = await presentPolicy(run, incident);
    if (present === undefined) return undefined;
    ({ userPrincipalName, former } = present);
  } catch (error) {
    return record(run, incident, failed(whyRefused(error)), plan);
  }
  const key = { userPrincipalName, accessKeyId };
  // A run that died between act and journal: what stands there is ours, and the former policy is in its intent.
  if (state.fence !== null && isSamePolicy(former, state.fence.document))
    return record(run, incident, { ...failed('already'), ok: true }, state.fence);

  const present = parseKeyPolicy(former);
  if (present === undefined)
    return record(run, incident, failed("the key's own network policy could not be read"), plan);
  if (plan.verdict === 'none') return record(run, incident, failed(plan.why), plan);
  // A policy of the key's own goes before the account's: where it has none, ours would let in what that one refuses.
  const binding = present.active ? { value: present } : await accountPolicy(run);
  if ('couldNotCheck' in binding) return record(run, incident, failed(binding.couldNotCheck), plan);
  const within = narrowed(plan, allowedBy(binding.value));
  if (within.verdict === 'none') return record(run, incident, failed(within.why), within);
  const document = fenceDocument(within.networks, binding.value);
  if (document === undefined) return record(run, incident, failed('the networks do not fit in one policy'), within);
  const { kept, left } = within;
  const { incident: intended } = await run.journal.append(
    id,
    // Decided anew after every lost race: a release that was first is seen, and so is another run's intent.
    (now) =>
      !isWanted(run, now, lastNight) || now.state.fence?.at !== state.fence?.at
        ? undefined
        : { type: 'fence-intent', userPrincipalName, former, document, kept, left },
    incident,
  );
  if (!isWanted(run, intended, lastNight) || intended.state.fence?.document !== document) return undefined;
  const { step, isRefused } = await setPolicy(fenceStep(accessKeyId), key, document, run);
  return record(run, intended, step, within, isRefused);
}

/**
 * The network policy of the key now, where the key is there and on, under the name that its user bears now. Undefined: there
 * is nothing to fence. Throws what the looks throw.
 */
async function presentPolicy({ cloud }: Run, { id: { accessKeyId }, state }: Incident) {
  return lookAtUserNow(cloud, accessKeyId, knownUserOf(state), async ({ userName, keys }) => {
    if (!keys.some((key) => key.id === accessKeyId && key.status === 'Active')) return undefined;
    const userPrincipalName = await cloud.ims.principalOfKey(accessKeyId);
    if (userPrincipalName.slice(0, userPrincipalName.lastIndexOf('@')) !== userName)
      throw new Error(`IMS says that this key belongs to ${userPrincipalName}`);
    return { userPrincipalName, former: await cloud.keyPolicies.get(userPrincipalName, accessKeyId) };
  });
}

const UNSEEN = 'the network policy of the account for all keys, which a fence must not widen';

/** What binds a key that has no policy of its own in force. An account whose IMS does not know of one has none. */
async function accountPolicy({ cloud }: Run): Promise<Looked<KeyPolicy>> {
  try {
    const policy = parseKeyPolicy(await cloud.keyPolicies.ofAccount());
    return policy === undefined ? { couldNotCheck: `${UNSEEN}, could not be read` } : { value: policy };
  } catch (error) {
    if (error instanceof CloudNotFound || isUnknownCall(error)) return { value: { active: false, statements: [] } };
    return { couldNotCheck: `${UNSEEN}, could not be checked: ${messageOf(error)}` };
  }
}

/** Writes down how it went, where that is news; that an intent came to nothing is. */
async function record(
  run: Run,
  incident: Incident,
  step: StepResult,
  { kept, left }: Told,
  isRefused = false,
): Promise<Fenced> {
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) =>
      !(isRefused && state.fence !== null) &&
      state.steps.some((known) => known.step === step.step && known.ok === step.ok && known.detail === step.detail)
        ? undefined
        : { type: 'fence', step, kept, left, ...(isRefused ? { isRefused } : {}) },
    incident,
  );
  return { step, kept, left, incident: after };
}

/** Once for each way that it can have gone: a failure that repeats itself is told once. */
async function tell(run: Run, { step, kept, left, incident }: Fenced): Promise<Aftermath> {
  const { id, state } = incident;
  const name = step.ok ? `fenced:${epochOf(state)}` : `not-fenced:${epochOf(state)}`;
  try {
    const { outcome } = await sendOnce(run, id, name, () => ({
      kind: 'fenced',
      at: run.clock.now().toISOString(),
      incidentId: `${id.accountId}/${id.accessKeyId}`,
      accessKeyId: id.accessKeyId,
      userName: state.owner?.type === 'ram-user' ? state.owner.userName : '',
      step,
      kept,
      left,
    }));
    return { failures: [], isWaiting: outcome === 'claimed-elsewhere' };
  } catch (error) {
    return { failures: [`alert: ${messageOf(error)}`], isWaiting: false };
  }
}
