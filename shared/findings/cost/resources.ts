import { detail } from '../../evidence/event';
import type { AuditEvent } from '../../evidence/types';
import { isObject, object } from '../../signal/loose';

/** A resource that a call made, by the id that the bill knows it by. */
export interface MadeResource {
  readonly id: string;
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** `Ecs RunInstances`. */
  readonly how: string;
}

const MOST = 500;
const MOST_DEPTH = 6;
/** `InstanceId`, `InstanceIdSets`, `ContainerGroupId`, `DesktopId`: not what names the call or its order. */
const IDS = /Ids?(Set|Sets)?$/;
const NO_RESOURCE =
  /^(request|order|task|job|trace|event|account|owner|region|zone|image|vpc|v_?switch|security_?group)/i;
const AN_ID = /^[A-Za-z][A-Za-z0-9_-]{3,127}$/;
const MAKES = /^(Run|Create|BatchCreate|Allocate|Copy|Start)/;

/** What these calls made, each once, as far as their answers name it. Events that failed made nothing. Pure. */
export function resourcesMade(events: readonly AuditEvent[]): readonly MadeResource[] {
  const found = new Map<string, MadeResource>();
  for (const event of events) {
    if (event.errorCode !== undefined || !MAKES.test(event.name)) continue;
    for (const id of idsOf(event)) {
      if (found.size >= MOST) return [...found.values()];
      if (!found.has(id))
        found.set(id, { id, region: event.region, at: event.at, how: `${event.service} ${event.name}` });
    }
  }
  return [...found.values()];
}

function idsOf(event: AuditEvent): string[] {
  const named = (detail(event, 'resourceName') ?? '').slice(0, 10_000).split(/[;,\s]+/);
  return [...named, ...answered(object(event.raw, 'responseElements'), '', 0)].filter((id) => AN_ID.test(id));
}

function answered(value: unknown, key: string, depth: number): string[] {
  if (depth > MOST_DEPTH) return [];
  if (typeof value === 'string') return IDS.test(key) && !NO_RESOURCE.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.slice(0, MOST).flatMap((one) => answered(one, key, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => answered(one, name, depth + 1));
}
