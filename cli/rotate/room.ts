import type { RamRootService } from '../../shared/aliyun/ram-root';
import { connectRotation, type RotationCloud } from '../../shared/aliyun/rotation';
import type { StepResult } from '../../shared/containment/types';
import { CloudAlreadyThere } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { parseAccessKeyId } from '../../shared/ids';
import { damageOf, type Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import type { RotationIntentEntry, RotationStep } from '../../shared/incident/rotation-entries';
import { type Consent, confirm, type PlanLine } from '../confirm';
import { CommandEnded, type ExitCode } from '../exit';
import { printable } from '../printable';
import type { CliRun } from '../run';
import { mayActUntil, outOfTurn, turnsOf } from '../turns';
import type { Told } from './output';
import { remindLater } from './remind';
import { rotating } from './whose';

/** How long nobody else begins a step: longer than a step takes, whatever its calls wait for. */
const LEASE_MS = 120_000;

export interface RotateOptions extends Consent {
  readonly by: string;
  readonly reason?: string;
  readonly json: boolean;
}

/** What the commands of a rotation work with. */
export interface Room {
  readonly cli: CliRun;
  readonly cloud: RotationCloud;
  readonly id: IncidentId;
  /** Tells this command's steps from another's, of the same person as well. */
  readonly run: string;
  /** `rotate --root` alone: root's keys, and which of them signs. */
  readonly root?: RamRootService;
  readonly signer?: string;
  /** `rotate --root` alone: what its steps tell a program, which hears of them in one document. */
  readonly told?: Told[];
}

/** A step that is planned: shown, agreed to, and then claimed. `end`: nothing is to be done. */
export type Planned<P> =
  | { readonly end: ExitCode; readonly say: string }
  | { readonly lines: readonly PlanLine[]; readonly intent: Intent; readonly plan: P };

export type Intent = Pick<
  RotationIntentEntry,
  'userName' | 'keysBefore' | 'place' | 'format' | 'newUser' | 'observeUntil' | 'wasActive' | 'undoes' | 'newKeyFound'
>;

export function openRoom(cli: CliRun, key: string, root?: Pick<Room, 'root' | 'signer' | 'told'>): Room {
  const accessKeyId = parseAccessKeyId(key);
  return {
    cli,
    cloud: connectRotation(cli.config, cli.clock, cli.credentials),
    id: { accountId: cli.run.accountId, accessKeyId },
    run: `${cli.run.runId}-${process.pid}`,
    ...root,
  };
}

/** A step that is this command's alone, for a while: `mayAct` throws when that is over. */
export interface Claim<P> {
  readonly plan: P;
  readonly mayAct: () => void;
}

/**
 * Plans a step, asks, and claims it in the journal. Planned anew after a lost race, and asked anew when the plan is
 * another one then. Throws CommandEnded where somebody else is at it.
 */
export async function claimed<P>(
  room: Room,
  step: RotationStep,
  options: RotateOptions,
  plan: (incident: Incident, userName: string) => Promise<Planned<P>>,
): Promise<{ readonly end: ExitCode; readonly say: string } | Claim<P>> {
  const { journal } = room.cli.run;
  let agreedTo: readonly PlanLine[] | undefined;
  for (;;) {
    const { incident, userName } = await rotating(room);
    refuseBusy(room, incident);
    const planned = await plan(incident, userName).catch(async (error: unknown) => {
      if (!(error instanceof CommandEnded)) throw error;
      // What refuses this step may be what another run has just done, and the journal tells of that by now.
      const { entries } = await journal.read(room.id);
      if (entries.length > incident.entries.length) return undefined;
      throw error;
    });
    if (planned === undefined) continue;
    if ('end' in planned) return planned;
    const lines = [...damageOf(incident).map((what) => `go by a damaged journal: ${what}`), ...planned.lines];
    if (JSON.stringify(lines) !== JSON.stringify(agreedTo)) {
      sayChanged(agreedTo, lines);
      await confirm(lines, options);
      agreedTo = lines;
      // A person takes his time: what changed in the account meanwhile must not be acted upon unseen.
      if (!options.yes) continue;
    }
    const leaseUntil = new Date(room.cli.clock.now().getTime() + LEASE_MS);
    try {
      const begun = await journal.appendTo(incident, {
        type: 'rotation-intent',
        step,
        by: options.by,
        reason: options.reason ?? null,
        run: room.run,
        leaseUntil: leaseUntil.toISOString(),
        ...planned.intent,
      });
      await remindLater(room, begun);
      return { plan: planned.plan, mayAct: mayActUntil(leaseUntil, room.cli.clock) };
    } catch (error) {
      if (error instanceof CloudAlreadyThere) continue;
      process.stderr.write('Nothing was changed in the account: what begins must stand in the journal first.\n');
      throw error;
    }
  }
}

/** Whoever has agreed to a plan, by --yes as well, reads what of it holds no more, before he reads the one that takes its place. */
function sayChanged(before: readonly PlanLine[] | undefined, now: readonly PlanLine[]): void {
  if (before === undefined) return;
  const [was, is] = [before, now].map((lines) => lines.map((one) => (typeof one === 'string' ? one : one.line)));
  const gone = was?.filter((line) => !is?.includes(line)) ?? [];
  process.stderr.write('Something has changed since this plan was made, so that it is another one now.\n');
  for (const line of gone) process.stderr.write(`  - no more: ${printable(line)}\n`);
}

/** Throws CommandEnded while another command is at the key. */
function refuseBusy({ run, cli, id }: Room, incident: Incident): void {
  const { release, rotation } = turnsOf(incident, cli.clock.now(), run);
  const other = rotation ?? release;
  if (other !== undefined) throw outOfTurn(other, id.accessKeyId);
}

/** Runs one step and notes how it went; never throws. */
export async function noted(
  steps: StepResult[],
  { cli }: Room,
  step: string,
  act: () => Promise<string>,
): Promise<boolean> {
  const at = (): string => cli.clock.now().toISOString();
  try {
    const detail = await act();
    steps.push({ step, ok: true, detail, at: at() });
    return true;
  } catch (error) {
    steps.push({ step, ok: false, detail: messageOf(error), at: at() });
    return false;
  }
}

/** How a step went: its end stands in the journal, or it is to be run again, which then finds in the account what was done. */
export interface Performed {
  readonly steps: readonly StepResult[];
  readonly isWritten: boolean;
}

/**
 * Writes how a step went. What cannot be written at its end is said, with what was done: the next command finds it in the
 * account. What is written on the way is in the end's entry as well.
 */
export async function record(
  room: Room,
  step: RotationStep,
  options: RotateOptions,
  steps: readonly StepResult[],
  more: { readonly ended: boolean; readonly previousVersion?: string },
): Promise<boolean> {
  try {
    const { incident } = await room.cli.run.journal.append(room.id, () => ({
      type: 'rotation',
      step,
      by: options.by,
      run: room.run,
      steps,
      ...more,
    }));
    if (more.ended) await remindLater(room, incident);
    return true;
  } catch (error) {
    if (!more.ended) return false;
    process.stderr.write(
      `FAILED journal: ${messageOf(error)}\nWhat was done does not stand in the journal yet: run the same command again, it finds it in the account.\n`,
    );
    return false;
  }
}
