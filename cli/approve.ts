import { sendOnce } from '../functions/alerting';
import { escalate } from '../functions/respond/escalate';
import { handleAll } from '../functions/respond/handle';
import { recordedSignal } from '../functions/respond/recorded-signal';
import { isLaterRow } from '../shared/containment/decide-later';
import { InvalidAccessKeyId, TemporaryAccessKey } from '../shared/errors';
import { looked, messageOf } from '../shared/identity/looked';
import { maskKey, parseAccessKeyId } from '../shared/ids';
import { HourlyCap } from '../shared/incident/cap';
import type { Incident } from '../shared/incident/journal';
import { Markers } from '../shared/incident/markers';
import type { IncidentState } from '../shared/incident/state';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { codeOfHandled, type Saying } from './handled';
import type { CliRun } from './run';

export interface ApproveOptions extends Consent {
  readonly reason: string;
  readonly by: string;
}

/**
 * A person's decision on what is held: it overrides cap, exclusion and standstill, stands in the journal, and contains.
 * Nothing is done when one of the keys has no incident; one key that fails stops no other. Exit code 4 when a key still
 * waits for a person (root's), 3 when what it needs could not be checked.
 */
export async function approveCommand(
  cli: CliRun,
  keys: readonly string[] | 'all',
  options: ApproveOptions,
): Promise<ExitCode> {
  const { held: incidents, unread } =
    keys === 'all' ? await heldIncidents(cli) : { held: await namedIncidents(cli, keys), unread: [] };
  for (const why of unread) process.stderr.write(`could not check ${why}\n`);
  if (incidents.length === 0) {
    if (unread.length === 0) process.stderr.write('Nothing is held.\n');
    return unread.length === 0 ? EXIT.done : EXIT.unchecked;
  }
  await confirm(
    incidents.map(({ id, state }) => `contain ${maskKey(id.accessKeyId)}, ${whyWaiting(state)}`),
    options,
  );
  const codes: ExitCode[] = unread.map(() => EXIT.unchecked);
  for (const incident of incidents) codes.push(await approveOne(cli, incident, options));
  return ([EXIT.failed, EXIT.unchecked, EXIT.person] as const).find((code) => codes.includes(code)) ?? EXIT.done;
}

const whyWaiting = (state: IncidentState): string =>
  state.held ? `held since ${state.held.since}: ${state.held.reason}` : 'which is not held now';

/** Every incident by its key's id. Throws CommandEnded when there is none of one of them. */
function namedIncidents({ run }: CliRun, keys: readonly string[]): Promise<Incident[]> {
  const ids = [...new Set(keys)].map((key) => ({ accountId: run.accountId, accessKeyId: parseAccessKeyId(key) }));
  return Promise.all(
    ids.map(async (id) => {
      const incident = await run.journal.read(id);
      if (incident.state.signals.length === 0)
        throw new CommandEnded(EXIT.usage, `There is no incident of ${maskKey(id.accessKeyId)}: nothing was approved.`);
      return incident;
    }),
  );
}

/** What the markers list as held and the journal does, too: the markers bear no seal. One that cannot be read stops none. */
async function heldIncidents({
  run,
}: CliRun): Promise<{ readonly held: readonly Incident[]; readonly unread: readonly string[] }> {
  const markers = await new Markers(run.cloud.evidence, run.paths).list();
  const ids = markers.flatMap(({ state, accountId, accessKeyId }) => {
    const isOurs = state === 'held' && accountId === run.accountId && isAccessKeyId(accessKeyId);
    return isOurs ? [{ accountId: run.accountId, accessKeyId: parseAccessKeyId(accessKeyId) }] : [];
  });
  const looks = await Promise.all(ids.map(async (id) => ({ id, look: await looked(run.journal.read(id)) })));
  const held: Incident[] = [];
  const unread: string[] = [];
  for (const { id, look } of looks) {
    if ('couldNotCheck' in look) unread.push(`${maskKey(id.accessKeyId)}: ${look.couldNotCheck}`);
    else if (look.value.state.held !== null) held.push(look.value);
  }
  return { held, unread };
}

function isAccessKeyId(text: string): boolean {
  try {
    return parseAccessKeyId(text) === text;
  } catch (error) {
    if (error instanceof InvalidAccessKeyId || error instanceof TemporaryAccessKey) return false;
    throw error;
  }
}

/** Approves and contains one. What fails is said, and in the exit code; never throws. */
async function approveOne(cli: CliRun, read: Incident, options: ApproveOptions): Promise<ExitCode> {
  const { run } = cli;
  const { id } = read;
  const say = (how: string, what: string): void => {
    process.stderr.write(`${how.padEnd(8)}${maskKey(id.accessKeyId)}: ${what}\n`);
  };
  try {
    if (read.state.held === null && read.state.attached.size > 0) {
      say('nothing', `contained already, since ${read.state.denyAt ?? 'an earlier run'}`);
      return EXIT.done;
    }
    const { incident } = await run.journal.append(
      id,
      () => ({ type: 'approval', by: options.by, reason: options.reason }),
      read,
    );
    // First, because what comes of it is told in the next message.
    const told = await looked(tellOfApproval(cli, incident, options));
    const code = await containApproved(cli, read, say);
    if ('value' in told) return code;
    say('FAILED', `the approval could not be told: ${told.couldNotCheck}`);
    return EXIT.failed;
  } catch (error) {
    say('FAILED', messageOf(error));
    return EXIT.failed;
  }
}

/** What an investigation asked for is done as it was asked; everything else goes the way of its leak signal. */
async function containApproved({ run, clock, config }: CliRun, read: Incident, say: Saying): Promise<ExitCode> {
  const { id, state } = read;
  const held = read.entries.findLast(
    (entry) =>
      entry.type === 'decision' && entry.signal.leakId === state.held?.leakId && entry.decision.verdict === 'hold',
  );
  if (held?.type === 'decision' && isLaterRow(held.decision.row)) {
    const { failures } = await escalate(run, id, {
      row: held.decision.row,
      why: held.decision.reason,
      made: held.made ?? [],
    });
    if (failures.length > 0) say('FAILED', failures.join('; '));
    else say(config.mode === 'observe' ? 'planned' : 'done', held.decision.reason);
    return failures.length > 0 ? EXIT.failed : EXIT.done;
  }
  const leakId = state.signals.some((s) => s.leakId === state.held?.leakId)
    ? state.held?.leakId
    : state.signals.at(-1)?.leakId;
  const signal = leakId === undefined ? undefined : recordedSignal(read, leakId);
  if (signal === undefined) throw new CommandEnded(EXIT.usage, 'The incident has no leak signal.');
  const cap = new HourlyCap(run.cloud.evidence, run.paths, run.seal, clock, config);
  const [handled] = await handleAll(run, [signal], cap);
  return codeOfHandled(handled, config.mode, say);
}

async function tellOfApproval(
  { run, clock }: CliRun,
  { id, state, nextSeq }: Incident,
  { by, reason }: ApproveOptions,
) {
  await sendOnce(run, id, `approved:${nextSeq}`, () => ({
    kind: 'approved',
    at: clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: state.owner?.type === 'ram-user' ? state.owner.userName : '',
    by,
    reason,
    steps: [],
  }));
}
