import { HUGE, isRead } from '../calls';
import { PATTERNS } from '../verdicts-of-patterns';
import type { Pattern, Seen } from './model';

/**
 * Objects in great number, read at a desk of the company's by an application's key that never read one: neither its place
 * nor its work. What machines of the company do with a key that is not theirs, somebody has set up to be done. Pure.
 */
export function readAtDesk({ events, standing, baseline }: Seen): Pattern[] {
  if (standing !== 'house') return [];
  const reads = events.filter((event) => isRead(event) && baseline.isDesk(event) && baseline.isNewCall(event));
  return reads.length >= HUGE ? [{ what: PATTERNS.read, events: reads, points: 3 }] : [];
}
