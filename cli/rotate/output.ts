import type { StepResult } from '../../shared/containment/types';
import { looked } from '../../shared/identity/looked';
import { type OldKeyNow, oldKeyIn, stageOf, whatStands } from '../../shared/rotation/stage';
import type { Said } from '../../shared/rotation/start-line';
import type { RotationVerdict } from '../../shared/rotation/verify';
import type { ExitCode } from '../exit';
import { rightsLacking } from '../next-step';
import { jsonText } from '../printable';
import { holderOf } from './holder';
import { nextNow } from './next';
import type { Room, RotateOptions } from './room';
import { shown } from './shown';
import { rotating } from './whose';

export interface Outcome {
  readonly code: ExitCode;
  readonly steps?: readonly StepResult[];
  readonly say?: string;
  readonly verdict?: RotationVerdict;
  /** What the start was told, of a key to discard where it is there still. */
  readonly said?: Said;
  /** The same command, where it failed: nothing comes before it. */
  readonly again?: string | undefined;
}

/** Each step as it went, for a person. `then`: what he does once he has the rights that one lacked. */
export function showSteps(steps: readonly StepResult[], then?: string): void {
  for (const { step, ok, detail } of steps)
    process.stderr.write(`${ok ? 'done  ' : 'FAILED'} ${shown(step)}: ${shown(detail)}\n`);
  const failures = steps.filter(({ ok }) => !ok).map(({ detail }) => detail);
  const todo = rightsLacking(failures.join('; '), then);
  if (todo !== undefined) process.stderr.write(`${todo}\n`);
}

type Wanted = Pick<Outcome, 'said' | 'again'>;

/** What is to be said again; a key that was to go and did not, by the steps. Pure. */
export function stillSaid({ discard, anyway, now, reason }: Said, steps: readonly StepResult[]): Said {
  const isGone = steps.some(({ step, ok }) => ok && step === `discard-key:${discard}`);
  return { anyway, now, reason, discard: isGone ? undefined : discard };
}

/** A step as a program hears of it. */
export type Told = Pick<Outcome, 'code' | 'verdict' | 'again'> & { readonly steps: readonly StepResult[] };

/** How a command came out and what stands now, for a person on standard error, or for a program as JSON. */
export async function tell(
  room: Room,
  step: string,
  { json }: Pick<RotateOptions, 'json'>,
  outcome: Outcome,
): Promise<ExitCode> {
  const { steps = [], say, verdict, code, again } = outcome;
  const { stands, next } = await standing(room, outcome);
  if (say !== undefined) process.stderr.write(`${say}\n`);
  if (say !== stands) process.stderr.write(`${stands}\n`);
  if (room.told === undefined) writeNext(next);
  const told = { code, steps, ...(verdict ? { verdict } : {}) };
  if (room.told) room.told.push({ ...told, again });
  else if (json) await print(room, step, told, outcome);
  return code;
}

/** Behind all the steps of one command: none of them says it then. */
export async function sayNext(room: Room, wanted: Wanted): Promise<void> {
  writeNext((await standing(room, wanted)).next);
}

function writeNext(next: string | null): void {
  if (next !== null) process.stderr.write(`Next: ${next}\n`);
}

/** One document on standard output. */
export async function print(room: Room, step: string, { code, steps, verdict }: Told, wanted: Wanted): Promise<void> {
  const { accessKeyId, accountId } = room.id;
  const head = { incident: `${accountId}/${accessKeyId}`, command: `rotate ${step}`, exitCode: code };
  const document = { ...head, ...(await standing(room, wanted)), steps, ...(verdict ? { verdict } : {}) };
  process.stdout.write(jsonText(document));
}

async function standing(room: Room, { said, again }: Wanted) {
  const { cli, id } = room;
  const { rotation } = (await cli.run.journal.read(id)).state;
  const stage = stageOf(rotation);
  const old = stage === 'finished' || stage === 'deleted' ? await oldKeyNow(room) : undefined;
  return {
    stage,
    newKey: rotation?.newKey ?? null,
    place: rotation?.place ?? null,
    stands: whatStands(rotation, id.accessKeyId, old),
    next: again ?? (await nextNow(room, rotation, old, said)).command ?? null,
  };
}

/** The journal knows what was done to the old key, and not what somebody has done to it since. */
async function oldKeyNow(room: Room): Promise<OldKeyNow> {
  const keys = await looked(rotating(room).then(({ userName }) => holderOf(room, userName).keys()));
  return 'couldNotCheck' in keys ? keys : oldKeyIn(keys.value, room.id.accessKeyId);
}
