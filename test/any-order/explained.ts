import type { Role, User } from '../../sandbox/world/entities';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { type PlayedAccount, SECRET } from './account';

const OURS = /^AkTourniquet/;
export const NO_NETWORK = '{"Version":1,"Status":"Inactive","Statements":[]}';

/** Our policies on somebody, directly or by a group of ours. */
export function deniesOn({ attached, ...rest }: User | Role): string[] {
  const direct = attached.current.filter(({ policy }) => policy.type === 'Custom').map(({ policy }) => policy.name);
  const groups = 'groups' in rest ? rest.groups.current.map(({ group }) => group.name) : [];
  return [...direct, ...groups].filter((name) => OURS.test(name));
}

/** What in the account no journal explains, and no person: in words. */
export function unexplained(account: PlayedAccount, incidents: readonly Incident[]): string[] {
  return [
    ...unexplainedDenies(account, incidents),
    ...unexplainedKeys(account, incidents),
    ...unexplainedNetworks(account, incidents),
  ];
}

/** What a journal says that is so, and is not, and was undone by nobody: in words. */
export function untrue(account: PlayedAccount, incidents: readonly Incident[]): string[] {
  return incidents.flatMap((incident) => [
    ...undone(account, incident),
    ...untrueDeny(account, incident),
    ...untrueKeys(account, incident),
    ...untrueNetwork(account, incident),
    ...untrueRotation(account, incident),
  ]);
}

function unexplainedDenies(account: PlayedAccount, incidents: readonly Incident[]): string[] {
  const { world } = account.sandbox;
  return [...world.users.values(), ...world.roles.values()].flatMap((one) => {
    const denies = deniesOn(one);
    if (denies.length === 0 || mayBeFrozen(one, incidents)) return [];
    if (one.kind === 'user') {
      const names = one === account.leaked ? account.names : [one.name];
      const isBound = incidents.some(
        ({ state }) =>
          (state.isContaining || state.attached.size > 0) &&
          state.owner?.type === 'ram-user' &&
          names.includes(state.owner.userName),
      );
      if (isBound || account.isPending(keysOf(account, one))) return [];
    }
    return [`${denies.join()} on ${one.kind} ${one.name}`];
  });
}

const keysOf = (account: PlayedAccount, user: User): string[] => [
  ...user.keys.map(({ accessKeyId }) => accessKeyId),
  ...[...account.sandbox.world.recycledKeys.values()].flatMap(({ key, userId }) =>
    userId === user.id ? key.accessKeyId : [],
  ),
];

/** A decision names it among what the attack made, and no release has taken the freeze off since. */
function mayBeFrozen({ kind, name }: User | Role, incidents: readonly Incident[]): boolean {
  return incidents.some(({ entries }) => {
    let frozen = false;
    for (const entry of entries) {
      if (entry.type === 'decision' && entry.decision.verdict === 'contain')
        frozen ||= entry.made?.some((made) => made.type === kind && made.name === name) ?? false;
      if (entry.type === 'release' && isDone(entry, `unfreeze-${kind}:${name}`)) frozen = false;
    }
    return frozen;
  });
}

const isDone = ({ steps }: Extract<Entry, { type: 'release' }>, name: string): boolean =>
  steps.some(({ step, ok }) => ok && step === name);

function unexplainedKeys(account: PlayedAccount, incidents: readonly Incident[]): string[] {
  const { world } = account.sandbox;
  const off = [...world.users.values()].flatMap((user) =>
    user.keys
      .filter(({ status }) => status === 'Inactive')
      .filter(({ accessKeyId: id }) => !incidents.some((incident) => mayBeOff(incident, id)))
      .filter(() => !account.isPending(keysOf(account, user)))
      .map(({ accessKeyId }) => `${accessKeyId} of ${user.name} is off`),
  );
  const gone = [...world.recycledKeys.keys()]
    .filter((id) => !account.askedToDelete.has(id))
    .map((id) => `${id} was deleted unasked`);
  return [...off, ...gone];
}

