import { whatStands } from '../../shared/rotation/stage';
import type { RotationVerdict } from '../../shared/rotation/verify';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import type { CliRun } from '../run';
import { factsOf } from './looks';
import { tell } from './output';
import { openRoom, type Room, type RotateOptions, rotating } from './room';

/**
 * Whether the old key is quiet and the new one works, by the last use of both. Exit code 0: both; 3: it cannot be told
 * yet, or not at all; 4: the old one is used, or the new one is not.
 */
export async function verifyCommand(
  cli: CliRun,
  key: string,
  options: Pick<RotateOptions, 'by' | 'json'>,
  room: Room = openRoom(cli, key),
): Promise<ExitCode> {
  const { incident, userName } = await rotating(room);
  const { rotation } = incident.state;
  if (rotation === null || rotation.undone !== null)
    throw new CommandEnded(EXIT.person, `${whatStands(rotation, key)} Begin with: ak-tourniquet rotate start ${key}`);
  const { verdict } = await factsOf(room, incident, userName);
  const { oldKey, newKey, oldUsedAt, newUsedAt } = verdict;
  await cli.run.journal.append(
    room.id,
    () => ({ type: 'rotation-verified', by: options.by, oldKey, newKey, oldUsedAt, newUsedAt }),
    incident,
  );
  return tell(room, 'verify', options, {
    code: codeOf(verdict),
    say: sentences(verdict, key, rotation.newKey),
    verdict,
  });
}

function codeOf({ oldKey, newKey }: RotationVerdict): ExitCode {
  if (oldKey === 'used' || ['gone', 'off', 'none'].includes(newKey)) return EXIT.person;
  if (oldKey === 'could-not-check' || newKey === 'could-not-check' || oldKey === 'not-visible-yet')
    return EXIT.unchecked;
  return newKey === 'works' ? EXIT.done : EXIT.person;
}

function sentences(verdict: RotationVerdict, oldId: string, newId: string | null): string {
  const { oldUsedAt, newUsedAt, since, dataUpTo, problems } = verdict;
  const old = {
    quiet: `is quiet: no use after ${since}, as far as uses show (up to ${dataUpTo})`,
    used: `is STILL USED: last at ${oldUsedAt}, after ${since}; by a part of your workload, or by the thief: ak-tourniquet investigate ${oldId} says from where`,
    'not-visible-yet': `was not seen since ${since}, but uses show only up to ${dataUpTo} for certain: look again after ${laterThan(since)}`,
    'could-not-check': 'could not be checked',
    off: 'is off',
    gone: 'was deleted',
  }[verdict.oldKey];
  const fresh = {
    works: `works: last used ${newUsedAt}`,
    'not-seen-yet': 'was not seen in use yet (a use shows up to two hours late)',
    'could-not-check': 'could not be checked',
    off: 'is OFF: your workload cannot use it',
    gone: 'was DELETED: your workload cannot use it',
    none: 'is not known of',
  }[verdict.newKey];
  return [
    `old key ${oldId}: ${old}`,
    `new key ${newId ?? ''}: ${fresh}`,
    ...problems.map((problem) => `could not check: ${problem}`),
    ...verdict.notes.map((note) => `(${note})`),
  ].join('\n');
}

/** When uses up to a moment show for certain (two hours on). */
function laterThan(since: string): string {
  return new Date(Date.parse(since) + 2 * 3_600_000).toISOString();
}
