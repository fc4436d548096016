import { showMoney } from '../evidence/decimal';
import { translated } from '../notify/parts/alert';
import { en as alertEn } from '../notify/texts/en';
import { zh as alertZh } from '../notify/texts/zh';
import { showShortTime, showTime } from '../notify/time';
import { outside, own } from './html';
import type { ReportModel } from './model';
import { en } from './texts/en';
import type { ReportTexts } from './texts/keys';
import { zh } from './texts/zh';

/** What every section is written from. */
export interface Page {
  readonly model: ReportModel;
  readonly texts: ReportTexts;
  /** With its zone. */
  time(iso: string): string;
  /** Month, day and time, where the zone is told besides. */
  short(iso: string): string;
  number(count: number): string;
  money(amount: string, currency: string): string;
  /** A sentence that another room wrote in English, in the report's language where it is known. */
  words(text: string): string;
  /** How the report calls the owner. */
  user(): string;
}

export function pageOf(model: ReportModel): Page {
  const texts = model.language === 'zh' ? zh : en;
  const number = (count: number) => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
  return {
    model,
    texts,
    time: (iso) => showTime(iso, model.language),
    short: (iso) => showShortTime(iso, model.language),
    number,
    money: (amount, currency) => `${showMoney(amount)} ${own(currency)}`.trim(),
    words: (text) => translated(text, model.language === 'zh' ? alertZh : alertEn),
    user: () => {
      const { owner } = model.incident;
      if (owner.type === 'ram-user') return outside(owner.userName, 64);
      return owner.type === 'root' ? texts.who.root : texts.who.unknown;
    },
  };
}

/** What is not as it should be, ready to stand in a page. */
export function problemsOf({ model, words }: Page): string[] {
  return (model.incident.verification?.problems ?? []).map((problem) => outside(words(problem), 300));
}

/** Why a source was cut: several sentences of other rooms, each in the report's language where it is known. */
export const reasons = ({ words, model }: Pick<Page, 'words' | 'model'>, cut: string): string =>
  cut
    .split('; ')
    .map(words)
    .join(model.language === 'zh' ? '；' : '; ');

/** How far the clock that the page tells is from UTC. */
export const zoneMs = (language: ReportModel['language']): number => (language === 'zh' ? 8 * 3_600_000 : 0);

/** A moment on an axis: its day where a step is days, else its time with as much of it as the step tells. */
export function clockLabel({ short }: Pick<Page, 'short'>): (at: Date, stepMs: number) => string {
  return (at, stepMs) => {
    const [day = '', time = ''] = short(at.toISOString()).split(' ');
    return stepMs >= 86_400_000 ? day : stepMs >= 60_000 ? time.slice(0, 5) : time;
  };
}

/** How long from one moment to another, short enough for a tile: `0.8 s`, `3 min`. */
export function span(ms: number, language: ReportModel['language']): string {
  const zh = language === 'zh';
  const amount = Math.abs(ms);
  if (amount < 1_000) return `${Math.round(amount)} ${zh ? '毫秒' : 'ms'}`;
  if (amount < 60_000) return `${(amount / 1000).toFixed(amount < 10_000 ? 1 : 0)} ${zh ? '秒' : 's'}`;
  if (amount < 3_600_000) return `${Math.round(amount / 60_000)} ${zh ? '分钟' : 'min'}`;
  if (amount < 172_800_000) return `${Math.round(amount / 3_600_000)} ${zh ? '小时' : 'h'}`;
  return `${Math.round(amount / 86_400_000)} ${zh ? '天' : 'days'}`;
}

/** The width of a chart's column, as whole as it is. */
export function stepSpan(ms: number, language: ReportModel['language']): string {
  const zh = language === 'zh';
  const units: readonly [number, string, string][] = [
    [86_400_000, '天', 'd'],
    [3_600_000, '小时', 'h'],
    [60_000, '分钟', 'min'],
    [1_000, '秒', 's'],
  ];
  const unit = units.find(([size]) => ms >= size && ms % size === 0) ?? [1_000, '秒', 's'];
  return `${ms / unit[0]} ${zh ? unit[1] : unit[2]}`;
}
