import { FREEZE, QUARANTINE } from '../../functions/respond/arrange';
import type { Attack } from './attack';
import { ALLOW_ALL_DOCUMENT, Scene } from './scene';

const AUTO = { TOURNIQUET_ESCALATE: 'auto' };
const OURS = 'ak-tourniquet-hygiene';
const STRANGER = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::1999999999999999:root'] } }],
});

/** A user without any policy, and a key of his. */
async function withoutPower(scene: Scene, UserName: string) {
  await scene.does('ram', 'CreateUser', { UserName });
  const { AccessKey } = (await scene.does('ram', 'CreateAccessKey', { UserName })) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly AccessKeySecret: string };
  };
  return { accessKeyId: AccessKey.AccessKeyId, accessKeySecret: AccessKey.AccessKeySecret };
}

/** In place of a role of ours one that a foreign account may take, with every right. */
async function takesOurName(scene: Scene): Promise<void> {
  const role = scene.sandbox.world.roles.get(OURS);
  for (const { policy } of role?.attached.current ?? [])
    await scene.does('ram', 'DetachPolicyFromRole', {
      RoleName: OURS,
      PolicyName: policy.name,
      PolicyType: policy.type,
    });
  await scene.does('ram', 'DeleteRole', { RoleName: OURS });
  await scene.does('ram', 'CreateRole', { RoleName: OURS, AssumeRolePolicyDocument: STRANGER });
  const administrator = { PolicyName: 'AdministratorAccess', PolicyType: 'System' };
  await scene.does('ram', 'AttachPolicyToRole', { RoleName: OURS, ...administrator });
}

/** What the thief does so that what he made is not frozen, or is the better for it. */
export const ON_WHAT_HE_MADE: readonly Attack[] = [
  {
    name: {
      en: 'writes "allow everything" into the freeze, and makes an administrator and a user without any right, with `TOURNIQUET_ESCALATE=auto`',
      zh: '把冻结策略改成“允许一切”，再建一个管理员和一个没有任何权限的用户，`TOURNIQUET_ESCALATE=auto`',
    },
    did: {
      en: 'looks at the freeze before it is given to anybody, and gives it to nobody; the quarantine goes to both in its place, the leaked key is switched off, and each minute it is tried again',
      zh: '在附加冻结策略之前先核对其内容，不附加给任何人；两者改用隔离策略，禁用泄露的 AccessKey，每分钟重试',
    },
    told: {
      en: 'who was NOT frozen, although the attack made him; the policy denies less than it must: run setup',
      zh: '盗用者创建的哪些身份未能冻结；策略内容与部署时不同：请运行 setup',
    },
    remains: {
      en: 'reading by what he made, until setup has put the freeze back: then it goes on by itself. With the quarantine emptied as well, the keys of a user that he made are switched off, and a role of his is left: delete it',
      zh: '他建立的身份仍可读取，直到 setup 恢复冻结策略，之后自动附加。隔离策略也被改空时，禁用他所建用户的 AccessKey，他所建的角色仍在：请删除',
    },
    isLong: true,
    play: async () => {
      const scene = await Scene.start(AUTO);
      const rewrite = { PolicyName: FREEZE, PolicyDocument: ALLOW_ALL_DOCUMENT, SetAsDefault: 'true' };
      await scene.does('ram', 'CreatePolicyVersion', rewrite);
      const administrator = await scene.another('backdoor');
      const powerless = await withoutPower(scene, 'powerless');
      await scene.leaks();
      scene.isDenied();
      await scene.investigated();
      for (const identity of [scene.leaked, administrator, powerless]) expect(await scene.power(identity)).toBe(0);
      expect(scene.account.policiesOf('backdoor')).toEqual(['AdministratorAccess', QUARANTINE]);
      expect(scene.account.policiesOf('powerless')).toEqual([QUARANTINE]);
      expect(scene.told).toMatch(/NOT frozen, although the attack made them: [^\n]*powerless/);
      expect(scene.told).not.toContain('Frozen as well');
      return scene;
    },
  },
  {
    name: {
      en: 'makes a dozen users without any right before the one with a key and every right, and a role of his own under the name of one of ours, with `TOURNIQUET_ESCALATE=auto`',
      zh: '先建十二个没有任何权限的用户，再建一个拥有 AccessKey 和全部权限的用户，并以我们角色的名称建立自己的角色，`TOURNIQUET_ESCALATE=auto`',
    },
    did: {
      en: 'freezes ten, by their power, which is what the documents of their policies say, under whatever names: the one with every right and the role first, who has none last; a role of our name is spared only where a function may run under it',
      zh: '按权限大小冻结十个（权限看策略的内容，不看策略的名称）：先是拥有全部权限的用户和该角色，没有权限的最后；使用我们名称的角色，只有函数可能以它运行时才放过',
    },
    told: {
      en: 'who was frozen; who was left alone, and why: no power, or no place',
      zh: '冻结了谁；哪些未处理，以及原因：没有权限，或名额已满',
    },
    remains: {
      en: 'what is left without power, and from the eleventh with as much power on: a person’s. The deleted role of ours: run setup',
      zh: '其余没有权限的，以及权限相同的第十一个起：由人处理。被删除的我们的角色：请运行 setup',
    },
    isLong: true,
    play: async () => {
      const scene = await Scene.start(AUTO);
      for (let n = 0; n < 12; n += 1) await scene.does('ram', 'CreateUser', { UserName: `aa-${n}` });
      const real = await scene.another('zz-real');
      await takesOurName(scene);
      await scene.leaks();
      scene.isDenied();
      await scene.investigated();
      for (const identity of [scene.leaked, real]) expect(await scene.power(identity)).toBe(0);
      expect(scene.account.policiesOf('zz-real')).toContain(FREEZE);
      const role = scene.sandbox.world.roles.get(OURS)?.attached.current.map(({ policy }) => policy.name);
      expect(role).toContain(FREEZE);
      expect(scene.told).toContain('it has no power, and 10 others came first');
      return scene;
    },
  },
];
