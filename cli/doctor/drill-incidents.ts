import { holderNow } from '../../shared/identity/holder';
import { looked } from '../../shared/identity/looked';
import { nameOfUser, userIdOf } from '../../shared/identity/name-now';
import { type AccessKeyId, isAccessKeyId, maskKey, parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { Markers } from '../../shared/incident/markers';
import type { CliRun } from '../run';
import { isDrillName, REASON } from './drill-end';

/** An open incident whose user bore a drill's name when the key was contained. */
export interface DrillIncident {
  readonly key: AccessKeyId;
  /** What the key's user is called today; of one who is gone, what he was called. */
  readonly userName: string;
  /** Why it is not certainly a drill's; undefined: it is. */
  readonly why: string | undefined;
}

export interface DrillIncidents {
  readonly found: readonly DrillIncident[];
  /** What could not be looked at. */
  readonly unseen: readonly string[];
}

/** Contained keys of users that a drill may have made, whether these are there still or not. Throws what the list throws. */
export async function incidentsLeft({ run }: CliRun): Promise<DrillIncidents> {
  const found: DrillIncident[] = [];
  const unseen: string[] = [];
  for (const { accountId, accessKeyId } of await new Markers(run.cloud.evidence, run.paths).list('contained')) {
    if (accountId !== run.accountId || !isAccessKeyId(accessKeyId)) continue;
    const look = await looked(incidentOf({ run }, parseAccessKeyId(accessKeyId)));
    if ('couldNotCheck' in look) unseen.push(`the incident of ${maskKey(accessKeyId)}: ${look.couldNotCheck}`);
    else if (look.value !== undefined) found.push(look.value);
  }
  return { found, unseen };
}

/**
 * Undefined: its user bore no drill's name. It is a drill's where nothing but drills told of it, and its user is a drill's
 * by his name of today, or gone: whoever may rename a user gives him such a name before his key is contained, and the old
 * one back behind it. Throws what the looks throw.
 */
export async function incidentOf({ run }: Pick<CliRun, 'run'>, key: AccessKeyId): Promise<DrillIncident | undefined> {
  const incident = await run.journal.read({ accountId: run.accountId, accessKeyId: key });
  const { owner } = incident.state;
  if (owner?.type !== 'ram-user' || !isDrillName(owner.userName)) return undefined;
  if (!isOfDrillsAlone(incident))
    return { key, userName: owner.userName, why: 'something else than a drill told of this key' };
  const today = await userToday(run, incident);
  const userName = today ?? owner.userName;
  return { key, userName, why: isDrillName(userName) ? undefined : `the key is ${userName}'s` };
}

/** Whether every signal is one that a drill gives. What the journal lacks, or what was put there, may be another. Pure. */
function isOfDrillsAlone({ entries, tampered, missing }: Incident): boolean {
  const signals = entries.flatMap((entry) => (entry.type === 'decision' ? [entry.signal] : []));
  return (
    tampered.length + missing.length === 0 &&
    signals.every(
      ({ leakId, source, reason }) => source === 'manual' && leakId.startsWith('manual:') && reason === REASON,
    )
  );
}

/** What the key's user is called, by the key or by his id; undefined: he is gone. Throws what could not be checked. */
async function userToday({ cloud }: CliRun['run'], { id, state }: Incident): Promise<string | undefined> {
  const held = await holderNow(cloud, id.accessKeyId);
  if (held.kind === 'open') throw new Error(held.why);
  if (held.kind === 'confirmed') return held.userName;
  const userId = state.ownerId ?? (await userIdOf(cloud, id.accessKeyId));
  return userId === undefined ? undefined : nameOfUser(cloud, userId);
}
