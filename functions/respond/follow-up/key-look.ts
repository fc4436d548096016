import { looked } from '../../../shared/identity/looked';
import { userIdOf, userNow } from '../../../shared/identity/name-now';
import type { KnownUser } from '../../../shared/identity/types';
import type { UserName } from '../../../shared/ids';
import type { FollowedEntry } from '../../../shared/incident/follow-entries';
import type { Incident } from '../../../shared/incident/journal';
import type { Run } from '../../platform';
import { lastUseOf } from '../last-use';

export interface KeyLook {
  readonly entry: FollowedEntry;
  /** What he is called now, or was. */
  readonly userName: UserName;
}

/** How the leaked key and its user stand now. Throws what the looks at the key throw; the others may fail. */
export async function lookAtKey(run: Run, { id, state }: Incident, known: KnownUser): Promise<KeyLook> {
  const now = await userNow(run.cloud, id.accessKeyId, known);
  const userName = now?.userName ?? known.userName;
  const userId = state.ownerId === null ? await looked(userIdOf(run.cloud, id.accessKeyId)) : undefined;
  const ofUser =
    userId !== undefined && 'value' in userId && userId.value !== undefined ? { userId: userId.value } : {};
  const key = now?.keys.find((one) => one.id === id.accessKeyId)?.status;
  if (key === undefined) return { entry: { type: 'followed', key: 'gone', ...ofUser }, userName };
  const info = looked(run.cloud.actionTrail().getAccessKeyLastUsedInfo(id.accessKeyId));
  const [lastUse, mfa] = await Promise.all([
    lastUseOf(run, userName, id.accessKeyId, info),
    looked(mfaOf(run, userName)),
  ]);
  const usedAt = lastUse.kind === 'known' ? { usedAt: lastUse.at } : {};
  const bound = 'value' in mfa ? { mfa: mfa.value } : {};
  return { entry: { type: 'followed', key, ...ofUser, ...usedAt, ...bound }, userName };
}

async function mfaOf({ cloud }: Run, userName: UserName): Promise<NonNullable<FollowedEntry['mfa']>> {
  if (!(await cloud.ram.hasLoginProfile(userName))) return 'no-console';
  return (await cloud.ram.hasMfaDevice(userName)) ? 'bound' : 'missing';
}
