import type { DenyPolicy } from '../../../shared/containment/apply';
import { goneOf, nameOf } from '../../../shared/containment/tampering/gone';
import { messageOf } from '../../../shared/identity/looked';
import { type AccessKeyId, maskKey } from '../../../shared/ids';
import type { Marker } from '../../../shared/incident/markers';
import type { Doer } from '../../../shared/incident/tamper-entries';
import type { Watched } from '../../../shared/incident/watch-list';
import type { Undoing } from '../../../shared/signal/undoing';
import { sendUnclaimed } from '../../alerting';
import type { Run } from '../../platform';
import { tellOnce } from '../../told';
import { carriedBy, type Denies, lookAtDenies } from './denies';
import { examine } from './examine';
import { relist, watchedKeys } from './list';

export interface Looked {
  readonly failures: readonly string[];
  /** Objects that do not bear our seal. */
  readonly tampered: readonly string[];
}

const MINUTE_MS = 60_000;

/**
 * Whether everything of ours is in its place, for all contained keys by one look; what is not is examined one by one.
 * `markers`: of every incident. `undone`: events that say where to look, and who did it. Without open
 * incidents nobody is asked. Resolves with what could not be checked: never a reason to act. Throws what reading the list
 * throws.
 */
export async function lookAfter(run: Run, markers: readonly Marker[], undone?: readonly Undoing[]): Promise<Looked> {
  const { keys, tampered, failures: unread } = await watchedKeys(run, markers);
  const isNamed = ([key, watched]: [AccessKeyId, Watched], { userName, accessKeyId }: Undoing): boolean =>
    watched.keysOff.includes(accessKeyId ?? '') ||
    accessKeyId === key ||
    (userName !== null && watched.userName === userName);
  const named = [...keys].filter((one) => undone?.some((undoing) => isNamed(one, undoing)));
  const isWanted = undone === undefined || named.length > 0 || undone.some(({ isForAll }) => isForAll);
  if (keys.size === 0 || !isWanted) return { failures: unread, tampered };
  const all = [...keys.values()];
  const denies = await lookAtDenies(
    run,
    policiesOf(all),
    all.flatMap(({ userName, policies }) => (userName !== null && policies.length > 0 ? userName : [])),
  );
  const suspects = new Set(named.map(([key]) => key));
  for (const [key, watched] of keys) if (isSuspect(key, watched, denies)) suspects.add(key);
  const turn = undone === undefined ? keyOfTurn(run, keys) : undefined;
  if (turn !== undefined) suspects.add(turn);
  const failures = [...unread, ...denies.failures];
  for (const accessKeyId of suspects) {
    const claim = claimFor(accessKeyId, keys.get(accessKeyId), undone);
    try {
      const failed = await examine(run, { accountId: run.accountId, accessKeyId }, denies, claim);
      failures.push(...failed.map((failure) => `${maskKey(accessKeyId)}: ${failure}`));
    } catch (error) {
      failures.push(`whether ${maskKey(accessKeyId)} is contained still could not be checked: ${messageOf(error)}`);
    }
  }
  try {
    await tellOfEdited(run, denies);
    await relist(run, [...suspects]);
  } catch (error) {
    failures.push(messageOf(error));
  }
  return { failures, tampered };
}

function policiesOf(all: readonly Watched[]): ReadonlySet<DenyPolicy> {
  const policies = new Set(all.flatMap((watched) => watched.policies));
  if (all.some(({ frozen }) => frozen.length > 0)) policies.add('freeze');
  return policies;
}

/** By the one look at all of them; of whom it says nothing nobody is suspected. */
function isSuspect(key: AccessKeyId, watched: Watched, denies: Denies): boolean {
  if (watched.isOpen) return true;
  const carried = watched.userName === null ? new Set<string>() : carriedBy(watched.userName, denies);
  const freeze = [...(denies.standing.get('freeze')?.names ?? [])].map((name) => denies.carriers.get(name));
  const isFrozen = ({ type, name }: Watched['frozen'][number]): boolean =>
    freeze.every((of) => of === undefined || of[type === 'user' ? 'users' : 'roles'].includes(name));
  if (carried === undefined) return !watched.frozen.every(isFrozen);
  const frozen = new Set(watched.frozen.filter(isFrozen).map(nameOf));
  const expected = { ...watched, policies: watched.userName === null ? [] : watched.policies };
  const isKeyOn = !watched.keysOff.includes(key);
  return goneOf(expected, { denies: denies.standing, carried, isKeyOn, keysOn: new Set(), frozen }).length > 0;
}

/** No list tells which keys are on: one incident with a key that we switched off has its turn each minute. */
function keyOfTurn(run: Run, keys: ReadonlyMap<AccessKeyId, Watched>): AccessKeyId | undefined {
  const off = [...keys].filter(([, { keysOff }]) => keysOff.length > 0).map(([key]) => key);
  return off[Math.floor(run.clock.now().getTime() / MINUTE_MS) % Math.max(1, off.length)];
}

/** Who it was, of the events that can be about this key: one that names another user says nothing here. */
function claimFor(
  key: AccessKeyId,
  watched: Watched | undefined,
  undone: readonly Undoing[] | undefined,
): Doer | undefined {
  return undone?.find(
    ({ accessKeyId, userName, isForAll }) =>
      accessKeyId === key ||
      (accessKeyId !== null && watched?.keysOff.includes(accessKeyId) === true) ||
      (isForAll && (userName === null || userName === watched?.userName)),
  )?.doer;
}

/** A policy that does not say what set-up wrote is told once a day for what it says now, whatever it still denies. */
async function tellOfEdited(run: Run, { edited }: Denies): Promise<void> {
  const at = run.clock.now().toISOString();
  for (const { name, sha256, isSound } of edited) {
    const how = sha256 === 'gone' ? 'is gone' : isSound ? 'was edited' : 'denies nothing grave any more';
    await tellOnce(run, `${at.slice(0, 10)}--${name}--${sha256.slice(0, 16)}`, () =>
      sendUnclaimed(run, {
        kind: 'responder-failed',
        at,
        what: 'the deny policies',
        failures: [`${name} ${how}: run "ak-tourniquet setup"`],
        consequences: [],
      }),
    );
  }
}
