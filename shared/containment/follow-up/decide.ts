import { BILL_LAG_MS, billAfter, billUnread, containedAt, goneSince, offSince } from '../../incident/checklist';
import type { KeyStanding } from '../../incident/follow-entries';
import type { Incident } from '../../incident/journal';
import { stageOf } from '../../rotation/stage';

/** The leaked key is active still: told after so many days, each more urgent. */
export const REMINDER_DAYS = [1, 3, 7] as const;
export type ReminderDay = (typeof REMINDER_DAYS)[number];
/** Nobody has used it for so long: it is safe to disable. */
export const QUIET_DAYS = 7;
/** It was off for so long: it may be deleted (RAM, "Do not enable two AccessKey pairs": disable, observe 90 days, delete). */
export const OFF_DAYS = 90;
const DAY_MS = 86_400_000;

export interface FollowUpFacts {
  readonly incident: Pick<Incident, 'id' | 'entries' | 'state'>;
  /** By a live look. */
  readonly key: KeyStanding;
  /** The last use, by RAM and ActionTrail together; null: never; undefined: could not be checked. */
  readonly usedAt: string | null | undefined;
  readonly now: Date;
}

export type FollowUp =
  /** Nothing is left to follow: released, or nothing was contained, and no rotation is to end in the key's deletion. */
  | { readonly next: 'over' }
  | { readonly next: 'wait' }
  /** The bills are to be read once more before the incident can close; what is told where they could not be. */
  | { readonly next: 'read-bills'; readonly says: readonly Said[] }
  | { readonly next: 'close'; readonly reason: string }
  /** Each is told on its own, the most urgent first. */
  | { readonly next: 'say'; readonly says: readonly Said[] };

export type Said =
  | { readonly what: 'active'; readonly days: ReminderDay }
  /** A person's release has begun, and has not come to its end: what it was to give back is not given back whole. */
  | { readonly what: 'half-released'; readonly by: string; readonly at: string }
  | { readonly what: 'quiet'; readonly since: string | null }
  | { readonly what: 'deletable'; readonly since: string }
  /** `week`: of the waiting, from 0. */
  | { readonly what: 'bills-unread'; readonly why: string; readonly week: number }
  /** All is done that closes it, but a person was asked something since then, and has not answered. `week` as above. */
  | { readonly what: 'unanswered'; readonly since: string; readonly question: string; readonly week: number };

/**
 * What a day's look asks for. A release that came to its end, a key that is off and one that is gone end the reminders. Pure. Whether it was
 * told before is not asked here.
 */
export function followUp({ incident, key, usedAt, now }: FollowUpFacts): FollowUp {
  const { entries, state } = incident;
  const daysSince = (at: string): number => (now.getTime() - Date.parse(at)) / DAY_MS;
  if (state.closed !== null) return { next: 'over' };
  if (key === 'gone') {
    // First seen by this look: the journal learns of it now.
    const since = goneSince(state) ?? now.toISOString();
    const bill = billAfter(entries, since);
    const [question] = state.questions;
    // Deleted with its key is not what the attack made with it.
    if (bill !== undefined && question !== undefined)
      return say({
        what: 'unanswered',
        since: question.since,
        question: question.reason,
        week: Math.floor(daysSince(since) / 7),
      });
    if (bill !== undefined)
      return { next: 'close', reason: `the key is deleted, and the bills were read again at ${bill}` };
    if (now.getTime() - Date.parse(since) < BILL_LAG_MS) return { next: 'wait' };
    const why = billUnread(entries, since);
    const week = Math.floor(daysSince(since) / 7);
    return { next: 'read-bills', says: why === undefined ? [] : [{ what: 'bills-unread', why, week }] };
  }
  const began = containedAt(incident);
  const isRotating = !['none', 'deleted'].includes(stageOf(state.rotation));
  // A rotation reminds by itself, and the incident closes behind its last step.
  if (state.release?.complete || began === undefined) return { next: isRotating ? 'wait' : 'over' };
  if (state.release !== null) return say({ what: 'half-released', by: state.release.by, at: state.release.at });
  if (key === 'Inactive') {
    const off = offSince(incident);
    // A person's rotation tells by itself when its time of observation is over.
    const isRotated = stageOf(state.rotation) === 'finished';
    return off !== undefined && !isRotated && daysSince(off) >= OFF_DAYS
      ? say({ what: 'deletable', since: off })
      : { next: 'wait' };
  }
  const days = REMINDER_DAYS.findLast((day) => daysSince(began) >= day);
  const isQuiet = usedAt !== undefined && (usedAt === null || daysSince(usedAt) >= QUIET_DAYS);
  // That it may be switched off takes nothing from how long it has been left on.
  return say(
    ...(days === undefined ? [] : [{ what: 'active' as const, days }]),
    ...(isQuiet && daysSince(began) >= QUIET_DAYS ? [{ what: 'quiet' as const, since: usedAt }] : []),
  );
}

function say(...says: Said[]): FollowUp {
  return says.length === 0 ? { next: 'wait' } : { next: 'say', says };
}

/** From when on an incident is followed, ISO 8601 UTC; undefined: nothing is known of it. Pure. */
export function followedFrom(incident: Pick<Incident, 'id' | 'entries' | 'state'>): string | undefined {
  return containedAt(incident) ?? incident.entries[0]?.at;
}

/** When the next look is due: at the same time each day, so that all who put it down meet in one entry. */
export function nextLook(began: string, now: Date): Date {
  const since = Date.parse(began);
  const days = Math.max(0, Math.floor((now.getTime() - since) / DAY_MS)) + 1;
  return new Date(since + days * DAY_MS);
}
