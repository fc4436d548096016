import type { AuditEvent } from '../evidence/types';
import type { Source } from '../origins/model';
import { sourcesText } from '../origins/words';
import type { Finding } from './model';
import type { Text } from './rules/model';

/** What the origins of a finding's addresses add to its words; only findings about where calls came from have it. Pure. */
export function originsOf(
  findings: readonly Finding[],
  events: readonly AuditEvent[],
  sources: readonly Source[],
): ReadonlyMap<Finding, Text> {
  const about = findings.filter(({ kind }) => kind === 'new-source');
  const wanted = new Set(about.flatMap(({ eventIds }) => eventIds));
  const ips = new Map(events.flatMap(({ eventId, ip }) => (wanted.has(eventId) ? [[eventId, ip] as const] : [])));
  const byIp = new Map(sources.map((source) => [source.ip, source]));
  return new Map(
    about.flatMap((finding): [Finding, Text][] => {
      const of = new Set(finding.eventIds.flatMap((id) => byIp.get(ips.get(id) ?? '') ?? []));
      const text = sourcesText([...of]);
      return text === undefined ? [] : [[finding, text]];
    }),
  );
}
