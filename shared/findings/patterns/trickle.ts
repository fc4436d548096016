import type { AuditEvent } from '../../evidence/types';
import { HUGE, isRead, workOf } from '../calls';
import { quantityOf } from '../quantity';
import type { Pattern, Seen } from './model';
import { verdictOf } from './surge';

/** Fewer days are no habit; what comes at once is a surge. */
const DAYS = 3;

/**
 * What is carried out little by little: reads of objects or secrets, or messages sent, by a key that never did it from
 * its own addresses, on several days, and in all as many as make a great surge. No day of it need be much. Pure.
 */
export function trickles({ events, telling, standing, baseline }: Seen): Pattern[] {
  if (standing !== 'stranger') return [];
  const tells = new Map(telling.map((one) => [one.event, one]));
  const byCall = new Map<string, AuditEvent[]>();
  for (const event of events) {
    const kind = tells.get(event)?.sign.rule.kind;
    const carriesOut = isRead(event) || (event.errorCode === undefined && (kind === 'data' || kind === 'messages'));
    if (!carriesOut || !baseline.isNewWork(event)) continue;
    const of = byCall.get(workOf(event));
    if (of) of.push(event);
    else byCall.set(workOf(event), [event]);
  }
  return [...byCall.values()].flatMap((of): Pattern[] => {
    const days = new Set(of.map(({ at }) => at.slice(0, 10)));
    const amount = of.reduce((sum, event) => sum + quantityOf(event), 0);
    if (days.size < DAYS || amount < HUGE) return [];
    return [{ what: verdictOf(of[0] === undefined ? undefined : tells.get(of[0])), events: of, points: 2 }];
  });
}