function mayBeOff({ state, entries }: Incident, id: string): boolean {
  if (state.offByUs.has(id) || state.mayHaveDisabled.has(id)) return true;
  // A rotation's intent says that it may; its steps, that it is.
  return entries.some(
    (entry) =>
      (entry.type === 'rotation' && entry.steps.some(({ step }) => step.endsWith(`:${id}`))) ||
      (entry.type === 'rotation-intent' && entry.step !== 'delete' && state.rotation?.busy !== null),
  );
}

function unexplainedNetworks(account: PlayedAccount, incidents: readonly Incident[]): string[] {
  return [...account.sandbox.world.users.values()].flatMap((user) =>
    user.keys.flatMap(({ accessKeyId: id, network }) => {
      if (network === undefined || network.document === account.byHand.network) return [];
      const incident = incidents.find((one) => one.id.accessKeyId === id);
      if (incident?.state.fence?.document === network.document) return [];
      const wasFenced = incident?.entries.some(({ type }) => type === 'fence-intent') ?? false;
      return wasFenced && network.document === NO_NETWORK ? [] : [`the network policy of ${id}: ${network.document}`];
    }),
  );
}

/** What was decided, or approved, and came to nothing. */
function undone({ sandbox, byHand }: PlayedAccount, { id, state }: Incident): string[] {
  const key = sandbox.world.keyOf(id.accessKeyId)?.key;
  if (key?.status !== 'Active' || byHand.keysOn.has(id.accessKeyId) || state.release !== null) return [];
  const holds = state.attached.size > 0 || state.disabledKeys.size > 0;
  if (state.isContaining && !holds) return [`${id.accessKeyId} was to be contained, and was not`];
  return state.approval !== null && !holds ? [`${id.accessKeyId} was approved, and was not contained`] : [];
}

function untrueDeny(account: PlayedAccount, { id, state }: Incident): string[] {
  const { byHand, leaked, sandbox, names } = account;
  if (!state.isContaining || state.owner?.type !== 'ram-user' || state.attached.size === 0) return [];
  const user = names.includes(state.owner.userName) ? leaked : sandbox.world.users.get(state.owner.userName);
  if (user === undefined || (user === leaked && byHand.detached)) return [];
  // In the midst of a release that died, or failed in part: what it took off is in no entry yet.
  if (state.release !== null) return [];
  const denies = deniesOn(user);
  return denies.length > 0 ? [] : [`${id.accessKeyId} is contained, and ${user.name} carries no deny`];
}

function untrueKeys(account: PlayedAccount, { id, state }: Incident): string[] {
  const off = [...state.disabledKeys].filter((key) => state.offByUs.has(key));
  return off
    .filter((key) => account.sandbox.world.keyOf(key)?.key.status === 'Active')
    .filter((key) => !account.byHand.keysOn.has(key) && !state.rotation && state.release === null)
    .map((key) => `${key} was switched off for ${id.accessKeyId}, and is on`);
}

function untrueNetwork(account: PlayedAccount, { id, state }: Incident): string[] {
  const key = account.sandbox.world.keyOf(id.accessKeyId)?.key;
  if (state.fence?.holds !== true || key === undefined || state.release !== null) return [];
  const now = key.network?.document;
  if (now === state.fence.document || now === account.byHand.network) return [];
  return [`${id.accessKeyId} is fenced in, and its network policy says ${now}`];
}

function untrueRotation(
  { sandbox: { world }, askedToDelete, byHand }: PlayedAccount,
  { id, state }: Incident,
): string[] {
  const { rotation } = state;
  if (rotation === null || rotation.undone !== null || rotation.busy !== null) return [];
  const wrong: string[] = [];
  const { newKey, finished, deleted } = rotation;
  if (newKey !== null && world.keyOf(newKey) === undefined && !askedToDelete.has(newKey))
    wrong.push(`the new key ${newKey} is not there`);
  const old = world.keyOf(id.accessKeyId)?.key;
  if (deleted && old !== undefined) wrong.push(`${id.accessKeyId} is deleted, and there`);
  if (finished && old?.status === 'Active' && !byHand.keysOn.has(old.accessKeyId))
    wrong.push(`${id.accessKeyId} was switched off by a rotation, and is on`);
  if (rotation.secret === 'handed-over' && rotation.place?.kind === 'kms' && rotation.place.secretName !== SECRET)
    wrong.push('the secret lies elsewhere');
  return wrong;
}
