import type { Kind, Severity } from './model';
import type { Text } from './rules/model';

/** What a finding says beside the events behind it. A rule over one call is one as well. */
export interface Verdict {
  readonly id: string;
  readonly kind: Kind;
  readonly severity: Severity;
  /** MITRE ATT&CK; empty where there is none. */
  readonly technique: string;
  readonly text: Text;
  /** What to do now, in a sentence or two. */
  readonly advice: Text;
  /** Whether it is grave could not be checked: it is never called low. */
  readonly isUnchecked?: true;
}

/** A verdict; its words English first, Chinese second. */
export const verdict = (
  id: string,
  kind: Kind,
  severity: Severity,
  technique: string,
  [en, zh]: readonly [string, string],
  [todo, todoZh]: readonly [string, string],
): Verdict => ({ id, kind, severity, technique, text: { zh, en }, advice: { zh: todoZh, en: todo } });

const TRIED: Text = {
  zh: '没有得手，无需撤销。请确认没有用其他 AccessKey 或用户做成同样的事。',
  en: 'It was refused, so there is nothing to undo. Check that the same was not done under another key or user.',
};
const ASK: Text = {
  zh: '向该 AccessKey 的负责人核实；如果不是他做的：',
  en: "Ask the key's owner whether it was his. If it was not: ",
};

/** The same, where it was only tried. */
export function attempt(rule: Verdict): Verdict {
  const text = { zh: `${rule.text.zh}（尝试，被拒绝）`, en: `${rule.text.en}: tried, and refused` };
  return { ...rule, id: `${rule.id}-tried`, severity: 'medium', text, advice: TRIED };
}

/** The same, where it may be the business's. */
export function ordinary(rule: Verdict): Verdict {
  const advice = { zh: `${ASK.zh}${rule.advice.zh}`, en: `${ASK.en}${rule.advice.en}` };
  const id = `${rule.id}-ordinary`;
  if (rule.isUnchecked) return { ...rule, id, severity: 'medium', advice };
  const text = { zh: `${rule.text.zh}（业务也可能如此）`, en: `${rule.text.en}, as the business may do` };
  return { ...rule, id, severity: 'low', text, advice };
}
