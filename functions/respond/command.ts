import { CloudNotFound, OwnerNotFound } from '../../shared/errors';
import { searchOwner } from '../../shared/identity/owner';
import { type AccessKeyId, maskKey } from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import type { RotationState } from '../../shared/incident/rotation-state';
import type { IncidentState } from '../../shared/incident/state';
import { nextStep, stageOf } from '../../shared/rotation/stage';
import type { Request } from '../../shared/signal/types';
import type { Run } from '../platform';
import { startHygiene, startInvestigation } from './hand-over';

type Command = Extract<Request, { kind: 'command' }>;

/** A manual invocation that asks for something else than containment. The answer is JSON that a person can read. */
export async function command(run: Run, request: Command): Promise<unknown> {
  switch (request.command) {
    case 'status':
      return status(run, request.accessKeyId);
    case 'investigate': {
      const id = { accountId: run.accountId, accessKeyId: request.accessKeyId as AccessKeyId };
      const incident = await run.journal.read(id);
      if (incident.entries.length === 0) await refuseUnknown(run, id.accessKeyId);
      // The last look again: the numbers belong to the planned ones, which must still come.
      const look = { round: Math.max(1, incident.state.rounds), asked: true } as const;
      const schedule = await run.schedule.add(id, 'investigate', run.clock.now(), look);
      await startInvestigation(run, id, { ...look, schedule });
      return { started: true, reportAt: `oss://${run.config.evidence.bucket}/${run.paths.reportHtml(id)}` };
    }
    case 'hygiene': {
      await startHygiene(run);
      const date = run.clock.now().toISOString().slice(0, 10);
      return { started: true, reportAt: `oss://${run.config.evidence.bucket}/${run.paths.hygieneHtml(date)}` };
    }
  }
}

/**
 * A key that nobody has heard of would get a journal, 74 objects and a report all the same. One without an incident whose
 * owner is found may be looked at: its journal may be what a thief took away. Throws OwnerNotFound, and OwnerUnknown where
 * a look failed.
 */
async function refuseUnknown(run: Run, accessKeyId: AccessKeyId): Promise<void> {
  const signal = {
    leakId: `manual:${run.runId}`,
    accessKeyId,
    source: 'manual',
    foundAt: undefined,
    claims: {},
  } as const;
  const answer = await searchOwner(signal, run).owner;
  if (answer.kind === 'not-ours') throw new OwnerNotFound(maskKey(accessKeyId), answer.looked);
}

/** One incident whole, or all of them by their markers, and the age of the heartbeat. */
async function status(run: Run, accessKeyId: AccessKeyId | undefined): Promise<unknown> {
  if (accessKeyId !== undefined) {
    const id = { accountId: run.accountId, accessKeyId };
    const { state, entries, tampered, missing } = await run.journal.read(id);
    if (entries.length === 0) return { incident: `${id.accountId}/${id.accessKeyId}`, known: false };
    return {
      incident: `${id.accountId}/${id.accessKeyId}`,
      known: true,
      row: state.decision?.row ?? null,
      reason: state.decision?.reason ?? null,
      deny: state.denyAt,
      attached: [...state.attached],
      disabledKeys: [...state.disabledKeys],
      fence: fenceOf(state),
      verification: state.verification,
      held: state.held,
      release: state.release,
      rotation: rotationOf(state.rotation, accessKeyId),
      archived: state.archived && {
        at: state.archived.at,
        place: `oss://${state.archived.bucket}/${state.archived.folder}`,
      },
      reportAt: `oss://${run.config.evidence.bucket}/${run.paths.reportHtml(id)}`,
      ignoredObjects: tampered,
      missingObjects: missing,
    };
  }
  const [incidents, beat] = await Promise.all([new Markers(run.cloud.evidence, run.paths).list(), lastHeartbeat(run)]);
  const { mode, containment } = run.config;
  return { mode, containment, heartbeat: beat, incidents };
}

/** How far a person's rotation of the key has come, and the command that is next; null: none is under way or done. */
function rotationOf(rotation: RotationState | null, accessKeyId: AccessKeyId): object | null {
  const stage = stageOf(rotation);
  if (rotation === null || stage === 'none') return null;
  const { newKey, startedAt, by, verified, finished } = rotation;
  return {
    stage,
    newKey,
    startedAt,
    by,
    verified: verified && { at: verified.at, oldKey: verified.oldKey, newKey: verified.newKey },
    deleteFrom: finished?.observeUntil ?? null,
    next: nextStep(rotation, accessKeyId) ?? null,
  };
}

/** Where the key works from since it was fenced in, or why it is not. */
function fenceOf({ fence, steps }: IncidentState): unknown {
  const failed = steps.findLast(({ step, ok }) => !ok && step.startsWith('fence:'));
  if (fence?.holds === true) return { since: fence.at, policy: fence.document };
  return failed ? { none: failed.detail } : null;
}

async function lastHeartbeat(run: Run): Promise<string | null> {
  try {
    const text = (await run.cloud.evidence.get(run.paths.heartbeat)).body.toString();
    return (await run.seal.open<{ at: string }>(run.paths.heartbeat, text))?.at ?? null;
  } catch (error) {
    if (error instanceof CloudNotFound) return null;
    throw error;
  }
}
