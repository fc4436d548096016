import { SOURCE_IP_HEADER } from '../../../sandbox/kernel/server';
import type { FunctionName } from '../../../shared/ram-policy/role-rights';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { busEvent, used, withFullUser } from '../../functions/respond/arrange';
import { callRpc } from '../../sdk-clients';
import type { DyingAccount } from './account';

/** What is about to run when the process dies. */
export interface Case {
  readonly name: { readonly en: string; readonly zh: string };
  readonly builder: () => SandboxBuilder;
  readonly env?: Readonly<Record<string, string>>;
  /** What has happened until then. */
  readonly before?: (account: DyingAccount) => Promise<void> | void;
  readonly victim: FunctionName;
  /** `npm test` tries some deaths of this one. */
  readonly inSample?: true;
  /** Nobody but the platform hands it over again: the poll finds a leak that stands in the list every minute. */
  readonly comesOnce?: true;
  /** What the victim is invoked with; taken anew for every delivery, as its sender would write it again. */
  readonly event: (account: DyingAccount) => unknown;
}

const THIEF_IP = '185.220.101.34';
const bystander = aUser('bystander').withKey().withConsole().withPolicy('System/AliyunECSReadOnlyAccess');

const inUse = (): SandboxBuilder =>
  aSandbox()
    .withUser(aUser('ci-bot').withKey().withPolicy('System/AdministratorAccess'), bystander)
    .withEvents(...[2, 10, 20].map((daysAgo) => used('ci-bot', daysAgo)));

const listed =
  (key: string) =>
  (account: DyingAccount): void => {
    account.sandbox.publishLeak({ key, when: 'found' });
  };
const poll = (account: DyingAccount): unknown => account.timerEvent();
const bus =
  (key: string) =>
  (account: DyingAccount): unknown =>
    busEvent(account.idOf(key), { userName: key });

export const CASES: readonly Case[] = [
  {
    name: { en: 'a leak in the poll', zh: '轮询发现的泄露' },
    inSample: true,
    builder: inUse,
    before: listed('ci-bot'),
    victim: 'respond',
    event: poll,
  },
  {
    name: { en: 'a bus event that names the user', zh: '指明用户的总线事件' },
    builder: inUse,
    victim: 'respond',
    comesOnce: true,
    event: bus('ci-bot'),
  },
  {
    name: { en: 'a manual invocation', zh: '手工调用' },
    builder: inUse,
    victim: 'respond',
    comesOnce: true,
    event: (account) => ({ accessKeyId: account.idOf('ci-bot'), reason: 'seen on a forum' }),
  },
  {
    name: { en: 'a user with no place for a policy', zh: '策略名额已满的用户' },
    builder: () => withFullUser('ci-bot').withUser(bystander),
    victim: 'respond',
    comesOnce: true,
    event: bus('ci-bot'),
  },
  {
    name: { en: 'a key that nobody uses', zh: '无人使用的密钥' },
    builder: () => aSandbox().withUser(aUser('ci-bot').withKey(), bystander),
    before: listed('ci-bot'),
    victim: 'respond',
    event: poll,
  },
  {
    name: { en: "root's key", zh: '主账号密钥' },
    builder: () => aSandbox().withRootKey().withUser(bystander),
    before: listed('root'),
    victim: 'respond',
    event: poll,
  },
  {
    name: {
      en: 'the attack’s own user, role and key, contained by the timer',
      zh: '定时器遏制攻击者创建的用户、角色和密钥',
    },
    builder: inUse,
    env: { TOURNIQUET_ESCALATE: 'auto' },
    before: async (account) => {
      await attack(account);
      await account.invoke('respond', bus('ci-bot')(account));
      await account.runAsync();
      account.later(60_000);
    },
    victim: 'respond',
    event: poll,
  },
  {
    name: { en: 'the first look, with a chain', zh: '首次调查，含身份链' },
    inSample: true,
    builder: inUse,
    before: async (account) => {
      await attack(account);
      await account.invoke('respond', bus('ci-bot')(account));
    },
    victim: 'investigate',
    event: once((account) => account.takeAsync()),
  },
  {
    name: { en: 'a later look', zh: '后续调查' },
    builder: inUse,
    before: async (account) => {
      await attack(account);
      await account.invoke('respond', bus('ci-bot')(account));
      await account.runAsync();
      account.later(13 * 60_000);
      await account.invoke('respond', account.timerEvent());
    },
    victim: 'investigate',
    event: once((account) => account.takeAsync()),
  },
];

/** The platform hands the same event over again. */
function once(event: (account: DyingAccount) => unknown): (account: DyingAccount) => unknown {
  const known = new WeakMap<DyingAccount, unknown>();
  return (account) => {
    if (!known.has(account)) known.set(account, event(account));
    return known.get(account);
  };
}

const TRUST = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::*:root'] } }],
});

/** With the leaked key: a second key for its user, a user with a key that goes on, and a role. */
async function attack(account: DyingAccount): Promise<void> {
  const { sandbox } = account;
  const leaked = sandbox.keys.get('ci-bot')?.key;
  if (leaked === undefined) throw new Error('the account has no such key');
  const as =
    (identity: { readonly accessKeyId: string; readonly accessKeySecret: string }) =>
    (action: string, parameters: Record<string, string> = {}) =>
      callRpc(sandbox, identity, 'ram', action, parameters, { [SOURCE_IP_HEADER]: THIEF_IP });
  const thief = as(leaked);
  await thief('CreateAccessKey', { UserName: 'ci-bot' });
  await thief('CreateUser', { UserName: 'svc-one' });
  await thief('AttachPolicyToUser', { UserName: 'svc-one', PolicyName: 'AdministratorAccess', PolicyType: 'System' });
  const { body } = await thief('CreateAccessKey', { UserName: 'svc-one' });
  await thief('CreateRole', { RoleName: 'svc-role', AssumeRolePolicyDocument: TRUST });
  await thief('AttachPolicyToRole', { RoleName: 'svc-role', PolicyName: 'AdministratorAccess', PolicyType: 'System' });
  // ActionTrail counts whole seconds.
  account.later(3_000);
  const made = body['AccessKey'] as { AccessKeyId: string; AccessKeySecret: string };
  await as({ accessKeyId: made.AccessKeyId, accessKeySecret: made.AccessKeySecret })('ListUsers');
  account.later(3_000);
}
