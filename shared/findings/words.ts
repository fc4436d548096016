import { RULES } from './rules';
import type { Text } from './rules/model';
import { attempt, ordinary, type Verdict } from './verdict';
import { CIRCUMSTANCES, OTHERS } from './verdicts';
import { OBJECTS } from './verdicts-of-objects';
import { PATTERNS } from './verdicts-of-patterns';
import { SOURCES } from './verdicts-of-sources';

const VERDICTS: readonly Verdict[] = [
  ...RULES,
  ...Object.values(PATTERNS),
  ...Object.values(CIRCUMSTANCES),
  ...Object.values(OTHERS),
  ...Object.values(OBJECTS),
  ...Object.values(SOURCES),
];
const WORDS: ReadonlyMap<string, { readonly text: Text; readonly advice: Text }> = new Map(
  VERDICTS.flatMap((one) => [one, attempt(one), ordinary(one)]).map(({ id, text, advice }) => [id, { text, advice }]),
);

/** A finding's words in both languages; what no rule here has made says its title in either. */
export function textOf({ rule, title }: { readonly rule: string; readonly title: string }): Text {
  return WORDS.get(rule)?.text ?? { zh: title, en: title };
}

/** What to do about a finding now, in both languages; undefined for what no rule here has made. */
export function adviceOf({ rule }: { readonly rule: string }): Text | undefined {
  return WORDS.get(rule)?.advice;
}
