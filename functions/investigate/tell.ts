import type { Pack } from '../../shared/evidence/pack';
import type { Incident } from '../../shared/incident/journal';
import type { AlertFacts, Attachment } from '../../shared/notify/facts';
import { sendOnce } from '../alerting';
import type { Run } from '../platform';
import type { InvestigateResult } from './investigate';
import type { Judgement } from './judge';
import { isNews } from './news';
import type { WrittenUp } from './write-up';

/**
 * The second alert: what the investigation found, with the report attached. The first round since a release always tells; a later one
 * only when it knows something that changes what the owner must do. Of a first round that goes on both are told: what there
 * is so far, and all of it.
 */
export async function tell(
  run: Run,
  pack: Pack,
  incident: Incident,
  round: number,
  judged: Judgement,
  written: WrittenUp,
): Promise<NonNullable<InvestigateResult['alert']>> {
  if (round > incident.state.roundsBefore + 1 && !isNews(incident, round, judged)) return 'no news';
  const report = await pack.read('report.html');
  const attachment: Attachment | undefined = report && {
    filename: `ak-tourniquet-report-${pack.id.accessKeyId.slice(-4)}.html`,
    contentType: 'text/html; charset=utf-8',
    content: report,
    // A mail that waits in the outbox takes the report from there.
    objectKey: run.paths.reportHtml(pack.id),
  };
  const facts: AlertFacts = {
    kind: 'summary',
    at: run.clock.now().toISOString(),
    incident: written.facts,
    summary: written.summary,
  };
  const step = stepOf(round, written.summary.goesOn === true);
  const sending = await sendOnce(run, incident.id, step, () => facts, attachment);
  return sending.outcome;
}

/** What the journal calls the message of a round: of the whole, or of what was seen while its reading goes on. */
export const stepOf = (round: number, goesOn: boolean): string => `summary:${round}${goesOn ? ':so-far' : ''}`;
