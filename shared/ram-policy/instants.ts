const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * An ISO 8601 date or date and time as milliseconds since 1970, undefined for anything else, days that no calendar has
 * included. RAM documents `acs:CurrentTime` as ISO 8601 (`2019-08-12T17:00:00+08:00`); what has no zone is read as UTC,
 * so that a verdict does not depend on where it is reached.
 */
export function parseInstant(text: string): number | undefined {
  const parts = text.length <= 40 ? ISO.exec(text) : null;
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((p) => Number(p ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return undefined;
  const offset = offsetMinutes(parts[8]);
  if (offset === undefined) return undefined;
  const fraction = Number(`0.${parts[7] ?? '0'}`);
  return midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second + fraction) * 1000;
}

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
