/** What the key of a trail's object tells of what is in it. */
export interface TrailObjectKey {
  /** Before `AliyunLogs/`, without the slash; empty when the trail has none. */
  readonly prefix: string;
  /** Of an organisation's trail: its resource directory, and the member whose events these are. */
  readonly organisation?: { readonly directoryId: string; readonly accountId: string };
  readonly region: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** When the object was delivered, ISO 8601 UTC; undefined when the file is not named by a time. */
  readonly time: string | undefined;
}

const LAYOUT =
  /^(?:(?<prefix>.+?)\/)?AliyunLogs\/(?<folders>(?:[^/]+\/){1,3}?)(?<region>[a-z][a-z0-9-]+)\/(?<year>\d{4})\/(?<month>\d{2})\/(?<date>\d{2})\/(?<file>[^/]+\.gz)$/;

/**
 * Reads `[prefix/]AliyunLogs/<Actiontrail|…>/[<rd_id>/<accountid>/]<region>/<YYYY>/<MM>/<DD>/Actiontrail_<region>_
 * <YYYYMMDDHHMMSS>_….gz`; undefined for any other object. An organisation's two folders are known by the account's id,
 * wherever in the prefix or behind the product they stand.
 * Source: ActionTrail, "What is the storage path of an event that is delivered to an OSS bucket".
 */
export function readTrailKey(key: string): TrailObjectKey | undefined {
  const found = LAYOUT.exec(key)?.groups;
  if (found === undefined) return undefined;
  const { prefix = '', folders = '', region = '', year, month, date, file = '' } = found;
  const day = `${year}-${month}-${date}`;
  if (Number.isNaN(Date.parse(day))) return undefined;
  const member = /(?:^|\/)(rd-?[^/]*)\/(\d{6,})\/?$/.exec(folders) ?? /(?:^|\/)(rd-?[^/]*)\/(\d{6,})$/.exec(prefix);
  return {
    prefix,
    ...(member?.[1] && member[2] ? { organisation: { directoryId: member[1], accountId: member[2] } } : {}),
    region,
    day,
    time: timeOf(file),
  };
}

function timeOf(file: string): string | undefined {
  const digits = /_(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)_/.exec(file);
  if (!digits) return undefined;
  const [, year, month, date, hour, minute, second] = digits;
  const at = new Date(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/**
 * The prefixes to list for regions and a window of time, region by region, oldest day first. An event is delivered
 * some minutes after it happened: the day after the window is listed as well. `root` is what stands before the region:
 * `[prefix/]AliyunLogs/Actiontrail`, of an organisation's trail with its two folders.
 */
export function dayPrefixes(root: string, regions: readonly string[], from: Date, to: Date): string[] {
  const first = Math.floor(from.getTime() / DAY_MS);
  const last = Math.floor(to.getTime() / DAY_MS) + 1;
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    new Date((first + i) * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/'),
  );
  return regions.flatMap((region) => days.map((day) => `${root}/${region}/${day}/`));
}
const DAY_MS = 86_400_000;

/** Where a trail of one account puts its objects below the configured prefix. */
export function trailRoot(prefix: string): string {
  return `${prefix === '' ? '' : `${prefix}/`}AliyunLogs/Actiontrail`;
}
