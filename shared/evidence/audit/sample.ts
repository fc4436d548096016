import { contentOf, isBorneOutBy, isMaskedId } from '../copies';
import type { AuditEvent } from '../types';
import { newLook } from './look';
import { callsInWords, namedCalls, withProblems } from './named-calls';
import { isLookDone, isLookWhole, isOfChain, type Look } from './progress';
import { type AuditSource, NOWHERE } from './source';

/** Regions times identities that are asked for at each step of the chain, the home of the global events first. */
const MOST_SLICES = 100;

/** The look of a trail's objects or logs that says it is whole and has not been held against LookupEvents. */
export function lookToHold(looks: readonly Look[]): Look | undefined {
  return looks.find(
    (look) =>
      isOfChain(look) &&
      look.kind !== 'lookup-events' &&
      look.held === undefined &&
      isLookDone(look) &&
      isLookWhole(look),
  );
}

export const sampleOf = (looks: readonly Look[], { depth }: Pick<Look, 'depth'>): Look | undefined =>
  looks.find((look) => look.isSample && look.calls === undefined && look.depth === depth);

/**
 * A look for the newest calls of the same identities by LookupEvents: all that a trail may not have delivered yet, and a
 * page of what it must have. Whom LookupEvents cannot be asked for is no part of it.
 */
export function newSample(lookup: Pick<AuditSource, 'kind' | 'slices'>, { depth, who }: Look): Look {
  const look = newLook(lookup, depth, who);
  const slices = look.slices
    .filter(({ lane }) => lane !== NOWHERE)
    .slice(0, MOST_SLICES)
    .map((slice) => ({ ...slice, source: `${slice.source}, beside the trail` }));
  return { ...look, isSample: true, folder: `beside-${depth}`, slices };
}

/**
 * Which events of a sample a source lacks. An event under a known id that says something else is lacked as well: whoever
 * may write the source's objects may keep the ids. Holds the sample alone, however much the source gave.
 */
export class Lacking {
  private readonly known = new Map<string, { readonly event: AuditEvent; isFound: boolean }[]>();

  /** `to`: what is later may not have been delivered yet. ISO 8601 UTC. */
  constructor(sample: readonly AuditEvent[], to: string) {
    for (const event of sample)
      if (event.eventId !== '' && !isMaskedId(event.eventId) && event.at !== '' && event.at < to)
        this.known.set(event.eventId, [...(this.known.get(event.eventId) ?? []), { event, isFound: false }]);
  }

  see(event: AuditEvent): void {
    for (const one of this.known.get(event.eventId) ?? [])
      one.isFound ||= isBorneOutBy(contentOf(one.event), contentOf(event));
  }

  /** Newest first. */
  left(): AuditEvent[] {
    return [...this.known.values()]
      .flat()
      .flatMap(({ event, isFound }) => (isFound ? [] : [event]))
      .sort((a, b) => (a.at > b.at ? -1 : 1));
  }
}

/**
 * The look with what it lacks, as its own problem: then it is not whole, and the next source is read for all of its time.
 * What is older than the first thing that the source holds was never there, or has expired: no sign of anybody's hand.
 * Pure.
 */
export function heldAgainst(look: Look, lacking: readonly AuditEvent[], isSure: boolean): Look {
  const since = look.slices.flatMap(({ reach }) => reach ?? []).sort()[0] ?? '';
  const [missing, before] = [lacking.filter(({ at }) => at >= since), lacking.filter(({ at }) => at < since)];
  const problems = [
    ...(missing.length > 0
      ? [`LookupEvents has calls that are not in it, or are written there otherwise: ${callsInWords(missing)}`]
      : []),
    ...(before.length > 0
      ? [`nothing before ${since} is in it, and LookupEvents has calls of before: it does not reach back so far`]
      : []),
  ];
  const held = { missing: missing.length, named: namedCalls(missing), isSure };
  return withProblems({ ...look, held }, problems);
}

/** Sources that were found to lack something come last: what they say of others is not to be built upon. */
export function trustedFirst<S extends Pick<AuditSource, 'kind'>>(
  sources: readonly [S, ...S[]],
  looks: readonly Look[],
): readonly [S, ...S[]] {
  const lacks = ({ kind }: S): boolean =>
    looks.some(({ kind: of, held }) => of === kind && ((held?.missing ?? 0) > 0 || held?.forged !== undefined));
  const [first = sources[0], ...rest] = [...sources.filter((one) => !lacks(one)), ...sources.filter(lacks)];
  return [first, ...rest];
}
