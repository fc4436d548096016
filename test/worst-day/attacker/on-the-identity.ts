import { QUARANTINE } from '../../functions/respond/arrange';
import { aRun } from '../../run';
import type { Attack } from './attack';
import { Scene, THIEF } from './scene';

interface Credentials {
  readonly AccessKeyId: string;
  readonly AccessKeySecret: string;
  readonly SecurityToken: string;
}

/** Last night's index of keys, as the nightly run writes it. */
async function afterANight(scene: Scene): Promise<void> {
  const { ownerIndex } = await aRun(scene.sandbox, scene.env, 'hygiene');
  const names = [THIEF, ...scene.innocents];
  await ownerIndex.write(new Map(names.map((name) => [scene.account.keyOf(name), name])), true);
}

/** Another administrator, and what power he has once an investigation has looked. */
async function made(escalate: 'ask' | 'auto'): Promise<{ readonly scene: Scene; readonly power: number }> {
  const scene = await Scene.start({ TOURNIQUET_ESCALATE: escalate });
  const other = await scene.another();
  await scene.leaks();
  scene.isDenied();
  await scene.investigated();
  expect(await scene.power()).toBe(0);
  expect(scene.told).toMatch(/Identities it made:[^\n]*svc/);
  return { scene, power: await scene.power(other) };
}

