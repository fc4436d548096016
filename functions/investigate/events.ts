import { EvidenceChanged } from '../../shared/errors';
import type { Look } from '../../shared/evidence/audit';
import type { Pack } from '../../shared/evidence/pack';
import { eventsOf } from '../../shared/evidence/parts';
import { DistinctEvents } from '../../shared/evidence/seen-events';
import type { AuditEvent, AuditPart } from '../../shared/evidence/types';
import { sha256 } from '../../shared/incident/seal';

export const partsOf = (looks: readonly Look[]): AuditPart[] =>
  looks.flatMap(({ slices }) => slices.flatMap(({ parts }) => parts));

/** A part as it lies in the pack. Throws EvidenceChanged when that is not what was written. */
export async function readPart(pack: Pack, part: AuditPart): Promise<AuditEvent[]> {
  const body = await pack.read(part.path);
  if (body === undefined || sha256(body) !== part.sha256) throw new EvidenceChanged(part.path);
  return eventsOf(body);
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
  for (const part of partsOf(looks)) for (const event of await readPart(pack, part)) distinct.add(event);
  const { again, sharing } = distinct.seen;
  return { events: distinct.events, again, sharing };
}
