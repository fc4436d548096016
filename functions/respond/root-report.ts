import { ORDINARY } from '../../shared/aliyun/call';
import type { Incident } from '../../shared/incident/journal';
import { Markers } from '../../shared/incident/markers';
import type { IncidentId } from '../../shared/incident/paths';
import type { Task } from '../../shared/incident/schedule';
import type { IncidentState } from '../../shared/incident/state';
import { isOpenRoot, judgeRoot, type RootReport } from '../../shared/rotation/root-report';
import { sendOnce } from '../alerting';
import type { Run } from '../platform';

/** Whose word an incident ends by that nobody closed: it tells this ending from a person's. */
const BY = 'the credential report';

/**
 * Ends the incident of a root key where the nightly credential report shows that the key has no power any more, and says
 * so once. What the report does not show stays open; the next night looks again.
 */
export async function endByReport(run: Run, { key, incident: id, data }: Task): Promise<void> {
  const report = data['report'] as RootReport;
  let incident = await run.journal.read(id);
  if (isOpenRoot(incident.state)) {
    const judged = (state: IncidentState, lastUse?: string | null) => judgeRoot(report, state.signals, lastUse);
    const first = judged(incident.state);
    const lastUse = !first.ends && first.needs === 'last-use' ? await lastUseOf(run, id) : undefined;
    // Judged anew after every lost race: a leak that is younger than the report keeps the incident open.
    incident = await endRoot(run, id, BY, ({ state }) => {
      const verdict = judged(state, lastUse);
      if (verdict.ends) return verdict.reason;
      run.log.info({ why: verdict.why }, "a root key's incident stays open");
      return undefined;
    });
  }
  const { release, releases } = incident.state;
  // Again after a crash between the end and its telling; never of an end that a later leak has overtaken.
  if (release?.by === BY && !isOpenRoot(incident.state)) {
    await new Markers(run.cloud.evidence, run.paths).set(id, 'released');
    const { outcome } = await sendOnce(run, id, `root-ended:${releases}`, () => ({
      kind: 'root-ended',
      at: run.clock.now().toISOString(),
      incidentId: `${id.accountId}/${id.accessKeyId}`,
      accessKeyId: id.accessKeyId,
      reason: release.reason,
    }));
    if (outcome === 'claimed-elsewhere') return;
  }
  await run.schedule.done(key);
}

/**
 * Closes a root key's incident where it is open and `reasonOf` has a reason to: nobody waits for it any more, and its
 * leaks are dealt with.
 */
export async function endRoot(
  run: Run,
  id: IncidentId,
  by: string,
  reasonOf: (incident: Incident) => string | undefined,
): Promise<Incident> {
  const { incident, written } = await run.journal.append(id, (now) => {
    const reason = isOpenRoot(now.state) ? reasonOf(now) : undefined;
    const leakIds = now.state.signals.map(({ leakId }) => leakId);
    return reason === undefined ? undefined : { type: 'release', by, reason, leakIds, steps: [], complete: true };
  });
  if (written) await new Markers(run.cloud.evidence, run.paths).set(id, 'released');
  return incident;
}

/** ISO 8601 UTC; null when ActionTrail knows of no use. Throws what the look threw: the schedule's entry stays then. */
async function lastUseOf(run: Run, { accessKeyId }: IncidentId): Promise<string | null> {
  const info = await run.cloud.actionTrail().getAccessKeyLastUsedInfo(accessKeyId, ORDINARY);
  return info?.usedAt?.toISOString() ?? null;
}
