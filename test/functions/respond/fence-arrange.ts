import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { investigate } from '../../../functions/investigate/investigate';
import { SOURCE_IP_HEADER } from '../../../sandbox/kernel/server';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, type Env, QUARANTINE, type used } from './arrange';

export const OFFICE = '203.0.113.7';
export const THIEF = '185.220.101.34';
export const FENCE = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_CONTAINMENT: 'fence', TOURNIQUET_REGIONS: 'cn-hangzhou' };
export const NONE = '{"Version":1,"Status":"Inactive","Statements":[]}';
export const OURS = { Version: 1, Status: 'Active', Statements: [{ Type: 'ClassicWhiteList', IPList: [OFFICE] }] };
export const plain = { reason: 'rotated', by: 'alice', yes: true, reactivate: [], ownKeys: [], falseAlarm: true };
export const stolen = { key: 'ci-bot', daysAgo: 20 / 86_400, service: 'ram', action: 'ListUsers', sourceIp: THIEF };

export let account: Account;
export const start = async (...events: ReturnType<typeof used>[]): Promise<void> => {
  account = await Account.start(
    aSandbox()
      .withPolicy('deploys', { Effect: 'Allow', Action: 'ecs:*', Resource: '*' })
      .withUser(aUser('ci-bot').withKey().withKey('second').withPolicy('Custom/deploys'))
      .withEvents(...events),
  );
  account.leak('ci-bot');
};
/** For a test of another account: what is stopped in the end is this one. */
export const setAccount = (other: Account): void => {
  account = other;
};

export async function cli(env: Env = FENCE): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, env, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

export const release = async (more: object = {}) =>
  releaseCommand(await cli(), account.keyOf('ci-bot'), { ...plain, ...more });
export const keyNamed = (name: string) => {
  const found = account.sandbox.keys.get(name)?.key;
  if (found === undefined) throw new Error(`the account has no key ${name}`);
  return found;
};
/** The network policy of a key as the account holds it. */
export const policyOf = (name: string): string | undefined => keyNamed(name).network?.document;

export async function setByHand(document: object | string, name = 'ci-bot'): Promise<void> {
  const { status } = await callRpc(account.sandbox, account.sandbox.identities.admin, 'ims', 'SetAccessKeyPolicy', {
    UserPrincipalName: `ci-bot@${account.sandbox.accountId}.onaliyun.com`,
    UserAccessKeyId: account.keyOf(name),
    AccessKeyPolicy: typeof document === 'string' ? document : JSON.stringify(document),
  });
  expect(status).toBe(200);
}

/** The network policy of the account for all its keys. */
export async function ofAccount(document: object): Promise<void> {
  const { status } = await callRpc(
    account.sandbox,
    account.sandbox.identities.admin,
    'ims',
    'SetAccessKeyPolicyForAccount',
    { AccessKeyPolicy: JSON.stringify(document) },
  );
  expect(status).toBe(200);
}

/** What a call of the key answers from an address. */
export async function callFrom(sourceIp: string, name = 'ci-bot'): Promise<string> {
  const region = { RegionId: 'cn-hangzhou' };
  const from = { [SOURCE_IP_HEADER]: sourceIp };
  const answer = await callRpc(account.sandbox, keyNamed(name), 'ecs', 'DescribeInstances', region, from);
  return answer.status === 200 ? 'allowed' : String(answer.body['Code']);
}

/** One look of investigate, as respond would have started it. */
export async function look(round = 1): Promise<void> {
  // LookupEvents takes whole seconds: the second that runs is not looked at.
  account.sandbox.clock.advance(2_000);
  const event = {
    task: 'investigate',
    accountId: account.sandbox.accountId,
    accessKeyId: account.keyOf('ci-bot'),
    round,
  };
  const run = await aRun(account.sandbox, FENCE, 'investigate');
  expect(await investigate(Buffer.from(JSON.stringify(event)), run)).toMatchObject({ state: 'finished' });
}

export async function fenced(env: Env = {}): Promise<void> {
  await account.poll({ ...FENCE, ...env });
  await look();
  await account.poll({ ...FENCE, ...env });
}

export const fenceTasks = () => account.objects('schedule/').filter((key) => key.includes('--fence'));
export const stepOf = async () =>
  (await account.incident('ci-bot')).state.steps.find(({ step }) => step.startsWith('fence:'));
export const stillDenied = () => expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
export const dropEntries = (from: number): void => {
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  for (const key of account.objects('incidents/'))
    if (Number(/journal\/(\d+)/.exec(key)?.[1] ?? 0) >= from) objects?.delete(key);
};
