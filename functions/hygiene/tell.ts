import type { RememberedNight } from '../../shared/hygiene/memory';
import type { HygieneFinding, HygieneReport } from '../../shared/hygiene/model';
import { messageOf } from '../../shared/identity/looked';
import type { Attachment } from '../../shared/notify/facts';
import type { HygieneFacts, HygieneLine } from '../../shared/notify/hygiene-facts';
import { sendUnclaimed } from '../alerting';
import type { Run } from '../platform';
import { tellOnce } from '../told';
import type { Asked } from './event';

/** As many as fit on a phone's screen; the report has the rest. */
const WORST = 10;

export interface Told {
  /** `sent before`: another run of the date told it. */
  readonly alert: 'sent' | 'sent before' | 'nothing new';
  readonly failures: readonly string[];
}

export interface Telling {
  /** The page, where it lies in the bucket. */
  readonly html: Buffer | undefined;
  /** What could not be written, which the alert says too. */
  readonly failures: readonly string[];
  readonly asked: Asked;
  readonly planned: RememberedNight['told'];
}

/**
 * One alert a date at most, and one for each look that somebody asked for, with the page attached: a look in the daytime
 * must not silence the night's. Nothing new and nothing failed: a line a week. Never throws: what could not be told is a
 * failure of the run.
 */
export async function tell(
  run: Run,
  report: HygieneReport,
  { html, failures, asked, planned }: Telling,
): Promise<Told> {
  // What could not be kept is learnt after the plan was made.
  if (planned === 'nothing' && failures.length === 0) return { alert: 'nothing new', failures: [] };
  const { date } = report;
  const key = run.paths.hygieneHtml(date);
  const isLine = planned === 'line' && failures.length === 0;
  const facts: HygieneFacts = {
    accountId: report.accountId,
    date,
    users: report.userCount,
    keys: report.keyCounts,
    complete: report.complete,
    isRootSeen: !report.notChecked.some(
      ({ check, subject: { kind } }) => kind === 'root' && check.startsWith('root-key-'),
    ),
    findings: report.findings.length,
    couldNotCheck: report.notChecked.length,
    excepted: report.excepted.length,
    ...findingsOf(report),
    isLine,
    caveats: [...new Set([...failures, ...report.notes, ...report.notChecked.map(({ why }) => why)])],
    ...(html ? { reportAt: { bucket: run.config.evidence.bucket, key } } : {}),
  };
  const attachment: Attachment | undefined =
    html && !isLine
      ? {
          filename: `ak-tourniquet-hygiene-${date}.html`,
          contentType: 'text/html; charset=utf-8',
          content: html,
          // A mail that waits in the outbox takes the report from there.
          objectKey: key,
        }
      : undefined;
  try {
    const { outcome } = await tellOnce(run, asked === 'timer' ? `hygiene-${date}` : `hygiene-asked-${run.runId}`, () =>
      sendUnclaimed(run, { kind: 'hygiene', at: report.createdAt, hygiene: facts }, attachment),
    );
    // Were it called done, a run that died between its claim and its message would leave the night untold.
    if (outcome === 'claimed-elsewhere')
      return {
        alert: 'sent before',
        failures: ['another run is sending the message of this date, or ended in its midst'],
      };
    return { alert: outcome === 'told' ? 'sent' : 'sent before', failures: [] };
  } catch (error) {
    return { alert: 'sent before', failures: [messageOf(error)] };
  }
}

function findingsOf({ findings, checks, change }: HygieneReport): Pick<HygieneFacts, 'worst' | 'change'> {
  const titles = new Map(checks.map(({ id, title }) => [id, title]));
  const nameOf = ({ check, subject }: HygieneFinding) => JSON.stringify([check, subject]);
  const fresh = new Set(change?.fresh.map(nameOf));
  const lineOf = (finding: HygieneFinding): HygieneLine => {
    const { check, severity, subject, detail } = finding;
    const { kind, user, name, accessKeyId } = subject;
    const isPlace = kind === 'bucket' || kind === 'store' || kind === 'project';
    const about = kind === 'responder' ? 'responder' : 'account';
    return {
      severity,
      title: titles.get(check) ?? { en: check, zh: check },
      detail,
      ...(user === undefined ? {} : { user }),
      ...(isPlace && name !== undefined ? { bucket: name } : {}),
      ...(user === undefined && !isPlace ? { about } : {}),
      ...(accessKeyId === undefined ? {} : { accessKeyId }),
      isNew: fresh.has(nameOf(finding)),
    };
  };
  const worst = findings.slice(0, WORST);
  if (change === null) return { worst: worst.map(lineOf) };
  const shown = new Set(worst.map(nameOf));
  const rest = change.fresh.filter((finding) => !shown.has(nameOf(finding))).slice(0, WORST);
  const { since, freshCount, goneCount, unknownCount } = change;
  return {
    worst: worst.map(lineOf),
    change: { since, fresh: rest.map(lineOf), freshCount, goneCount, unknownCount },
  };
}
