import type { SummaryFacts } from '../facts';
import { join, type Line, outside } from '../message';
import { type AlertContext, limited } from './alert';

const LABEL = { zh: '费用异常', en: 'Abnormal cost' } as const;

/** What bills, orders and balance say that is worth a look; no row where they say nothing. */
export function costRows(
  { texts, language }: AlertContext,
  { costSigns = [] }: SummaryFacts,
): readonly { readonly label: string; readonly value: Line }[] {
  if (costSigns.length === 0) return [];
  const value = join(
    limited(costSigns, texts, (sign) => [outside(sign[language], 160)]),
    '; ',
  );
  return [{ label: LABEL[language], value }];
}
