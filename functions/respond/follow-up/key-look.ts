import { CloudNotFound } from '../../../shared/errors';
import { looked } from '../../../shared/identity/looked';
import { nameNow } from '../../../shared/identity/name-now';
import type { UserName } from '../../../shared/ids';
import type { FollowedEntry } from '../../../shared/incident/follow-entries';
import type { IncidentId } from '../../../shared/incident/paths';
import type { Run } from '../../platform';
import { lastUseOf } from '../last-use';

export interface KeyLook {
  readonly entry: FollowedEntry;
  /** What he is called now, or was. */
  readonly userName: UserName;
}

/** How the leaked key and its user stand now. Throws what the looks at the key throw; the others may fail. */
export async function lookAtKey(run: Run, id: IncidentId, recorded: UserName): Promise<KeyLook> {
  const { ram } = run.cloud;
  const userName = await nameNow(run.cloud, id.accessKeyId, recorded);
  const gone: KeyLook = { entry: { type: 'followed', key: 'gone' }, userName: userName ?? recorded };
  if (userName === undefined) return gone;
  try {
    const key = (await ram.listAccessKeys(userName)).find((one) => one.id === id.accessKeyId)?.status;
    if (key === undefined) return gone;
    const info = looked(run.cloud.actionTrail().getAccessKeyLastUsedInfo(id.accessKeyId));
    const [lastUse, mfa] = await Promise.all([
      lastUseOf(run, userName, id.accessKeyId, info),
      looked(mfaOf(run, userName)),
    ]);
    const usedAt = lastUse.kind === 'known' ? { usedAt: lastUse.at } : {};
    return { entry: { type: 'followed', key, ...usedAt, ...('value' in mfa ? { mfa: mfa.value } : {}) }, userName };
  } catch (error) {
    if (error instanceof CloudNotFound) return gone;
    throw error;
  }
}

async function mfaOf({ cloud }: Run, userName: UserName): Promise<NonNullable<FollowedEntry['mfa']>> {
  if (!(await cloud.ram.hasLoginProfile(userName))) return 'no-console';
  return (await cloud.ram.hasMfaDevice(userName)) ? 'bound' : 'missing';
}
