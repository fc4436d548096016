import type { Identity } from '../../../sandbox/identities';
import { cli } from '../../cli/run-cli';
import { FREEZE, QUARANTINE } from '../../functions/respond/arrange';
import type { Attack } from './attack';
import { ALLOW_ALL_DOCUMENT, Scene, THIEF } from './scene';

const DETACHED = { UserName: THIEF, PolicyName: QUARANTINE, PolicyType: 'Custom' };

/** Our policy says "everything is allowed" from here on. */
export async function emptied(scene: Scene, PolicyName: string, as: Identity = scene.leaked): Promise<void> {
  const version = { PolicyName, PolicyDocument: ALLOW_ALL_DOCUMENT, SetAsDefault: 'true' };
  await scene.does('ram', 'CreatePolicyVersion', version, as);
}

export const ON_THE_DENY: readonly Attack[] = [
  {
    name: {
      en: 'takes the quarantine off with the leaked key and with the second key of the same user',
      zh: '用泄露的 AccessKey 和同一用户的第二个 AccessKey 去掉隔离策略',
    },
    did: { en: 'the deny is on the user: both keys are refused', zh: '拒绝作用于用户：两个 AccessKey 都被拒绝' },
    told: { en: 'contained; the other key is named', zh: '已限制；列出另一个 AccessKey' },
    remains: { en: 'reading, under quarantine', zh: '隔离之下仍可读取' },
    play: async () => {
      const scene = await Scene.start();
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(await scene.power(scene.keyOf('second'))).toBe(0);
      expect(scene.told).toContain(`Other AccessKeys: ${scene.keyOf('second').accessKeyId} (Active)`);
      expect((await scene.tries('ram', 'ListUsers')).status).toBe(403);
      return scene;
    },
  },
  {
    name: {
      en: 'writes "allow everything" into the quarantine beforehand',
      zh: '事先把隔离策略改成“允许一切”',
    },
    did: {
      en: 'looks at it before it is given to anybody, and gives it to nobody; attaches freeze in its place',
      zh: '在附加之前先看它的内容，不给任何人；改为附加冻结策略',
    },
    told: {
      en: 'contained by freeze; the policy was changed: run setup',
      zh: '已由冻结策略限制；策略被改：请运行 setup',
    },
    remains: { en: 'the user’s applications stand still', zh: '该用户的应用停止' },
    play: async () => {
      const scene = await Scene.start();
      await emptied(scene, QUARANTINE);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.account.policiesOf(THIEF)).toContain(FREEZE);
      expect(scene.account.policiesOf(THIEF)).not.toContain(QUARANTINE);
      expect(scene.told).toContain(`${QUARANTINE} was changed by somebody`);
      return scene;
    },
  },
  {
    name: { en: 'empties both policies', zh: '把两个策略都改空' },
    did: {
      en: 'sees both before they are given to anybody, and gives him neither; switches the key off',
      zh: '附加之前就看到两者被改，都不给他；禁用 AccessKey',
    },
    told: {
      en: 'the key is off; no deny could be attached; the policies deny less than they must',
      zh: 'AccessKey 已禁用；无法附加拒绝；策略拒绝的内容少于应有的',
    },
    remains: {
      en: 'his second key and his console, if he has them, until setup puts the policies back. Told of by the bus alone, the key stays on, with what power it had, and the alert says that nothing holds',
      zh: '他的第二个 AccessKey 和控制台登录（如果有），直到 setup 恢复策略。仅由总线通知时，不会禁用，它的权限和之前一样，告警会说明没有任何限制',
    },
    play: async () => {
      const scene = await Scene.start();
      await emptied(scene, QUARANTINE);
      await emptied(scene, FREEZE);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.account.statusOf(THIEF)).toBe('Inactive');
      expect(await scene.power(scene.keyOf('second'))).toBeGreaterThan(0);
      expect(scene.account.policiesOf(THIEF)).not.toContain(QUARANTINE);
      expect(scene.account.policiesOf(THIEF)).not.toContain(FREEZE);
      expect(scene.told).toContain('the deny could not be attached');
      expect(scene.told).toContain(`${FREEZE} denies less than it must`);
      return scene;
    },
  },
  {
    name: { en: 'deletes both policies', zh: '删除两个策略' },
    did: { en: 'switches the key off', zh: '禁用 AccessKey' },
    told: {
      en: 'the key is off; no deny could be attached; the responder failed',
      zh: 'AccessKey 已禁用；无法附加拒绝；响应器出错',
    },
    remains: { en: 'as above, until setup puts the policies back', zh: '同上，直到 setup 恢复策略' },
    play: async () => {
      const scene = await Scene.start();
      await scene.does('ram', 'DetachPolicyFromGroup', {
        GroupName: QUARANTINE,
        PolicyName: QUARANTINE,
        PolicyType: 'Custom',
      });
      for (const PolicyName of [QUARANTINE, FREEZE]) await scene.does('ram', 'DeletePolicy', { PolicyName });
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.account.statusOf(THIEF)).toBe('Inactive');
      expect(scene.told).toContain('the deny could not be attached');
      return scene;
    },
  },
  {
    name: {
      en: 'fills the policy with its five versions and to its full size, so that nobody can write a sixth',
      zh: '把策略写满五个版本并达到长度上限，使任何人都无法再写第六个',
    },
    did: {
      en: 'nothing is to be written to contain: freeze is attached; `setup` makes room and writes its own back',
      zh: '限制无需写策略：附加冻结策略；`setup` 腾出位置并写回自己的版本',
    },
    told: { en: 'the policy was changed: run setup', zh: '策略被改：请运行 setup' },
    remains: { en: 'nothing, once setup has run', zh: '运行 setup 之后无遗留' },
    isLong: true,
    play: async () => {
      const scene = await Scene.start();
      const Statement = [{ Effect: 'Allow', Action: ['*'], Resource: ['*', `acs:oss:*:*:${'x'.repeat(5_900)}`] }];
      const PolicyDocument = JSON.stringify({ Version: '1', Statement });
      const version = { PolicyName: QUARANTINE, PolicyDocument, SetAsDefault: 'true' };
      for (let n = 0; n < 4; n += 1) await scene.does('ram', 'CreatePolicyVersion', version);
      expect((await scene.tries('ram', 'CreatePolicyVersion', version)).status).not.toBe(200);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.told).toContain(`${QUARANTINE} was changed by somebody`);
      const setup = await cli(scene.sandbox, ['setup', '--yes'], scene.env);
      expect([setup.code, setup.stderr.slice(-500)]).toEqual([0, expect.any(String)]);
      await scene.minute();
      const { policies } = scene.sandbox.world;
      const stands = [...policies.values()].find(({ name }) => name === QUARANTINE);
      expect(stands?.document.current).toContain('"Deny"');
      expect(stands?.document.current).not.toContain('xxxx');
      return scene;
    },
  },
  {
    name: {
      en: 'made himself another administrator before the deny, and has it set an emptied version as the default after it',
      zh: '在拒绝之前另建一个管理员，在拒绝之后用它把空版本设为默认版本',
    },
    did: {
      en: 'sees it within the minute, by the event at once; attaches freeze to everybody who had the quarantine',
      zh: '一分钟内发现（事件到达时立即发现）；对所有带隔离策略的用户附加冻结策略',
    },
    told: { en: 'somebody undid the containment, it is back; by whom', zh: '有人去掉了限制，已恢复；是谁' },
    remains: {
      en: 'the other administrator: the second message names it; `TOURNIQUET_ESCALATE=auto` contains it too',
      zh: '另一个管理员：第二条消息会列出；`TOURNIQUET_ESCALATE=auto` 也会限制它',
    },
    play: async () => {
      const scene = await Scene.start();
      const other = await scene.another();
      const empty = { PolicyName: QUARANTINE, PolicyDocument: ALLOW_ALL_DOCUMENT };
      for (let n = 0; n < 4; n += 1) await scene.does('ram', 'CreatePolicyVersion', empty);
      await scene.leaks();
      scene.isDenied();
      await scene.does('ram', 'SetDefaultPolicyVersion', { PolicyName: QUARANTINE, VersionId: 'v2' }, other);
      await scene.minute();
      expect(await scene.power()).toBe(0);
      expect(scene.account.policiesOf(THIEF)).toContain(FREEZE);
      expect(scene.told).toContain('somebody undid the containment of ci-bot; it is back');
      return scene;
    },
  },
  {
    name: {
      en: 'has his other administrator take the deny off again and again',
      zh: '用他的另一个管理员反复去掉拒绝',
    },
    did: {
      en: 'puts it back three times an hour, then asks: it must not fight an owner’s own automation for ever',
      zh: '每小时恢复三次，之后询问：不能与所有者自己的自动化无休止地对抗',
    },
    told: { en: 'each time; at the fourth: was it you?', zh: '每次都告知；第四次询问：是您吗？' },
    remains: {
      en: 'the key has its power back until the hour is over or a person runs `respond`: delete the other administrator first',
      zh: 'AccessKey 恢复权力，直到这一小时结束或有人运行 `respond`：请先删除另一个管理员',
    },
    play: async () => {
      const scene = await Scene.start();
      const other = await scene.another();
      await scene.leaks();
      scene.isDenied();
      for (let n = 0; n < 4; n += 1) {
        await scene.does('ram', 'DetachPolicyFromUser', DETACHED, other);
        await scene.minute();
      }
      expect(scene.told.match(/somebody undid the containment of ci-bot; it is back/g)).toHaveLength(3);
      expect(scene.told).toContain('was it you?');
      expect(await scene.power()).toBeGreaterThan(0);
      scene.sandbox.clock.advance(3_600_000);
      await scene.minute();
      expect(await scene.power()).toBe(0);
      return scene;
    },
  },
];
