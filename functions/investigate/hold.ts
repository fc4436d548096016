import { DELIVERED_MS, heldAgainst, Lacking, type Look } from '../../shared/evidence/audit';
import type { Pack } from '../../shared/evidence/pack';
import { eventsOfLooks, partsOf, readPart } from './events';

export interface Holding {
  /** The look of a trail's objects or logs, and what LookupEvents gave of the same identities. */
  readonly look: Look;
  readonly sample: Look;
  /** Until when the audit looks, ISO 8601 UTC. */
  readonly to: string;
  /** See `Held`. */
  readonly isSure: boolean;
}

/**
 * The look with what it lacks of the sample: both are read back from the pack, and only the sample is held in memory. Throws
 * EvidenceChanged, and what the pack's store throws.
 */
export async function held(pack: Pack, looks: readonly Look[], { look, sample, to, isSure }: Holding): Promise<Look> {
  const { events } = await eventsOfLooks(pack, [sample]);
  const lacking = new Lacking(events, new Date(Date.parse(to) - DELIVERED_MS).toISOString());
  // Another identity's look may have brought the event.
  const given = looks.filter(({ kind }) => kind === look.kind);
  for (const part of partsOf(given)) for (const event of await readPart(pack, part)) lacking.see(event);
  return heldAgainst(look, lacking.left(), isSure);
}
