import { sendOnce } from '../functions/alerting';
import { planRelease, release } from '../shared/containment/release';
import { maskKey, parseAccessKeyId } from '../shared/ids';
import { Markers } from '../shared/incident/markers';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';

export interface ReleaseOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly reactivate: readonly string[];
  readonly falseAlarm: boolean;
}

/**
 * Gives the power back: takes off what the journal says was put on and nothing else, and sets the standstill, so that
 * the same leak does not contain again. Refuses while the leaked key is active, unless it was a false alarm.
 */
export async function releaseCommand({ run, clock }: CliRun, key: string, options: ReleaseOptions): Promise<ExitCode> {
  const accessKeyId = parseAccessKeyId(key);
  const id = { accountId: run.accountId, accessKeyId };
  const incident = await run.journal.read(id);
  const { state } = incident;
  if (incident.entries.length === 0)
    throw new CommandEnded(EXIT.usage, `There is no incident of ${maskKey(key)} in account ${run.accountId}.`);
  if (state.owner?.type !== 'ram-user')
    throw new CommandEnded(EXIT.usage, 'Nothing was put on this key, so there is nothing to take off.');
  const { userName } = state.owner;
  const keys = await run.cloud.ram.listAccessKeys(userName);
  const active = keys.some((k) => k.id === accessKeyId && k.status === 'Active');
  if (active && !options.falseAlarm) {
    throw new CommandEnded(
      EXIT.person,
      `${maskKey(key)} is still active: whoever found it would have his power back. Replace it and switch it off first, or say --false-alarm.`,
    );
  }
  const plan = planRelease(
    state,
    userName,
    options.reactivate.map(parseAccessKeyId),
    await run.cloud.ram.listPoliciesForUser(userName),
  );
  if ('refused' in plan) throw new CommandEnded(EXIT.person, plan.refused);
  await confirm(
    [
      ...plan.detach.map((name) => `detach ${name} from ${userName}`),
      ...(plan.leaveGroup ? [`take ${userName} out of the quarantine group`] : []),
      ...plan.reactivate.map((k) => `switch ${maskKey(k)} on again`),
      `contain no more for: ${state.signals.map((s) => s.leakId).join(', ') || 'no leak'}`,
    ],
    options,
  );
  const steps = await release(run.cloud, clock, plan);
  const complete = steps.every(({ ok }) => ok);
  await run.journal.append(id, () => ({
    type: 'release',
    by: options.by,
    reason: options.reason,
    leakIds: state.signals.map((s) => s.leakId),
    steps,
    complete,
  }));
  await new Markers(run.cloud.evidence, run.paths).set(id, 'released');
  const step = `released:${state.releases + 1}`;
  await sendOnce(run, id, step, () => ({
    kind: 'released',
    at: clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId,
    userName,
    by: options.by,
    reason: options.reason,
    steps,
  }));
  for (const { step: name, ok, detail } of steps)
    process.stderr.write(`${ok ? 'done  ' : 'FAILED'} ${name}: ${detail}\n`);
  return complete ? EXIT.done : EXIT.failed;
}
