import type { WhyAside } from '../held-events';

/** Something that was read and is no event; `place`: where, as far as the source can tell. */
export interface SetAside {
  readonly why: WhyAside;
  readonly place?: string;
}

/** How much of a slice was set aside, by its reason; kept in the checkpoint. */
export type AsideCounts = Readonly<Partial<Record<WhyAside, { readonly count: number; readonly first?: string }>>>;

export function added(counts: AsideCounts, more: readonly SetAside[]): AsideCounts {
  const all = new Map(Object.entries(counts));
  for (const { why, place } of more) {
    const { count = 0, first = place } = all.get(why) ?? {};
    all.set(why, { count: count + 1, ...(first === undefined ? {} : { first }) });
  }
  return Object.fromEntries(all);
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
  return Object.entries(WORDS).flatMap(([why, words]) => {
    const { count, first } = counts[why as WhyAside] ?? { count: 0 };
    if (count === 0 || words === undefined) return [];
    return [
      `${count} of what came as events were set aside (${words})${first === undefined ? '' : `, the first in ${first}`}`,
    ];
  });
}
