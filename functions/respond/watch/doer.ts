import { isPerson } from '../../../shared/containment/tampering/decide';
import { messageOf } from '../../../shared/identity/looked';
import type { Doer, Gone } from '../../../shared/incident/tamper-entries';
import type { TamperState } from '../../../shared/incident/tamper-state';
import { isOwnCall, type OwnIdentity } from '../../../shared/signal/cloud-event';
import { type Undoing, undoingOf } from '../../../shared/signal/undoing';
import type { Run } from '../../platform';
import { ownIdentity } from '../own';

/** How far back a look for who did it goes. */
const RECENT_MS = 3_600_000;
/** An event can be looked up after about 10 minutes (ActionTrail, limits); what is not there by then was never done. */
const VISIBLE_MS = 25 * 60_000;

export interface Tampering {
  readonly gone: readonly Gone[];
  readonly userName: string | null;
  /** What an event said: anybody can write one. */
  readonly claim: Doer | undefined;
  /** The same tampering as it stands in the journal, where it does. */
  readonly open: TamperState | null;
}

/**
 * Who did it, as far as is known. That it was a person with a second factor keeps us from putting it back: such a claim
 * is held against ActionTrail once that can show it, and what ActionTrail does not know was nobody. Throws what that
 * look throws: until it goes through, the person stays asked.
 */
export async function doerOf(run: Run, { gone, userName, claim, open }: Tampering): Promise<Doer | null> {
  if (open === null) return claim ?? (await recentDoer(run, userName, gone));
  const { doer } = open;
  if (doer === null || doer.isConfirmed || !isPerson(doer)) return doer ?? claim ?? null;
  if (run.clock.now().getTime() - Date.parse(open.since) < VISIBLE_MS) return doer;
  const event = doer.eventId === null ? undefined : await eventNamed(run, doer.eventId);
  const shown = event?.doer;
  if (shown?.type !== doer.type || shown.userName !== doer.userName || shown.mfa !== doer.mfa) return null;
  return { ...doer, isConfirmed: true };
}

async function eventNamed(run: Run, eventId: string): Promise<Undoing | undefined> {
  const now = run.clock.now();
  const { events } = await run.cloud.actionTrail().lookupEvents({
    attributes: [{ key: 'EventId', value: eventId }],
    from: new Date(now.getTime() - 7 * 86_400_000),
    to: now,
  });
  return events.map((event) => undoingOf(event)).find((undoing) => undoing !== undefined);
}

/** The last call that ActionTrail shows and that can have done it; null: none yet. A failed look is no word about anybody. */
async function recentDoer(run: Run, userName: string | null, gone: readonly Gone[]): Promise<Doer | null> {
  const now = run.clock.now();
  const own = ownIdentity(run);
  try {
    const { events } = await run.cloud.actionTrail().lookupEvents({
      attributes: [
        { key: 'ServiceName', value: 'Ram' },
        { key: 'EventRW', value: 'Write' },
      ],
      from: new Date(now.getTime() - RECENT_MS),
      to: now,
    });
    const doers = events.flatMap((event) => candidate(event, own, userName, gone));
    return doers[0] ?? null;
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'who undid it could not be looked up');
    return null;
  }
}

function candidate(
  event: Readonly<Record<string, unknown>>,
  own: OwnIdentity,
  userName: string | null,
  gone: readonly Gone[],
): Doer[] {
  const undoing = isOwnCall(event, own) ? undefined : undoingOf(event);
  if (undoing === undefined || undoing.isOff) return [];
  const isKey = undoing.accessKeyId !== null && gone.includes(`disable-key:${undoing.accessKeyId}`);
  const isTheirs = undoing.isForAll && (undoing.userName === null || undoing.userName === userName);
  const isDeny = gone.some((one) => !one.startsWith('disable-key:'));
  return isKey || (isTheirs && isDeny) ? [{ ...undoing.doer, isConfirmed: true }] : [];
}
