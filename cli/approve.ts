import { containApproved, scheduleApproved, tellOfApproval } from '../functions/respond/approved';
import { CLI, WITH_REASON } from '../shared/command-line';
import { looked } from '../shared/identity/looked';
import { isAccessKeyId, maskKey, parseAccessKeyId } from '../shared/ids';
import { openApproval } from '../shared/incident/approval';
import { HourlyCap } from '../shared/incident/cap';
import type { Incident } from '../shared/incident/journal';
import { type MarkerState, Markers } from '../shared/incident/markers';
import { isOpenRoot } from '../shared/incident/open-root';
import type { IncidentId } from '../shared/incident/paths';
import type { Question } from '../shared/incident/questions';
import { isOver } from '../shared/incident/release-state';
import { approvalLines, whySettled, whyWaiting } from './approve-plan';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { failureOf } from './failure';
import { codeOfHandled, type Saying, sayFailed } from './handled';
import { noIncident, noIncidentNext, sealedOtherwise } from './no-incident';
import { jsonText, printable } from './printable';
import { putBackSaid } from './put-back';
import { afterRelease } from './release/wait';
import type { CliRun } from './run';
import { turnsOf } from './turns';

export interface ApproveOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly json?: boolean;
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
  for (const why of unread) process.stderr.write(`could not check ${printable(why)}\n`);
  if (incidents.length === 0) {
    if (unread.length === 0) process.stderr.write('Nothing is held.\n');
    return unread.length === 0 ? EXIT.done : EXIT.unchecked;
  }
  await confirm(
    incidents.flatMap((incident) => approvalLines(cli, incident)),
    options,
  );
  const codes: ExitCode[] = unread.map(() => EXIT.unchecked);
  const told: object[] = [];
  for (const incident of incidents) {
    const { accessKeyId } = incident.id;
    const lines: object[] = [];
    const shown = incident.state.questions;
    const code = await approveOne(cli, incident.id, { ...options, shown }, (how, what) => {
      lines.push({ how, what });
      process.stderr.write(`${how.padEnd(8)}${maskKey(accessKeyId)}: ${printable(what)}\n`);
    });
    told.push({ accessKeyId, exitCode: code, lines });
    codes.push(code);
  }
  if (options.json) process.stdout.write(jsonText({ approved: told, unread }));
  return worstOf(codes);
}

const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  ([EXIT.failed, EXIT.usage, EXIT.unchecked, EXIT.person] as const).find((code) => codes.includes(code)) ?? EXIT.done;

/** Every incident by its key's id. Throws CommandEnded when there is none of one of them. */
function namedIncidents({ run }: CliRun, keys: readonly string[]): Promise<Incident[]> {
  const ids = [...new Set(keys)].map((key) => ({ accountId: run.accountId, accessKeyId: parseAccessKeyId(key) }));
  return Promise.all(
    ids.map(async (id) => {
      const look = await looked(run.journal.read(id));
      if ('couldNotCheck' in look)
        throw new CommandEnded(
          EXIT.unchecked,
          `What is recorded of ${maskKey(id.accessKeyId)} could not be checked (${look.couldNotCheck}), and an approval must stand there: nothing was approved. To contain it now, recorded or not: ${CLI} respond ${id.accessKeyId} --approve ${WITH_REASON}`,
        );
      const incident = look.value;
      if (incident.state.signals.length === 0)
        throw (
          sealedOtherwise(incident, run.paths) ??
          new CommandEnded(EXIT.usage, `${noIncident(id)}: nothing was approved. ${noIncidentNext(id)}`)
        );
      return incident;
    }),
  );
}

/**
 * Of these states the journal is asked whether a person is: one that was approved and could not be contained waits, too, and
 * a marker may be older than the question.
 */
const WAITING: ReadonlySet<string> = new Set<MarkerState>(['held', 'not-contained', 'contained', 'root-key']);
const READ_AT_ONCE = 20;

/** What the markers list as waiting and the journal does, too: the markers bear no seal. One that cannot be read stops none. */
async function heldIncidents({
  run,
}: CliRun): Promise<{ readonly held: readonly Incident[]; readonly unread: readonly string[] }> {
  const markers = await new Markers(run.cloud.evidence, run.paths).list();
  const ids = markers.flatMap(({ state, accountId, accessKeyId }) => {
    const isOurs = WAITING.has(state) && accountId === run.accountId && isAccessKeyId(accessKeyId);
    return isOurs ? [{ accountId: run.accountId, accessKeyId: parseAccessKeyId(accessKeyId) }] : [];
  });
  const look = async (id: IncidentId) => ({ id, look: await looked(run.journal.read(id)) });
  const looks: Awaited<ReturnType<typeof look>>[] = [];
  for (let i = 0; i < ids.length; i += READ_AT_ONCE)
    looks.push(...(await Promise.all(ids.slice(i, i + READ_AT_ONCE).map(look))));
  const held: Incident[] = [];
  const unread: string[] = [];
  for (const { id, look } of looks) {
    if ('couldNotCheck' in look) unread.push(`${maskKey(id.accessKeyId)}: ${look.couldNotCheck}`);
    else if (look.value.state.held !== null || openApproval(look.value) !== null) held.push(look.value);
  }
  return { held, unread };
}

