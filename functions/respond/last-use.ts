import { type KeyLastUsedInfo, toldUse } from '../../shared/aliyun/action-trail';
import { URGENT } from '../../shared/aliyun/call';
import { looked } from '../../shared/identity/looked';
import type { LastUse, Looked } from '../../shared/identity/types';
import type { AccessKeyId, UserName } from '../../shared/ids';
import type { Run } from '../platform';

/**
 * When the key was last used, by RAM and by ActionTrail together: the later of the two. A look that failed makes it
 * unknown, because "never used" must be seen by both; and it is never a reason to switch a key off.
 */
export async function lastUseOf(
  run: Pick<Run, 'cloud'>,
  userName: UserName,
  accessKeyId: AccessKeyId,
  info: Promise<Looked<KeyLastUsedInfo | undefined>>,
): Promise<LastUse> {
  const [ram, trail] = await Promise.all([
    looked(run.cloud.ram.getAccessKeyLastUsed(userName, accessKeyId, URGENT)),
    info.then((answer) => ('value' in answer ? looked(Promise.resolve(answer.value).then(toldUse)) : answer)),
  ]);
  if ('couldNotCheck' in ram) return { kind: 'unknown', why: ram.couldNotCheck };
  if ('couldNotCheck' in trail) return { kind: 'unknown', why: trail.couldNotCheck };
  const times = [ram.value, trail.value].flatMap((date) => (date ? [date.getTime()] : []));
  return {
    kind: 'known',
    at: times.length > 0 ? new Date(Math.max(...times)).toISOString() : null,
    sources: ['RAM GetAccessKeyLastUsed', 'ActionTrail GetAccessKeyLastUsedInfo'],
  };
}