export const ON_THE_IDENTITY: readonly Attack[] = [
  {
    name: {
      en: 'renames the excluded user away and takes the excluded name for his own',
      zh: '把被排除的用户改名，再把自己的用户改成那个名字',
    },
    did: {
      en: 'cannot contain him: no function may touch a user of that name, by its role; nobody else is touched, and the true excluded user stays spared under his new name',
      zh: '无法限制：各函数的角色无权触碰该名称的用户；不影响其他人，真正被排除的用户改名后仍不受影响',
    },
    told: {
      en: 'urgently and at once, that the key could NOT be contained and keeps its power',
      zh: '立即以紧急级别告知：AccessKey 未能限制，权限仍在',
    },
    remains: {
      en: 'all of it, until a person disables the key or runs `ak-tourniquet respond` with his own rights: a role can shield names, not users',
      zh: '全部权限，直到有人停用该 AccessKey，或用自己的权限运行 `ak-tourniquet respond`：角色只能保护名称，而不是用户',
    },
    play: async () => {
      const scene = await Scene.start();
      await afterANight(scene);
      await scene.does('ram', 'UpdateUser', { UserName: 'excluded', NewUserName: 'former' });
      await scene.does('ram', 'UpdateUser', { UserName: THIEF, NewUserName: 'excluded' });
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(2);
      expect(scene.told).toContain('could NOT be contained; act now');
      await scene.leaks('excluded');
      expect(scene.account.policiesOf('former')).not.toContain(QUARANTINE);
      expect(scene.told).toContain('excluded; decide');
      return scene;
    },
  },
  {
    name: {
      en: 'deletes the excluded user, and makes one of the same name with every right',
      zh: '删除被排除的用户，再建一个同名、拥有全部权限的用户',
    },
    did: {
      en: 'contains the leaked key’s user; the new one only where a person approves it',
      zh: '限制泄露 AccessKey 的用户；新用户须经人批准',
    },
    told: { en: 'contained; the second message names the user that was made', zh: '已限制；第二条消息列出新建的用户' },
    remains: {
      en: 'the new user, until a person deletes it: an excluded name is never contained without one',
      zh: '新用户，直到有人删除：被排除的名称不经人批准绝不限制',
    },
    play: async () => {
      const scene = await Scene.start({ TOURNIQUET_ESCALATE: 'auto' });
      await scene.does('ram', 'DetachPolicyFromUser', {
        UserName: 'excluded',
        PolicyName: 'AdministratorAccess',
        PolicyType: 'System',
      });
      const { accessKeyId } = scene.keyOf('excluded');
      await scene.does('ram', 'DeleteAccessKey', { UserName: 'excluded', UserAccessKeyId: accessKeyId });
      await scene.does('ram', 'DeleteUser', { UserName: 'excluded' });
      const other = await scene.another('excluded');
      await scene.leaks();
      scene.isDenied();
      await scene.investigated();
      expect(await scene.power()).toBe(0);
      expect(await scene.power(other)).toBeGreaterThan(0);
      expect(scene.told).toContain('user excluded was left alone: it is on the exclusion list');
      return scene;
    },
    isLong: true,
  },
  {
    name: { en: 'holds a session of a role (AssumeRole before the deny)', zh: '持有角色会话（在拒绝之前 AssumeRole）' },
    did: {
      en: 'refuses him further sessions; sees within a minute what the session undoes, and puts it back',
      zh: '拒绝新的会话；一分钟内发现会话所去掉的限制并恢复',
    },
    told: {
      en: 'first message: not looked at yet; second: each session, its end, and how to end it at once',
      zh: '第一条消息：尚未检查；第二条：每个会话、到期时间以及如何立即结束',
    },
    remains: {
      en: 'the session’s own rights until it ends: attach a deny to the role ([limits.md](limits.md))',
      zh: '会话自身的权限，直到到期：请在角色上附加拒绝（[limits.md](limits.zh-CN.md)）',
    },
    play: async () => {
      const scene = await Scene.start();
      const { Credentials: made } = (await scene.does('sts', 'AssumeRole', scene.roleParameters())) as {
        readonly Credentials: Credentials;
      };
      const session = {
        accessKeyId: made.AccessKeyId,
        accessKeySecret: made.AccessKeySecret,
        securityToken: made.SecurityToken,
      };
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(await scene.power(session)).toBe(3);
      await scene.minute();
      expect(await scene.power()).toBe(0);
      expect(scene.told).toContain('Temporary sessions still open');
      await scene.investigated();
      expect(scene.told).toMatch(/role\/batch \(STS\.\w+\), ends /);
      return scene;
    },
  },
  {
    name: {
      en: 'gives himself a console login, and signs in with a password',
      zh: '为自己设置控制台登录，并用密码登录',
    },
    did: {
      en: 'the deny is on the user, and so on his console; `TOURNIQUET_MFA=enforce` asks the login for a second factor',
      zh: '拒绝作用于用户，因此也作用于控制台；`TOURNIQUET_MFA=enforce` 要求登录使用第二因素',
    },
    told: { en: 'contained; he may sign in to the console', zh: '已限制；他可以登录控制台' },
    remains: {
      en: 'reading in the console. The sandbox has no sign-in page: what the session may do is decided by the user’s policies, as is the second key’s',
      zh: '在控制台中读取。沙箱没有登录页面：会话的权限由用户的策略决定，与第二个 AccessKey 相同',
    },
    play: async () => {
      const scene = await Scene.start();
      await scene.does('ram', 'CreateLoginProfile', { UserName: THIEF, Password: 'Aa1!aaaaaaaa-x' });
      await scene.leaks();
      scene.isDenied();
      expect((await scene.tries('ram', 'UpdateLoginProfile', { UserName: THIEF, Password: 'Bb2!' })).status).toBe(403);
      expect(await scene.power(scene.keyOf('second'))).toBe(0);
      expect(scene.told).not.toContain('Console: no console sign-in');
      return scene;
    },
  },
  {
    name: {
      en: 'gives another administrator a console login and a second factor of his own, and takes the deny off there',
      zh: '为另一位管理员设置控制台登录和自己的 MFA 设备，并在其控制台去掉拒绝',
    },
    did: {
      en: 'takes him for a person, and asks, until ActionTrail shows how the login came about; then puts it back within the minute, and from then on at once, three times an hour',
      zh: '在操作审计显示该登录的来历之前视为本人，只询问；之后一分钟内恢复，此后立即恢复，每小时三次',
    },
    told: {
      en: 'was it you?; then: it is back, and that the attack made or changed this login; the second message names it',
      zh: '是您做的吗？随后：已恢复，且该登录由盗用者创建或修改；第二条消息列出它',
    },
    remains: {
      en: 'the whole power of the key, for a quarter of an hour at most, where he is faster than ActionTrail; the login: take it and its device away',
      zh: '他比操作审计更快时，AccessKey 的全部权力，最多一刻钟；该登录：请移除它及其设备',
    },
    play: async () => {
      const scene = await Scene.start();
      const Password = 'Aa1!aaaaaaaa-x';
      await scene.does('ram', 'CreateLoginProfile', { UserName: 'alice', Password, MFABindRequired: 'false' });
      const { VirtualMFADevice: device } = (await scene.does('ram', 'CreateVirtualMFADevice', {
        VirtualMFADeviceName: 'phone',
      })) as { readonly VirtualMFADevice: { readonly SerialNumber: string } };
      const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
      await scene.does('ram', 'BindMFADevice', { UserName: 'alice', SerialNumber: device.SerialNumber, ...codes });
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      await scene.undoesAtConsole('alice');
      expect(scene.account.policiesOf(THIEF)).not.toContain(QUARANTINE);
      expect(scene.told).toContain('was it you?');
      await scene.investigated();
      expect(scene.account.policiesOf(THIEF)).toContain(QUARANTINE);
      expect(scene.told).toMatch(/it is back[\s\S]*a login that the attack made or changed/);
      await scene.undoesAtConsole('alice');
      expect(await scene.power()).toBe(0);
      return scene;
    },
  },
  {
    name: { en: 'makes users, keys and a role for later', zh: '为以后建立用户、AccessKey 和角色' },
    did: {
      en: 'contains the leaked key’s user; with `TOURNIQUET_ESCALATE=auto` what the key has made as well',
      zh: '限制泄露 AccessKey 的用户；`TOURNIQUET_ESCALATE=auto` 时也限制该 AccessKey 建立的身份',
    },
    told: { en: 'the second message names each, and what it may do', zh: '第二条消息列出每一个及其权限' },
    remains: {
      en: 'with `ask`, the default: all of them, until a person decides',
      zh: '默认为 `ask`：全部保留，直到有人决定',
    },
    isLong: true,
    play: async () => {
      const asked = await made('ask');
      expect(asked.power).toBeGreaterThan(0);
      const { scene, power } = await made('auto');
      expect(power).toBe(0);
      return scene;
    },
  },
];
