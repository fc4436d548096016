import { fenceStep } from '../../shared/containment/fence/apply';
import type { Incident } from '../../shared/incident/journal';
import { confirm } from '../confirm';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { fenceLines } from '../fence';
import { jsonText } from '../printable';
import type { CliRun } from '../run';
import { holderOf } from './holder';
import { openRoom, type Room, type RotateOptions } from './room';
import { rotating } from './whose';

/**
 * Narrows the containment to the old key where the cloud allows it: by its network policy it works from the networks where it
 * worked before the leak alone, until it is deleted or released. The deny stays. The wish stands in the journal, and the
 * functions carry it out once they have read every event of the key, whatever their TOURNIQUET_CONTAINMENT says. Repeated,
 * it has them look once more. Exit code 4 where there is nothing to narrow.
 */
export async function narrowCommand(cli: CliRun, key: string, options: RotateOptions): Promise<ExitCode> {
  const room = openRoom(cli, key);
  const { run } = cli;
  const { incident, userName } = await rotating(room);
  const { accessKeyId } = room.id;
  const { fence } = incident.state;
  if (fence?.holds) return end(options, accessKeyId, `${accessKeyId} is fenced in since ${fence.at}.`);
  await refuseNothingToNarrow(room, incident, userName);
  const decision = { actions: [{ kind: 'fence', accessKeyId } as const] };
  await confirm(
    [
      `let the old key ${accessKeyId} of ${userName} work only from the networks where it worked before the leak, until it is deleted or released: the functions set it, once they have read its events`,
      ...(await fenceLines(run, accessKeyId, decision)),
    ],
    options,
  );
  const wish = { type: 'fence-wish' as const, by: options.by, reason: options.reason ?? null };
  const { incident: wished } = await run.journal.append(
    room.id,
    ({ state }) => (state.fenceWish !== null || whyNot(state) !== undefined ? undefined : wish),
    incident,
  );
  const why = whyNot(wished.state);
  if (why !== undefined) throw new CommandEnded(EXIT.person, `${accessKeyId} ${why}`);
  const look = { round: Math.max(1, wished.state.rounds), asked: true };
  await run.schedule.add(room.id, 'investigate', run.clock.now(), look);
  return end(
    options,
    accessKeyId,
    `It stands in the journal. Within some minutes a message says what is let in and what is not, or why there is no fence; so does status, in \`fence\`.`,
  );
}

/** Why no wish would be carried out, whatever the key is; undefined: it would. */
function whyNot({ isContaining, release, owner }: Incident['state']): string | undefined {
  if (owner?.type !== 'ram-user') return "is not known to be a RAM user's: only such a key can be fenced in.";
  return isContaining && release === null ? undefined : 'is not contained now: there is nothing to narrow.';
}

async function refuseNothingToNarrow(room: Room, { state }: Incident, userName: string): Promise<void> {
  const { accessKeyId } = room.id;
  const keys = (await holderOf(room, userName).keys()) ?? [];
  const isOn = keys.some(({ id, status }) => id === accessKeyId && status === 'Active');
  const isObserved = room.cli.config.mode === 'observe';
  const why =
    whyNot(state) ??
    (isOn ? undefined : 'is off or gone: there is nothing to narrow.') ??
    (isObserved ? 'cannot be fenced in observe mode: the functions, which set it, change nothing then.' : undefined);
  if (why !== undefined) throw new CommandEnded(EXIT.person, `${accessKeyId} ${why}`);
}

function end({ json }: RotateOptions, accessKeyId: string, said: string): ExitCode {
  process.stderr.write(`${said}\n`);
  if (json) process.stdout.write(jsonText({ accessKeyId, step: fenceStep(accessKeyId), said }));
  return EXIT.done;
}
