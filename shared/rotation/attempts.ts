import type { Incident } from '../incident/journal';
import type { SecretPlace } from '../incident/rotation-entries';

/** The step of a start that asked RAM for a key and got no answer that tells whether there is one now. */
export const KEY_UNKNOWN = 'create-key-unknown';

/** One start, as the journal has it. */
export interface Attempt {
  /** Within these a key of its can have been made, ISO 8601 UTC. */
  readonly from: string;
  readonly until: string;
  /** Whom the key was for. */
  readonly userName: string;
  readonly isNewUser: boolean;
  readonly place: SecretPlace | null;
  /** Ids of that user's keys just before. */
  readonly keysBefore: readonly string[];
  /** `died`: it never told its end; `answer-lost`: RAM's answer never came; `ended`: it tells what it made. */
  readonly end: 'died' | 'answer-lost' | 'ended';
  readonly run: string;
  /** An undo came behind it. */
  readonly isTakenBack: boolean;
}

/** A call that was sent before the lease was over may be carried out so much later. */
const CALL_MS = 15_000;

/** Every start of an incident, oldest first. Pure. */
export function attemptsOf(entries: Incident['entries']): Attempt[] {
  const takenBackAt = entries.findLastIndex(
    (entry) => entry.type === 'rotation' && entry.steps.some(({ step, ok }) => ok && step === 'take-back'),
  );
  return entries.flatMap((entry, index): Attempt[] => {
    if (entry.type !== 'rotation-intent' || entry.step !== 'start') return [];
    const ended = entries.find((one) => one.type === 'rotation' && one.run === entry.run && one.ended);
    const isLost = ended?.type === 'rotation' && ended.steps.some(({ step }) => step === KEY_UNKNOWN);
    const lease = new Date(Date.parse(entry.leaseUntil) + CALL_MS).toISOString();
    return [
      {
        from: entry.at,
        until: ended?.at ?? lease,
        userName: entry.newUser?.userName ?? entry.userName,
        isNewUser: entry.newUser !== undefined,
        place: entry.place ?? null,
        keysBefore: entry.keysBefore.map(({ id }) => id),
        end: ended === undefined ? 'died' : isLost ? 'answer-lost' : 'ended',
        run: entry.run,
        isTakenBack: index < takenBackAt,
      },
    ];
  });
}

/** Keys that the journal knows to be made by a start. Pure. */
export function madeKeysOf(entries: Incident['entries']): Set<string> {
  const made = entries.flatMap((entry) => (entry.type === 'rotation' ? entry.steps : []));
  return new Set(made.flatMap(({ step, ok }) => (ok ? (/^create-key:(.+)$/.exec(step)?.[1] ?? []) : [])));
}

/** Whether a start that died had named this file for its secret: only then can a blank one be what it left. Pure. */
export function wasReserved(entries: Incident['entries'], file: string): boolean {
  return attemptsOf(entries).some(({ place, end }) => end === 'died' && place?.kind === 'file' && place.path === file);
}
