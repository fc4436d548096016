import { RunIncomplete } from '../shared/errors';
import { messageOf } from '../shared/identity/looked';
import { maskKey } from '../shared/ids';
import type { IncidentId } from '../shared/incident/paths';
import { sha256 } from '../shared/incident/seal';
import type { Channel, Pace } from '../shared/notify';
import type { AlertFacts, Attachment } from '../shared/notify/facts';
import { kindsOf } from './failure-kinds';
import type { Run } from './platform';
import { beginUntilMs } from './time-limits';
import { AlertWaits, type Telling, tellOnce, tellOnceOfAny } from './told';

/** How long a claim holds: after it another run may send, because the claimer has died. */
const LEASE_MS = 120_000;

export interface Sending {
  /** `claimed-elsewhere`: another run is sending right now; what waits for this alert must not be called done. */
  readonly outcome: 'sent' | 'sent-before' | 'claimed-elsewhere';
  readonly delivered: readonly string[];
  /** Channels whose message waits in the outbox. */
  readonly waiting: readonly string[];
}

/**
 * Sends the alert of one step of an incident once: claims the step in the journal (lease of 2 minutes), builds the
 * message from `factsOf` (called only by the run that holds the claim), tries every channel, puts what failed into the
 * outbox and confirms with `alert-sent`. A crash in between sends again after the lease.
 * Throws RunIncomplete when no channel took the message (it waits in the outbox then), and what the journal throws: an
 * alert that must go out while OSS is down goes through {@link sendUnclaimed}.
 */
export async function sendOnce(
  run: Run,
  incidentId: IncidentId,
  step: string,
  factsOf: () => AlertFacts | Promise<AlertFacts>,
  attachment?: Attachment,
): Promise<Sending> {
  const { incident, written } = await run.journal.append(incidentId, ({ state }) => {
    const progress = state.alerts[step];
    const now = run.clock.now().getTime();
    if (progress?.sent || (progress && Date.parse(progress.leaseUntil) > now)) return undefined;
    return { type: 'alert-claim', step, leaseUntil: new Date(now + LEASE_MS).toISOString(), run: run.runId };
  });
  if (!written) {
    const outcome = incident.state.alerts[step]?.sent ? 'sent-before' : 'claimed-elsewhere';
    return { outcome, delivered: [], waiting: [] };
  }
  const sending = await sendAll(run, await factsOf(), attachment);
  // What waits in the outbox is on its way, once: claiming the step again would put another copy beside it.
  if (sending.delivered.length > 0 || sending.lost.length === 0)
    await run.journal.append(
      incidentId,
      ({ state }) =>
        state.alerts[step]?.sent
          ? undefined
          : { type: 'alert-sent', step, delivered: sending.delivered, waiting: sending.waiting },
      incident,
    );
  return orIncomplete(sending);
}

/**
 * Sends an alert that no step of an incident stands for, through every channel; what a channel does not take waits in
 * the outbox. Throws RunIncomplete when none took it.
 */
export async function sendUnclaimed(run: Run, facts: AlertFacts, attachment?: Attachment): Promise<Sending> {
  return orIncomplete(await sendAll(run, facts, attachment));
}

interface Sent extends Sending {
  readonly failures: readonly string[];
  /** What neither a channel nor the outbox took. */
  readonly lost: readonly string[];
}

function orIncomplete({ failures, lost, ...sending }: Sent): Sending {
  if (sending.delivered.length === 0 && failures.length + lost.length > 0)
    throw lost.length > 0 ? new RunIncomplete([...failures, ...lost]) : new AlertWaits(failures);
  return sending;
}

async function sendAll(run: Run, facts: AlertFacts, attachment?: Attachment): Promise<Sent> {
  const { buildAlert, deliver } = await import('../shared/notify');
  const message = buildAlert(facts, run.config.language, { site: run.config.site });
  const channels = await channelsOfRun(run);
  const { delivered, failed } = await deliver(message, channels, { clock: run.clock }, attachment);
  const outbox = await outboxOf(run);
  const lost: string[] = [];
  await Promise.all(
    failed.map(async (failure) => {
      const { channel, why } = failure;
      run.log.warn({ channel, why, message: message.id }, 'the alert was not delivered');
      try {
        await outbox.add(message, channel, attachment, failure);
      } catch (error) {
        lost.push(`${channel}: not kept for later: ${messageOf(error)}`);
      }
    }),
  );
  const waiting = failed.map(({ channel }) => channel);
  // What waits for its turn is on its way, as long as the outbox has it.
  const failures = failed
    .filter(({ isPaced, left }) => !isPaced && !left)
    .map(({ channel, why }) => `${channel}: ${why}`);
  return { outcome: 'sent', delivered, waiting, failures, lost };
}

