import { toldUse } from '../../shared/aliyun/action-trail';
import { ORDINARY } from '../../shared/aliyun/call';
import type { Incident } from '../../shared/incident/journal';
import { markByJournal } from '../../shared/incident/mark';
import { isOpenRoot } from '../../shared/incident/open-root';
import type { IncidentId } from '../../shared/incident/paths';
import type { Task } from '../../shared/incident/schedule';
import { judgeRoot, type RootLooks, type RootReport } from '../../shared/rotation/root-report';
import { ownKeyOf } from '../../shared/rotation/stage';
import { credentialOf } from '../../shared/signal/credential';
import { object, text } from '../../shared/signal/loose';
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
    const first = judgeRoot(report, incident.state);
    const looks = !first.ends && first.needs === 'looks' ? await lookAtRoot(run, incident) : undefined;
    // Judged anew after every lost race: a leak that is younger than the report keeps the incident open.
    incident = await endRoot(run, id, BY, ({ state }) => {
      const verdict = judgeRoot(report, state, looks);
      if (verdict.ends) return verdict.reason;
      run.log.info({ why: verdict.why }, "a root key's incident stays open");
      return undefined;
    });
  }
  const { release, releases } = incident.state;
  // Again after a crash between the end and its telling; never of an end that a later leak has overtaken.
  if (release?.by === BY && !isOpenRoot(incident.state)) {
    await markByJournal(run, id);
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
 * Closes a root key's incident where it is open, asks nobody, and `reasonOf` has a reason to: nobody waits for it any more,
 * and its leaks are dealt with.
 */
export async function endRoot(
  run: Run,
  id: IncidentId,
  by: string,
  reasonOf: (incident: Incident) => string | undefined,
): Promise<Incident> {
  const { incident, written } = await run.journal.append(id, (now) => {
    const reason = isOpenRoot(now.state) && now.state.held === null ? reasonOf(now) : undefined;
    const leakIds = now.state.signals.map(({ leakId }) => leakId);
    return reason === undefined ? undefined : { type: 'release', by, reason, leakIds, steps: [], complete: true };
  });
  if (written) await markByJournal(run, id);
  return incident;
}

/** Throws what the looks threw: the schedule's entry stays then. */
async function lookAtRoot(run: Run, incident: Incident): Promise<RootLooks> {
  const trail = run.cloud.actionTrail();
  const [info, atConsole] = await Promise.all([
    trail.getAccessKeyLastUsedInfo(incident.id.accessKeyId, ORDINARY),
    madeAtConsole(run, incident),
  ]);
  return { lastUse: toldUse(info)?.toISOString() ?? null, ownMade: [...madeByRotation(incident), ...atConsole] };
}

/** The new key of this incident's rotation, whoever signed for it. */
function madeByRotation({ entries, state: { rotation } }: Incident): string[] {
  const own = ownKeyOf(rotation);
  if (own === undefined) return [];
  return entries
    .flatMap((entry) => (entry.type === 'rotation' ? entry.steps : []))
    .flatMap(({ step, ok, at }) => (ok && step === `create-key:${own}` ? at : []));
}

/** LookupEvents reaches no further back (ActionTrail). */
const REACH_MS = 90 * 86_400_000;

/** Root signed in: whoever has a root key alone cannot, for no key of root's opens the console (ActionTrail, "Event structure"). */
async function madeAtConsole(run: Run, { state: { signals } }: Incident): Promise<string[]> {
  const to = run.clock.now();
  const from = new Date(
    Math.max(to.getTime() - REACH_MS, Math.min(...signals.map(({ receivedAt }) => Date.parse(receivedAt)))),
  );
  const { events } = await run.cloud.actionTrail().lookupEvents({
    attributes: [
      { key: 'ServiceName', value: 'Ram' },
      { key: 'EventName', value: 'CreateAccessKey' },
    ],
    from,
    to,
  });
  return events.flatMap((event) => {
    const who = object(event, 'userIdentity');
    const madeAt = text(event, 'eventTime');
    // What a key made, of whatever form its id is, is not the owner's: it may be the leaked one.
    const isAtConsole = credentialOf(text(who, 'accessKeyId'), text(event, 'eventType')) === 'console';
    const isOwn = text(who, 'type') === 'root-account' && isAtConsole && !text(event, 'errorCode');
    return isOwn && madeAt !== undefined ? [madeAt] : [];
  });
}
