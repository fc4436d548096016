/**
 * Times as others write them, and the one way to write ours. Numbers and texts of foreign origin end here: what is no
 * moment is undefined, never an error, and never a guess that depends on the machine's zone.
 */

/** Beyond the years 0001 to 9999 ISO 8601 has more digits, and such a text would sort before all others. */
const EARLIEST_MS = -62_135_596_800_000;
const LATEST_MS = 253_402_300_799_999;

/** ISO 8601 UTC with milliseconds; undefined: the number is no moment of the years 0001 to 9999. */
export function isoOf(ms: number): string | undefined {
  return ms >= EARLIEST_MS && ms <= LATEST_MS ? new Date(ms).toISOString() : undefined;
}

/** The number as a Date that can always be written. */
export function dateOf(ms: number): Date | undefined {
  return isoOf(ms) === undefined ? undefined : new Date(ms);
}

/** The time that somebody else wrote, as a Date; see {@link momentOf}. */
export const readDate = (value: unknown): Date | undefined => dateOf(momentOf(value) ?? Number.NaN);

/** Counts since 1970 are told from other numbers, and seconds from their fractions, by the years that they may mean. */
const FIRST_S = Date.UTC(2000, 0) / 1000;
const LAST_S = Date.UTC(2100, 0) / 1000;
/** Seconds, milliseconds, microseconds. */
const PER_SECOND = [1, 1e3, 1e6] as const;

function epochMs(count: number): number | undefined {
  const unit = PER_SECOND.find((per) => count >= FIRST_S * per && count < LAST_S * per);
  return unit === undefined ? undefined : Math.floor((count * 1000) / unit);
}

const CLOCK = '(?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?)?';
const ZONE = '(?: ?(?<zone>Z|UTC|GMT|PRC|[+-]\\d{2}(?::?\\d{2})?))?';
const FORMS: readonly RegExp[] = [
  `(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})[Tt ]${CLOCK}${ZONE}`,
  `(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})T(?<hour>\\d{2})(?<minute>\\d{2})(?<second>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?${ZONE}`,
  `(?<year>\\d{4})/(?<month>\\d{1,2})/(?<day>\\d{1,2}) ${CLOCK}${ZONE}`,
  `(?<year>\\d{4})年(?<month>\\d{1,2})月(?<day>\\d{1,2})日 ?${CLOCK}${ZONE}`,
  `(?<day>\\d{1,2})/(?<month>[A-Za-z]{3})/(?<year>\\d{4}):${CLOCK}${ZONE}`,
].map((form) => new RegExp(`^${form}$`, 'i'));
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Milliseconds since 1970 of a time as a cloud, a log or an export writes it; undefined: it is none of these forms, or no
 * time of the calendar. ISO 8601 (`2026-05-20T12:05:00Z`, a blank for the `T` or before the offset, `PRC` for Beijing's,
 * compact), `2026/05/20 12:05:00`, `2026年5月20日 12:05:00`, `20/May/2026:12:05:00 +0000`; and a count of seconds,
 * milliseconds or microseconds since 1970 of the years 2000 to 2099, as a number or as digits. A text without a zone is
 * UTC. Never throws. Pure.
 */
export function momentOf(value: unknown): number | undefined {
  if (typeof value === 'number') return epochMs(value);
  // A longer text is no time, and would only cost time.
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const text = value.trim();
  if (/^\d{9,16}(\.\d{1,9})?$/.test(text)) return epochMs(Number(text));
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    if (parts !== undefined) return momentOfParts(parts);
  }
  return undefined;
}

function momentOfParts(parts: Readonly<Record<string, string | undefined>>): number | undefined {
  const number = (name: string): number => Number(parts[name] ?? 0);
  const named = MONTHS.indexOf((parts['month'] ?? '').toLowerCase()) + 1;
  const month = named > 0 ? named : number('month');
  const [year, day, hour, minute, second] = ['year', 'day', 'hour', 'minute', 'second'].map(number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const zoneMs = zoneOf(parts['zone']);
  // A month that is no number is NaN, and fails as well.
  if (!(month >= 1 && month <= 12 && hour <= 23 && minute <= 59 && second <= 59) || zoneMs === undefined)
    return undefined;
  const midnight = new Date(0);
  // Date.UTC would take the years 0 to 99 for those of 1900.
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const milliseconds = Math.floor(Number(`0.${parts['fraction'] ?? 0}`) * 1000);
  const ms = midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - zoneMs;
  return isoOf(ms) === undefined ? undefined : ms;
}

/** How far a zone is from UTC; undefined: no zone is so far. */
function zoneOf(zone: string | undefined): number | undefined {
  if (zone === undefined || /^(Z|UTC|GMT)$/i.test(zone)) return 0;
  if (/^PRC$/i.test(zone)) return 8 * 3_600_000;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  if (Number(hours) > 23 || Number(minutes ?? 0) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
}
