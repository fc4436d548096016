import {
  afterTestimony,
  believed,
  DELIVERED_MS,
  heldAgainst,
  isBorneOut,
  Lacking,
  type Look,
  newWitness,
  testimony,
} from '../../shared/evidence/audit';
import type { Pack } from '../../shared/evidence/pack';
import type { AuditEvent } from '../../shared/evidence/types';
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

/** What LookupEvents gave, in whatever look. */
async function fromActionTrail(pack: Pack, looks: readonly Look[]): Promise<readonly AuditEvent[]> {
  return (
    await eventsOfLooks(
      pack,
      looks.filter(({ kind }) => kind === 'lookup-events'),
    )
  ).events;
}

/** See `newWitness`. Throws as `held` does. */
export async function witnessLook(
  pack: Pack,
  looks: readonly Look[],
  deciding: () => Promise<readonly AuditEvent[]>,
  home: string,
): Promise<Look | undefined> {
  if (believed(looks).every(({ kind }) => kind === 'lookup-events')) return undefined;
  return newWitness(looks, await deciding(), await fromActionTrail(pack, looks), home);
}

/** All looks, with what the witness says of the calls that decide. Throws as `held` does. */
export async function heardOut(
  pack: Pack,
  looks: readonly Look[],
  witness: Look,
  deciding: readonly AuditEvent[],
  to: string,
): Promise<Look[]> {
  const told = testimony(witness, deciding, await fromActionTrail(pack, looks), to);
  const kinds = new Set<Look['kind']>();
  for (const look of looks)
    if (told.forged.length > 0 && look.kind !== 'lookup-events' && !kinds.has(look.kind)) {
      const { events } = await eventsOfLooks(pack, [look]);
      if (told.forged.some((event) => isBorneOut(event, events))) kinds.add(look.kind);
    }
  return afterTestimony(looks, witness, told, kinds);
}
