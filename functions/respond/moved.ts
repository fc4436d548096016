import { ifThere } from '../../shared/aliyun/call';
import { attachDeny, disableKey, POLICY_NAMES } from '../../shared/containment/apply';
import { THE_GROUP } from '../../shared/containment/release';
import { denyOf } from '../../shared/containment/release-needs';
import type { StepResult } from '../../shared/containment/types';
import type { VerifyResult } from '../../shared/containment/verify';
import { holderByIms } from '../../shared/identity/holder';
import { looked } from '../../shared/identity/looked';
import { searchOwner } from '../../shared/identity/owner';
import type { Owner } from '../../shared/identity/types';
import { type AccessKeyId, maskKey, parseAccessKeyId } from '../../shared/ids';
import type { DecisionEntry, Entry, OutcomeEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import type { Run } from '../platform';
import { isAnotherNow, type KnownBefore } from './bearer';
import { denyDeps, freezeIfFit } from './deny-deps';
import { holderNow } from './key-holder';
import { isReleasedSince, readBack, type Verified } from './read-back';
import { recordedSignal } from './recorded-signal';

type RamUser = Extract<Owner, { type: 'ram-user' }>;

/** How often one run goes after a user whose name moves: whoever may rename him could go on for ever. The next run goes on. */
const MOST_MOVES = 2;
/** How often one run tries to switch the key off, where the name moves between the look and the switch. */
const MOST_SWITCHES = 8;

/** A decision to contain, with the user whom it named. */
export interface Place {
  readonly incident: Incident;
  readonly entry: DecisionEntry;
  readonly user: RamUser;
}

export interface Settled extends Verified, Place {
  /** What was done on the way, as the journal knows already; `steps` it does not know. */
  readonly moved: readonly StepResult[];
  /** Why the leaked key's user is not known to carry the deny; empty: he is who was looked at. */
  readonly failures: readonly string[];
}

/**
 * Reads back, and where the leaked key turns out to be another user's than the deny was attached to, because names were
 * changed in between, looks whose it is now, and contains him. The key never moves to another user: what was decided about
 * its user holds under every name of his, and exclusions mean users, not names. `lastOf`: the last decision about this
 * leak. What the journal could not take is thrown.
 */
export async function readBackAndFollow(
  run: Run,
  start: Place,
  lastOf: (incident: Incident) => DecisionEntry | undefined,
): Promise<Settled> {
  let place = start;
  const moved: StepResult[] = [];
  for (let moves = 0; ; moves += 1) {
    const verified = await readBack(run, place.incident, place.entry, place.user);
    const settled = (...failures: string[]): Settled => ({ ...verified, ...place, failures, moved });
    if (verified.result.isHis !== false) return settled();
    const { userName } = place.user;
    const isNone = `${maskKey(place.incident.id.accessKeyId)} is none of the keys of ${userName}`;
    const [owner, carries] = await Promise.all([
      looked(whoseNow(run, place)),
      wronglyCarried(run, place, verified.result),
    ]);
    if ('couldNotCheck' in owner) return settled(`${isNone}, and whose it is: ${owner.couldNotCheck}`);
    const holder = owner.value;
    // Of a key that is nowhere any more nobody can tell whether names have moved, unless he bears marks of another.
    if (holder === undefined && !(await isAnotherNow(run, userName, knownBefore(place))))
      return settled(`${isNone}, and of nobody who could be found`);
    // Who bears the name is its user again, or still: what he carries is meant for him.
    const isSame = typeof holder === 'object' && holder.userName === userName;
    const noted = await noteMisplaced(run, place, isSame ? [] : carries);
    if (isReleasedSince(noted.incident, place.incident)) return settled();
    if (holder === undefined || holder === 'gone') {
      place = { ...place, incident: noted.incident };
      return settled(`${isNone}, and of nobody who could be found`);
    }
    if (!noted.written) {
      // Another run is at it: what that has decided is looked at.
      const entry = lastOf(noted.incident);
      const user = entry?.owner?.type === 'ram-user' ? entry.owner : place.user;
      place = { incident: noted.incident, entry: entry ?? place.entry, user };
      if (moves >= MOST_MOVES) return settled(`${isNone} any more`);
      continue;
    }
    place = { ...place, incident: noted.incident };
    if (moves >= MOST_MOVES) {
      const off = await switchOff(run, place, holder);
      place = { ...place, incident: off.incident };
      moved.push(...verified.steps, ...off.steps);
      return { ...settled(`${isNone}: its user is renamed again and again`), steps: [] };
    }
    const contained = await containAs(run, place, holder);
    if (contained === undefined) return settled();
    place = contained.place;
    moved.push(...verified.steps, ...contained.steps);
  }
}

/**
 * Whose key it is now, by a live call that lists his keys, or was when somebody deleted it: that takes no other of his ways
 * in with it. Where it was purged as well, by the id that the journal has of him. `gone`: he was deleted as well. Undefined:
 * nobody's who could be found. Throws OwnerUnknown, and what the look for a former user says.
 */
async function whoseNow(run: Run, { incident, entry }: Place): Promise<RamUser | 'gone' | undefined> {
  const signal = recordedSignal(incident, entry.signal.leakId);
  if (signal === undefined) return undefined;
  const answer = await searchOwner(signal, run).owner;
  if (answer.kind === 'found') return answer.owner.type === 'ram-user' ? answer.owner : undefined;
  if (answer.kind === 'not-ours') {
    if (incident.state.ownerId === null) return undefined;
    const holder = await holderNow(run, incident);
    return holder?.type === 'ram-user' ? holder : 'gone';
  }
  if ('couldNotCheck' in answer.user) throw new Error(answer.user.couldNotCheck);
  return answer.user.value;
}

const knownBefore = ({ incident: { state }, entry }: Place): KnownBefore => ({
  userId: state.ownerId ?? undefined,
  keys: entry.keysBefore,
  seenAt: state.ownerSeenAt,
});

/**
 * What of ours binds whoever bears the name now, unless a key of his own is contained: by a look of its own, for the name
 * may have moved between those of the read-back. What could not be looked at is told as attached, for so it was.
 */
async function wronglyCarried(
  run: Run,
  { incident: { id, state }, user }: Place,
  { keys }: VerifyResult,
): Promise<readonly string[]> {
  const [policies, groups, own] = await Promise.all([
    looked(ifThere(run.cloud.ram.listPoliciesForUser(user.userName))),
    looked(ifThere(run.cloud.ram.listGroupsForUser(user.userName))),
    looked(Promise.all(keys.map((accessKeyId) => run.journal.read({ ...id, accessKeyId })))),
  ]);
  if ('value' in own && own.value.some((incident) => incident.state.isContaining)) return [];
  const direct = 'value' in policies ? (policies.value ?? []).filter((one) => denyOf(one) !== undefined) : undefined;
  const names = direct?.map(({ name }) => name) ?? [...state.attached].map((policy) => POLICY_NAMES[policy]);
  const isInGroup = 'value' in groups ? groups.value?.includes(QUARANTINE_GROUP) : state.viaGroup;
  return isInGroup ? [...names, THE_GROUP] : names;
}

/** What says anew where the deny is. */
const PLACES: ReadonlySet<Entry['type']> = new Set(['misplaced', 'decision', 'outcome']);

function noteMisplaced(run: Run, { incident, entry, user }: Place, carries: readonly string[]) {
  return run.journal.append(
    incident.id,
    (now) =>
      isReleasedSince(now, incident) || now.entries.slice(incident.entries.length).some(({ type }) => PLACES.has(type))
        ? undefined
        : { type: 'misplaced', leakId: entry.signal.leakId, userName: user.userName, carries },
    incident,
  );
}

/** The same decision about the same user, under his name of now. Undefined: a release has begun, and nothing was done. */
async function containAs(
  run: Run,
  { incident, entry }: Place,
  user: RamUser,
): Promise<{ readonly place: Place; readonly steps: readonly StepResult[] } | undefined> {
  const { mode, signal, decision, mayDisable, made } = entry;
  const intent: DecisionEntry = {
    ...{ type: 'decision', mode, signal, owner: user, decision, mayDisable, keysBefore: user.keys },
    ...(made ? { made } : {}),
  };
  const noted = await run.journal.append(
    incident.id,
    (now) => (isReleasedSince(now, incident) ? undefined : intent),
    incident,
  );
  if (!noted.written) return undefined;
  const attach = decision.actions.find((action) => action.kind === 'attach');
  const deny = await (attach?.policy === 'freeze'
    ? freezeIfFit(run, user.userName)
    : attachDeny(user.userName, 'quarantine', denyDeps(run)));
  const off = await Promise.all(
    stillToBeOff(incident, entry, deny.switchIsLeft).map((key) => disableKey(user.userName, key, run)),
  );
  const steps = [...deny.steps, ...off];
  // How it is used was known before the intent, and holds.
  const known = incident.state.decision ?? decision;
  const after = await writeSteps(run, noted.incident, {
    leakId: signal.leakId,
    decision: known,
    steps,
    denyAt: deny.at,
  });
  return { place: { incident: after, entry: intent, user }, steps };
}

/**
 * Where no deny stays with him only the switch is left, if an intent has named the key: the call names the user and his key,
 * and RAM refuses it where the name has moved again. Then IMS is asked who he is by now, and no look comes between its
 * answer and the next try, {@link MOST_SWITCHES} at most.
 */
async function switchOff(
  run: Run,
  { incident, entry }: Place,
  user: RamUser,
): Promise<{ readonly incident: Incident; readonly steps: readonly StepResult[] }> {
  const { accessKeyId } = incident.id;
  if (!entry.mayDisable.includes(accessKeyId)) return { incident, steps: [] };
  let { userName } = user;
  let step = await disableKey(userName, accessKeyId, run);
  for (let tries = 1; !step.ok && tries < MOST_SWITCHES; tries += 1) {
    const holder = await looked(holderByIms(run.cloud, accessKeyId));
    // Under the same name it was refused for another reason.
    if (
      'couldNotCheck' in holder ||
      holder.value === undefined ||
      holder.value === 'no-user' ||
      holder.value === userName
    )
      break;
    userName = holder.value;
    step = await disableKey(userName, accessKeyId, run);
  }
  const steps = [step];
  const decision = incident.state.decision ?? entry.decision;
  const done = { leakId: entry.signal.leakId, decision, steps, denyAt: undefined };
  return { incident: await writeSteps(run, incident, done), steps };
}

interface Done extends Pick<OutcomeEntry, 'leakId' | 'decision' | 'steps'> {
  readonly denyAt: Date | undefined;
}

async function writeSteps(run: Run, incident: Incident, { denyAt, ...done }: Done): Promise<Incident> {
  const { incident: after } = await run.journal.append(
    incident.id,
    ({ state }) => ({
      type: 'outcome',
      ...done,
      lastUse: state.lastUse,
      denyAt: denyAt?.toISOString() ?? null,
      verification: null,
    }),
    incident,
  );
  return after;
}

/** Keys whose switch was decided on, and went to the name as the deny did. */
function stillToBeOff({ state }: Incident, { mayDisable }: DecisionEntry, switchIsLeft: boolean): AccessKeyId[] {
  const wanted = (state.decision?.actions ?? []).flatMap((action) =>
    action.kind === 'disable-key' ? action.accessKeyId : [],
  );
  return mayDisable
    .filter((key) => (switchIsLeft || wanted.includes(key)) && !state.disabledKeys.has(key))
    .map(parseAccessKeyId);
}

/** What the owner must know of users who carry our deny for a key that is not theirs. Sentences. Pure. */
export function wronglyDeniedSentence(userName: string, policies: readonly string[]): string {
  return `the deny went to ${userName}, whose key this is not: names were changed meanwhile. ${userName} carries ${policies.join(', ')} until a person takes it off in the RAM console`;
}
