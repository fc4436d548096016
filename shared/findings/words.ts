import { RULES } from './rules';
import type { Text } from './rules/model';
import { attempt, CIRCUMSTANCES, ordinary, PATTERNS, type Verdict } from './verdicts';

const VERDICTS: readonly Verdict[] = [...RULES, ...Object.values(PATTERNS), ...Object.values(CIRCUMSTANCES)];
const TEXTS: ReadonlyMap<string, Text> = new Map(
  VERDICTS.flatMap((one) => [one, attempt(one), ordinary(one)]).map(({ id, text }) => [id, text]),
);

/** A finding's words in both languages; what no rule here has made says its title in either. */
export function textOf({ rule, title }: { readonly rule: string; readonly title: string }): Text {
  return TEXTS.get(rule) ?? { zh: title, en: title };
}
