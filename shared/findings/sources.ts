import type { Look } from '../evidence/audit';
import type { Finding } from './model';
import type { Text } from './rules/model';
import { SOURCES } from './verdicts-of-sources';

/**
 * One finding where what a trail delivered lacks calls that ActionTrail itself has. Where nothing says what the trail
 * records, it may never have held them: medium. Pure.
 */
export function findingsOfSources(
  looks: readonly Pick<Look, 'held'>[],
  accessKeyId: string,
): { finding: Finding; text: Text }[] {
  const held = looks.flatMap((look) => (look.held && look.held.missing > 0 ? [look.held] : []));
  if (held.length === 0) return [];
  const { id: rule, kind, severity, technique, text: words } = SOURCES.lacks;
  const missing = held.reduce((sum, one) => sum + one.missing, 0);
  const named = held.flatMap((one) => one.named);
  const some = [...new Set(named.map(({ call }) => call.slice(0, 100)))].slice(0, 3).join(', ');
  const text = {
    en: `${words.en} (${missing} of those looked at: ${some})`,
    zh: `${words.zh}（抽查的调用中有 ${missing} 个：${some}）`,
  };
  const finding = {
    ...{ rule, kind, technique, title: text.en, actors: [accessKeyId] },
    severity: held.some(({ isSure }) => isSure) ? severity : ('medium' as const),
    eventIds: named.map(({ id }) => id).reverse(),
  };
  return [{ finding, text }];
}
