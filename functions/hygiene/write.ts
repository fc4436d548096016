import type { Collected } from '../../shared/hygiene/collect';
import { findingsCsv } from '../../shared/hygiene/findings-csv';
import type { HygieneReport } from '../../shared/hygiene/model';
import { renderHygiene } from '../../shared/hygiene/page';
import { messageOf } from '../../shared/identity/looked';
import type { Run } from '../platform';

export interface Written {
  /** The page, where it lies in the bucket. */
  readonly html: Buffer | undefined;
  readonly failures: readonly string[];
}

/** Writes the date's report in its three forms, over an earlier one of the date; one that fails stops no other. */
export async function writeReport(run: Run, report: HygieneReport): Promise<Written> {
  const { hygieneHtml, hygieneJson, hygieneCsv } = run.paths;
  const html = Buffer.from(renderHygiene(report));
  const parts: readonly [string, Buffer, string][] = [
    [hygieneHtml(report.date), html, 'text/html; charset=utf-8'],
    [hygieneJson(report.date), Buffer.from(JSON.stringify(report)), 'application/json'],
    [hygieneCsv(report.date), Buffer.from(findingsCsv(report)), 'text/csv; charset=utf-8'],
  ];
  const failures = await Promise.all(
    parts.map(async ([key, body, contentType]) => {
      try {
        await run.cloud.evidence.put(key, body, { contentType });
        return undefined;
      } catch (error) {
        return `its ${key.slice(key.lastIndexOf('/') + 1)} could not be written: ${messageOf(error)}`;
      }
    }),
  );
  return { html: failures[0] === undefined ? html : undefined, failures: failures.flatMap((failure) => failure ?? []) };
}

/** Writes the index of key to user, which respond asks when nobody names a key's owner. */
export async function writeOwners(run: Run, { owners, ownersComplete }: Collected): Promise<readonly string[]> {
  try {
    await run.ownerIndex.write(owners, ownersComplete);
    return [];
  } catch (error) {
    return [`the index of keys could not be written: ${messageOf(error)}`];
  }
}
