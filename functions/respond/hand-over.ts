import { messageOf } from '../../shared/identity/looked';
import { sinceEnd } from '../../shared/incident/epoch';
import type { IncidentId } from '../../shared/incident/paths';
import type { Run } from '../platform';

/** After this the timer starts an investigation that has not finished: the first invocation was lost. */
const OVERDUE_MS = 15 * 60_000;

/**
 * As many as one run hands over. ActionTrail counts a region's calls for the whole account, and a look at one key makes some
 * in each of thirty regions: a storm's keys have their turn minute by minute, the others stand in the schedule.
 */
const MOST_A_RUN = 10;
const handedOver = new WeakMap<Run, number>();

/** Whether this run may start one more look; it counts as started. */
export function mayInvestigate(run: Run): boolean {
  const started = handedOver.get(run) ?? 0;
  if (started >= MOST_A_RUN) return false;
  handedOver.set(run, started + 1);
  return true;
}

/** What the investigate function is invoked with. */
export interface InvestigateEvent {
  readonly task: 'investigate';
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly round: number;
  /** The schedule's object, removed when the work is finished. */
  readonly schedule: string;
  /** A person asked for it: it takes no number of the planned looks. */
  readonly asked?: true;
}

/** The other function of this deployment: this one's name with the word `respond` replaced. */
export function sibling({ functionName }: Pick<Run, 'functionName'>, name: 'investigate' | 'hygiene'): string {
  const word = /(?<![a-z0-9])respond(?![a-z0-9])/i;
  return word.test(functionName) ? functionName.replace(word, name) : `ak-tourniquet-${name}`;
}

/**
 * Hands the incident to investigate, once until it ends. The schedule is written first: what is invoked asynchronously may be dropped,
 * and the timer then starts it again. What could not be invoked, and what is more than one run may start, is due at once.
 */
export async function handOver(run: Run, id: IncidentId): Promise<void> {
  const incident = await run.journal.read(id);
  if (incident.state.handedOver.has('investigate')) return;
  // Due by the first entry since the incident last ended, so that repeats meet in one object.
  // What a night did about it while nobody used it is no part of the incident.
  const first = sinceEnd(incident.entries).find(({ type }) => !type.startsWith('idle-'));
  const began = Date.parse(first?.at ?? run.clock.now().toISOString());
  // Behind every look that was made before, by whomever: none of them was at what is handed over now.
  const round = incident.state.rounds + 1;
  const isTurn = mayInvestigate(run);
  const due = new Date(isTurn ? began + OVERDUE_MS : began);
  const tries = isTurn ? { tries: 1, since: new Date(began).toISOString() } : {};
  const scheduled = await run.schedule.add(id, 'investigate', due, { round, ...tries });
  // Before it is invoked, so that of many runs at the same leak one does it: who dies in between leaves it to the timer.
  const { written } = await run.journal.append(id, ({ state }) =>
    state.handedOver.has('investigate')
      ? undefined
      : {
          type: 'hand-over',
          task: 'investigate',
          scheduled,
          invoked: isTurn,
          why: isTurn ? null : 'this run has handed over as many as it may',
          round,
        },
  );
  if (!written || !isTurn) return;
  try {
    await startInvestigation(run, id, { round, schedule: scheduled });
  } catch (error) {
    await run.schedule.add(id, 'investigate', new Date(began), { round });
    await run.schedule.done(scheduled);
    throw error;
  }
}

/** One asynchronous invocation of investigate. Throws with the function's name in the message. */
export async function startInvestigation(
  run: Run,
  id: IncidentId,
  look: Pick<InvestigateEvent, 'round' | 'schedule' | 'asked'>,
): Promise<void> {
  const event: InvestigateEvent = {
    task: 'investigate',
    accountId: id.accountId,
    accessKeyId: id.accessKeyId,
    ...look,
  };
  await invokeInvestigate(run, event);
}

async function invokeInvestigate(run: Run, event: object): Promise<void> {
  const name = run.config.investigateFunction ?? sibling(run, 'investigate');
  try {
    await run.cloud.functions.invoke(name, event, 'Async');
  } catch (cause) {
    throw new Error(`${name} could not be invoked, the timer will try again: ${messageOf(cause)}`, { cause });
  }
}

/** One asynchronous invocation of investigate that copies a finished pack into the archive. Throws likewise. */
export async function startArchive(run: Run, { accountId, accessKeyId }: IncidentId, schedule: string): Promise<void> {
  await invokeInvestigate(run, { task: 'archive', accountId, accessKeyId, schedule });
}

/** One asynchronous invocation of the nightly look, at another time than the night's. Throws with the function's name. */
export async function startHygiene(run: Run): Promise<void> {
  const name = sibling(run, 'hygiene');
  try {
    await run.cloud.functions.invoke(name, { command: 'hygiene' }, 'Async');
  } catch (cause) {
    throw new Error(`${name} could not be invoked: ${messageOf(cause)}`, { cause });
  }
}
