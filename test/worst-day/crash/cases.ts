import type { FunctionName } from '../../../shared/ram-policy/role-rights';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { busEvent, used, withFullUser } from '../../functions/respond/arrange';
import type { DyingAccount } from './account';
import { attack, rightBeforeTheDeny, switchLeaked } from './happenings';

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
    name: { en: 'a user whose name another bears right before the deny', zh: '拒绝策略附加前名字被另一用户占用' },
    builder: inUse,
    before: (account) => {
      listed('ci-bot')(account);
      rightBeforeTheDeny(account, (rename) => {
        rename('ci-bot', 'tmp');
        rename('bystander', 'ci-bot');
      });
    },
    victim: 'respond',
    event: poll,
  },
  {
    name: { en: 'a leaked key that is on again', zh: '重新启用的泄露密钥' },
    builder: inUse,
    before: async (account) => {
      switchLeaked(account, 'Inactive');
      listed('ci-bot')(account);
      await account.timer();
      switchLeaked(account, 'Active');
      account.later(60_000);
    },
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
