import { Pack } from '../../shared/evidence/pack';
import type { InvestigatedEntry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { firstRound, laterLooks, plannedLooks, roundOf } from '../../shared/incident/later-looks';
import { courseOf, lessAfter } from '../../shared/incident/looks';
import type { IncidentId } from '../../shared/incident/paths';
import type { Run } from '../platform';
import { archiveAgain, archiveNow, planArchive } from './archive';
import { askForMore } from './ask-for-more';
import { Checkpoints } from './checkpoint';
import { type Claim, onlyOne } from './claim';
import { type Collected, collect } from './collect';
import { cutWhatIsLeft, onlyRead } from './cut';
import { type Assignment, parseAssignment } from './event';
import { type Judgement, judge } from './judge';
import { toldAfter } from './news';
import { noteLogins } from './note-logins';
import { stepOf, tell } from './tell';
import { type WrittenUp, writeUp } from './write-up';

/** What an invocation answers: short JSON that a person can read. */
export interface InvestigateResult {
  readonly incident: string;
  readonly round: number;
  /** `to be continued`: the time of this run was over, another one has taken over. */
  readonly state: 'finished' | 'to be continued' | 'finished before' | 'another run is at it' | 'archived';
  readonly events?: number;
  readonly complete?: boolean;
  /** What could not be read, and why; absent where all was. The report has the rest of a long list. */
  readonly unread?: readonly string[];
  readonly thiefSeen?: Judgement['thief']['seen'];
  readonly alert?: 'sent' | 'sent-before' | 'claimed-elsewhere' | 'no news';
  readonly reportAt: string;
}

/** The answer stays short. */
const MOST_UNREAD = 5;

/** A look that is not done after so many runs is cut there, and says so: evidence must come out some time. */
const MOST_RUNS = 40;

/**
 * The investigate function: collects evidence about one key, judges it, writes the report and the manifest, records the
 * round and tells the owner. Reads the account and changes nothing in it, whatever became of the containment. Safe to
 * run again: a round writes the same objects, and its alert goes out once. The schedule's entry goes last.
 * Throws the parser's named errors, RunIncomplete when no channel took the alert, EvidenceChanged, and what the
 * journal's and the pack's store throw; the schedule then starts it again.
 */
export async function investigate(event: Buffer, run: Run): Promise<InvestigateResult> {
  const assignment = parseAssignment(event, run.accountId, run.paths.schedule);
  const id: IncidentId = { accountId: run.accountId, accessKeyId: assignment.accessKeyId };
  const incident = await run.journal.read(id);
  const round = roundOf(assignment.round, incident, run.clock.now());
  const result = {
    incident: `${id.accountId}/${id.accessKeyId}`,
    round,
    reportAt: `oss://${run.config.evidence.bucket}/${run.paths.reportHtml(id)}`,
  };
  if (assignment.task === 'archive') {
    const done = await onlyOne(run, id, async () => {
      await archiveAgain(run, id, assignment.schedule);
      return true;
    });
    return { ...result, state: done ? 'archived' : 'another run is at it' };
  }
  if (isFinished(incident, assignment, round)) {
    await scheduleLaterRounds(run, incident, round);
    await closeSchedule(run, incident, assignment);
    return { ...result, state: 'finished before' };
  }
  const looked = await onlyOne(run, id, (claim) => look(run, claim, incident, round, assignment), { round });
  // Only now, for the other run must find the claim free.
  if (looked?.state === 'to be continued')
    await run.cloud.functions.invoke(run.functionName, continuation(id, round, assignment), 'Async');
  return { ...result, ...(looked ?? { state: 'another run is at it' }) };
}

type Looked = Omit<InvestigateResult, 'incident' | 'round' | 'reportAt'>;

async function look(
  run: Run,
  claim: Claim,
  incident: Incident,
  round: number,
  assignment: Assignment,
): Promise<Looked> {
  const { id } = incident;
  const pack = new Pack(run.cloud.evidence, run.paths, id);
  const checkpoints = new Checkpoints(run, pack, round);
  const { checkpoint, tampered } = await checkpoints.load();
  if (tampered) run.log.warn({ round }, 'the checkpoint does not bear our seal and was ignored');

  const { deaths } = courseOf(incident.entries, round, run.clock.now());
  const kind = lessAfter(deaths);
  const less = kind && { kind, why: `left out, for ${deaths} looks died before they came to their end` };
  const collected = await collect(run, pack, { incident, round, less }, checkpoint);
  const runs = (checkpoint?.runs ?? 0) + 1;
  if (!collected.audit.done && runs < MOST_RUNS) {
    await checkpoints.save(collected.audit, runs);
    // What so many died of is not tried beside the reading.
    if (less === undefined) await tellSoFar(run, pack, round, collected);
    claim.goesOn();
    return { state: 'to be continued' };
  }
  const why = `given up after ${MOST_RUNS} runs, with events left to read`;
  const whole = { ...collected, audit: cutWhatIsLeft(collected.audit, why) };
  // Read again: the responder may have verified, released or escalated while the events were collected.
  const before = await run.journal.read(id);
  await claim.at('judging');
  const judged = await judge(run, pack, before, less === undefined ? whole : onlyRead(whole, less.kind), round);
  await claim.at('writing');
  const current = await noteLogins(run, before, judged.logins);
  const written = await writeUp(run, pack, current, round, whole, judged);
  await askForMore(run, current, round, judged);
  const alert = await tell(run, pack, current, round, judged, written);
  await checkpoints.remove();
  // The record says that the round is done: it comes behind everything that a dead run must be followed in. Another run
  // holds the alert's claim: should it die, the schedule must start this round again.
  if (alert !== 'claimed-elsewhere') {
    const planned = await planArchive(run, id);
    await record(run, current, round, judged, written, alert);
    // Behind the record: a later look that is due would overtake one that died, and tell in its place, or again.
    await scheduleLaterRounds(run, current, round);
    await closeSchedule(run, current, assignment);
    await archiveNow(run, id, planned);
  }
  const { total } = judged.analysis;
  const { complete, cuts } = written.summary;
  const unread = cuts.length > 0 ? { unread: cuts.slice(0, MOST_UNREAD) } : {};
  return { state: 'finished', events: total, complete, ...unread, thiefSeen: judged.thief.seen, alert };
}

/** A round that the schedule started and that is recorded needs nothing more. A person's wish does. */
function isFinished({ entries }: Incident, assignment: Assignment, round: number): boolean {
  if (assignment.schedule === undefined || assignment.asked) return false;
  return entries.some((entry) => entry.type === 'investigated' && entry.round === round);
}

function continuation(id: IncidentId, round: number, { schedule, asked }: Assignment): object {
  return { task: 'investigate', ...id, round, ...(schedule ? { schedule } : {}), ...(asked ? { asked } : {}) };
}

/**
 * A key that is called a million times takes hours to read, the newest calls first: what the thief did is in the first part,
 * and its owner must not wait for the rest: told once, by the first run that comes to it. Nothing is done upon it: what the
 * business does is not known yet. Never throws: the rest is read all the same.
 */
async function tellSoFar(run: Run, pack: Pack, round: number, collected: Collected): Promise<void> {
  try {
    const current = await run.journal.read(pack.id);
    const { alerts } = current.state;
    if (round !== firstRound(current.state) || alerts[stepOf(round, true)]?.sent) return;
    const soFar = { ...collected, audit: cutWhatIsLeft(collected.audit, 'more is being read'), goesOn: true } as const;
    const judged = await judge(run, pack, current, soFar, round);
    await tell(run, pack, current, round, judged, await writeUp(run, pack, current, round, soFar, judged));
  } catch (error) {
    run.log.warn({ err: error, round }, 'what is known so far could not be told');
  }
}

async function record(
  run: Run,
  before: Incident,
  round: number,
  judged: Judgement,
  written: WrittenUp,
  alert: InvestigateResult['alert'],
): Promise<void> {
  // A run that died behind its alert left no record of the round; one that a person asked for again sends no second.
  const isFirst = !before.entries.some((entry) => entry.type === 'investigated' && entry.round === round);
  const isTold = alert === 'sent' || (alert === 'sent-before' && isFirst);
  const entry: InvestigatedEntry = {
    type: 'investigated',
    round,
    events: judged.analysis.total,
    complete: written.summary.complete,
    dataUpTo: judged.thief.dataUpTo,
    thiefSeen: judged.thief.seen,
    manifestSha256: written.manifestSha256,
    verification: judged.verification ?? null,
    cost: { balance: written.balance, signs: judged.cost.signs.map(({ id }) => id), unread: judged.cost.unread },
    told: toldAfter(before, judged, isTold),
  };
  await run.journal.append(before.id, ({ entries }) =>
    entries.some((e) => e.type === 'investigated' && e.manifestSha256 === entry.manifestSha256) ? undefined : entry,
  );
}

/**
 * Every later look. The latest first, one behind the other: where the nearest stands, all of them do. A run that dies in between leaves its own task, and that one must find no later look
 * due beside it, which would overtake it.
 */
async function scheduleLaterRounds(run: Run, incident: Incident, round: number): Promise<void> {
  if (round !== firstRound(incident.state)) return;
  for (const { task, due, round: of } of [...laterLooks(incident)].reverse())
    await run.schedule.add(incident.id, task, due, { round: of });
}

/** Takes off what was handed over; a planned look whose time is still to come was handed over by nobody, whatever the event says. */
async function closeSchedule(run: Run, incident: Incident, { schedule }: Assignment): Promise<void> {
  if (schedule === undefined) return;
  const now = run.clock.now();
  const isToCome = plannedLooks(incident).some(
    ({ task, due }) => due > now && run.schedule.keyOf(incident.id, task, due) === schedule,
  );
  if (!isToCome) await run.schedule.done(schedule);
}
