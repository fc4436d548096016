import { QUARANTINE } from '../../functions/respond/arrange';
import type { Attack } from './attack';
import { emptied } from './on-the-deny';
import { ALLOW_ALL_DOCUMENT, Scene, THIEF } from './scene';

/** Ten policies of his own: RAM attaches no eleventh. */
async function fillPlaces(scene: Scene): Promise<void> {
  for (let n = 0; n < 10; n += 1) {
    const PolicyName = `mine-${n}`;
    await scene.does('ram', 'CreatePolicy', { PolicyName, PolicyDocument: ALLOW_ALL_DOCUMENT });
    await scene.does('ram', 'AttachPolicyToUser', { UserName: THIEF, PolicyName, PolicyType: 'Custom' });
  }
}

const OFF_THE_GROUP = { GroupName: QUARANTINE, PolicyName: QUARANTINE, PolicyType: 'Custom' };

/** The places are full, and the group is no way round: whatever it is, the key goes off. */
async function withoutGroup(spoil: (scene: Scene) => Promise<unknown>): Promise<Scene> {
  const scene = await Scene.start();
  await fillPlaces(scene);
  await spoil(scene);
  await scene.leaks();
  scene.isDenied();
  expect(await scene.power()).toBe(0);
  expect(scene.account.statusOf(THIEF)).toBe('Inactive');
  expect(scene.told).toMatch(/key is disabled; the deny could not be attached|could NOT be verified/);
  return scene;
}

const SWITCHED = { en: 'switches the key off', zh: '禁用 AccessKey' };
const TOLD = { en: 'the key is off; no deny could be attached', zh: 'AccessKey 已禁用；无法附加拒绝' };
const REMAINS = {
  en: 'his second key and his console, if he has them; told of by the bus alone, the key stays on and the alert says that nothing holds',
  zh: '他的第二个 AccessKey 和控制台登录（如果有）；仅由总线通知时不禁用，告警写明没有任何限制生效',
};

export const ON_THE_GROUP: readonly Attack[] = [
  {
    name: { en: 'fills the ten policy places of his user', zh: '占满用户的十个策略位置' },
    did: { en: 'adds the user to the group that carries the quarantine', zh: '把用户加入带有隔离策略的组' },
    told: { en: 'contained', zh: '已限制' },
    remains: { en: 'nothing', zh: '无' },
    play: async () => {
      const scene = await Scene.start();
      await fillPlaces(scene);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.account.groupsOf(THIEF)).toEqual([QUARANTINE]);
      return scene;
    },
  },
  {
    name: { en: '… and takes the quarantine off the group', zh: '……并从组上去掉隔离策略' },
    did: SWITCHED,
    told: TOLD,
    remains: REMAINS,
    play: () => withoutGroup((scene) => scene.does('ram', 'DetachPolicyFromGroup', OFF_THE_GROUP)),
  },
  {
    name: { en: '… and moves the attachment to another group', zh: '……并把附加移到另一个组' },
    did: SWITCHED,
    told: TOLD,
    remains: REMAINS,
    isLong: true,
    play: () =>
      withoutGroup(async (scene) => {
        await scene.does('ram', 'CreateGroup', { GroupName: 'elsewhere' });
        await scene.does('ram', 'DetachPolicyFromGroup', OFF_THE_GROUP);
        await scene.does('ram', 'AttachPolicyToGroup', { ...OFF_THE_GROUP, GroupName: 'elsewhere' });
      }),
  },
  {
    name: { en: '… and deletes the group', zh: '……并删除该组' },
    did: SWITCHED,
    told: TOLD,
    remains: REMAINS,
    isLong: true,
    play: () =>
      withoutGroup(async (scene) => {
        await scene.does('ram', 'DetachPolicyFromGroup', OFF_THE_GROUP);
        await scene.does('ram', 'DeleteGroup', { GroupName: QUARANTINE });
      }),
  },
  {
    name: { en: '… and renames the group', zh: '……并重命名该组' },
    did: SWITCHED,
    told: TOLD,
    remains: REMAINS,
    isLong: true,
    play: () =>
      withoutGroup((scene) => scene.does('ram', 'UpdateGroup', { GroupName: QUARANTINE, NewGroupName: 'innocent' })),
  },
  {
    name: {
      en: '… and hangs a policy on the group that allows everything, called like a part of the quarantine',
      zh: '……并把一个允许一切、取名为隔离策略分段的策略附加到组上',
    },
    did: {
      en: 'reads what the group would give before anybody is put into it; switches the key off',
      zh: '在把用户加入组之前先读取组会给出的权限；禁用 AccessKey',
    },
    told: TOLD,
    remains: REMAINS,
    play: () =>
      withoutGroup(async (scene) => {
        const PolicyName = `${QUARANTINE}2`;
        await scene.does('ram', 'CreatePolicy', { PolicyName, PolicyDocument: ALLOW_ALL_DOCUMENT });
        await scene.does('ram', 'AttachPolicyToGroup', { ...OFF_THE_GROUP, PolicyName });
      }),
  },
  {
    name: { en: '… and empties the policy that the group carries', zh: '……并改空组所带的策略' },
    did: SWITCHED,
    told: TOLD,
    remains: REMAINS,
    isLong: true,
    play: () => withoutGroup((scene) => emptied(scene, QUARANTINE)),
  },
];
