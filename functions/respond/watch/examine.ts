import { decideEach } from '../../../shared/containment/tampering/decide-each';
import { expectedOf } from '../../../shared/containment/tampering/expect';
import { keysKnownOff } from '../../../shared/containment/tampering/known-off';
import { JournalGone } from '../../../shared/errors';
import { maskKey } from '../../../shared/ids';
import type { Incident } from '../../../shared/incident/journal';
import type { IncidentId } from '../../../shared/incident/paths';
import type { Doer } from '../../../shared/incident/tamper-entries';
import { openTamperings } from '../../../shared/incident/tamper-state';
import type { Watched } from '../../../shared/incident/watch-list';
import { busyOf } from '../../../shared/rotation/stage';
import type { Undoing } from '../../../shared/signal/undoing';
import { namesLastNight } from '../../owner-index';
import type { Run } from '../../platform';
import { carryOut, isOvertaken, mend, type SeenGone } from './carry-out';
import type { Denies } from './denies';
import { doersOf } from './doer';
import type { Hindsight } from './hindsight';
import { isLost } from './list';
import { lookAt } from './live';

/** What a run knows beside the incident itself. */
export interface Around {
  readonly denies: Denies;
  /** Events that say where to look, and who it was. */
  readonly undone: readonly Undoing[];
  readonly hindsight: Hindsight;
}

/**
 * Looks at one incident live, and acts on what is gone. The journal is read before the account: what another run has put
 * back is seen there, or has overtaken this one. `watched`: what the list knows of it. Resolves with what failed. Throws what the looks throw, and then nothing
 * was done. Repeating it changes nothing.
 */
export async function examine(
  run: Run,
  id: IncidentId,
  around: Around,
  watched: Watched | undefined,
): Promise<readonly string[]> {
  const { denies, undone, hindsight } = around;
  const seen = await lookAtGone(run, id, denies, undone, watched);
  if (seen === undefined) return [];
  const { incident, live } = seen;
  if (live.gone.length === 0) return [];
  const userName = live.userName ?? null;
  const things = await doersOf(run, { incident, gone: live.gone, userName, undone, hindsight });
  const userId = incident.state.ownerId ?? watched?.userId;
  const whose = { userName, ...(userId === undefined ? {} : { userId }) };
  const facts = {
    incident,
    ...whose,
    keysOn: live.keysOn,
    namesLastNight: await namesLastNight(run),
    now: run.clock.now(),
  };
  return (await carryOut(run, seen, denies, decideEach(facts, things, run.config))) ?? [];
}

/**
 * What is gone now, with what is back again written down. Undefined: nothing of it is looked after. Throws JournalGone
 * beside what the looks throw.
 */
export async function lookAtGone(
  run: Run,
  id: IncidentId,
  denies: Denies,
  undone: readonly Undoing[],
  watched?: Watched,
): Promise<SeenGone | undefined> {
  const read = await run.journal.read(id);
  if (isLost(read, watched)) throw new JournalGone(maskKey(id.accessKeyId));
  const expected = expectedOf(read, run.clock.now());
  if (typeof expected === 'string') {
    run.log.info({ key: maskKey(id.accessKeyId), why: expected }, 'nothing of ours is looked after');
    return undefined;
  }
  const live = await lookAt(run, read, expected, denies, watched?.userId);
  const off = undone.find(({ isOff, accessKeyId }) => isOff && accessKeyId === id.accessKeyId);
  const incident = live.isKeyOff ? await noteOff(run, read, off?.doer) : read;
  const open = openTamperings(incident.state.tampering).flatMap(({ gone }) => gone);
  const back = open.filter((thing) => !live.gone.includes(thing));
  const userId = watched?.userId;
  if (back.length === 0) return { incident, live, userId };
  const mended = await mend(run, incident, { type: 'mended', how: 'found', gone: back, steps: [] });
  return { incident: mended, live, userId };
}

/** The leaked key is off, and we did not do it: from now on it is looked after, too. */
async function noteOff(run: Run, read: Incident, by: Doer | undefined): Promise<Incident> {
  const { incident } = await run.journal.append(
    read.id,
    (now) => {
      const isUndoing = busyOf(now.state.rotation, run.runId, run.clock.now())?.step === 'undo';
      const isKnown = keysKnownOff(now).includes(now.id.accessKeyId);
      if (isKnown || isUndoing || isOvertaken(now, read)) return undefined;
      return { type: 'followed', key: 'Inactive', ...(by ? { by } : {}) };
    },
    read,
  );
  return incident;
}
