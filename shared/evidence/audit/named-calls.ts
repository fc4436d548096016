import type { AuditEvent } from '../types';
import type { Held, Look } from './progress';

/** Told by name; of more only the number. */
const MOST_NAMED = 20;
/** So many stand in the manifest's own sentence. */
const MOST_TOLD = 3;

export function namedCalls(events: readonly AuditEvent[]): Held['named'] {
  return events
    .slice(0, MOST_NAMED)
    .map(({ eventId, at, service, name }) => ({ id: eventId, at, call: `${service} ${name}` }));
}

/** Some calls in words, and how many more there are. Names are somebody else's text: they are cut. */
export function callsInWords(events: readonly AuditEvent[]): string {
  const some = namedCalls(events.slice(0, MOST_TOLD)).map(
    ({ call, at, id }) => `${call.slice(0, 100)} at ${at} (${id.slice(0, 60)})`,
  );
  const more = events.length - some.length;
  return `${some.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** The look with problems of its own: it is not whole then. */
export function withProblems(look: Look, problems: readonly string[]): Look {
  const [first, ...slices] = look.slices;
  if (first === undefined || problems.length === 0) return look;
  return { ...look, slices: [{ ...first, problems: [...first.problems, ...problems] }, ...slices] };
}
