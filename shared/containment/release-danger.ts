import { CLI, TO_A_FILE, WITH_REASON } from '../command-line';
import type { Looked } from '../identity/types';
import { type AccessKeyId, isAccessKeyId, maskKey } from '../ids';
import { confirmedBehind } from '../incident/confirmed';
import type { RotationState } from '../incident/rotation-state';
import type { IncidentState } from '../incident/state';
import { suspicionBegan } from '../incident/suspicion';
import { nextStep } from '../rotation/stage';
import { isAnybodys } from '../signal/sender';
import type { ReleaseFacts, ReleaseWish } from './release';

/** Why a release would hand the power back to a thief; undefined: nothing is known that says so. Pure. */
export function whyDangerous(
  facts: ReleaseFacts,
  wish: ReleaseWish,
  wanted: readonly AccessKeyId[],
  takesOff: boolean,
): string | undefined {
  return (
    (wish.falseAlarm ? noFalseAlarm(facts, wish) : ownDanger(facts, wish)) ?? othersDanger(facts, wanted, takesOff)
  );
}

/**
 * Whoever was told of a leak by a notice that anybody can have sent, or of a secret that nobody had confirmed, may call that
 * one a false alarm; what Security Center has confirmed since is another word.
 */
function noFalseAlarm(
  { state, accessKeyId, containedFor }: ReleaseFacts,
  { confirmedToo }: ReleaseWish,
): string | undefined {
  const confirmed = confirmedToo ? undefined : confirmedBehind(containedFor);
  if (confirmed === undefined) return undefined;
  const { leakId, source } = confirmed.first;
  const first = isAnybodys(source)
    ? `whatever the notice said that came first (${leakId}), which anybody can have sent, that`
    : `what was not known to be valid at first (${leakId})`;
  return `Security Center lists ${confirmed.leakIds.join(', ')} with a valid secret: ${first} is no false alarm. ${replaceFirst(accessKeyId, state.rotation)}; or say --confirmed-too if nobody can have seen it there.`;
}

/** Another key works in its place, by a verify and by this release's own look. Undefined: no verify says so. */
type Replaced = Looked<boolean> | undefined;

const isReplaced = (replaced: Replaced): boolean => replaced !== undefined && 'value' in replaced && replaced.value;

/** Why a verify does not count, for the end of a sentence; empty: there is none, or it was not looked at. */
function whyNot(replaced: Replaced): string {
  if (replaced === undefined) return '';
  if ('couldNotCheck' in replaced)
    return ` Whether its replacement still works could not be checked (${replaced.couldNotCheck}).`;
  return replaced.value ? '' : ' What rotate verify saw holds no more: run it again, it says why.';
}

function ownDanger(facts: ReleaseFacts, wish: ReleaseWish): string | undefined {
  const { accessKeyId, state, keys } = facts;
  if (speaksOfNoLeak(state)) return undefined;
  const active = keys.filter(({ status }) => status === 'Active');
  const isActive = active.some(({ id }) => id === accessKeyId);
  // Its finder has his power until the rotation ends: the person has seen that nothing else needs the deny any more.
  const replaced = facts.replaced.get(accessKeyId);
  if ((isActive && !isReplaced(replaced)) || wish.reactivate.includes(accessKeyId))
    return `${maskKey(accessKeyId)} ${isActive ? 'is still active' : 'would be active again'}: whoever found it would have his power back.${whyNot(replaced)} ${replaceFirst(accessKeyId, state.rotation)}, or say --false-alarm.`;
  const others = active.filter(({ id }) => id !== accessKeyId && !wish.ownKeys.some((own) => own === id));
  // RAM tells the second in which a key was made.
  const since = Math.floor((suspicionBegan({ id: { accessKeyId }, state })?.getTime() ?? 0) / 1000) * 1000;
  const made = others.filter(({ createdAt }) => createdAt === null || Date.parse(createdAt) >= since);
  const ofAttack = others.filter(
    ({ id }) => facts.ofAttack && 'value' in facts.ofAttack && facts.ofAttack.value.has(id),
  );
  const [first = ofAttack[0]] = made;
  if (first !== undefined) {
    const names = [...new Set([...made, ...ofAttack].map(({ id }) => id))].join(', ');
    const how = made.includes(first) ? 'made since the leak' : 'made with the leaked key, as the findings say';
    return `${names}: ${how}, and active. The thief's, perhaps: switch it off first${orOwn(first.id)}.`;
  }
  if (others.length > 0 && facts.ofAttack && 'couldNotCheck' in facts.ofAttack)
    return `Whether ${others.map(({ id }) => id).join(', ')} was made with the leaked key could not be checked (${facts.ofAttack.couldNotCheck}): try again${orOwn(others[0]?.id ?? '')}.`;
  return undefined;
}

/** One that no command can name can only be switched off. */
const orOwn = (id: string): string => (isAccessKeyId(id) ? `; or say --own-key ${id} if it is yours` : '');

/** The leaked key works on, for its replacement does, too: its finder has power until the rotation ends. Pure. */
export function staysOn(
  { accessKeyId, state, keys, replaced }: ReleaseFacts,
  { falseAlarm }: Pick<ReleaseWish, 'falseAlarm'>,
): boolean {
  const isActive = keys.some(({ id, status }) => id === accessKeyId && status === 'Active');
  return isActive && !falseAlarm && !speaksOfNoLeak(state) && isReplaced(replaced.get(accessKeyId));
}

/** Switched off because nobody used it: no leak is known of that somebody could have found. */
const speaksOfNoLeak = ({ signals, idle }: IncidentState): boolean => signals.length === 0 && idle !== null;

/** Another key of the user has leaked as well: what is given back to him its finder has, too. */
function othersDanger(
  { userName, keys, leakedToo, replaced, neededBy }: ReleaseFacts,
  wanted: readonly AccessKeyId[],
  takesOff: boolean,
): string | undefined {
  // What a contained key needs stays; while all of it stays, only a key that is switched on makes anything worse.
  const isLoose = (key: AccessKeyId): boolean =>
    neededBy.length === 0 || (takesOff && !neededBy.some((need) => need.accessKeyId === key));
  const isActive = (key: AccessKeyId): boolean =>
    isLoose(key) && !isReplaced(replaced.get(key)) && keys.some(({ id, status }) => id === key && status === 'Active');
  const key = leakedToo.find((one) => wanted.includes(one) || isActive(one));
  if (key === undefined) return undefined;
  return `${maskKey(key)} of ${userName} leaked as well, and ${wanted.includes(key) ? 'would be active again' : 'is active'}: whoever found it would have his power back.${whyNot(replaced.get(key))} Replace it or switch it off first, or say that it was no leak: ${CLI} release ${key} --false-alarm ${WITH_REASON}`;
}

/** A replacement that was begun goes on from where it is. */
function replaceFirst(accessKeyId: string, rotation: RotationState | null): string {
  const next = rotation && nextStep(rotation, accessKeyId);
  return next
    ? `Go on with its replacement first (${next})`
    : `Replace it and switch it off first (${CLI} rotate start ${accessKeyId} ${TO_A_FILE})`;
}
