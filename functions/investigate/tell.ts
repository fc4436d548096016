import type { Pack } from '../../shared/evidence/pack';
import type { Incident } from '../../shared/incident/journal';
import type { AlertFacts, Attachment } from '../../shared/notify/facts';
import { sendOnce } from '../alerting';
import type { Run } from '../platform';
import type { InvestigateResult } from './investigate';
import type { Judgement } from './judge';
import type { WrittenUp } from './write-up';

/**
 * The second alert: what the investigation found, with the report attached. The first round always tells; a later one
 * only when it knows something that changes what the owner must do.
 */
export async function tell(
  run: Run,
  pack: Pack,
  incident: Incident,
  round: number,
  judged: Judgement,
  written: WrittenUp,
): Promise<NonNullable<InvestigateResult['alert']>> {
  if (round > 1 && !isNews(incident, round, judged)) return 'no news';
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
  const sending = await sendOnce(run, incident.id, `summary:${round}`, () => facts, attachment);
  return sending.outcome;
}

/**
 * Against the rounds before: a thief seen first now, a deny that does not hold or took effect late, quiet at last, or a
 * cost or an order that none of them knew.
 */
function isNews({ entries }: Incident, round: number, { thief, verification, cost }: Judgement): boolean {
  const before = entries.findLast((entry) => entry.type === 'investigated' && entry.round < round);
  if (before?.type !== 'investigated') return true;
  const newlySeen = thief.seen === 'yes' && before.thiefSeen !== 'yes';
  // Calls that the deny covers came through, seen first now: the owner must look at what they did.
  const biteLate = (verification?.problems.length ?? 0) > 0 && (before.verification?.problems.length ?? 0) === 0;
  const turned = verification !== undefined && before.verification?.state !== verification.state;
  const told = new Set(
    entries.flatMap((entry) => (entry.type === 'investigated' && entry.round < round ? (entry.cost?.signs ?? []) : [])),
  );
  const costs = cost.signs.some((sign) => !told.has(sign));
  return newlySeen || biteLate || costs || (turned && /^contained/.test(verification.state));
}
