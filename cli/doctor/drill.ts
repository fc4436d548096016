import { randomBytes } from 'node:crypto';
import { connectSetup } from '../../shared/aliyun';
import { CloudCallFailed } from '../../shared/errors';
import { messageOf } from '../../shared/identity/looked';
import { type AccessKeyId, maskKey, parseUserName, type UserName } from '../../shared/ids';
import { cutWithoutSecrets } from '../../shared/secrecy/cut';
import { isObject } from '../../shared/signal/loose';
import { type Consent, confirm } from '../confirm';
import { EXIT } from '../exit';
import { functionFailure, shownWhy } from '../function-failure';
import { nextOf } from '../next-step';
import { releaseCommand } from '../release';
import { OURS } from '../release/changed';
import type { CliRun } from '../run';
import { type Found, lookSafely, note, ok, problem } from './check';
import { COMMENT, cleanedUp, closed, OF_THE_DRILL, PREFIX, REASON } from './drill-end';
import { leftovers } from './drill-leftovers';
import { stateKey } from './state-key';

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
  const left = await leftovers(cli);
  await confirm(
    [
      ...left.lines,
      `make the RAM user ${userName} with an AccessKey and no permission; the key's secret is thrown away`,
      `have ${run.functionName} contain it, with its messages to the owner: they name ${userName}`,
      ...(config.mode === 'observe' ? [] : ['release it']),
      'delete the key and the user; the incident stays in the evidence bucket',
    ],
    consent,
  );
  const { users } = connectSetup(config, cli.clock, cli.credentials);
  const found: Found[] = await left.takeAway();
  let key: AccessKeyId | undefined;
  let isMade = false;
  try {
    await users.createUser(userName, COMMENT);
    isMade = true;
    key = (await users.createAccessKey(userName)).accessKeyId;
    found.push(...(await contained(cli, userName, key)));
    if (config.mode === 'enforce') found.push(await released(cli, userName, key));
  } catch (error) {
    const todo = nextOf(error, process.env) ?? 'put right what the message names, and drill again';
    found.push(problem(`the drill failed: ${messageOf(error)}`, todo));
    // An answer that refuses the user has made none: there is nothing to clean up, and nobody to name.
    if (!isMade && error instanceof CloudCallFailed && error.status !== undefined && error.status < 500) return found;
  }
  found.push(await cleanedUp(cli, userName));
  if (key !== undefined) found.push(...(await closed(cli, key)));
  return found;
}

async function contained(cli: CliRun, userName: UserName, accessKeyId: AccessKeyId): Promise<Found[]> {
  const { run, clock, config } = cli;
  const event = { accessKeyId, userName, reason: REASON };
  for (let tries = 1; ; tries += 1) {
    const started = clock.now().getTime();
    const answer = await run.cloud.functions.invoke(run.functionName, event, 'Sync');
    const tookMs = clock.now().getTime() - started;
    const failure = functionFailure(answer);
    if (failure !== undefined)
      return [problem(`${run.functionName} failed (${failure.kind})`, `read its log: ${shownWhy(failure)}`)];
    if (rowOf(answer.body) === 'not-ours' && tries < MOST_TRIES) {
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
        : problem(
            `${run.functionName} did not contain ${userName}`,
            `it answered: ${cutWithoutSecrets(answer.body, 300)}`,
          ),
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
  return [...policies.map(({ name }) => name), ...groups].filter((name) => OURS.has(name));
}

/** Gives the power back, and says that a deny came off only where one was on before. */
async function released(cli: CliRun, userName: UserName, accessKeyId: AccessKeyId): Promise<Found> {
  const carried = await denyOf(cli, userName);
  const code = await releaseCommand(cli, accessKeyId, OF_THE_DRILL);
  const left = await denyOf(cli, userName);
  if (code !== EXIT.done || left.length > 0)
    return problem(
      `the release ended with ${code}, and left ${left.join(', ') || 'nothing'}`,
      'read what it said above',
    );
  return carried.length > 0
    ? ok(`the release took the deny off ${userName}`)
    : note(`no deny was on ${userName}: the release had none to take off, and it has not been tried`);
}
