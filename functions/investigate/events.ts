import { EvidenceChanged } from '../../shared/errors';
import type { Look } from '../../shared/evidence/audit';
import type { Pack } from '../../shared/evidence/pack';
import { eventsOf } from '../../shared/evidence/parts';
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

/** Every event that was collected, once: two sources, or two identities of one call, hold the same event. */
export async function eventsOfLooks(pack: Pack, looks: readonly Look[]): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  const seen = new Set<string>();
  for (const part of partsOf(looks)) {
    for (const event of await readPart(pack, part)) {
      if (event.eventId !== '' && seen.has(event.eventId)) continue;
      seen.add(event.eventId);
      events.push(event);
    }
  }
  return events;
}
