import { isDeepStrictEqual } from 'node:util';
import { CLI } from '../../../shared/command-line';
import { type DenyPolicy, POLICY_NAMES } from '../../../shared/containment/apply';
import { goneOf, nameOf } from '../../../shared/containment/tampering/gone';
import { messageOf } from '../../../shared/identity/looked';
import { type AccessKeyId, maskKey } from '../../../shared/ids';
import type { Marker } from '../../../shared/incident/markers';
import type { Watched } from '../../../shared/incident/watch-list';
import type { Undoing } from '../../../shared/signal/undoing';
import { sendUnclaimed } from '../../alerting';
import type { Run } from '../../platform';
import { tellOnce } from '../../told';
import { carriedBy, type Denies, holderAmong, lookAtDenies } from './denies';
import { examine } from './examine';
import { Hindsight } from './hindsight';
import { isHourOver, relist, type WatchedKeys, watchedKeys } from './list';
import { fenceOfTurn, keysOfTurn } from './turns';

export interface Looked {
  readonly failures: readonly string[];
  /** Objects that do not bear our seal. */
  readonly tampered: readonly string[];
  /** When markers and schedule were last held against the journals, ISO 8601 UTC; undefined: nobody knows of it. */
  readonly heldAgainstAt: string | undefined;
}

/**
 * Whether everything of ours is in its place, for all contained keys by one look; what is not is examined one by one.
 * `markers`: of every incident. `undone`: events that say where to look, and who did it. Without
 * incidents nobody is asked. Resolves with what could not be checked: never a reason to act. Throws what reading the list
 * throws.
 */
export async function lookAfter(run: Run, markers: readonly Marker[], undone?: readonly Undoing[]): Promise<Looked> {
  return lookAfterAll(run, await watchedKeys(run, markers), undone);
}

/** The same, of keys that this run has listed already. */
export async function lookAfterAll(
  run: Run,
  { keys, tampered, failures: unread, heldAgainstAt, sound, isNews }: WatchedKeys,
  undone?: readonly Undoing[],
): Promise<Looked> {
  const isNamed = ([key, watched]: [AccessKeyId, Watched], { userName, accessKeyId, isOff }: Undoing): boolean =>
    (isOff && accessKeyId !== null ? [key] : [key, ...watched.keysOff]).includes(accessKeyId ?? '') ||
    (userName !== null && watched.userName === userName && (!isOff || accessKeyId === null));
  const named = [...keys].filter((one) => undone?.some((undoing) => isNamed(one, undoing)));
  const isWanted = undone === undefined || named.length > 0 || undone.some(({ isForAll }) => isForAll);
  if (keys.size === 0 || !isWanted) return { failures: unread, tampered, heldAgainstAt };
  const all = [...keys.values()];
  // What nobody carries has to stand in for what somebody does: it is looked at wherever the minute is no quiet one.
  const isQuiet = undone === undefined && !isNews && !isHourOver(heldAgainstAt, run.clock.now());
  const denies = await lookAtDenies(
    run,
    isQuiet ? policiesOf(all) : new Set(['quarantine', 'freeze']),
    all.flatMap(({ userName, policies }) => (userName !== null && policies.length > 0 ? userName : [])),
    sound,
  );
  const suspects = new Set(named.map(([key]) => key));
  for (const [key, watched] of keys) if (isSuspect(key, watched, denies)) suspects.add(key);
  const failures = [...unread, ...denies.failures];
  if (undone === undefined) {
    for (const key of await keysOfTurn(run, keys, failures)) suspects.add(key);
    const unfenced = await fenceOfTurn(run, keys, failures);
    if (unfenced !== undefined) suspects.add(unfenced);
  }
  const around = { denies, undone: undone ?? [], hindsight: new Hindsight(run) };
  for (const accessKeyId of suspects) {
    try {
      const failed = await examine(run, { accountId: run.accountId, accessKeyId }, around, keys.get(accessKeyId));
      failures.push(...failed.map((failure) => `${maskKey(accessKeyId)}: ${failure}`));
    } catch (error) {
      failures.push(`whether ${maskKey(accessKeyId)} is contained still could not be checked: ${messageOf(error)}`);
    }
  }
  try {
    await tellOfEdited(run, denies, all);
    if (suspects.size > 0 || !isDeepStrictEqual(denies.sound, sound)) await relist(run, [...suspects], denies.sound);
  } catch (error) {
    failures.push(messageOf(error));
  }
  return { failures, tampered, heldAgainstAt };
}

function policiesOf(all: readonly Watched[]): ReadonlySet<DenyPolicy> {
  const policies = new Set(all.flatMap((watched) => watched.policies));
  if (all.some(({ frozen }) => frozen.length > 0)) policies.add('freeze');
  return policies;
}

/** By the one look at all of them; of whom it says nothing nobody is suspected. */
function isSuspect(key: AccessKeyId, watched: Watched, denies: Denies): boolean {
  if (watched.isOpen) return true;
  const carried =
    watched.userName === null ? new Set<string>() : carriedBy({ name: watched.userName, id: watched.userId }, denies);
  const freeze = [...(denies.standing.get('freeze')?.names ?? [])].map((name) => denies.carriers.get(name));
  const isWeak = denies.standing.get('freeze')?.isSound === false;
  const isFrozen = (one: Watched['frozen'][number]): boolean =>
    !isWeak && freeze.every((of) => of === undefined || holderAmong(of, one) !== undefined);
  if (carried === undefined) return !watched.frozen.every(isFrozen);
  const frozen = new Set(watched.frozen.filter(isFrozen).map(nameOf));
  const expected = { ...watched, policies: watched.userName === null ? [] : watched.policies };
  const isKeyOn = !watched.keysOff.includes(key);
  return goneOf(expected, { denies: denies.standing, carried, isKeyOn, keysOn: new Set(), frozen }).length > 0;
}

/**
 * A policy that does not say what set-up wrote is told once a day for what it says now, whatever it still denies; of one that
 * denies less than it must, also what hangs on it.
 */
async function tellOfEdited(run: Run, { edited }: Denies, all: readonly Watched[]): Promise<void> {
  const at = run.clock.now().toISOString();
  for (const { name, sha256, isSound } of edited) {
    const how = sha256 === 'gone' ? 'is gone' : isSound ? 'was edited' : 'denies less than it must';
    await tellOnce(run, `${at.slice(0, 10)}--${name}--${sha256.slice(0, 16)}`, () =>
      sendUnclaimed(run, {
        kind: 'responder-failed',
        at,
        what: 'the deny policies',
        failures: [`${name} ${how}: run "${CLI} setup"`],
        consequences: isSound ? [] : hangsOn(name, all),
      }),
    );
  }
}

/** In an alert, which is read: of a thousand names the first. */
const MOST_NAMED = 20;

/** What a deny policy that denies less than it must leaves open. Pure. */
function hangsOn(name: string, all: readonly Watched[]): string[] {
  const policy = name === POLICY_NAMES.freeze ? 'freeze' : 'quarantine';
  const theirs = all.flatMap((one) => [
    ...(one.userName !== null && one.policies.includes(policy) ? [one.userName] : []),
    ...(policy === 'freeze' ? one.frozen.map((made) => made.name) : []),
  ]);
  const names = [...new Set(theirs)].sort();
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [
    ...(names.length > 0 ? [`it was attached to contain ${names.slice(0, MOST_NAMED).join(', ')}${more}`] : []),
    ...(policy === 'freeze' ? ['until then it cannot stand in for a quarantine that somebody undoes'] : []),
  ];
}
