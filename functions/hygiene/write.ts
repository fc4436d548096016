import type { Collected } from '../../shared/hygiene/collect';
import { findingsCsv } from '../../shared/hygiene/findings-csv';
import type { HygieneReport } from '../../shared/hygiene/model';
import { renderHygiene } from '../../shared/hygiene/page/render';
import { messageOf } from '../../shared/identity/looked';
import { withoutKnownSecretsInRecords } from '../../shared/secrecy/known';
import type { Run } from '../platform';

export interface Written {
  /** The page, where it lies in the bucket. */
  readonly html: Buffer | undefined;
  readonly failures: readonly string[];
}

/** Writes the date's report in its three forms, over an earlier one of the date; one that fails stops no other. */
export async function writeReport(run: Run, report: HygieneReport): Promise<Written> {
  const { hygieneHtml, hygieneJson, hygieneCsv } = run.paths;
  const put = async (key: string, body: Buffer, contentType: string): Promise<string[]> => {
    try {
      await run.cloud.evidence.put(key, body, { contentType });
      return [];
    } catch (error) {
      return [`its ${key.slice(key.lastIndexOf('/') + 1)} could not be written: ${messageOf(error)}`];
    }
  };
  // One after the other: of a large account each is many megabytes. The page first: a person waits for it.
  const html = Buffer.from(withoutKnownSecretsInRecords(renderHygiene(report)));
  const page = await put(hygieneHtml(report.date), html, 'text/html; charset=utf-8');
  const json = await put(hygieneJson(report.date), jsonOf(report), 'application/json');
  const csv = await put(
    hygieneCsv(report.date),
    Buffer.from(withoutKnownSecretsInRecords(findingsCsv(report))),
    'text/csv; charset=utf-8',
  );
  return { html: page.length === 0 ? html : undefined, failures: [...page, ...json, ...csv] };
}

const KEYS_AT_ONCE = 1_000;

/**
 * The report as JSON, its keys in portions, each written at once where it will lie: as one text, or in parts that are
 * put together, a large account's would stand in memory two or three times.
 */
export function jsonOf({ keys, ...rest }: HygieneReport): Buffer {
  let body = Buffer.from(`${withoutKnownSecretsInRecords(JSON.stringify(rest)).slice(0, -1)},"keys":[`);
  let length = body.length;
  for (let at = 0; at < keys.length; at += KEYS_AT_ONCE) {
    const portion = withoutKnownSecretsInRecords(JSON.stringify(keys.slice(at, at + KEYS_AT_ONCE)));
    const text = `${at === 0 ? '' : ','}${portion.slice(1, -1)}`;
    const bytes = Buffer.byteLength(text);
    // Room for all of them, if the others are as long as these: most accounts' are.
    const portions = Math.ceil((keys.length - at) / KEYS_AT_ONCE);
    if (length + bytes + END.length > body.length) {
      const wider = Buffer.allocUnsafe(Math.ceil(length + bytes * portions * ROOM) + END.length);
      body.copy(wider, 0, 0, length);
      body = wider;
    }
    length += body.write(text, length);
  }
  if (length + END.length > body.length) body = Buffer.concat([body.subarray(0, length)], length + END.length);
  return body.subarray(0, length + body.write(END, length));
}

const END = ']}';
const ROOM = 1.02;

/** Writes the index of key to user, which respond asks when nobody names a key's owner. */
export async function writeOwners(run: Run, { owners, ownersComplete }: Collected): Promise<readonly string[]> {
  try {
    await run.ownerIndex.write(owners, ownersComplete);
    return [];
  } catch (error) {
    return [`the index of keys could not be written: ${messageOf(error)}`];
  }
}
