import { CLI, WITH_REASON } from '../../shared/command-line';
import { messageOf } from '../../shared/identity/looked';
import type { AccessKeyId } from '../../shared/ids';
import { openApproval } from '../../shared/incident/approval';
import { checklistOf } from '../../shared/incident/checklist';
import type { Incident } from '../../shared/incident/journal';
import { listIncidents } from '../../shared/incident/listing';
import { releaseUnderWay, unfinishedRelease } from '../../shared/incident/release-under-way';
import type { RotationState } from '../../shared/incident/rotation-state';
import { isTime } from '../../shared/incident/seal';
import type { IncidentState } from '../../shared/incident/state';
import { isUnread, openStored, unreadLines } from '../../shared/incident/stored';
import { openTamperings } from '../../shared/incident/tamper-state';
import { WatchList } from '../../shared/incident/watch-list';
import { nextStep, stageOf } from '../../shared/rotation/stage';
import type { Run } from '../platform';

/** One incident whole, or all of them, and the age of the heartbeat. */
export async function status(run: Run, accessKeyId: AccessKeyId | undefined): Promise<unknown> {
  if (accessKeyId !== undefined) {
    const id = { accountId: run.accountId, accessKeyId };
    const incident = await run.journal.read(id);
    const { state, entries, tampered, missing, unchained } = incident;
    if (entries.length === 0)
      return { incident: `${id.accountId}/${id.accessKeyId}`, known: false, ignoredObjects: tampered };
    return {
      incident: `${id.accountId}/${id.accessKeyId}`,
      known: true,
      row: state.decision?.row ?? null,
      reason: state.decision?.reason ?? null,
      deny: state.denyAt,
      attached: [...state.attached],
      unfinished: unfinishedContainment(incident),
      disabledKeys: [...state.disabledKeys],
      fence: fenceOf(state),
      verification: state.verification,
      tampering: tamperingOf(state),
      checklist: checklistFor(incident),
      closed: state.closed,
      ...(state.idle ? { unused: state.idle } : {}),
      held: state.held,
      asked: askedOf(state),
      release: releaseOf(incident, run.clock.now()),
      rotation: rotationOf(state.rotation, accessKeyId),
      archived: state.archived && {
        at: state.archived.at,
        place: `oss://${state.archived.bucket}/${state.archived.folder}`,
      },
      reportAt: `oss://${run.config.evidence.bucket}/${run.paths.reportHtml(id)}`,
      ignoredObjects: tampered,
      missingObjects: missing,
      unchainedObjects: unchained,
    };
  }
  const [incidents, beat, watched] = await Promise.all([
    listIncidents(run.cloud.evidence, run.paths, run.journal, run.accountId),
    lastHeartbeat(run),
    new WatchList(run.cloud.evidence, run.paths, run.seal).read(),
  ]);
  const { mode, containment } = run.config;
  const noteOf = (key: string): { readonly note?: string } => {
    const { isOpen, isUnsealed, isHalfReleased } = watched.keys.get(key) ?? {};
    const notes = [
      ...(isUnsealed ? [UNSEALED] : []),
      ...(isHalfReleased ? [HALF_RELEASED] : []),
      ...(isOpen ? [UNDONE] : []),
    ];
    return notes.length > 0 ? { note: notes.join('; ') } : {};
  };
  return {
    ...{ mode, containment, heartbeat: beat },
    // Without the list nothing is noted beside the incidents.
    ...(watched.unread.length > 0 ? { couldNotCheck: unreadLines(watched.unread) } : {}),
    incidents: incidents.map((one) => ({ ...noteOf(one.accessKeyId), ...one })),
  };
}

const UNSEALED = "by its marker alone: what is recorded of it bears another seal than this responder's";
const HALF_RELEASED = `a release of it is under way, or did not come to its end: ${CLI} status KEY says what to run`;
const UNDONE = `something of it was undone outside a release: ${CLI} status KEY says what`;

/**
 * That a containment was begun, or approved, and nothing has come of it: its run is at it still, has died, or was refused;
 * null: none was.
 */
