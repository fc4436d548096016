import { changeSince, foundOf, lastBefore } from '../../shared/hygiene/change';
import type { Memory } from '../../shared/hygiene/memory';
import type { HygieneReport } from '../../shared/hygiene/model';
import { countsOf, tellingOf, withNight } from '../../shared/hygiene/nights';
import type { Asked } from './event';

type Tonight = Omit<HygieneReport, 'nights' | 'change'>;

/** This night beside those before it. */
export function againstEarlier(
  tonight: Tonight,
  memory: Pick<Memory, 'nights' | 'found'>,
): Pick<HygieneReport, 'nights' | 'change'> {
  const before = lastBefore(memory, tonight.date);
  const earlier = (memory.nights ?? []).map(({ told: _, ...night }) => night);
  return {
    nights: withNight(earlier, countsOf(tonight)),
    change: before ? changeSince(before, tonight) : null,
  };
}

/** What the next night is to know of this one, and what is to be told of it. `failures`: what could not be written. */
export function rememberedNight(
  report: HygieneReport,
  failures: readonly string[],
  memory: Pick<Memory, 'nights' | 'found'>,
  asked: Asked,
) {
  const earlier = memory.nights ?? [];
  const same = earlier.find(({ date }) => date === report.date);
  const planned = asked === 'command' ? 'all' : tellingOf(report, failures, earlier);
  // Who asked in the daytime has an answer of his own: the week's line does not wait for it.
  const told = asked === 'command' ? (same?.told ?? 'nothing') : planned;
  return {
    nights: withNight(earlier, { ...countsOf(report), told }),
    found: foundOf(lastBefore(memory, report.date), report),
    told: planned,
  };
}
