import { releaseCommand } from '../../../cli/release';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { deleteGroup, groupNamed, removeFromGroup } from '../../../sandbox/world/groups';
import { deleteKey, setKeyStatus } from '../../../sandbox/world/keys';
import { deleteUser } from '../../../sandbox/world/users';
import { EVIDENCE, handOver, type PlayedAccount } from '../../any-order/account';
import { deniesOn } from '../../any-order/explained';
import { byHand } from '../../any-order/people';
import { eventOf } from '../../any-order/signals';
import { gate } from './gate';
import { inAccount, settle, wrongs } from './judged';

/** What somebody does to the account while respond runs. */
export interface Change {
  readonly name: string;
  readonly zh: string;
  /** Before respond begins. */
  readonly first?: (account: PlayedAccount) => void;
  readonly act: (account: PlayedAccount) => unknown;
  /** What is so in the end because of it, and no fault: in the words of what is judged. */
  readonly explains?: RegExp;
}

const ownerOf = ({ leaked }: PlayedAccount) => ({ keys: leaked.keys, user: leaked });
const switched = (status: string) => (account: PlayedAccount) =>
  setKeyStatus(account.sandbox.world, ownerOf(account), account.keyOf('ci-bot'), status);

export const RELEASED: Change = {
  name: 'a release of the same key',
  zh: '同一 AccessKey 的释放',
  act: (account) =>
    account.cli((cli) =>
      releaseCommand(cli, account.keyOf('ci-bot'), {
        reason: 'looked into it',
        by: 'alice',
        yes: true,
        reactivate: [],
        ownKeys: [],
        falseAlarm: true,
        acceptChanges: true,
      }),
    ),
};

export const CHANGES: readonly Change[] = [
  { name: 'the user is renamed', zh: '用户改名', act: (account) => byHand(account, 'renames') },
  {
    name: 'the user is deleted',
    zh: '用户被删除',
    act: (account) => {
      const { leaked, askedToDelete, sandbox } = account;
      for (const { accessKeyId } of [...leaked.keys]) {
        askedToDelete.add(accessKeyId);
        deleteKey(sandbox.world, ownerOf(account), accessKeyId);
      }
      for (const { policy } of leaked.attached.current) detachPolicy(sandbox.world, leaked, policy);
      for (const { group } of leaked.groups.current) removeFromGroup(sandbox.world, leaked, group);
      Reflect.deleteProperty(leaked, 'login');
      deleteUser(sandbox.world, leaked.name);
    },
    explains: /was to be contained|carries no deny/,
  },
  { name: 'the key is switched off', zh: 'AccessKey 被禁用', act: switched('Inactive'), explains: /is off$/ },
  { name: 'the key is switched on', zh: 'AccessKey 被启用', first: switched('Inactive'), act: switched('Active') },
  { name: 'the key is deleted', zh: 'AccessKey 被删除', act: (account) => byHand(account, 'deletes-key') },
  { name: 'the policy is edited', zh: '策略被修改', act: (account) => byHand(account, 'edits-policy') },
  { name: 'the deny is detached', zh: '拒绝策略被解除', act: (account) => byHand(account, 'detaches') },
  {
    name: 'the group is deleted',
    zh: '用户组被删除',
    act: ({ sandbox: { world } }) => {
      const group = groupNamed(world, 'AkTourniquetQuarantine');
      for (const { policy } of group.attached.current) detachPolicy(world, group, policy);
      deleteGroup(world, group.name);
    },
  },
  {
    name: "the bucket's versioning is switched on",
    zh: 'Bucket 开启版本控制',
    act: ({ sandbox: { oss } }) => {
      const bucket = oss.buckets.get(EVIDENCE);
      if (bucket) bucket.versioning = 'Enabled';
    },
  },
];

/** The change comes before respond's `at`-th call, if it makes so many. `calls`: as many as the run made. */
export async function changedAt(change: Change, at: number): Promise<{ calls: number; wrong: readonly string[] }> {
  let calls = 0;
  const wrong = await inAccount(async (account) => {
    change.first?.(account);
    const event = eventOf(account, 'ci-bot', 'bus', 1);
    const delivery = account.delivery('ci-bot', () => account.respond(event));
    let came: unknown;
    const held = gate(account.sandbox, at, async () => {
      came = await change.act(account);
    });
    await handOver(delivery);
    calls = held.calls();
    await held.open();
    if (!held.isReached()) return [];
    if (delivery.isDone === false && account.sandbox.inbox.mail.length === 0) return ['it failed, and told nobody'];
    await settle(account);
    const isReleased = change === RELEASED && came === 0;
    return [
      ...(await wrongs(account)).filter((one) => !change.explains?.test(one)),
      ...(isReleased && deniesOn(account.leaked).length > 0 ? ['it was released, and is contained again'] : []),
    ];
  });
  return { calls, wrong };
}
