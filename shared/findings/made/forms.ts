import type { AuditEvent } from '../../evidence/types';
import { answerWords, parameter, wordNamed, wordsOf } from '../parameters';
import type { Signs } from '../rules';
import type { Made } from '../rules/model';

/** What calls of these names made; undefined where the event does not name it. */
export interface Maker {
  readonly services: RegExp;
  readonly calls: RegExp;
  readonly made: (event: AuditEvent, signs: Signs) => Made | undefined;
}

export const FC = /^(fc|fc-open)$/i;

/** Somebody else chose the names. */
const LONGEST = 300;

/** Undefined where its id is not told. */
export const thing = (type: Made['type'], id: string | undefined, name?: string): Made | undefined =>
  id === undefined ? undefined : { type, id: id.slice(0, LONGEST), ...(name ? { name: name.slice(0, LONGEST) } : {}) };

/** `grant`, `bob`, `Admin` -> `grant/bob/Admin`; undefined while the first that it joins is not told. */
export function joined(type: Made['type'], first: string | undefined, ...more: readonly string[]): string | undefined {
  return first === undefined ? undefined : [type, first, ...more].join('/');
}

/** What was given to whom: neither alone tells it. */
export function edge(
  type: Made['type'],
  from: string | undefined,
  to: string | undefined,
  within?: string,
): Made | undefined {
  if (from === undefined || to === undefined) return undefined;
  return thing(
    type,
    joined(type, from, to, ...(within ? [within] : [])),
    `${from} → ${to}${within ? ` (${within})` : ''}`,
  );
}

/** By the id that it was asked about or answered with, under either name; else by what it is called, or by its event. */
export function byId(type: Made['type'], event: AuditEvent, id: string, other: string, name: string): Made | undefined {
  const told = whole(asked(event, id)) ?? whole(answered(event, id, other));
  const called = asked(event, name);
  return thing(type, told ?? joined(type, called) ?? unnamed(type, event), called);
}

/** What is there without a name: the event that made it stands for it. */
export const unnamed = (type: Made['type'], { eventId }: AuditEvent): string | undefined =>
  eventId === '' ? undefined : `${type}/${eventId}`;

/**
 * Who acts under an id or a name that the event does not tell, or masks: an actor all the same, of whom is said that
 * nothing of his could be followed. `name`: what else is known of him.
 */
export function standIn(type: Made['type'], event: AuditEvent, name?: string, shown?: string): Made | undefined {
  const made = thing(type, unnamed(type, event), name);
  return made === undefined ? undefined : { ...made, isStandIn: true, ...(shown === undefined ? {} : { shown }) };
}

/** Who acts under this id or name; a masked one is none. */
export function somebody(
  type: Made['type'],
  event: AuditEvent,
  id: string | undefined,
  name?: string,
): Made | undefined {
  return thing(type, whole(id), name) ?? standIn(type, event, name, id);
}

/** A masked id (`LTAI5tAb****`) names nobody. */
export const whole = (id: string | undefined): string | undefined => (id?.includes('*') ? undefined : id);

/** A parameter by any of its names, at whatever depth: Function Compute's lie below `body`; the other services' at the top. */
export const asked = (event: AuditEvent, ...names: readonly string[]) =>
  parameter(event, ...names) ?? wordNamed(wordsOf(event), ...names);
/** The same in what the call was answered with. */
export const answered = (event: AuditEvent, ...names: readonly string[]) => wordNamed(answerWords(event), ...names);
/** An id that it was answered with, as it is: one that came as a number too large for JSON's readers is another's by now. */
export const exactly = (event: AuditEvent, ...names: readonly string[]) =>
  wordNamed(
    answerWords(event).filter(({ isRounded }) => !isRounded),
    ...names,
  );

/** The other accounts that the call gives to, as its rule knows them. */
export const givenTo = (event: AuditEvent, signs: Signs): string | undefined =>
  signs.receivers(event).join(', ') || undefined;