function unfinishedContainment({ id, entries, state }: Incident): string | null {
  const last = entries.findLast(({ type }) => type === 'decision' || type === 'outcome' || type === 'failure');
  const isBegun =
    last?.type === 'decision' && state.isContaining && state.attached.size + state.disabledKeys.size === 0;
  if (isBegun) return `begun at ${last.at}, and nothing is known of its end: a deny may be on; the timer finishes it`;
  const approval = openApproval({ entries, state });
  return approval === null
    ? null
    : `approved at ${approval.at} by ${approval.by}, and no deny is on: the timer tries it again, except on an excluded user, whom respond may not touch; at once, with your own rights: ${CLI} approve ${id.accessKeyId} ${WITH_REASON}`;
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

/** Who gave the power back, and the command that is next where it did not come to its end; null: nobody has. */
function releaseOf(incident: Incident, now: Date): object | null {
  const { release } = incident.state;
  if (release === null || release.complete) return release;
  const wish = release.falseAlarm ? ' --false-alarm' : '';
  const again = `run this again: ${CLI} release ${incident.id.accessKeyId}${wish} ${WITH_REASON}`;
  const unfinished =
    releaseUnderWay(incident, now) !== undefined
      ? 'it is under way'
      : unfinishedRelease(incident) !== undefined
        ? `it was begun, and nothing is known of its end: what is left of the containment stands; ${again}`
        : `it has not taken off everything: what is left of the containment stands; ${again}`;
  return { ...release, unfinished };
}

/** What is undone, one for each who did it, and else what was last; null: nothing was undone since the last release. */
function tamperingOf({ tampering }: IncidentState): object | null {
  if (tampering === null) return null;
  const open = openTamperings(tampering);
  return (open.length > 0 ? open : tampering.all.slice(-1)).map(({ since, gone, verdict, reason, isMended }) => ({
    ...{ since, gone, verdict, reason },
    back: isMended,
  }));
}

/** Each question that a person has not answered, and whom it is about. */
function askedOf({ questions }: IncidentState): readonly object[] {
  return questions.map(({ since, row, reason, made = [] }) => ({
    ...{ since, row, reason },
    made: made.map(({ type, name }) => `${type} ${name}`),
  }));
}

/** How far the incident has come, by the reference document's list; null: nothing is to be done about its key here. */
function checklistFor(incident: Incident): object | null {
  if (incident.state.owner?.type !== 'ram-user') return null;
  return Object.fromEntries(
    checklistOf(incident).map(({ name, standing, at, why }) => [
      name,
      standing === 'could-not-check' ? `could not check: ${why}` : at ? `${standing} (${at})` : standing,
    ]),
  );
}

/** Where the key works from since it was fenced in, or why it is not. */
function fenceOf({ fence, fenceWish, steps, tampering }: IncidentState): unknown {
  const failed = steps.findLast(({ step, ok }) => !ok && step.startsWith('fence:'));
  const undone = openTamperings(tampering).find(({ gone }) => gone.some((thing) => thing.startsWith('fence:')));
  if (fence?.holds === true)
    return { since: fence.at, policy: fence.document, ...(undone ? { undoneSince: undone.since } : {}) };
  // A crash, or the deletion of its key, has left open whether it is there.
  if (fence !== null) return { since: fence.at, mayStand: fence.document };
  if (failed) return { none: failed.detail };
  return fenceWish && { wanted: fenceWish.at, by: fenceWish.by };
}

/** ISO 8601 UTC; null: it never ran; or why nobody knows, which keeps nothing else from being shown. */
async function lastHeartbeat({ cloud, paths, seal }: Run): Promise<string | null> {
  const beat = await openStored<{ readonly at?: unknown }>(cloud.evidence, seal, paths.heartbeat);
  if (beat === 'gone') return null;
  if (beat === 'strange') return 'unknown: it does not bear the seal of the state key here';
  if (isUnread(beat)) return `unknown: it could not be read (${messageOf(beat.unread.error)})`;
  const { at } = beat.content;
  return isTime(at) ? String(at) : 'unknown: it tells no time, and somebody else wrote it';
}
