import type { KeyState } from '../identity/types';
import { isAccessKeyId } from '../ids';
import { tellOrphan } from './orphans';
import { called, ROOT } from './stage';
import type { LastUseWords, StartFacts } from './start';

/** RAM gives a user two keys (RAM "Limits"); how many it gives root is not documented. */
export const MOST_KEYS = 2;

/** Why no key can be made beside the others, with each of them, and which could go. Pure. */
export function noRoom({ accessKeyId, target, lastUse, orphans }: StartFacts, keys: readonly KeyState[]): string {
  const isRoot = target.userName === ROOT;
  const lines = keys.map(({ id, status, createdAt }) => {
    const role = id === accessKeyId ? ', the one to be replaced' : '';
    return `  ${id}: ${status}, made ${createdAt ?? 'at an unknown time'}, last used ${inWords(lastUse.get(id))}${role}`;
  });
  const ours = orphans.find(({ key }) => keys.some(({ id }) => id === key.id));
  const other = keys.find(({ id }) => id !== accessKeyId);
  return [
    isRoot
      ? `root has ${keys.length} keys already, and is not known to get more than ${MOST_KEYS}:`
      : `${target.userName} has ${keys.length} keys already, and RAM gives a user no more than ${MOST_KEYS}:`,
    ...lines,
    ours === undefined
      ? other === undefined
        ? ''
        : advice(other, lastUse.get(other.id), isRoot)
      : `${tellOrphan(ours)}. ${ours.key.status === 'Active' && ours.doubts.length > 0 ? 'Find out who made it (ActionTrail: CreateAccessKey), and switch it off first; then have' : 'Have'} it deleted and another made: --discard ${ours.key.id}.`,
  ].join('\n');
}

/** What takes the place of a second key of the user's: root's workload gets no user from here, and its key no way back. */
function advice({ id, status }: KeyState, use: LastUseWords | undefined, isRoot: boolean): string {
  const isUnknown = use === undefined || 'couldNotCheck' in use;
  const instead = isRoot
    ? 'make a RAM user or a role for the workload by hand (docs/root-key.md)'
    : 'give the workload a user of its own with --new-user <name>';
  if (!isAccessKeyId(id))
    return `${id} is of a form that no command can name: ${instead}, or see to it in the RAM console.`;
  if (status === 'Inactive')
    return `${id} is off already and could go: --discard ${id} deletes it, ${whereTo(isRoot)}. Or ${instead}.`;
  if (!isUnknown && use.at === null)
    return `${id} was never seen in use and could go: switch it off, see that nothing fails, then --discard ${id}. Or ${instead}.`;
  return `${id} ${isUnknown ? 'may be in use' : `was last used ${use.at}`}: ${instead}, or switch that key off first and see that nothing fails.`;
}

/** Where a deleted key lies then. */
export const whereTo = (isRoot: boolean): string =>
  isRoot ? 'for good: no recycle bin is known to keep it' : 'to the recycle bin';

/** In a plan: the deletion of a key, whosever it is. */
export const deletionOf = (key: string, userName: string): string =>
  `delete the key ${key} of ${called(userName)}, ${whereTo(userName === ROOT)}`;

function inWords(use: LastUseWords | undefined): string {
  if (use === undefined) return 'not asked';
  if ('couldNotCheck' in use) return `could not check (${use.couldNotCheck})`;
  return use.at ?? 'never';
}
