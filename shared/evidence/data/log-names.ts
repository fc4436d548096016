const HOUR_MS = 3_600_000;
/** A log is named by the hour that it holds; whether by UTC or by the time of Beijing is not confirmed. */
const BEIJING_MS = 8 * HOUR_MS;

export interface LogTarget {
  readonly bucket: string;
  /** Of the logged bucket's logs: `oss-access/`. */
  readonly prefix: string;
}

/**
 * Where the logs of a bucket lie, a prefix a day, with a hyphen behind the bucket's name or without: both are documented.
 * Pure. Source: OSS, "Logging": `<TargetPrefix><SourceBucket>YYYY-mm-DD-HH-MM-SS-UniqueString`.
 */
export function logPrefixes(bucket: string, { prefix }: LogTarget, from: Date, to: Date): string[] {
  const days = new Set<string>();
  for (let at = from.getTime(); at <= to.getTime() + BEIJING_MS + 24 * HOUR_MS; at += 24 * HOUR_MS) {
    const last = Math.min(at, to.getTime() + BEIJING_MS);
    days.add(new Date(last).toISOString().slice(0, 10));
  }
  return [...days].sort().flatMap((day) => [`${prefix}${bucket}${day}`, `${prefix}${bucket}-${day}`]);
}

/** Whether an object's name says that it may hold requests of that time, in either of the two clocks. Pure. */
export function mayHold(key: string, prefix: string, from: Date, to: Date): boolean {
  const [, day, hour] = /^-?(\d{4}-\d{2}-\d{2})-(\d{2})-\d{2}-\d{2}-/.exec(key.slice(prefix.length)) ?? [];
  const named = Date.parse(`${day}T${hour}:00:00Z`);
  if (Number.isNaN(named)) return false;
  return named - BEIJING_MS <= to.getTime() && named + HOUR_MS >= from.getTime();
}
