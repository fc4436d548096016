import { busEvent, TIMER } from '../../functions/respond/arrange';
import type { Attack } from './attack';
import { ALLOW_ALL_DOCUMENT, Scene, THIEF } from './scene';

const RESPOND = 'ak-tourniquet-respond';

/** A minute of what is deployed, if anything is. */
async function deployedMinute(scene: Scene): Promise<void> {
  await scene.sandbox.fc.invoke(RESPOND, TIMER);
}

export const ON_THE_TOOL: readonly Attack[] = [
  {
    name: {
      en: 'rewrites the function’s settings (or its code, by the same call): observe instead of enforce',
      zh: '改写函数设置（或用同一调用改写代码）：由 enforce 改为 observe',
    },
    did: { en: '**nothing to the key**: it does what it is set to', zh: '**对 AccessKey 不做任何事**：它按设置行事' },
    told: {
      en: 'that it only observes, and what it would have done; with other code: nothing',
      zh: '它只是观察，以及本来会做什么；代码被换掉时：什么也没有',
    },
    remains: {
      en: '**the whole power of the key.** An alarm outside the account (`TOURNIQUET_HEARTBEAT_URL`) hears when the function is silent, unless he goes on calling it, whose address stands in the settings; ActionTrail delivered to another account shows `UpdateFunction`; `doctor` says how the functions are set',
      zh: '**AccessKey 的全部权力。** 账号之外的告警（`TOURNIQUET_HEARTBEAT_URL`）能听到函数沉默，除非他继续调用（地址写在设置中）；投递到其他账号的 ActionTrail 会显示 `UpdateFunction`；`doctor` 说明函数如何设置',
    },
    isLong: true,
    play: async () => {
      const scene = await Scene.start({}, undefined, true);
      const settings = { ...scene.sandbox.endpointEnv, TOURNIQUET_MODE: 'observe' };
      expect(await scene.changesSettings(RESPOND, settings)).toBe(true);
      scene.account.leak(THIEF);
      await deployedMinute(scene);
      scene.isDenied();
      expect(await scene.power()).toBeGreaterThan(0);
      expect(scene.told).toMatch(/observe/i);
      return scene;
    },
  },
  {
    name: { en: 'deletes the timer’s trigger', zh: '删除定时触发器' },
    did: {
      en: 'any other event brings the poll along, once the timer is four minutes late or its heartbeat is gone: a refused call, a change of a policy, a notice',
      zh: '定时器迟到四分钟后，或其心跳已不在时，任何其他事件都会带来轮询：被拒绝的调用、策略变更、通知',
    },
    told: {
      en: 'then: contained. The nightly look, and the alarm outside the account, tell that the timer is silent',
      zh: '随后：已限制。夜间检查和账号之外的告警会告知定时器沉默',
    },
    remains: {
      en: 'while nothing else happens, the leak is not seen: set `TOURNIQUET_HEARTBEAT_URL`',
      zh: '在没有其他事件时看不到泄露：请设置 `TOURNIQUET_HEARTBEAT_URL`',
    },
    play: async () => {
      const scene = await Scene.start();
      await scene.minute();
      expect(await scene.goes(() => scene.fc().deleteTrigger(RESPOND, 'poll'))).toBe(true);
      expect(scene.sandbox.triggers.get(RESPOND)?.map(({ triggerName }) => triggerName)).not.toContain('poll');
      scene.account.leak(THIEF);
      scene.sandbox.clock.advance(10 * 60_000);
      await scene.event(busEvent('LTAI5tNobodysKey00000001'));
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      return scene;
    },
  },
  {
    name: { en: 'deletes the function', zh: '删除函数' },
    did: { en: '**nothing**: it is not there', zh: '**无**：它已不存在' },
    told: {
      en: 'nothing by itself; what EventBridge could not hand over waits in the dead-letter queue',
      zh: '它自己什么也不说；EventBridge 无法交付的事件留在死信队列',
    },
    remains: {
      en: '**the whole power of the key**, until the alarm outside the account is heard and `s deploy` puts it back; `respond` at the command line contains without any function',
      zh: '**AccessKey 的全部权力**，直到听到账号之外的告警并用 `s deploy` 恢复；命令行的 `respond` 无需函数即可限制',
    },
    play: async () => {
      const scene = await Scene.start();
      expect(await scene.goes(() => scene.fc().deleteFunction(RESPOND))).toBe(true);
      scene.account.leak(THIEF);
      await expect(deployedMinute(scene)).rejects.toThrow('does not exist');
      scene.isDenied();
      expect(await scene.power()).toBeGreaterThan(0);
      return scene;
    },
  },
  {
    name: { en: 'rewrites the policy of the function’s role', zh: '改写函数角色的策略' },
    did: { en: 'tries, is refused, and fails loudly', zh: '尝试、被拒绝，并大声报错' },
    told: { en: 'urgent: not contained, and which right is missing', zh: '紧急：未限制，以及缺少哪个权限' },
    remains: {
      en: '**the key’s power, until a person acts on the alert** (`respond` at the command line, with his own rights)',
      zh: '**AccessKey 的权力，直到有人按告警行动**（在命令行用自己的权限运行 `respond`）',
    },
    play: async () => {
      const scene = await Scene.start();
      const own = [...scene.sandbox.world.policies.values()].find(({ name }) => name === RESPOND);
      const PolicyDocument = (own?.document.current ?? '')
        .replaceAll(/ram:(AttachPolicyToUser|AddUserToGroup)"/g, 'ram:Nothing"')
        .replaceAll(/(ram|ims):UpdateAccessKey"/g, 'ram:Nothing"');
      await scene.does('ram', 'CreatePolicyVersion', { PolicyName: RESPOND, PolicyDocument, SetAsDefault: 'true' });
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBeGreaterThan(0);
      expect(scene.told).toMatch(/\[URGENT\].*ci-bot/);
      expect(scene.told).toContain('AttachPolicyToUser');
      return scene;
    },
  },
  {
    name: { en: 'takes the policies off the function’s role', zh: '去掉函数角色上的策略' },
    did: { en: 'cannot even read the list; fails loudly', zh: '连列表都无法读取；大声报错' },
    told: { en: 'urgent: the responder itself failed, and by which call', zh: '紧急：响应器自身出错，以及哪个调用' },
    remains: {
      en: '**as above**: mail and chat need no right in the cloud, so the alarm goes out',
      zh: '**同上**：邮件和聊天不需要云上权限，因此告警能发出',
    },
    play: async () => {
      const scene = await Scene.start();
      const attached = scene.sandbox.world.roles.get(RESPOND)?.attached.current ?? [];
      for (const { policy } of attached)
        await scene.does('ram', 'DetachPolicyFromRole', {
          RoleName: RESPOND,
          PolicyName: policy.name,
          PolicyType: policy.type,
        });
      // An hour of its own: without OSS an instance remembers what it told in each, and all of these are one.
      scene.sandbox.clock.advance(5 * 3_600_000);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBeGreaterThan(0);
      expect(scene.failures.join()).toContain('DescribeAccesskeyLeakList');
      expect(scene.told).toMatch(/\[URGENT\].*the responder itself failed/);
      return scene;
    },
  },
  {
    name: {
      en: 'stops and deletes the trail that keeps the audit',
      zh: '停止并删除保存审计的跟踪',
    },
    did: {
      en: 'contains; reads the audit by LookupEvents, which no user can delete',
      zh: '限制；用 LookupEvents 读取任何用户都无法删除的审计',
    },
    told: { en: 'the second message: logs were tampered with', zh: '第二条消息：日志被篡改' },
    remains: {
      en: 'what lay in the trail’s bucket alone, older than 90 days: keep it in another account',
      zh: '只存在于跟踪的存储空间 中、超过 90 天的记录：请保存在其他账号',
    },
    isLong: true,
    play: async () => {
      const scene = await Scene.start();
      scene.sandbox.addLogTrail('audit', 'audit-logs');
      await scene.does('actiontrail', 'StopLogging', { Name: 'audit' });
      await scene.does('actiontrail', 'DeleteTrail', { Name: 'audit' });
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      await scene.investigated();
      expect(scene.told).toMatch(/DeleteTrail/);
      return scene;
    },
  },
  {
    name: {
      en: 'after the deny: settings, triggers, role, policies, the record in Security Center, the trail',
      zh: '拒绝之后：设置、触发器、角色、策略、云安全中心的记录、跟踪',
    },
    did: { en: 'every one of these calls is refused', zh: '这些调用全部被拒绝' },
    told: { en: 'contained; the refused calls stand in the report', zh: '已限制；被拒绝的调用写在报告中' },
    remains: { en: 'nothing', zh: '无' },
    play: async () => {
      const scene = await Scene.start();
      await scene.leaks();
      scene.isDenied();
      expect(await scene.changesSettings(RESPOND, {})).toBe(false);
      expect(await scene.goes(() => scene.fc().deleteTrigger(RESPOND, 'poll'))).toBe(false);
      expect(await scene.goes(() => scene.fc().deleteFunction(RESPOND))).toBe(false);
      const PolicyDocument = ALLOW_ALL_DOCUMENT;
      const tries = [
        ['ram', 'CreatePolicyVersion', { PolicyName: RESPOND, PolicyDocument, SetAsDefault: 'true' }],
        ['ram', 'UpdateRole', { RoleName: RESPOND, NewAssumeRolePolicyDocument: '{}' }],
        ['ram', 'DeleteRole', { RoleName: RESPOND }],
        ['sas', 'ModifyAccessKeyLeakDeal', { Type: 'manual', Id: '1' }],
        ['actiontrail', 'StopLogging', { Name: 'audit' }],
        ['actiontrail', 'DeleteTrail', { Name: 'audit' }],
      ] as const;
      for (const [service, action, parameters] of tries)
        expect([action, (await scene.tries(service, action, parameters)).status]).toEqual([action, 403]);
      return scene;
    },
  },
];
