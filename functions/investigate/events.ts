import type { Look } from '../../shared/evidence/audit';
import { isMaskedId } from '../../shared/evidence/copies';
import type { Pack } from '../../shared/evidence/pack';
import { eventsOf } from '../../shared/evidence/parts';
import { DistinctEvents } from '../../shared/evidence/seen-events';
import type { AuditEvent, AuditPart } from '../../shared/evidence/types';

export const partsOf = (looks: readonly Look[]): AuditPart[] =>
  looks.flatMap(({ slices }) => slices.flatMap(({ parts }) => parts));

/** A part as it lies in the pack. Throws EvidenceChanged when that is not what was written. */
export async function readPart(pack: Pack, part: AuditPart): Promise<AuditEvent[]> {
  return eventsOf(await pack.readAs(part.path, part.sha256));
}

const isOfActionTrail = ({ kind }: Look): boolean => kind === 'lookup-events';
const callOf = ({ at, service, name, ip }: AuditEvent): string => [at, service.toLowerCase(), name, ip].join('\n');

/**
 * Reads the parts of looks. A call that LookupEvents gave is read as it stands there, and its copies in a trail are left
 * out: whoever may write to the trail's place can keep a call's id and change whom it names.
 */
export class LooksReader {
  /** Copies that were left out so far. */
  left = 0;

  private constructor(
    private readonly pack: Pack,
    private readonly own: ReadonlySet<string>,
    private readonly given: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  /** Throws as `readPart` does. */
  static async of(pack: Pack, looks: readonly Look[]): Promise<LooksReader> {
    const parts = partsOf(looks.filter(isOfActionTrail));
    const given = new Map<string, Set<string>>();
    if (!looks.every(isOfActionTrail))
      for (const part of parts)
        for (const event of await readPart(pack, part))
          if (event.eventId !== '' && !isMaskedId(event.eventId))
            given.set(event.eventId, (given.get(event.eventId) ?? new Set()).add(callOf(event)));
    return new LooksReader(pack, new Set(parts.map(({ path }) => path)), given);
  }

  async read(part: AuditPart): Promise<AuditEvent[]> {
    const events = await readPart(this.pack, part);
    if (this.own.has(part.path)) return events;
    const others = events.filter((event) => !this.given.get(event.eventId)?.has(callOf(event)));
    this.left += events.length - others.length;
    return others;
  }
}

export interface CollectedEvents {
  readonly events: readonly AuditEvent[];
  /** How many came again, and were counted once. */
  readonly again: number;
  /** How many bear the id of an earlier one and say something else. */
  readonly sharing: number;
}

/** Every event that was collected, once: two sources, or two identities of one call, hold the same event. */
export async function eventsOfLooks(pack: Pack, looks: readonly Look[]): Promise<CollectedEvents> {
  const distinct = new DistinctEvents();
  const reader = await LooksReader.of(pack, looks);
  for (const part of partsOf(looks)) for (const event of await reader.read(part)) distinct.add(event);
  const { again, sharing } = distinct.seen;
  return { events: distinct.events, again: again + reader.left, sharing };
}
