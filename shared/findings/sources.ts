import type { Look } from '../evidence/audit';
import type { Finding, Severity } from './model';
import type { Text } from './rules/model';
import type { Verdict } from './verdict';
import { SOURCES } from './verdicts-of-sources';

interface SourceFinding {
  readonly finding: Finding;
  readonly text: Text;
}
type Calls = NonNullable<Look['held']>['named'];

/**
 * What the sources say of themselves: a trail lacks calls that ActionTrail itself has, or holds some that it does not
 * know. Where nothing says what the trail records, it may never have held what it lacks: medium. Pure.
 */
export function findingsOfSources(looks: readonly Pick<Look, 'kind' | 'held'>[], accessKeyId: string): SourceFinding[] {
  const held = looks.flatMap((look) => (look.held && look.held.missing > 0 ? [look.held] : []));
  const lacking = held.flatMap(({ named }) => named);
  const missing = held.reduce((sum, one) => sum + one.missing, 0);
  const severity = held.some(({ isSure }) => isSure) ? SOURCES.lacks.severity : 'medium';
  // Each look at the same kind of source bears the same.
  const forged = [...new Map(looks.map((look) => [look.kind, look.held?.forged ?? []])).values()].flat();
  return [
    ...found(SOURCES.lacks, severity, lacking, missing, accessKeyId),
    ...found(SOURCES.forged, SOURCES.forged.severity, forged, forged.length, accessKeyId),
  ];
}

function found(
  { id: rule, kind, technique, text: words }: Verdict,
  severity: Severity,
  calls: Calls,
  count: number,
  accessKeyId: string,
): SourceFinding[] {
  if (count === 0) return [];
  const some = [...new Set(calls.map(({ call }) => call.slice(0, 100)))].slice(0, 3).join(', ');
  const text = {
    en: `${words.en} (${count} of those looked at: ${some})`,
    zh: `${words.zh}（抽查的调用中有 ${count} 个：${some}）`,
  };
  const eventIds = calls.map(({ id }) => id).reverse();
  return [{ finding: { rule, kind, technique, severity, title: text.en, actors: [accessKeyId], eventIds }, text }];
}
