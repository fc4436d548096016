import { isRefusal } from '../../evidence/event';
import { callOf } from '../calls';
import { PATTERNS } from '../verdicts-of-patterns';
import type { Pattern, Seen } from './model';

/** So many different ways in that were tried and refused. */
const TRIES = 3;

/** Ways in and power that were asked for, one after the other, and refused: a key that may do little in a thief's hands. */
export function tries({ telling }: Seen): Pattern[] {
  const refused = telling
    .filter(({ event, sign }) => isRefusal(event) && sign.weight !== 'weak')
    .map(({ event }) => event);
  const isMany = new Set(refused.map(callOf)).size >= TRIES;
  return isMany ? [{ what: PATTERNS.tries, events: refused, points: 2 }] : [];
}
