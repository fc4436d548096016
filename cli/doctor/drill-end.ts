import { connectSetup } from '../../shared/aliyun';
import { CLI } from '../../shared/command-line';
import { CloudNotFound } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { type AccessKeyId, maskKey, parseAccessKeyId, type UserName } from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import { isNamedOurs } from '../../shared/ram-policy/our-denies';
import { EXIT } from '../exit';
import { type ReleaseOptions, releaseCommand } from '../release';
import type { CliRun } from '../run';
import { type Found, ok, problem } from './check';

/** What a drill's user is known by, as long as he is there. */
export const PREFIX = 'ak-tourniquet-drill-';
/** Why a drill's key is contained, as the journal keeps it. */
export const REASON = 'drill of ak-tourniquet doctor';
export const COMMENT = 'ak-tourniquet doctor --drill: may be deleted';

const NAME = new RegExp(`^${PREFIX}[0-9a-f]{8}$`);

/** Whether a drill gives such a name. Anybody may bear it. */
export const isDrillName = (userName: string): boolean => NAME.test(userName);

/** An incident that is not released would be listed as contained, and followed up every night, for a user who is gone. */
export async function closed(cli: CliRun, key: AccessKeyId): Promise<Found[]> {
  const { run } = cli;
  const hand = `${CLI} release ${key} --reason drill --false-alarm`;
  try {
    const contained = await new Markers(run.cloud.evidence, run.paths).list('contained');
    if (!contained.some(({ accessKeyId }) => accessKeyId === key)) return [];
    const code = await releaseCommand(cli, key, OF_THE_DRILL);
    if (code === EXIT.done) return [ok(`the incident of ${maskKey(key)} is closed`)];
    return [problem(`the incident of ${maskKey(key)} stays open: its release ended with ${code}`, hand)];
  } catch (error) {
    return [problem(`the incident of ${maskKey(key)} stays open: ${messageOf(error)}`, hand)];
  }
}

export const OF_THE_DRILL: ReleaseOptions = {
  ...{ reason: 'drill', by: 'ak-tourniquet doctor', yes: true },
  // The user is its own: what the account changed meanwhile is nothing to him.
  ...{ reactivate: [], ownKeys: [], falseAlarm: true, acceptChanges: true },
};

/** The user is the drill's own: whatever of ours is on him goes, then his keys, then he. */
export async function cleanedUp(cli: CliRun, userName: UserName): Promise<Found> {
  const { ram } = cli.run.cloud;
  const { users, roles } = connectSetup(cli.config, cli.clock, cli.credentials);
  try {
    const [policies, groups, keys] = await Promise.all([
      ram.listPoliciesForUser(userName),
      ram.listGroupsForUser(userName),
      ram.listAccessKeys(userName),
    ]);
    for (const policy of policies.filter(isNamedOurs)) await ram.detachPolicyFromUser(userName, policy);
    if (groups.includes(QUARANTINE_GROUP)) await ram.removeUserFromGroup(userName, QUARANTINE_GROUP);
    for (const { id } of keys) await users.deleteAccessKey(userName, parseAccessKeyId(id));
    await roles.deleteUser(userName);
    return ok(`key and user ${userName} are deleted`);
  } catch (error) {
    if (error instanceof CloudNotFound) return ok(`the user ${userName} is not there`);
    return problem(`${userName} could not be deleted: ${messageOf(error)}`, `delete the RAM user ${userName} by hand`);
  }
}
