import { isOfDeny } from '../../../shared/containment/tampering/gone';
import type { StepResult } from '../../../shared/containment/types';
import type { Incident } from '../../../shared/incident/journal';
import { shownOwner } from '../../../shared/incident/known-user';
import { loginOf } from '../../../shared/incident/login-entries';
import type { Task } from '../../../shared/incident/schedule';
import type { Gone, Holding, MendedEntry } from '../../../shared/incident/tamper-entries';
import type { Tampering } from '../../../shared/incident/tamper-state';
import type { TamperStands } from '../../../shared/notify/tampered-facts';
import { type Sending, sendOnce } from '../../alerting';
import type { Run } from '../../platform';

/** What the last look has shown: what holds the user, and what he is called now. */
export interface Shown {
  readonly holds: Holding | null;
  readonly userName: string | undefined;
}

/** Tells of one tampering, once for each way that it stands. `shown`: absent where nobody has looked. */
export function tellOfTampering(
  run: Run,
  incident: Incident,
  tampering: Tampering,
  { holds, userName }: Shown = { holds: null, userName: undefined },
): Promise<Sending> {
  const { id, state } = incident;
  const { verdict, gone, doer, row, reason, since, inPlaceAt } = tampering;
  const lastInPlace = gone.flatMap((thing) => inPlaceAt?.[thing] ?? []).sort()[0] ?? null;
  const login = doer === null ? undefined : loginOf(incident.entries, doer);
  return sendOnce(run, id, stepOf(incident, tampering), () => ({
    kind: 'deny-tampered',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName: userName ?? shownOwner(state.owner),
    ...{ stands: standing(incident, tampering), since, lastInPlace, gone, holds, doer, row, reason },
    ...(login === undefined ? {} : { login }),
    steps: verdict === 'put-back' ? mendingOf(incident, tampering) : [],
  }));
}

function standing(incident: Incident, tampering: Tampering): TamperStands {
  const { verdict, row, isMended, gone } = tampering;
  if (verdict === 'ask') return row === 'over' ? 'over' : 'asked';
  if (!isMended) return 'failing';
  const did = (step: RegExp): boolean => mendingOf(incident, tampering).some((one) => one.ok && step.test(one.step));
  const isSwitched = gone.some(isOfDeny) && did(/^disable-key:/) && !did(/^(attach-|add-to-group)/);
  return isSwitched ? 'switched' : 'put-back';
}

/** The steps that put it back, or, while it is not there, what was given in its place; none, where it was found there. */
function mendingOf({ entries }: Incident, { seq, gone, isMended }: Tampering): readonly StepResult[] {
  const isOurs = (entry: MendedEntry): boolean => isOf(entry, gone) || (!isMended && entry.gone?.length === 0);
  const mended = entries.findLast((entry) => entry.type === 'mended' && entry.seq > seq && isOurs(entry));
  return mended?.type === 'mended' ? mended.steps : [];
}

const stepOf = (incident: Incident, tampering: Tampering): string =>
  `tampered:${tampering.seq}:${standing(incident, tampering)}`;

const isOf = (entry: MendedEntry, gone: readonly Gone[]): boolean =>
  entry.gone === undefined || gone.some((thing) => entry.gone?.includes(thing));

/** What a run put back that died before it could say so. What is gone still is seen by the timer's own look. */
export async function finishTampered(run: Run, { key, incident: id }: Task): Promise<void> {
  const incident = await run.journal.read(id);
  const { tampering, alerts } = incident.state;
  const untold = (tampering?.all ?? []).filter(
    (one) => one.verdict === 'put-back' && one.isMended && !alerts[stepOf(incident, one)]?.sent,
  );
  for (const one of untold) if ((await tellOfTampering(run, incident, one)).outcome === 'claimed-elsewhere') return;
  await run.schedule.done(key);
}
