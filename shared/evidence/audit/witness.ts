import { contentOf, isBorneOutBy, isMaskedId } from '../copies';
import type { AuditEvent } from '../types';
import { DELIVERED_MS } from './delivered';
import { fileName } from './file-name';
import { callsInWords, namedCalls, withProblems } from './named-calls';
import { believed, isLookDone, isLookWhole, isOfChain, type Look, NOBODY, problemsOf } from './progress';
import type { Slice } from './source';

/** Calls that decide are few: who was made, and where the business was first seen. Of more the others stay open. */
const MOST_CALLS = 300;
/** A region's name becomes part of the host that is asked: an event that was forged may bear any. */
const REGION = /^[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * A look that asks LookupEvents for calls which decide and which only a trail has told of: whoever may write to its place
 * can put calls of anybody there. By their ids, in their own region and in the home of the global events. Undefined:
 * each was asked for before, or stands in what LookupEvents gave. What bears no whole id stays open.
 */
export function newWitness(
  looks: readonly Look[],
  deciding: readonly AuditEvent[],
  known: readonly AuditEvent[],
  home: string,
): Look | undefined {
  if (believed(looks).every((look) => look.kind === 'lookup-events' || !isOfChain(look))) return undefined;
  const asked = new Set(looks.flatMap(({ calls = [] }) => calls));
  const left = openCalls(looks);
  const news = deciding.filter((event) => !left.has(event.eventId) && !isBorneOut(event, known));
  if (news.length === 0) return undefined;
  const all = [...new Set(news.map(({ eventId }) => eventId))];
  // Another call under an id that was asked for needs no asking.
  const again = all.filter((id) => asked.has(id));
  const fresh = all.filter((id) => canBeAsked(id) && !asked.has(id)).slice(0, Math.max(0, MOST_CALLS - asked.size));
  const calls = [...again, ...fresh];
  const open = all.filter((id) => !calls.includes(id));
  const regions = (id: string) =>
    new Set([home, ...news.flatMap(({ eventId, region }) => (eventId === id && REGION.test(region) ? [region] : []))]);
  const slices = fresh.flatMap((id) => [...regions(id)].map((region) => sliceOf(region, id)));
  const begun = slices.map((slice) => ({ ...slice, cursor: null, events: 0, parts: [], done: false, problems: [] }));
  const before = looks.filter(({ calls }) => calls !== undefined).length;
  const folder = `beside-calls${before === 0 ? '' : `-${before + 1}`}`;
  return { kind: 'lookup-events', depth: 0, who: NOBODY, isSample: true, calls, open, folder, slices: begun };
}

const sliceOf = (region: string, id: string): Slice => ({
  id: `${region} EventId ${id}`,
  lane: region,
  source: `actiontrail LookupEvents ${region}, beside the trail`,
  file: `${region}-${fileName(id)}`,
});

const canBeAsked = (eventId: string): boolean => eventId !== '' && !isMaskedId(eventId);

/** The look that has asked and that nothing was concluded from yet. */
export const witnessToHear = (looks: readonly Look[]): Look | undefined =>
  looks.find((look) => look.calls !== undefined && look.held === undefined && isLookDone(look));

export const isBorneOut = (event: AuditEvent, known: readonly AuditEvent[]): boolean =>
  known.some((one) => one.eventId === event.eventId && isBorneOutBy(contentOf(one), contentOf(event)));

/** What was heard of the calls that decide. */
export interface Testimony {
  /** ActionTrail does not know them, or knows them otherwise. */
  readonly forged: readonly AuditEvent[];
  /** It could not be asked for them, or may not have them yet; the look says which. */
  readonly open: readonly AuditEvent[];
}

/** `known`: what LookupEvents gave, in whatever look. `to`: until when the audit looks, ISO 8601 UTC. Pure. */
export function testimony(
  look: Look,
  deciding: readonly AuditEvent[],
  known: readonly AuditEvent[],
  to: string,
): Testimony {
  const asked = new Set(look.calls);
  const delivered = new Date(Date.parse(to) - DELIVERED_MS).toISOString();
  const unheard = deciding.filter((event) => asked.has(event.eventId) && !isBorneOut(event, known));
  const isOpen = ({ eventId, at }: AuditEvent): boolean =>
    at >= delivered || look.slices.some((slice) => slice.id.endsWith(` ${eventId}`) && problemsOf(slice).length > 0);
  return { forged: unheard.filter((event) => !isOpen(event)), open: unheard.filter(isOpen) };
}

/** All looks, with what was heard: a source that holds forged calls is not whole, and the next one is read. Pure. */
export function afterTestimony(
  looks: readonly Look[],
  heard: Look,
  { forged, open }: Testimony,
  kinds: ReadonlySet<Look['kind']>,
): Look[] {
  const named = namedCalls(forged);
  const problem = `it holds calls that LookupEvents does not know, or knows otherwise: ${callsInWords(forged)}. Nothing in it is believed`;
  const nothing = { missing: 0, named: [], isSure: false };
  return looks.map((look) => {
    if (look === heard) {
      const left = [...new Set([...(look.open ?? []), ...open.map(({ eventId }) => eventId)])];
      return withProblems({ ...look, open: left, held: nothing }, isLookWhole(look) ? whyOpen(left, open) : []);
    }
    if (!kinds.has(look.kind)) return look;
    return withProblems({ ...look, held: { ...(look.held ?? nothing), forged: named } }, [problem]);
  });
}

function whyOpen(left: readonly string[], late: readonly AuditEvent[]): string[] {
  const nameless = left.filter((id) => !canBeAsked(id));
  return [
    ...(late.length > 0 ? [`it may not know these calls yet: ${callsInWords(late)}`] : []),
    ...(nameless.length > 0 ? ['calls that decide bear no whole id, and could not be asked for'] : []),
  ];
}

/** Ids of calls that only a trail tells of, and that could not be held against LookupEvents. */
export const openCalls = (looks: readonly Look[]): ReadonlySet<string> =>
  new Set(looks.flatMap(({ open = [] }) => open));
