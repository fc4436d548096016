import type { Cloud } from '../aliyun';
import { CredentialReportInvalid } from '../errors';
import { type ParsedReport, parseCredentialReport } from './credential-report';
import type { Looks } from './looks';

/** The report that was read, and what is not as it should be about it. */
export interface FetchedReport extends ParsedReport {
  readonly generatedAt: Date;
  /** Why no new one was made, or why later pages are missing. */
  readonly problems: readonly string[];
  /** Pages are missing: a user who is not in it may be in the account all the same. */
  readonly cut: boolean;
}

/** A report is made in seconds to a minute; longer than this nobody waits: the last one is read. */
const MOST_WAITS = 45;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 2_000;
/** 3,501 users a page: no account has so many pages. */
const MOST_PAGES = 100;

/**
 * The account's credential report: made anew where RAM allows it, waited for, every page. Where none can be made the
 * last one is read, and said to be so. Throws CredentialReportInvalid, or what GetCredentialReport of the first page threw.
 */
export async function fetchReport(cloud: Pick<Cloud, 'ims'>, looks: Looks): Promise<FetchedReport> {
  const problems: string[] = [];
  const notMade = await make(cloud, looks);
  if (notMade !== undefined) problems.push(`no new credential report could be made: ${notMade}`);

  const pages: string[] = [];
  const tokens = new Set<string>();
  let generatedAt: Date | undefined;
  let token: string | undefined;
  do {
    const page = await looks.look(() => cloud.ims.getCredentialReport(token));
    if ('couldNotCheck' in page) {
      if (generatedAt === undefined) throw new CredentialReportInvalid([...problems, page.couldNotCheck].join('; '));
      problems.push(`the credential report is cut after page ${pages.length}: ${page.couldNotCheck}`);
      return { ...parseCredentialReport(pages), generatedAt, problems, cut: true };
    }
    const { csv, generatedAt: at, nextToken } = page.value;
    if (generatedAt !== undefined && generatedAt.getTime() !== at.getTime())
      throw new CredentialReportInvalid('it was made anew while it was being read');
    generatedAt = at;
    pages.push(csv);
    token = nextToken;
    if (token !== undefined && (tokens.has(token) || pages.length >= MOST_PAGES))
      throw new CredentialReportInvalid('its pages have no end');
    if (token !== undefined) tokens.add(token);
  } while (token !== undefined);
  return { ...parseCredentialReport(pages), generatedAt, problems, cut: false };
}

/** Resolves with why there is no new one; undefined when there is. */
async function make(cloud: Pick<Cloud, 'ims'>, looks: Looks): Promise<string | undefined> {
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    const state = await looks.look(() => cloud.ims.generateCredentialReport());
    if ('couldNotCheck' in state) return state.couldNotCheck;
    if (state.value === 'COMPLETED') return undefined;
    if (!(await looks.pause(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** waits)))) return 'it was not made in time';
  }
  return 'it was not made in time';
}
