import { CLI, WITH_REASON } from '../../shared/command-line';
import { isEmpty } from '../../shared/containment/release';
import type { StepResult } from '../../shared/containment/types';
import { messageOf } from '../../shared/identity/looked';
import { type AccessKeyId, maskKey, parseAccessKeyId } from '../../shared/ids';
import { damageOf, type Incident } from '../../shared/incident/journal';
import type { IncidentId } from '../../shared/incident/paths';
import { openTamperings } from '../../shared/incident/tamper-state';
import { confirm } from '../confirm';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { jsonText, printable } from '../printable';
import type { CliRun } from '../run';
import { type CarriedOut, carryOut } from './carry-out';
import { type Found, releaseLines } from './lines';
import type { ReleaseOptions } from './options';
import { leaksOf, planned } from './planned';
import { inTurn } from './wait';

export type { ReleaseOptions } from './options';

/**
 * Gives the power back: takes off every deny of ours that no other contained key of the user needs, and sets the
 * standstill, so that the same leak does not contain again. The intent stands in the journal before the first step: a
 * responder that is at the same incident finds it there. What changed between plan and answer, in the journal or in the
 * account, is planned anew; and what
 * was left to another key of the user is looked at once more behind the end, for that one's release may have left it to
 * this one in the same moment.
 */
export async function releaseCommand(cli: CliRun, key: string, options: ReleaseOptions): Promise<ExitCode> {
  const accessKeyId = parseAccessKeyId(key);
  const id = { accountId: cli.run.accountId, accessKeyId };
  const done: CarriedOut[] = [];
  let agreedTo = '';
  for (;;) {
    const found = await lookedAt(cli, id, options, done);
    if (found === undefined) return end(cli, accessKeyId, options, done, EXIT.unchecked);
    const { incident, plan } = found;
    const { state } = incident;
    const leakIds = leaksOf(state, options);
    if (isEmpty(plan) && isSaid(state, leakIds, options)) {
      if (done.length === 0) refuseStrange(found, options);
      if (done.length === 0)
        process.stderr.write(
          `Nothing to take off: ${printable(state.release?.by ?? '')} released ${maskKey(key)} at ${state.release?.at}.\n`,
        );
      return end(cli, accessKeyId, options, done, EXIT.done, plan.leaveAttached);
    }
    refuseNothing(found);
    if (done.length === 0 && plan.detach.length === 0 && !plan.leaveGroup) refuseStrange(found, options);
    const lines = releaseLines(found, leakIds);
    if (lines.join('\n') !== agreedTo) {
      await confirm(lines, options);
      agreedTo = lines.join('\n');
      // A person takes his time: what became of the account meanwhile is looked at, and refused, as it is by then.
      if (!options.yes) continue;
    }
    const about = {
      by: options.by,
      reason: options.reason,
      leakIds,
      ...(options.falseAlarm ? { falseAlarm: true as const } : {}),
    };
    const carried = await carryOut(cli, incident, plan, about, options);
    if (carried === undefined) continue;
    done.push(carried);
    if (carried.complete && carried.isLeft) continue;
    const code = carried.complete ? EXIT.done : carried.isUnchecked ? EXIT.unchecked : EXIT.failed;
    return end(cli, accessKeyId, options, done, code, plan.leaveAttached);
  }
}

/** Undefined: something is done already, and whether more is left for it could not be looked at. */
async function lookedAt(
  cli: CliRun,
  id: IncidentId,
  options: ReleaseOptions,
  done: readonly CarriedOut[],
): Promise<Found | undefined> {
  try {
    const incident = await inTurn(cli, id);
    const why = options.notAnyMore?.(incident.state);
    if (why !== undefined) throw new CommandEnded(EXIT.person, why);
    return { incident, ...(await planned(cli, incident, options)) };
  } catch (error) {
    if (done.length === 0 || error instanceof CommandEnded) throw error;
    process.stderr.write(
      `could not look whether anybody still needs what was left: ${printable(messageOf(error))}. Run it again.\n`,
    );
    return undefined;
  }
}

/** What was done is told by whoever else was at it; what nobody could look at is the timer's to look at. */
async function end(
  { run }: CliRun,
  accessKeyId: AccessKeyId,
  { json }: ReleaseOptions,
  done: readonly CarriedOut[],
  code: ExitCode,
  leftAttached: readonly string[] = [],
): Promise<ExitCode> {
  const isLooked = code !== EXIT.unchecked || done.at(-1)?.isUnchecked === true;
  if (isLooked) for (const { task } of done) if (task !== undefined) await run.schedule.done(task);
  const steps: readonly StepResult[] = done.flatMap((one) => one.steps);
  const complete = done.every((one) => one.complete);
  if (json) process.stdout.write(jsonText({ accessKeyId, complete, steps, leftAttached }));
  return code;
}

/** Of a key that was switched off because nobody used it, its switch is all that could be given back. */
function refuseNothing({ incident, plan }: Found): void {
  const { id, state } = incident;
  if (state.signals.length > 0 || state.idle === null || !isEmpty(plan) || !plan.leaveOff.includes(id.accessKeyId))
    return;
  throw new CommandEnded(
    EXIT.person,
    `${maskKey(id.accessKeyId)} of ${plan.userName} was switched off at ${state.idle.at}, because nobody used it; nothing else was done to it. This switches it on again: ${CLI} release ${id.accessKeyId} --reactivate ${id.accessKeyId} ${WITH_REASON}`,
  );
}

/** A deny that was attached while nothing could be written down, with nothing else to take off: the person must not be told that the power is back. */
function refuseStrange({ incident, plan }: Found, { acceptChanges }: ReleaseOptions): void {
  const { id } = incident;
  const { leaveAttached, onBefore, userName } = plan;
  if (leaveAttached.length === 0 || acceptChanges) return;
  // What is not in the journal any more may be what says where the deny comes from.
  const damage = damageOf(incident).map((what) => `The journal is damaged: ${printable(what)}. `);
  const off = `${CLI} release ${id.accessKeyId} --all-denies ${WITH_REASON} takes it off`;
  const since = leaveAttached.flatMap((name) => onBefore.get(name) ?? []);
  if (since.length === leaveAttached.length)
    throw new CommandEnded(
      EXIT.person,
      `${damage.join('')}Nothing that this containment put on is on, but ${userName} carries ${leaveAttached.join(', ')} since ${since.join(', ')}, before it began: by hand, by another deployment, or by this one while nothing could be written down. ${off}; --accept-changes leaves it there.`,
    );
  throw new CommandEnded(
    EXIT.person,
    `${damage.join('')}Nothing that the journal knows of is on, but ${userName} carries ${leaveAttached.join(', ')}, of which no journal knows. It may have been attached while nothing could be written down: ${off}; ${CLI} respond ${id.accessKeyId} ${WITH_REASON} writes it down, and the key is contained; --accept-changes leaves it there.`,
  );
}

/** A release of these leaks has come to its end, and said of them what this one would; nobody was asked about it since. */
function isSaid(
  { release, tampering, held }: Incident['state'],
  leakIds: readonly string[],
  { falseAlarm }: ReleaseOptions,
): boolean {
  if (openTamperings(tampering).length > 0 || held !== null) return false;
  if (release === null || !release.complete || (falseAlarm && !release.falseAlarm)) return false;
  return leakIds.every((one) => release.leakIds.includes(one));
}
