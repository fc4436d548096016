import type { PolicyRef } from '../../shared/aliyun/ram';
import { POLICY_NAMES } from '../../shared/containment/apply';
import type { AuditEvent } from '../../shared/evidence/types';
import { quarantineDenies } from '../../shared/findings/deny';
import { looked } from '../../shared/identity/looked';
import { parseUserName } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { isFalseAlarm } from '../../shared/incident/release-state';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import type { StepFacts } from '../../shared/rotation/after';
import type { EarlierLook } from '../../shared/rotation/look';
import type { OwnCalls } from '../../shared/rotation/own-calls';
import { newKeyUser, ROOT } from '../../shared/rotation/stage';
import { judge, type RotationVerdict } from '../../shared/rotation/verify';
import { holderOf } from './holder';
import { lookAt } from './key-look';
import type { Room } from './room';
import { asNamedNow, type Rotating } from './whose';

const LOOK_BACK_MS = 89 * 86_400_000;

/**
 * Both keys as they are now, and what their last uses say. A look at a use that fails is its own answer. What a start may
 * have left besides is an undo's alone to look for.
 */
export async function factsOf(room: Room, incident: Incident, userName: string): Promise<StepFacts> {
  const { state, id, entries } = incident;
  const { rotation } = state;
  const now = room.cli.clock.now();
  const since = new Date(Math.max(Date.parse(rotation?.startedAt ?? now.toISOString()), now.getTime() - LOOK_BACK_MS));
  const newUser = rotation ? newKeyUser(rotation) : userName;
  const [holder, newHolder] = [holderOf(room, userName), holderOf(room, newUser)];
  const [oldKeys, newKeys] = await Promise.all([holder.keys(), newUser === userName ? undefined : newHolder.keys()]);
  const ofNew = newUser === userName ? oldKeys : newKeys;
  const newKey = rotation?.newKey ?? undefined;
  const [oldLook, newLook] = await Promise.all([
    lookAt(room, holder, id.accessKeyId, oldKeys, since),
    newKey === undefined
      ? undefined
      : lookAt(room, newHolder, newKey, ofNew, since, signedBy(room, incident, newUser), {
          denies: newUser === userName ? denyOf(state) : () => false,
          isRoot: newUser === ROOT,
        }),
  ]);
  return {
    accessKeyId: id.accessKeyId,
    userName,
    rotation,
    oldKeys,
    newKeys: ofNew,
    orphans: [],
    verdict: judge({
      now,
      startedAt: rotation?.startedAt ?? now.toISOString(),
      newKeyMadeAt: ofNew?.find(({ id: one }) => one === newKey)?.createdAt ?? null,
      looks: newKey === undefined ? [] : earlierLooks(entries, newKey),
      oldKey: oldLook,
      newKey: newLook,
    }),
    isDenied: state.attached.size > 0,
    isBound: state.attached.size > 0,
    isContained: state.isContaining && state.release?.complete !== false,
    wasContained: wasContained(incident),
    isFalseAlarm: isFalseAlarm(state) && state.release?.complete === true && state.held === null,
    deny: room.cli.config.containment === 'freeze' ? 'freeze' : 'quarantine',
    now,
  };
}

/** What the last uses say, as a result of its own where a look fails: nobody knows whose the keys are, or how they are. */
export async function verdictOf(room: Room, known: Rotating): Promise<RotationVerdict> {
  const { rotation } = known.incident.state;
  const now = room.cli.clock.now();
  const facts = await looked(
    asNamedNow(room, known).then(({ incident, userName }) => factsOf(room, incident, userName)),
  );
  if ('value' in facts) return facts.value.verdict;
  const newKey = rotation?.newKey ? facts : undefined;
  const startedAt = rotation?.startedAt ?? now.toISOString();
  return judge({ now, startedAt, newKeyMadeAt: null, looks: [], oldKey: facts, newKey });
}

/** Which calls the deny refuses that is on the user for this incident, as the journal has written down. */
function denyOf({ attached }: Incident['state']): (event: AuditEvent) => boolean {
  if (attached.has('freeze')) return () => true;
  return attached.has('quarantine') ? quarantineDenies() : () => false;
}

/** Root's new key signs these commands, as they ask for it; where it is a person's own credentials, all of their calls. */
function signedBy({ cli }: Room, { state, entries }: Incident, newUser: string): OwnCalls | undefined {
  if (newUser !== ROOT) return undefined;
  const isOwn = cli.credentials.accessKeyId === state.rotation?.newKey;
  return isOwn || entries.some((entry) => 'by' in entry && typeof entry.by === 'string' && entry.by.endsWith(':root)'))
    ? 'all'
    : 'of-keys';
}

/** What is asked of a person later, or answered, clears the release: that the key was contained before stays true. */
function wasContained({ state, entries }: Incident): boolean {
  return state.isContaining || state.containmentsOver > 0 || entries.some(({ type }) => type === 'approval');
}

/** Whether a deny of ours binds the user, by a live look: a release that died, or somebody else, may have taken it off. */
export async function isBound({ cli }: Room, userName: string): Promise<boolean> {
  const { ram } = cli.run.cloud;
  const name = parseUserName(userName);
  const [policies, groups] = await Promise.all([ram.listPoliciesForUser(name), ram.listGroupsForUser(name)]);
  const isOurs = ({ name: policy, type }: PolicyRef): boolean =>
    type === 'Custom' && Object.values(POLICY_NAMES).includes(policy);
  return policies.some(isOurs) || groups.includes(QUARANTINE_GROUP);
}

/** What was seen of both since the new key was made: of the one before it nothing counts. */
function earlierLooks(entries: Incident['entries'], newKey: string): EarlierLook[] {
  const made = entries.findLastIndex(
    (entry) => entry.type === 'rotation' && entry.steps.some(({ step, ok }) => ok && step === `create-key:${newKey}`),
  );
  return entries.slice(made + 1).flatMap((entry) => (entry.type === 'rotation-verified' ? [entry] : []));
}
