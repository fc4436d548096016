import { isPerson } from '../../../shared/containment/tampering/decide';
import type { UndoneThing } from '../../../shared/containment/tampering/decide-each';
import { inPlaceAt } from '../../../shared/containment/tampering/in-place';
import { lastUndoing, type Whose } from '../../../shared/containment/tampering/touches';
import { messageOf } from '../../../shared/identity/looked';
import type { Incident } from '../../../shared/incident/journal';
import type { Doer, Gone } from '../../../shared/incident/tamper-entries';
import { openTamperings, type Tampering } from '../../../shared/incident/tamper-state';
import type { Undoing } from '../../../shared/signal/undoing';
import type { Run } from '../../platform';
import type { Hindsight } from './hindsight';

/** How long before it was seen something may have been undone at most, where nothing says since when. */
const RECENT_MS = 3 * 3_600_000;
/** ActionTrail shows a call after about 10 minutes (ActionTrail, limits): from then on no call behind it can be missing. */
export const SHOWN_MS = 12 * 60_000;
/** What is not there by then was never done. */
const VISIBLE_MS = 25 * 60_000;

export interface Seen {
  readonly incident: Incident;
  readonly gone: readonly Gone[];
  readonly userName: string | null;
  /** What events say: anybody can write one. */
  readonly undone: readonly Undoing[];
  readonly hindsight: Hindsight;
}

/**
 * Who undid each thing, as far as is known: the last call that can have undone exactly this, behind the moment when it was
 * last known to be in its place. What an event or a first look back says is held against ActionTrail until that shows every
 * call of the time; a person whom it does not know was nobody. Throws what that look throws, of what is known already: until it
 * goes through, the person stays asked.
 */
export async function doersOf(run: Run, seen: Seen): Promise<UndoneThing[]> {
  const { incident, gone, userName, hindsight } = seen;
  const open = openTamperings(incident.state.tampering);
  const recorded = incident.state.owner?.type === 'ram-user' ? [incident.state.owner.userName] : [];
  const whose: Whose = {
    userNames: [...(userName === null ? [] : [userName]), ...recorded],
    viaGroup: incident.state.viaGroup,
    fence: incident.state.fence?.document,
  };
  const things: UndoneThing[] = [];
  for (const thing of gone) {
    const known = open.find((one) => one.gone.includes(thing)) ?? null;
    const inPlace = known ? dateOf(known.inPlaceAt?.[thing]) : await placedAt(incident, thing, hindsight);
    const look = { thing, whose, inPlace };
    const claim = lastOf(seen.undone, look);
    const doer = known
      ? await settled(run, known, claim, look, hindsight)
      : (claim ?? (await firstSeen(run, look, hindsight)));
    things.push({ thing, doer, known, inPlaceAt: inPlace?.toISOString() ?? null });
  }
  return things;
}

interface Look {
  readonly thing: Gone;
  readonly whose: Whose;
  readonly inPlace: Date | undefined;
}

const dateOf = (at: string | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));

/** By the journal, and by the timer's last look, which sees every deny, and of keys and fences one alone. */
async function placedAt(incident: Incident, thing: Gone, hindsight: Hindsight): Promise<Date | undefined> {
  const written = inPlaceAt(incident, thing);
  const looked = /^(disable-key|fence):/.test(thing) ? undefined : await hindsight.lastLook();
  if (written === undefined || looked === undefined) return written ?? looked;
  return written > looked ? written : looked;
}

function lastOf(calls: readonly Undoing[], { thing, whose, inPlace }: Look): Doer | undefined {
  const last = lastUndoing(thing, calls, whose, inPlace);
  return last === undefined || last === 'restored' ? undefined : last.doer;
}

/** Nobody has told: what ActionTrail shows so far. A failed look is no word about anybody. */
async function firstSeen(run: Run, look: Look, hindsight: Hindsight): Promise<Doer | null> {
  try {
    const shown = await shownBy(run, look, run.clock.now(), hindsight);
    return shown === undefined || shown === 'restored' ? null : shown;
  } catch (error) {
    run.log.warn({ why: messageOf(error) }, 'who undid it could not be looked up');
    return null;
  }
}

/**
 * Who it was by now. What a person is asked about stays asked, until somebody else has undone it behind him. Once
 * ActionTrail shows the time in which it went, no event is believed any more: anybody could go on naming persons.
 */
async function settled(
  run: Run,
  known: Tampering,
  claim: Doer | undefined,
  look: Look,
  hindsight: Hindsight,
): Promise<Doer | null> {
  const { doer, verdict } = known;
  const ageMs = run.clock.now().getTime() - Date.parse(known.goneSince);
  const isHeard = claim !== undefined && ageMs < SHOWN_MS;
  if (isHeard && (doer === null || (verdict === 'ask' && isBehind(claim, doer)))) return claim;
  if (verdict !== 'ask' || doer?.isConfirmed) return doer;
  if (ageMs >= VISIBLE_MS && (doer === null || !isPerson(doer))) return doer;
  let shown: Doer | 'restored' | undefined;
  try {
    shown = await shownBy(run, look, new Date(known.goneSince), hindsight);
  } catch (error) {
    // In this time ActionTrail would have shown a person. A word that nothing has borne out holds no longer because nobody
    // can look: a thief who may call nothing any more can make a thousand refused calls.
    if (ageMs < VISIBLE_MS || doer?.shownBy === 'trail') throw error;
    run.log.warn(
      { why: messageOf(error) },
      'who undid it could not be looked up, and the word of an event counts no longer',
    );
    return null;
  }
  // What was put back and undone again behind the one who is known was undone by somebody who is not shown yet.
  if (shown === 'restored') return doer?.shownBy === 'trail' || ageMs >= VISIBLE_MS ? null : doer;
  if (shown !== undefined && !(doer !== null && ageMs < VISIBLE_MS && isBehind(doer, shown))) return shown;
  return ageMs >= VISIBLE_MS ? null : doer;
}

const isBehind = (one: Doer, other: Doer): boolean =>
  one.eventId !== other.eventId && Date.parse(one.at ?? '') >= Date.parse(other.at ?? '');

async function shownBy(
  run: Run,
  look: Look,
  since: Date,
  hindsight: Hindsight,
): Promise<Doer | 'restored' | undefined> {
  const from = new Date(Math.max(look.inPlace?.getTime() ?? 0, since.getTime() - RECENT_MS));
  const last = lastUndoing(look.thing, await hindsight.callsSince(from), look.whose, from);
  if (last === undefined || last === 'restored') return last;
  const isConfirmed = run.clock.now().getTime() - since.getTime() >= SHOWN_MS;
  return { ...last.doer, shownBy: 'trail', isConfirmed };
}
