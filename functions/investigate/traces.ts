import { type AuditProgress, isLookWhole, type LookedTraces } from '../../shared/evidence/audit';
import type { Analysis, Traces } from '../../shared/findings/model';

/** So many of each are asked for: every one is a question to every region. The attack's first ones. */
const MOST = { addresses: 10, userAgents: 5, resources: 20 } as const;

/** The traces that are looked for under other identities, and how many are not. Pure. */
export function tracesAsked({ addresses, userAgents, resources }: Traces): {
  readonly traces: LookedTraces;
  readonly left: number;
} {
  const traces = {
    addresses: addresses.slice(0, MOST.addresses),
    userAgents: userAgents.slice(0, MOST.userAgents),
    resourceNames: resources.slice(0, MOST.resources),
  };
  const asked = traces.addresses.length + traces.userAgents.length + traces.resourceNames.length;
  return { traces, left: addresses.length + userAgents.length + resources.length - asked };
}

/** What was not looked for: LookupEvents has no filter for user agents, only a trail's objects or logs tell who else used the program. */
export function notAskedFor({ traces }: Analysis, { looks }: AuditProgress): string[] {
  const isTold = looks.some((look) => look.kind !== 'lookup-events' && look.traces !== undefined && isLookWhole(look));
  const { left } = tracesAsked(traces);
  return [
    ...(traces.userAgents.length > 0 && !isTold
      ? ["who else used the attack's program was not looked for: only a trail's objects or logs tell it"]
      : []),
    ...(left > 0 ? [`${left} traces of the attack were not looked for under other identities`] : []),
  ];
}
