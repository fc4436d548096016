import { randomBytes } from 'node:crypto';
import { connectSetup } from '../../shared/aliyun';
import type { PolicyRef } from '../../shared/aliyun/ram';
import { CloudNotFound } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { type AccessKeyId, maskKey, parseAccessKeyId, parseUserName, type UserName } from '../../shared/ids';
import { Markers } from '../../shared/incident/markers';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import { isObject } from '../../shared/signal/loose';
import { type Consent, confirm } from '../confirm';
import { EXIT } from '../exit';
import { type ReleaseOptions, releaseCommand } from '../release';
import type { CliRun } from '../run';
import { type Found, lookSafely, ok, problem } from './check';
import { stateKey } from './state-key';

const PREFIX = 'ak-tourniquet-drill-';
const OURS = /^AkTourniquet/;
/** A user that was made just now may not be found by another look at once. */
const MOST_TRIES = 4;
const TRY_AGAIN_MS = 2_000;

/**
 * The whole way without a leak: a user of its own with a key and no power is made, the deployed responder contains it,
 * its deny is read back and released, and key and user are deleted, whatever went wrong on the way. Asks before the first
 * write; throws CommandEnded where it is not agreed to.
 */
export async function drill(cli: CliRun, consent: Consent): Promise<readonly Found[]> {
  const { run, config } = cli;
  // By another key than the functions' the incident could be opened and not be closed again.
  const [foreign] = (await lookSafely(stateKey, cli)).filter(({ kind }) => kind === 'problem');
  if (foreign !== undefined)
    return [problem('the drill was not begun: its incident could not be released from here', `first: ${foreign.what}`)];
  const userName = parseUserName(`${PREFIX}${randomBytes(4).toString('hex')}`);
  await confirm(
    [
      `make the RAM user ${userName} with an AccessKey and no permission; the key's secret is thrown away`,
      `have ${run.functionName} contain it, with its messages to the owner: they name ${userName}`,
      ...(config.mode === 'observe' ? [] : ['release it']),
      'delete the key and the user; the incident stays in the evidence bucket',
    ],
    consent,
  );
  const { users } = connectSetup(config, cli.clock, cli.credentials);
  const found: Found[] = [];
  let key: AccessKeyId | undefined;
  try {
    await users.createUser(userName, 'ak-tourniquet doctor --drill: may be deleted');
    key = (await users.createAccessKey(userName)).accessKeyId;
    found.push(...(await contained(cli, userName, key)));
    if (config.mode === 'enforce') found.push(await released(cli, userName, key));
  } catch (error) {
    found.push(problem(`the drill failed: ${messageOf(error)}`, 'put right what the message names, and drill again'));
  }
  found.push(await cleanedUp(cli, userName));
  if (key !== undefined) found.push(...(await closed(cli, key)));
  return found;
}

/** An incident that is not released would be listed as contained, and followed up every night, for a user who is gone. */
async function closed(cli: CliRun, key: AccessKeyId): Promise<Found[]> {
  const { run } = cli;
  const hand = `ak-tourniquet release ${key} --reason drill --false-alarm`;
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

const OF_THE_DRILL: ReleaseOptions = {
  ...{ reason: 'drill', by: 'ak-tourniquet doctor', yes: true },
  // The user is its own: what the account changed meanwhile is nothing to him.
  ...{ reactivate: [], ownKeys: [], falseAlarm: true, acceptChanges: true },
};

async function contained(cli: CliRun, userName: UserName, accessKeyId: AccessKeyId): Promise<Found[]> {
  const { run, clock, config } = cli;
  const event = { accessKeyId, userName, reason: 'drill of ak-tourniquet doctor' };
  for (let tries = 1; ; tries += 1) {
    const started = clock.now().getTime();
    const { body, errorType } = await run.cloud.functions.invoke(run.functionName, event, 'Sync');
    const tookMs = clock.now().getTime() - started;
    if (errorType !== undefined)
      return [problem(`${run.functionName} failed (${errorType})`, `read its log: ${body.slice(0, 300)}`)];
    if (rowOf(body) === 'not-ours' && tries < MOST_TRIES) {
      await clock.sleep(TRY_AGAIN_MS);
      continue;
    }
    const carries = await denyOf(cli, userName);
    if (config.mode === 'observe')
      return [
        carries.length === 0
          ? ok(`observe mode: ${run.functionName} planned for ${maskKey(accessKeyId)} and wrote nothing`)
          : problem(
              `observe mode, and ${userName} carries ${carries.join(', ')}`,
              'look at the mode of the deployment',
            ),
      ];
    return [
      carries.length > 0
        ? ok(`${run.functionName} contained ${userName} within ${tookMs} ms: ${carries.join(', ')}`)
        : problem(`${run.functionName} did not contain ${userName}`, `it answered: ${body.slice(0, 300)}`),
    ];
  }
}

/** The row of the decision, as the function answered it. */
function rowOf(body: string): unknown {
  try {
    const answer: unknown = JSON.parse(body);
    const handled = isObject(answer) && Array.isArray(answer['handled']) ? answer['handled'][0] : undefined;
    return isObject(handled) ? handled['row'] : undefined;
  } catch {
    return undefined;
  }
}

/** What of ours the user carries, on himself or by the group. */
async function denyOf({ run }: CliRun, userName: UserName): Promise<string[]> {
  const [policies, groups] = await Promise.all([
    run.cloud.ram.listPoliciesForUser(userName),
    run.cloud.ram.listGroupsForUser(userName),
  ]);
  return [...policies.map(({ name }) => name), ...groups].filter((name) => OURS.test(name));
}

async function released(cli: CliRun, userName: UserName, accessKeyId: AccessKeyId): Promise<Found> {
  const code = await releaseCommand(cli, accessKeyId, OF_THE_DRILL);
  const left = await denyOf(cli, userName);
  return code === EXIT.done && left.length === 0
    ? ok(`the release took the deny off ${userName}`)
    : problem(`the release ended with ${code}, and left ${left.join(', ') || 'nothing'}`, 'read what it said above');
}

/** The user is the drill's own: whatever of ours is on him goes, then his keys, then he. */
async function cleanedUp(cli: CliRun, userName: UserName): Promise<Found> {
  const { ram } = cli.run.cloud;
  const { users, roles } = connectSetup(cli.config, cli.clock, cli.credentials);
  try {
    const [policies, groups, keys] = await Promise.all([
      ram.listPoliciesForUser(userName),
      ram.listGroupsForUser(userName),
      ram.listAccessKeys(userName),
    ]);
    for (const policy of policies.filter(({ name }: PolicyRef) => OURS.test(name)))
      await ram.detachPolicyFromUser(userName, policy);
    if (groups.includes(QUARANTINE_GROUP)) await ram.removeUserFromGroup(userName, QUARANTINE_GROUP);
    for (const { id } of keys) await users.deleteAccessKey(userName, parseAccessKeyId(id));
    await roles.deleteUser(userName);
    return ok(`key and user ${userName} are deleted`);
  } catch (error) {
    if (error instanceof CloudNotFound) return ok(`the user ${userName} is not there`);
    return problem(`${userName} could not be deleted: ${messageOf(error)}`, `delete the RAM user ${userName} by hand`);
  }
}