/**
 * Sends an alert about the responder itself at most once in an hour of the clock, however many runs meet the same
 * trouble. With OSS down it is once an hour for this instance.
 */
export function sendHourly(run: Run, what: string, facts: AlertFacts): Promise<Telling<Sending>> {
  return tellOnce(run, inThisHour(run, what), () => sendUnclaimed(run, facts));
}

/** The name of a thing that is told once an hour. */
export function inThisHour(run: Pick<Run, 'clock'>, what: string): string {
  return `${run.clock.now().toISOString().slice(0, 13)}--${what}`;
}

/**
 * Tells the owner that the responder failed, once an hour for each kind of failure of the same keys or whatever else it is
 * `about`: a harmless one must not silence what comes behind it. Never throws: the run fails anyway, and what cannot be
 * told either is one more failure. Resolves with all that failed.
 */
export async function alarm(
  run: Run,
  what: string,
  failures: readonly string[],
  about: readonly string[],
): Promise<readonly string[]> {
  const which = about.length > 0 ? `-${sha256([...new Set(about)].sort().join()).slice(0, 16)}` : '';
  try {
    const at = run.clock.now().toISOString();
    const consequences = consequencesOf(what, failures);
    const names = kindsOf(failures).map((kind) => inThisHour(run, `responder-failed${which}--${kind}`));
    await tellOnceOfAny(run, names, () =>
      sendUnclaimed(run, { kind: 'responder-failed', at, what, failures, consequences }),
    );
    return failures;
  } catch (error) {
    return [...failures, `alarm: ${messageOf(error)}`];
  }
}

function consequencesOf(what: string, failures: readonly string[]): string[] {
  if (failures.some((failure) => failure.startsWith('poll: '))) return ['leaks may go unnoticed until this is mended'];
  if (what === 'investigate') return ['what was done with a leaked key may stay unknown until this is mended'];
  return what === 'hygiene' ? ['no key of the account is looked at by night until this is mended'] : [];
}

const UNHEARD = 'they hear of no leak until TOURNIQUET_MAIL_TO, or their mailbox, is mended';

/**
 * Tries again what waits in the outbox; tells of what is given up, and once a day of recipients that are refused. Throws
 * RunIncomplete with the channels that still take nothing.
 */
export async function flush(run: Run): Promise<void> {
  const outbox = await outboxOf(run);
  const { failed, partly, tampered, dropped } = await outbox.flush(await channelsOfRun(run), {
    untilMs: beginUntilMs(run, 'send'),
  });
  if (dropped.length > 0) {
    run.log.error({ dropped }, 'alerts were never delivered and are given up');
    const about = [...new Set(dropped.flatMap((one) => one.about))];
    const given = dropped.map(({ why, about: of }) => [of.map(maskKey).join(', '), why].filter(Boolean).join(': '));
    await alarm(run, 'alerts that no one took for seven days were given up', given, about);
  }
  if (partly.length > 0) {
    const at = run.clock.now().toISOString();
    const failures = [...new Set(partly.map(({ channel, why }) => `${channel}: ${why}`))];
    const facts = { kind: 'responder-failed', at, what: 'some recipients get no alerts', failures } as const;
    const day = `${at.slice(0, 10)}--recipients-refused`;
    await tellOnce(run, day, () => sendUnclaimed(run, { ...facts, consequences: [UNHEARD] })).catch((error: unknown) =>
      run.log.warn({ why: messageOf(error) }, 'that recipients are refused could not be told'),
    );
  }
  if (tampered.length > 0) {
    const at = run.clock.now().toISOString();
    await sendHourly(run, 'outbox-tampered', { kind: 'state-tampered', at, objects: tampered });
  }
  if (failed.length > 0) throw new RunIncomplete(failed.map(({ channel, why }) => `${channel}: ${why}`));
}

const paces = new WeakMap<Run, Pace>();

async function channelsOfRun(run: Run): Promise<readonly Channel[]> {
  const { channelsOf, Pace } = await import('../shared/notify');
  const { paths, seal, clock } = run;
  const pace = paces.get(run) ?? new Pace({ store: run.cloud.evidence, paths, seal, clock });
  paces.set(run, pace);
  return channelsOf(run.config, run.secret, pace);
}

async function outboxOf(run: Run) {
  const { Outbox } = await import('../shared/notify');
  return new Outbox(run.cloud.evidence, run.paths, run.seal, run.clock);
}
