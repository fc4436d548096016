import { endRoot } from '../../functions/respond/root-report';
import { CLI, WITH_REASON } from '../../shared/command-line';
import { maskKey, parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { isSamePlace } from '../../shared/incident/rotation-entries';
import { cameBack, lacksKey, oldKeyIn, ROOT, stageOf } from '../../shared/rotation/stage';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { printable } from '../printable';
import type { CliRun } from '../run';
import { givenOnce, recorded } from './given';
import { holderOf } from './holder';
import { print, sayNext, stillSaid, type Told } from './output';
import { openRoom, type Room } from './room';
import { openedBy, rootCredentials } from './root-signer';
import { type StartOptions, startCommand } from './start';
import { type StepOptions, stepCommand } from './step';
import { verifyCommand } from './verify';
import { rotating } from './whose';

export interface RootOptions extends StartOptions, Omit<StepOptions, keyof StartOptions> {
  /** Takes the last step back instead of making the next. */
  readonly undo: boolean;
  readonly anyway: boolean;
  /** Deletes before the time of observation is over. */
  readonly now: boolean;
}

/**
 * The account's own key, step by step, each agreed to: with a place for a new secret the way of a key in use (create,
 * replace, verify, switch off, delete), without one that of a key which nobody uses (switch off, delete). Goes on where
 * it stopped, as far as it can go now. Root's credentials are used for its keys alone; the journal is written with the
 * person's own, where those are others.
 */
export async function rootCommand(cli: CliRun, key: string, options: RootOptions): Promise<ExitCode> {
  const accessKeyId = parseAccessKeyId(key);
  refuseDiscard(options, options.undo);
  const signer = rootCredentials(cli);
  const told: Told[] = [];
  const root = await openedBy(cli, signer, accessKeyId);
  const room = openRoom(cli, key, { root, signer: signer.accessKeyId, told });
  const code = options.undo
    ? await stepCommand(cli, key, 'undo', options, room)
    : await stepByStep(room, key, options, signer.accessKeyId);
  const steps = told.flatMap((one) => one.steps);
  const wanted = { said: stillSaid(options, steps), again: told.at(-1)?.again };
  await sayNext(room, wanted);
  if (options.json) {
    const verdict = told.findLast((one) => one.verdict !== undefined)?.verdict;
    await print(
      room,
      options.undo ? '--root --undo' : '--root',
      { code, steps, ...(verdict ? { verdict } : {}) },
      wanted,
    );
  }
  return code;
}

async function stepByStep(room: Room, key: string, options: RootOptions, signer: string): Promise<ExitCode> {
  const { cli, id } = room;
  for (;;) {
    const { incident } = await rotating(room);
    const { rotation } = incident.state;
    const before = stageOf(rotation);
    const isStart = options.place !== undefined || before === 'made' || (before === 'begun' && rotation?.place);
    // Nobody can use a new key that was deleted: another one takes its place, whether the old one is off by now or not.
    const isLost = lacksKey(rotation) && options.place !== undefined;
    refuseDiscard(options, !isStart || (['handed-over', 'finished', 'deleted'].includes(before) && !isLost));
    if (before === 'deleted') return closed(room, incident, options);
    if (before === 'finished' && !isLost) {
      const code = await stepCommand(cli, key, 'delete', options, room);
      if (code !== EXIT.done) return code;
    } else if (before === 'handed-over' && !isLost) {
      const place = options.place && recorded(options.place);
      if (place && rotation?.newKey && !isSamePlace(rotation.place, place))
        throw givenOnce(room, rotation.newKey, rotation.place, place);
      if (signer === id.accessKeyId)
        throw new CommandEnded(
          EXIT.person,
          `${maskKey(id.accessKeyId)} signs this command, and so is in use while it looks: give root's new key, ${rotation?.newKey}, in ROOT_ACCESS_KEY_ID and ROOT_ACCESS_KEY_SECRET.`,
        );
      if (!options.anyway) {
        const code = await verifyCommand(cli, key, options, room);
        if (code !== EXIT.done) return code;
      }
      const code = await stepCommand(cli, key, 'finish', options, room);
      if (code !== EXIT.done) return code;
    } else if (isStart || isLost) {
      return startCommand(cli, key, options, room);
    } else {
      refuseOwn(room, signer);
      const code = await stepCommand(cli, key, 'finish', { ...options, unused: true }, room);
      if (code !== EXIT.done) return code;
    }
    const after = (await rotating(room)).incident.state.rotation;
    if (stageOf(after) === before) return EXIT.done;
    // What has signed its own end can sign no more: its deletion is another's.
    if (stageOf(after) === 'finished' && (!options.now || signer === id.accessKeyId)) return EXIT.done;
  }
}

/** What makes room for a new key is nothing to a step that makes none: passed over, it would be thought done. */
function refuseDiscard({ discard }: RootOptions, isIdle: boolean): void {
  if (discard === undefined || !isIdle) return;
  throw new CommandEnded(
    EXIT.usage,
    `--discard ${discard} makes room for a new key, and this step makes none: nothing was deleted. With a place for a new secret (--to-kms or --to-file), where none was handed over yet, it does; else leave it away.`,
  );
}

/** A key that switches itself off can sign nothing afterwards: neither the journal's entry nor its deletion. */
function refuseOwn({ cli, id }: Room, signer: string): void {
  if (signer !== id.accessKeyId) return;
  if (cli.credentials.accessKeyId === id.accessKeyId)
    throw new CommandEnded(
      EXIT.person,
      `${maskKey(id.accessKeyId)} itself signs this command, and could not write down that it was switched off. Keep it for root alone (ROOT_ACCESS_KEY_ID, ROOT_ACCESS_KEY_SECRET) and run this with your own credentials; or give the new root key; or switch it off in the console, as the alert shows.`,
    );
  process.stderr.write(
    `${maskKey(id.accessKeyId)} signs its own end: once it is off, delete it in the console, or with another key of root's.\n`,
  );
}

/**
 * The key is gone: the incident waits for nobody any more, unless a person was asked something about it; and the nightly
 * look shows from the report what root has.
 */
async function closed(room: Room, { id, state: before }: Incident, options: RootOptions): Promise<ExitCode> {
  const keys = await holderOf(room, ROOT).keys();
  const back = cameBack(before.rotation, id.accessKeyId, oldKeyIn(keys, id.accessKeyId));
  if (back !== undefined) throw new CommandEnded(EXIT.person, back);
  const { state } = await endRoot(room.cli.run, id, options.by, () => options.reason ?? "root's key was deleted");
  const gone = `Root's ${maskKey(id.accessKeyId)} was deleted by ${state.rotation?.deleted?.by} at ${state.rotation?.deleted?.at}`;
  const { held } = state;
  process.stderr.write(
    held === null
      ? `${gone}: the incident is closed. The next nightly look shows what keys root still has.\n`
      : `${gone}. The incident stays open: a person is asked since ${held.since}: ${printable(held.reason)}. What the attack made is frozen by: ${CLI} approve ${id.accessKeyId} ${WITH_REASON}; where you have looked and nothing is to be frozen: ${CLI} release ${id.accessKeyId} ${WITH_REASON} says so.\n`,
  );
  return held === null ? EXIT.done : EXIT.person;
}
