import { eventsOf } from '../../../shared/evidence/parts';
import type { AuditEvent, AuditPart } from '../../../shared/evidence/types';

/** An ActionTrail event as LookupEvents answers it; `at` in ISO 8601. */
export function rawEvent(
  at: string,
  call: string,
  from: { ip?: string; errorCode?: string; write?: boolean; agent?: string; region?: string } = {},
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const [service = '', name = ''] = call.split(':');
  return {
    eventId: `${at}/${call}/${from.ip ?? ''}/${Object.keys(more).length}/${sequence++}`,
    eventTime: `${at.slice(0, 19)}Z`,
    serviceName: service,
    eventName: name,
    eventRW: from.write ? 'Write' : 'Read',
    acsRegion: from.region ?? 'cn-hangzhou',
    sourceIpAddress: from.ip ?? '47.96.10.20',
    userAgent: from.agent ?? 'AlibabaCloud (Linux; amd64) Java/17',
    userIdentity: { type: 'ram-user', userName: 'ci-bot', accessKeyId: 'LTAI5tCiBotLeakedKey0001' },
    ...(from.errorCode ? { errorCode: from.errorCode } : {}),
    ...more,
  };
}
let sequence = 0;

/** Parts as the pack would hold them, and how to read them. */
export function partsOf(...groups: readonly (readonly Record<string, unknown>[])[]): {
  parts: AuditPart[];
  read: (part: AuditPart) => Promise<readonly AuditEvent[]>;
  reads: string[];
} {
  const bodies = new Map<string, Buffer>();
  const reads: string[] = [];
  const parts = groups.map((events, i): AuditPart => {
    const body = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const path = `evidence/round-1/audit/cn-hangzhou-${String(i + 1).padStart(4, '0')}.jsonl`;
    bodies.set(path, body);
    const times = eventsOf(body)
      .map(({ at }) => at)
      .filter((at) => at !== '')
      .sort();
    return {
      path,
      bytes: body.length,
      sha256: 'a'.repeat(64),
      events: events.length,
      oldest: times[0] ?? null,
      newest: times.at(-1) ?? null,
    };
  });
  return {
    parts,
    reads,
    read: async (part) => {
      reads.push(part.path);
      return eventsOf(bodies.get(part.path) ?? Buffer.alloc(0));
    },
  };
}

export function shift(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString();
}
