import { withoutKnownSecrets } from '../secrecy/known';
import type { LeakPage, LeakRecord } from './security-center';

/** More pages than this many are no list that a person could have left lying: that the rest was not read is told. */
const MOST_PAGES = 100;

export interface LeakList {
  /** Each once. */
  readonly records: readonly LeakRecord[];
  /** Why these are not all, or may not be; undefined: they are. */
  readonly lacking: string | undefined;
}

type Ask = (page: number) => Promise<LeakPage>;

/**
 * Security Center's leak list: page by page to the count that it tells itself, however few records it puts on one. A record
 * that goes away meanwhile lets those behind it move up past the reader, so a walk that ends below the count is made once
 * more from the start. Throws what the first call throws; a later failure is told in `lacking`, beside what was read.
 * Source: Security Center 2018-12-03 DescribeAccesskeyLeakList (`CurrentPage` from 1, `TotalCount`).
 */
export async function readLeakList(ask: Ask): Promise<LeakList> {
  const first = await ask(1);
  const walk = await walked(ask, first);
  if (!walk.isShort) return listOf(walk);
  try {
    const again = await walked(ask, await ask(1));
    return listOf({ ...again, records: [...walk.records, ...again.records] });
  } catch (error) {
    return listOf({ ...walk, lacking: cut(error) });
  }
}

interface Walk extends LeakList {
  /** Its pages ended below the count. */
  readonly isShort: boolean;
}

async function walked(ask: Ask, first: LeakPage): Promise<Walk> {
  const records: LeakRecord[] = [];
  const ids = new Set<string>();
  const end = (lacking?: string): Walk => ({ records, lacking, isShort: false });
  // What is added meanwhile need not be read: the next look finds it.
  const counted = first.totalCount ?? Number.POSITIVE_INFINITY;
  let page = first;
  for (let next = 2; ; next += 1) {
    const news = page.records.filter(({ id }) => !ids.has(id));
    records.push(...news);
    for (const { id } of news) ids.add(id);
    if (news.length === 0 || records.length >= Math.min(counted, page.totalCount ?? counted)) break;
    if (next > MOST_PAGES)
      return end(`${LIST} is longer than ${records.length}: what stands behind could not be checked`);
    try {
      page = await ask(next);
    } catch (error) {
      return end(cut(error));
    }
  }
  if (first.totalCount === undefined || records.length >= counted) return end();
  return { ...end(`${NOT_WHOLE}: it counts ${counted}, and ${records.length} were there`), isShort: true };
}

const LIST = "Security Center's leak list";
const NOT_WHOLE = `${LIST} could not be read whole`;
const cut = (error: unknown): string =>
  `${NOT_WHOLE}: ${withoutKnownSecrets(error instanceof Error ? error.message : String(error))}`;

const listOf = ({ records, lacking }: LeakList): LeakList => ({
  records: [...new Map(records.map((record) => [record.id, record])).values()],
  lacking,
});
