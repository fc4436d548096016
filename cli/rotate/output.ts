import type { StepResult } from '../../shared/containment/types';
import { nextStep, stageOf, whatStands } from '../../shared/rotation/stage';
import type { RotationVerdict } from '../../shared/rotation/verify';
import type { ExitCode } from '../exit';
import type { Room, RotateOptions } from './room';
import { shown } from './shown';

export interface Outcome {
  readonly code: ExitCode;
  readonly steps?: readonly StepResult[];
  readonly say?: string;
  readonly verdict?: RotationVerdict;
}

/** Each step as it went, for a person. */
export function showSteps(steps: readonly StepResult[]): void {
  for (const { step, ok, detail } of steps)
    process.stderr.write(`${ok ? 'done  ' : 'FAILED'} ${shown(step)}: ${shown(detail)}\n`);
}

/** How a command came out and what stands now, for a person on standard error, or for a program as JSON. */
export async function tell(
  room: Room,
  step: string,
  { json }: Pick<RotateOptions, 'json'>,
  outcome: Outcome,
): Promise<ExitCode> {
  const { steps = [], say, verdict, code } = outcome;
  const { accessKeyId, accountId } = room.id;
  const { rotation } = (await room.cli.run.journal.read(room.id)).state;
  const next = nextStep(rotation, accessKeyId);
  if (say !== undefined) process.stderr.write(`${say}\n`);
  const stands = whatStands(rotation, accessKeyId);
  if (say !== stands) process.stderr.write(`${stands}\n`);
  if (next !== undefined) process.stderr.write(`Next: ${next}\n`);
  if (json)
    process.stdout.write(
      `${JSON.stringify(
        {
          incident: `${accountId}/${accessKeyId}`,
          command: `rotate ${step}`,
          exitCode: code,
          stage: stageOf(rotation),
          newKey: rotation?.newKey ?? null,
          place: rotation?.place ?? null,
          stands,
          next: next ?? null,
          steps,
          ...(verdict ? { verdict } : {}),
        },
        null,
        2,
      )}\n`,
    );
  return code;
}
