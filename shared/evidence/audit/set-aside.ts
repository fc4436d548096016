import type { WhyAside } from '../held-events';

/** Something that was read and is no event; `place`: where, as far as the source can tell. */
export interface SetAside {
  readonly why: WhyAside;
  readonly place?: string;
}

/** `part-too-deep`: the event is kept, and what is nested too deep in it is not. */
type Why = WhyAside | 'part-too-deep';

/** How much of a slice was set aside, by its reason; kept in the checkpoint. */
export type AsideCounts = Readonly<Partial<Record<Why, { readonly count: number; readonly first?: string }>>>;

export function added(counts: AsideCounts, more: readonly SetAside[]): AsideCounts {
  const all = new Map(Object.entries(counts));
  for (const { why, place } of more) {
    const { count = 0, first = place } = all.get(why) ?? {};
    all.set(why, { count: count + 1, ...(first === undefined ? {} : { first }) });
  }
  return Object.fromEntries(all);
}

/** So many events more that are kept less a part of them. */
export function shortened(counts: AsideCounts, more: number): AsideCounts {
  const count = (counts['part-too-deep']?.count ?? 0) + more;
  return count === 0 ? counts : { ...counts, 'part-too-deep': { count } };
}

/** What a source cannot read it names itself, by object and place. */
const WORDS: Readonly<Record<WhyAside, string | undefined>> = {
  'not-json': 'no JSON',
  'no-event': 'no events',
  empty: 'lists without an event',
  'too-deep': 'nested too deep',
  unread: undefined,
};

/** The same for the manifest and the report. */
export function toldAside(counts: AsideCounts): string[] {
  const parts = counts['part-too-deep']?.count ?? 0;
  const short = `${parts} events are kept without what is nested too deep in them`;
  return [...asEvents(counts), ...(parts > 0 ? [short] : [])];
}

function asEvents(counts: AsideCounts): string[] {
  return Object.entries(WORDS).flatMap(([why, words]) => {
    const { count, first } = counts[why as WhyAside] ?? { count: 0 };
    if (count === 0 || words === undefined) return [];
    return [
      `${count} of what came as events were set aside (${words})${first === undefined ? '' : `, the first in ${first}`}`,
    ];
  });
}
