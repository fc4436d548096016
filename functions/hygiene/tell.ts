import type { HygieneReport } from '../../shared/hygiene/model';
import { messageOf } from '../../shared/identity/looked';
import type { Attachment, HygieneFacts } from '../../shared/notify/facts';
import { sendUnclaimed } from '../alerting';
import type { Run } from '../platform';
import { tellOnce } from '../told';
import type { Asked } from './event';

/** As many as fit on a phone's screen; the report has the rest. */
const WORST = 10;

export interface Told {
  /** False: another run of the date told it before. */
  readonly sent: boolean;
  readonly failures: readonly string[];
}

/**
 * One alert a date, and one for each look that somebody asked for, with the page attached: a look in the daytime must not
 * silence the night's. `failures`: what could not be written, which the alert says too. Never
 * throws: what could not be told is a failure of the run.
 */
export async function tell(
  run: Run,
  report: HygieneReport,
  html: Buffer | undefined,
  failures: readonly string[],
  asked: Asked,
): Promise<Told> {
  const { date } = report;
  const key = run.paths.hygieneHtml(date);
  const facts: HygieneFacts = {
    accountId: report.accountId,
    date,
    users: report.userCount,
    keys: report.keyCounts,
    complete: report.complete,
    findings: report.findings.length,
    couldNotCheck: report.notChecked.length,
    worst: worst(report),
    caveats: [...new Set([...failures, ...report.notes, ...report.notChecked.map(({ why }) => why)])],
    ...(html ? { reportAt: { bucket: run.config.evidence.bucket, key } } : {}),
  };
  const attachment: Attachment | undefined = html && {
    filename: `ak-tourniquet-hygiene-${date}.html`,
    contentType: 'text/html; charset=utf-8',
    content: html,
    // A mail that waits in the outbox takes the report from there.
    objectKey: key,
  };
  try {
    const { outcome } = await tellOnce(run, asked === 'timer' ? `hygiene-${date}` : `hygiene-asked-${run.runId}`, () =>
      sendUnclaimed(run, { kind: 'hygiene', at: report.createdAt, hygiene: facts }, attachment),
    );
    // Were it called done, a run that died between its claim and its message would leave the night untold.
    if (outcome === 'claimed-elsewhere')
      return { sent: false, failures: ['another run is sending the message of this date, or ended in its midst'] };
    return { sent: outcome === 'told', failures: [] };
  } catch (error) {
    return { sent: false, failures: [messageOf(error)] };
  }
}

function worst({ findings, checks }: HygieneReport): HygieneFacts['worst'] {
  const titles = new Map(checks.map(({ id, title }) => [id, title]));
  return findings.slice(0, WORST).map(({ check, severity, subject: { user, accessKeyId }, detail }) => ({
    severity,
    title: titles.get(check) ?? { en: check, zh: check },
    detail,
    ...(user === undefined ? {} : { user }),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  }));
}
