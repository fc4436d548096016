import type { AuditEvent } from '../../evidence/types';
import type { Baseline, Standing } from '../baseline';
import { HUGE, isRead, MUCH, workOf } from '../calls';
import { quantityOf } from '../quantity';
import type { Verdict } from '../verdict';
import { PATTERNS } from '../verdicts-of-patterns';
import type { Pattern, Seen, Telling } from './model';

/** So much of one call in a day, and so many times more than on the busiest day before; `huge` says twice as much. */
interface Measure {
  readonly least: number;
  readonly huge: number;
}
const TIMES = 3;
const HUGE_TIMES = 10;
const MACHINES: Measure = { least: 10, huge: 50 };
const DEPLOYMENTS: Measure = { least: 5, huge: HUGE };
const OTHERS: Measure = { least: MUCH, huge: HUGE };
/** Objects of a bucket that the key never touched are no work of its own, many or few. */
const FOREIGN: Measure = { least: 5, huge: MUCH };
const IS_DEPLOYMENT = /^(runs-by-itself|function-made)$/;

/**
 * Calls of one name that came in a day as never before: machines, messages, reads of objects, deletions, deployments.
 * Only from elsewhere: at the business's own address much of something is the business's decision. Pure.
 */
export function surges({ events, telling, standing, baseline }: Seen): Pattern[] {
  if (standing !== 'stranger' && standing !== 'unmeasured') return [];
  const tells = new Map(telling.map((one) => [one.event, one]));
  const days = new Map<string, AuditEvent[]>();
  for (const event of events) {
    if (event.errorCode !== undefined || !(tells.has(event) || isRead(event))) continue;
    const key = `${workOf(event)} ${event.at.slice(0, 10)}`;
    const of = days.get(key);
    if (of) of.push(event);
    else days.set(key, [event]);
  }
  return [...days.values()].flatMap((of) => surge(of, tells, standing, baseline));
}

function surge(
  of: readonly AuditEvent[],
  tells: ReadonlyMap<AuditEvent, Telling>,
  standing: Standing,
  baseline: Baseline,
): Pattern[] {
  const [first] = of;
  if (first === undefined) return [];
  const rule = tells.get(first)?.sign.rule;
  const isForeign = rule === undefined && of.some((event) => baseline.isNewBucket(event));
  const measure = measureOf(rule?.id, isForeign);
  // Without a history much of something is no measure, but for what miners buy.
  if (standing === 'unmeasured' && measure !== MACHINES) return [];
  const amount = of.reduce((sum, event) => sum + quantityOf(event), 0);
  const usual = baseline.mostADay(first);
  if (amount < measure.least || (!isForeign && amount <= TIMES * usual)) return [];
  // Much of a bucket may be work, where the key always reads objects.
  const isHuge = amount >= measure.huge && amount > HUGE_TIMES * usual && (rule !== undefined || usual === 0);
  const isMuch = isHuge || (isForeign && amount >= measure.huge);
  const isNew =
    standing === 'stranger' &&
    of.some((event) => tells.get(event)?.isNew === true || (tells.has(event) && baseline.isNewWork(event)));
  return [{ what: verdictOf(tells.get(first)), events: of, points: (isMuch ? 2 : 1) + (isNew ? 1 : 0) }];
}

function measureOf(rule: string | undefined, isForeign: boolean): Measure {
  if (rule === undefined) return isForeign ? FOREIGN : OTHERS;
  if (rule === 'compute-started') return MACHINES;
  return IS_DEPLOYMENT.test(rule) ? DEPLOYMENTS : OTHERS;
}

export function verdictOf(told: Telling | undefined): Verdict {
  if (told === undefined) return PATTERNS.read;
  const { rule } = told.sign;
  if (rule.id === 'compute-started') return PATTERNS.compute;
  if (rule.kind === 'messages') return rule.id === 'mails-sent' ? PATTERNS.mails : PATTERNS.messages;
  return rule.kind === 'destruction' ? PATTERNS.destruction : rule;
}