/** `shown`: the questions that the person has seen, and answers. */
export type Word = Pick<ApproveOptions, 'by' | 'reason'> & { readonly shown: readonly Pick<Question, 'seq'>[] };

/** Approves and contains one. What fails is said, and in the exit code; never throws. */
export async function approveOne(cli: CliRun, id: IncidentId, options: Word, say: Saying): Promise<ExitCode> {
  const { run, clock } = cli;
  try {
    const read = await afterRelease(cli, id);
    // Observe mode binds approvals, too: written down, this one would answer for what nobody contains.
    if (cli.config.mode === 'observe') {
      say('planned', `nothing was approved, in observe mode: ${whySettled(read, cli.config) ?? whyWaiting(read)}`);
      return EXIT.done;
    }
    // Where the incident is over it is contained anew, and what came back on goes off behind the deny: a key that is off
    // already would be contained by nothing.
    const isAnew = isOver(read.state);
    const back = isAnew ? undefined : await putBackSaid(cli, read, options, say);
    if (back === EXIT.failed) return back;
    const settled = whySettled(read, cli.config);
    if (settled !== undefined) {
      if (back !== undefined) return back;
      say('nothing', settled);
      return isOpenRoot(read.state) ? EXIT.person : EXIT.done;
    }
    const { by, reason, shown } = options;
    const asked = read.state.questions.filter(({ seq }) => shown.some((one) => one.seq === seq));
    if (asked.length === 0 && read.state.questions.length > 0) {
      say('held', `${whyWaiting(read)}: asked meanwhile, or in other words; run the same command again to see it`);
      return EXIT.person;
    }
    const task = await scheduleApproved(run, read);
    const { incident, written } = await run.journal.append(
      id,
      (now) =>
        turnsOf(now, clock.now()).release
          ? undefined
          : { type: 'approval', by, reason, of: asked.map(({ seq }) => seq) },
      read,
    );
    // A release has begun since: its turn, and all is to be looked at anew behind it.
    if (!written) {
      await run.schedule.done(task);
      return approveOne(cli, incident.id, options, say);
    }
    const approval = incident.entries.at(-1);
    // First, because what comes of it is told in the next message.
    const told = await looked(approval?.type === 'approval' ? tellOfApproval(run, incident, approval) : unwritten());
    const isContained = await contained(cli, read, asked, say);
    const isBack = isAnew ? await putBackSaid(cli, read, options, say) : undefined;
    const code = isBack === EXIT.failed ? isBack : isContained;
    // What failed is left to the timer.
    if ('value' in told && code !== EXIT.failed && code !== EXIT.usage) await run.schedule.done(task);
    if ('value' in told) return code;
    say('FAILED', `the approval could not be told: ${told.couldNotCheck}`);
    return EXIT.failed;
  } catch (error) {
    const { message, todo, exitCode } = failureOf(error, process.env);
    say('FAILED', message);
    if (todo !== undefined) say('next', todo);
    return exitCode === EXIT.usage ? EXIT.usage : EXIT.failed;
  }
}

const unwritten = (): Promise<never> => Promise.reject(new Error('the approval does not stand in the journal'));

async function contained(
  { run, clock, config }: CliRun,
  read: Incident,
  asked: readonly Question[],
  say: Saying,
): Promise<ExitCode> {
  const cap = new HourlyCap(run.cloud.evidence, run.paths, run.seal, clock, config);
  const ends = await containApproved(run, read, asked, cap);
  if (ends.length === 0) throw new CommandEnded(EXIT.usage, 'The incident has no leak signal.');
  const codes = ends.map((end): ExitCode => {
    if (end.as === 'signal') return codeOfHandled(end.handled, config.mode, say);
    if (end.failures.length > 0) return sayFailed(end.failures.join('; '), say);
    if (end.isMoot) say('nothing', `the key was deleted, and nothing else is left of what was asked (${end.reason})`);
    else say('done', `contained as an investigation asked (${end.reason})`);
    return EXIT.done;
  });
  return worstOf(codes);
}
