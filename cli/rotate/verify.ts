import { CLI, TO_A_FILE, WITH_REASON } from '../../shared/command-line';
import { looked } from '../../shared/identity/looked';
import { parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { isLeakOpen } from '../../shared/incident/open-leaks';
import type { RotationState } from '../../shared/incident/rotation-state';
import { refusedInWords } from '../../shared/rotation/calls';
import {
  called,
  isReady,
  newKeyStage,
  newKeyUser,
  nextStep,
  ROOT,
  stageOf,
  whatStands,
} from '../../shared/rotation/stage';
import { againLine, type StepWords, undoLine } from '../../shared/rotation/start-line';
import type { RotationVerdict } from '../../shared/rotation/verify';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { rightsLacking } from '../next-step';
import type { CliRun } from '../run';
import { verdictOf } from './looks';
import { tell } from './output';
import { openRoom, type Room, type RotateOptions } from './room';
import { known } from './whose';

/**
 * Whether the old key is quiet and the new one works, by the last use of both. Exit code 0: both; 3: it cannot be told
 * yet, or not at all; 4: the old one is used, or is on again, or the new one does not work, or has leaked itself.
 */
export async function verifyCommand(
  cli: CliRun,
  key: string,
  options: Pick<RotateOptions, 'by' | 'json'> & StepWords,
  room: Room = openRoom(cli, key),
): Promise<ExitCode> {
  const rotating = await known(room);
  const { incident } = rotating;
  const { rotation } = incident.state;
  if (rotation === null || rotation.undone !== null)
    throw new CommandEnded(
      EXIT.person,
      `${whatStands(rotation, key)} Begin with: ${CLI} rotate start ${key} ${TO_A_FILE}`,
    );
  const verdict = await verdictOf(room, rotating);
  await recordLook(room, options.by, verdict, incident);
  const leak = await leakOf(cli, rotation);
  return tell(room, 'verify', options, {
    code: worst(codeOf(verdict, rotation), leak),
    say: [sentences(verdict, key, rotation), ...leak.say].join('\n'),
    verdict,
    again: againOf(room, options, verdict),
  });
}

interface Leak {
  readonly code: ExitCode;
  readonly say: readonly string[];
}

/** A new key that has an incident of its own, and was not called a false alarm, replaces nothing. */
async function leakOf({ run }: CliRun, { newKey }: RotationState): Promise<Leak> {
  if (newKey === null) return { code: EXIT.done, say: [] };
  const look = await looked(run.journal.read({ accountId: run.accountId, accessKeyId: parseAccessKeyId(newKey) }));
  if ('couldNotCheck' in look)
    return { code: EXIT.unchecked, say: [`could not check: whether the new key leaked itself: ${look.couldNotCheck}`] };
  const { state } = look.value;
  if (!isLeakOpen(look.value)) return { code: EXIT.done, say: [] };
  const told = `The new key ${newKey} LEAKED ITSELF (told at ${state.signals[0]?.receivedAt}): it replaces nothing. Finish with the old one, then replace it, too: ${CLI} rotate start ${newKey} ${TO_A_FILE}`;
  return { code: EXIT.person, say: [told] };
}

/** What asks for a person goes before what could not be checked. */
const worst = (code: ExitCode, leak: Leak): ExitCode =>
  leak.code === EXIT.person || code === EXIT.done ? leak.code : code;

/** Root's steps are one command, which is to look again as it was said: what comes behind the look goes by that. */
function againOf({ root, id }: Room, words: StepWords, { newKey, oldKey }: RotationVerdict): string | undefined {
  const isToLookAgain = !isReady({ newKey, oldKey }) && !['gone', 'off', 'none'].includes(newKey);
  return root && isToLookAgain ? againLine('finish', id.accessKeyId, words, true) : undefined;
}

/** What a look has shown stands in the journal, whichever command looked. Throws what the journal throws. */
export async function recordLook(
  { cli, id }: Room,
  by: string,
  { oldKey, newKey, oldUsedAt, newUsedAt, newUsedSince }: RotationVerdict,
  incident: Incident,
): Promise<void> {
  await cli.run.journal.append(
    id,
    () => ({ type: 'rotation-verified', by, oldKey, newKey, oldUsedAt, newUsedAt, newUsedSince }),
    incident,
  );
}

/** A refusal that has seen the new key off or gone: nobody shall be told to go on with it. What fails takes nothing from the refusal. */
export async function noteMissing(room: Room, incident: Incident, by: string, verdict: RotationVerdict): Promise<void> {
  const { newKey } = verdict;
  if ((newKey !== 'off' && newKey !== 'gone') || incident.state.rotation?.newKeyFound === newKey) return;
  const written = await looked(recordLook(room, by, verdict, incident));
  if ('couldNotCheck' in written) process.stderr.write(`FAILED journal: ${written.couldNotCheck}\n`);
}

function codeOf({ oldKey, newKey }: RotationVerdict, rotation: RotationState): ExitCode {
  const isOver = ['finished', 'deleted'].includes(stageOf(rotation));
  const isBack = isOver && !['off', 'gone', 'could-not-check'].includes(oldKey);
  if (isBack || oldKey === 'used' || ['refused', 'gone', 'off', 'none'].includes(newKey)) return EXIT.person;
  if (
    oldKey === 'could-not-check' ||
    ['could-not-check', 'used-not-visible-yet', 'used-not-visible'].includes(newKey) ||
    oldKey === 'not-visible-yet' ||
    oldKey === 'not-clear-yet'
  )
    return EXIT.unchecked;
  return newKey === 'works' ? EXIT.done : EXIT.person;
}

const WITH_ANYWAY = ` --anyway ${WITH_REASON}`;

/** What gives the workload a key that works, of a new one that is off or was deleted: the command that does it from here. */
function wayOn(rotation: RotationState, oldId: string, found: 'off' | 'gone'): string {
  const seen = { ...rotation, newKeyFound: found };
  const next = nextStep(seen, oldId);
  const isRoot = rotation.userName === ROOT;
  const undo = undoLine(oldId, isRoot);
  const isFinished = stageOf(rotation) === 'finished';
  const orBack = isFinished
    ? `Or bring the old key back: ${undo}${isRoot ? WITH_ANYWAY : ''}`
    : `Or take the rotation back: ${undo}`;
  // Nothing here switches a key of root's on.
  if (isRoot && found === 'off') return `Switch it on in the console. ${orBack}`;
  const isOff = found === 'off';
  // Behind a deletion nothing is put in its place any more.
  if (stageOf(rotation) === 'deleted') return `Bring the old key back first: ${undo}${isRoot ? WITH_ANYWAY : ''}`;
  switch (newKeyStage(rotation)) {
    case 'handed-over':
      return isOff ? `Switch it on again: ${next}. ${orBack}` : `Make another: ${next}`;
    case 'made':
      return isOff && rotation.secret === 'lost'
        ? `Nobody has its secret: have it deleted and another made: ${next}. ${orBack}`
        : `Go on with: ${next}. ${orBack}`;
    default:
      return orBack;
  }
}

/** What lets a call of the new key through. */
function mendOf(rotation: RotationState, calls: RotationVerdict['newCalls']): string {
  if (calls !== null && calls.byDeny > 0)
    return 'What is denied stays so until the old key is deleted: see "The deny stays" in docs/rotate.md';
  return `What it may do is ${called(newKeyUser(rotation))}'s policies' to say: add what is missing`;
}

function sentences(verdict: RotationVerdict, oldId: string, rotation: RotationState): string {
  const { newKey } = rotation;
  const { oldUsedAt, newUsedAt, since, dataUpTo, lookAgainAfter, problems, newCalls } = verdict;
  const refused = newCalls === null ? undefined : refusedInWords(newCalls);
  const again = `look again after ${lookAgainAfter}`;
  const old = {
    quiet: `is quiet: no use after ${since}, as far as uses show (up to ${dataUpTo})`,
    used: `is STILL USED: last at ${oldUsedAt}, after ${since}; by a part of your workload, or by the thief: ${CLI} investigate ${oldId} says from where. Once that is mended, ${again}: it is quiet when the new key was used by then and this one was not`,
    'not-visible-yet': `was not seen since ${since}, but uses show only up to ${dataUpTo} for certain: ${again}`,
    'not-clear-yet': `was used at ${oldUsedAt}, after the new one was made (${since}): by a workload that had not changed over yet, or beside the new one, which the last use alone does not tell; ${again}: it is quiet when the new key was used by then and this one was not`,
    'could-not-check': 'could not be checked',
    off: 'is off',
    gone: 'was deleted',
  }[verdict.oldKey];
  const fresh = {
    works: `works: last used ${newUsedAt}${refused === undefined ? '' : `; beside what went through, ${refused}`}`,
    refused: `does NOT WORK yet: last used ${newUsedAt}, and of its calls that the audit shows none went through: ${refused}. ${mendOf(rotation, newCalls)}`,
    'used-not-visible-yet': `was used at ${newUsedAt}; whether its calls went through could not be seen yet: ${again}`,
    'used-not-visible': `was used at ${newUsedAt}; whether its calls went through could not be seen: the audit shows none that says so, where this tool looks, and never shows reads of data. Your workload tells. The old key can go all the same once it is quiet; a release asks that it is off by then`,
    'not-seen-yet': 'was not seen in use yet (a use shows up to two hours late)',
    'maybe-own-use':
      'was not seen in use yet by anything but this command, which it may have signed (a use shows up to two hours late). Where your workload is known to work with it: --anyway --reason "…"',
    'could-not-check': `could not be checked${newUsedAt === null ? '' : `: it was used at ${newUsedAt}, which does not tell whether its calls went through`}`,
    off: `is OFF: your workload cannot use it. ${wayOn(rotation, oldId, 'off')}`,
    gone: `was DELETED: your workload cannot use it. ${wayOn(rotation, oldId, 'gone')}`,
    none: 'is not known of',
  }[verdict.newKey];
  const todo = rightsLacking([...problems, ...verdict.notes].join('; '));
  return [
    `old key ${oldId}: ${old}`,
    `new key ${newKey ?? ''}: ${fresh}`,
    ...problems.map((problem) => `could not check: ${problem}`),
    ...verdict.notes.map((note) => `(${note})`),
    ...(todo === undefined ? [] : [todo]),
  ].join('\n');
}
