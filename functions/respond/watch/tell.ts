import type { Incident } from '../../../shared/incident/journal';
import type { Task } from '../../../shared/incident/schedule';
import type { Gone, MendedEntry } from '../../../shared/incident/tamper-entries';
import type { Tampering } from '../../../shared/incident/tamper-state';
import type { TamperStands } from '../../../shared/notify/tampered-facts';
import { type Sending, sendOnce } from '../../alerting';
import type { Run } from '../../platform';

/** Tells of one tampering, once for each way that it stands. */
export function tellOfTampering(run: Run, { id, entries, state }: Incident, tampering: Tampering): Promise<Sending> {
  const { verdict, gone, doer, row, reason, since, inPlaceAt } = tampering;
  const lastInPlace = gone.flatMap((thing) => inPlaceAt?.[thing] ?? []).sort()[0] ?? null;
  const mended = entries.findLast((entry) => entry.type === 'mended' && entry.seq > tampering.seq && isOf(entry, gone));
  return sendOnce(run, id, stepOf(tampering), () => ({
    kind: 'deny-tampered',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: state.owner?.type === 'ram-user' ? state.owner.userName : '',
    ...{ stands: standing(tampering), since, lastInPlace, gone, doer, row, reason },
    steps: verdict === 'put-back' && mended?.type === 'mended' ? mended.steps : [],
  }));
}

function standing({ verdict, row, isMended }: Tampering): TamperStands {
  if (verdict === 'ask') return row === 'over' ? 'over' : 'asked';
  return isMended ? 'put-back' : 'failing';
}

const stepOf = (tampering: Tampering): string => `tampered:${tampering.seq}:${standing(tampering)}`;

const isOf = (entry: MendedEntry, gone: readonly Gone[]): boolean =>
  entry.gone === undefined || gone.some((thing) => entry.gone?.includes(thing));

/** What a run put back that died before it could say so. What is gone still is seen by the timer's own look. */
export async function finishTampered(run: Run, { key, incident: id }: Task): Promise<void> {
  const incident = await run.journal.read(id);
  const { tampering, alerts } = incident.state;
  const untold = (tampering?.all ?? []).filter(
    (one) => one.verdict === 'put-back' && one.isMended && !alerts[stepOf(one)]?.sent,
  );
  for (const one of untold) if ((await tellOfTampering(run, incident, one)).outcome === 'claimed-elsewhere') return;
  await run.schedule.done(key);
}
