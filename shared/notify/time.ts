import type { Language } from '../config/types';
import { defang } from './defang';
import { cut } from './message';

const BEIJING_MS = 8 * 3_600_000;

/** Minutes matter in an alert, and whose: Beijing time in Chinese, UTC in English. Undefined: no time at all. */
function stamp(iso: string, language: Language): string | undefined {
  const ms = Date.parse(iso);
  // Beyond the years that Date knows, a shifted time would throw.
  if (Number.isNaN(ms) || Math.abs(ms) > 8.6e15) return undefined;
  const moved = new Date(language === 'zh' ? ms + BEIJING_MS : ms).toISOString();
  return moved.slice(0, 19).replace('T', ' ');
}

/** `2026-05-01 03:12:45（北京时间）` or `2026-04-30 19:12:45 UTC`; what is no time is shown as it came. */
export function showTime(iso: string, language: Language): string {
  const shown = stamp(iso, language);
  if (shown === undefined) return noTime(iso);
  return language === 'zh' ? `${shown}（北京时间）` : `${shown} UTC`;
}

/** The same without its zone, for a table whose head names the zone. */
export function showShortTime(iso: string, language: Language): string {
  return stamp(iso, language)?.slice(5) ?? noTime(iso);
}

/** `08:18:12 UTC` within a text, in the reader's zone. */
export function showClock(text: string, language: Language): string {
  if (language === 'en') return text;
  return text.replace(/\b(\d\d)(:\d\d:\d\d) UTC\b/g, (_, hour: string, rest: string) => {
    return `${String((Number(hour) + 8) % 24).padStart(2, '0')}${rest}（北京时间）`;
  });
}

/** What a source gave for a time and is none: text from outside like any other. */
function noTime(text: string): string {
  return defang(cut(text, 40));
}

export function hoursAfter(iso: string, hours: number): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : new Date(ms + hours * 3_600_000).toISOString();
}

/** How long from one time to another, in words short enough for a line; undefined when either is none. */
export function showSpan(from: string, to: string, language: Language): string | undefined {
  const ms = Date.parse(to) - Date.parse(from);
  if (Number.isNaN(ms) || ms < 0) return undefined;
  const zh = language === 'zh';
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)}${zh ? ' 秒' : ' s'}`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)}${zh ? ' 分钟' : ' min'}`;
  if (ms < 48 * 3_600_000) return `${Math.round(ms / 3_600_000)}${zh ? ' 小时' : ' h'}`;
  return `${Math.round(ms / 86_400_000)}${zh ? ' 天' : ' days'}`;
}
