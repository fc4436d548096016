import type { Incident } from '../../../shared/incident/journal';
import type { Task } from '../../../shared/incident/schedule';
import { type Sending, sendOnce } from '../../alerting';
import type { Run } from '../../platform';

/** Tells of the last tampering that the journal holds, once for each way that it stands; undefined: it holds none. */
export async function tellOfTampering(run: Run, { id, entries, state }: Incident): Promise<Sending | undefined> {
  const { tampering } = state;
  if (tampering === null) return undefined;
  const { verdict, seq, isMended, gone, doer, row, reason, since } = tampering;
  const stands = verdict === 'ask' ? 'asked' : isMended ? 'put-back' : 'failing';
  const mended = entries.findLast((entry) => entry.type === 'mended' && entry.seq > seq);
  return sendOnce(run, id, `tampered:${seq}:${stands}`, () => ({
    kind: 'deny-tampered',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: state.owner?.type === 'ram-user' ? state.owner.userName : '',
    ...{ stands, since, gone, doer, row, reason },
    steps: mended?.type === 'mended' ? mended.steps : [],
  }));
}

/** What a run put back that died before it could say so. What is gone still is seen by the timer's own look. */
export async function finishTampered(run: Run, { key, incident: id }: Task): Promise<void> {
  const incident = await run.journal.read(id);
  const isPutBack = incident.state.tampering?.verdict === 'put-back' && incident.state.tampering.isMended;
  if (isPutBack && (await tellOfTampering(run, incident))?.outcome === 'claimed-elsewhere') return;
  await run.schedule.done(key);
}
