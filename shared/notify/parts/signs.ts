import type { SummaryFacts } from '../facts';
import { join, type Line, outside } from '../message';
import { type AlertContext, limited } from './alert';

const LABELS = {
  costSigns: { zh: '费用异常', en: 'Abnormal cost' },
  logSigns: { zh: '日志或证据被动过', en: 'Logs or evidence tampered with' },
} as const;

/** What the bills, or the logs themselves, say that is worth a look; no row where they say nothing. */
export function signRows(
  { texts, language }: AlertContext,
  summary: SummaryFacts,
  of: keyof typeof LABELS,
): readonly { readonly label: string; readonly value: Line }[] {
  const signs = summary[of] ?? [];
  if (signs.length === 0) return [];
  const value = join(
    limited(signs, texts, (sign) => [outside(sign[language], 200)]),
    '; ',
  );
  return [{ label: LABELS[of][language], value }];
}
