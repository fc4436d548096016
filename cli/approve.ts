import { sendOnce } from '../functions/alerting';
import { handleAll } from '../functions/respond/handle';
import { maskKey, parseAccessKeyId } from '../shared/ids';
import { HourlyCap } from '../shared/incident/cap';
import type { SignalRecord } from '../shared/incident/entries';
import { Markers } from '../shared/incident/markers';
import type { IncidentId } from '../shared/incident/paths';
import type { LeakSignal } from '../shared/signal/types';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';

export interface ApproveOptions extends Consent {
  readonly reason: string;
  readonly by: string;
}

/** A person's decision on what is held: it overrides cap, exclusion and standstill, stands in the journal, and contains. */
export async function approveCommand(
  cli: CliRun,
  keys: readonly string[] | 'all',
  options: ApproveOptions,
): Promise<ExitCode> {
  const ids =
    keys === 'all'
      ? await heldIncidents(cli)
      : keys.map((key) => ({ accountId: cli.run.accountId, accessKeyId: parseAccessKeyId(key) }));
  if (ids.length === 0) {
    process.stderr.write('Nothing is held.\n');
    return EXIT.done;
  }
  await confirm(
    ids.map(({ accessKeyId }) => `contain ${maskKey(accessKeyId)} whatever held it`),
    options,
  );
  let failed = false;
  for (const id of ids) failed = !(await approveOne(cli, id, options)) || failed;
  return failed ? EXIT.failed : EXIT.done;
}

async function heldIncidents({ run }: CliRun): Promise<IncidentId[]> {
  const markers = await new Markers(run.cloud.evidence, run.paths).list();
  return markers
    .filter(({ state }) => state === 'held')
    .map(({ accessKeyId }) => ({ accountId: run.accountId, accessKeyId: parseAccessKeyId(accessKeyId) }));
}

async function approveOne({ run, clock, config }: CliRun, id: IncidentId, options: ApproveOptions): Promise<boolean> {
  const { incident } = await run.journal.append(id, (now) => {
    if (now.state.signals.length === 0)
      throw new CommandEnded(EXIT.usage, `There is no incident of ${maskKey(id.accessKeyId)}.`);
    return { type: 'approval', by: options.by, reason: options.reason };
  });
  const record = incident.state.signals.at(-1) as SignalRecord;
  const cap = new HourlyCap(run.cloud.evidence, run.paths, run.seal, clock, config);
  const [handled] = await handleAll(run, [signalOf(record, id)], cap);
  const failures = handled?.failures ?? [];
  process.stderr.write(
    `${failures.length === 0 ? 'done  ' : 'FAILED'} ${maskKey(id.accessKeyId)}: ${handled?.reason ?? ''} ${failures.join('; ')}\n`,
  );
  const { owner } = incident.state;
  await sendOnce(run, id, `approved:${incident.nextSeq}`, () => ({
    kind: 'approved',
    at: clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: owner?.type === 'ram-user' ? owner.userName : '',
    by: options.by,
    reason: options.reason,
    steps: [],
  }));
  return failures.length === 0;
}

/** The signal that was held, as the journal kept it. */
function signalOf(record: SignalRecord, id: IncidentId): LeakSignal {
  return {
    leakId: record.leakId,
    accessKeyId: id.accessKeyId,
    source: record.source,
    foundAt: record.foundAt ? new Date(record.foundAt) : undefined,
    claims: record.claimedUser ? { userName: record.claimedUser } : {},
    ...(record.link ? { link: record.link } : {}),
    ...(record.reason ? { reason: record.reason } : {}),
    ...(record.dealt ? { dealt: record.dealt } : {}),
  };
}
