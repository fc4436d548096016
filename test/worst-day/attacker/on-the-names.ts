import { FREEZE, QUARANTINE } from '../../functions/respond/arrange';
import type { Attack } from './attack';
import { Scene, THIEF } from './scene';

const policy = (PolicyName: string) => ({ PolicyName, PolicyType: 'Custom' });

/** Once, in the moment before the deny is attached: the leaked key may do everything still. */
function beforeTheDeny(scene: Scene, act: () => Promise<void>): void {
  const { kernel } = scene.sandbox;
  kernel.takeFault = async (service, action) => {
    if (action === 'AttachPolicyToUser') {
      Reflect.deleteProperty(kernel, 'takeFault');
      await act();
    }
    return kernel.faults.take(service, action);
  };
}

export const ON_THE_NAMES: readonly Attack[] = [
  {
    name: {
      en: 'changes names between the look at his keys and the deny, so that another user bears his',
      zh: '在核对 AccessKey 与附加拒绝策略之间改名，让另一个用户用上自己的名字',
    },
    did: {
      en: 'sees by the read-back that the key is not that user’s, looks whose it is, and contains him in the same run; three times at most, then again by the timer',
      zh: '回读时发现该 AccessKey 不属于那个用户，查明属于谁，并在同一次运行中限制；每次运行最多三次，之后由定时器再试',
    },
    told: {
      en: 'contained, by the name of now; who carries a deny although the key is not his',
      zh: '已限制，用现在的名字；谁身上带着拒绝策略而 AccessKey 并不属于他',
    },
    remains: {
      en: 'the deny on the other user until a person takes it off: no function may detach a policy',
      zh: '另一个用户身上的拒绝策略，直到有人取下：任何函数都无权解除策略',
    },
    play: async () => {
      const scene = await Scene.start();
      beforeTheDeny(scene, async () => {
        await scene.does('ram', 'UpdateUser', { UserName: THIEF, NewUserName: 'tmp' });
        await scene.does('ram', 'UpdateUser', { UserName: 'alice', NewUserName: THIEF });
      });
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.account.policiesOf('tmp')).toContain(QUARANTINE);
      expect(scene.account.mails[0]?.subject).toMatch(/CONTAINED.*tmp/);
      expect(scene.told).toContain(`${THIEF} carries ${QUARANTINE}`);
      return scene;
    },
  },
  {
    name: {
      en: 'has his other administrator rename the contained user, hang the deny on another of his name, and take it off the true one',
      zh: '让另一个管理员给被限制的用户改名，把拒绝策略挂到同名的新用户上，再从真正的用户上取下',
    },
    did: {
      en: 'knows the user by his id: puts it back within the minute',
      zh: '按用户 ID 认人：一分钟内恢复',
    },
    told: { en: 'somebody undid the containment, it is back', zh: '有人解除了限制，已恢复' },
    remains: {
      en: 'the other administrator, as above. Of a deny by the group, whose members RAM tells without ids, one key has its turn each minute',
      zh: '另一个管理员，同上。经用户组附加的，RAM 不给出成员 ID：每分钟轮到一个 AccessKey',
    },
    play: async () => {
      const scene = await Scene.start();
      const other = await scene.another();
      await scene.leaks();
      scene.isDenied();
      await scene.minute();
      await scene.does('ram', 'UpdateUser', { UserName: THIEF, NewUserName: 'ci-old' }, other);
      await scene.does('ram', 'CreateUser', { UserName: THIEF }, other);
      await scene.does('ram', 'AttachPolicyToUser', { UserName: THIEF, ...policy(QUARANTINE) }, other);
      await scene.does('ram', 'DetachPolicyFromUser', { UserName: 'ci-old', ...policy(QUARANTINE) }, other);
      await scene.minute();
      expect(await scene.power()).toBe(0);
      expect(scene.told).toContain('somebody undid the containment');
      return scene;
    },
  },
  {
    name: {
      en: 'renames the frozen user whom he made, and takes the freeze off him',
      zh: '给自己建立、已被冻结的用户改名，再取下冻结策略',
    },
    did: {
      en: 'finds the user by his id, and freezes him again within the minute',
      zh: '按用户 ID 找到，一分钟内再次冻结',
    },
    told: {
      en: 'somebody undid the containment, it is back; what the user is called now',
      zh: '有人解除了限制，已恢复；该用户现在的名字',
    },
    remains: {
      en: 'whoever could do that: the message names him where ActionTrail shows it',
      zh: '能做到这一点的人：操作审计显示后，消息会写明',
    },
    play: async () => {
      const scene = await Scene.start({ TOURNIQUET_ESCALATE: 'auto' });
      const made = await scene.another();
      await scene.leaks();
      scene.isDenied();
      await scene.investigated();
      await scene.minute();
      const alice = scene.keyOf('alice');
      await scene.does('ram', 'UpdateUser', { UserName: 'svc', NewUserName: 'svc2' }, alice);
      await scene.does('ram', 'DetachPolicyFromUser', { UserName: 'svc2', ...policy(FREEZE) }, alice);
      await scene.minute();
      expect(scene.account.policiesOf('svc2')).toContain(FREEZE);
      expect(await scene.power(made)).toBe(0);
      expect(scene.told).toContain('it is called svc2 now');
      return scene;
    },
    isLong: true,
  },
  {
    name: {
      en: 'renames the user whom he made between the look at the audit and the freeze, and makes another one of his name',
      zh: '在查看审计之后、冻结之前，给自己建立的用户改名，并另建一个同名用户',
    },
    did: {
      en: 'knows the user by the id that the audit told when he was made, and freezes him under his new name; the other one, whom no call that it has seen has made, stays as he is',
      zh: '以审计中建立该用户时给出的 ID 辨认，按新名字冻结；另一个用户不在已见的调用之内，保持原样',
    },
    told: {
      en: 'who was frozen, and what he is called now',
      zh: '冻结了谁，现在叫什么',
    },
    remains: {
      en: 'the other one, until the next look at the audit finds him',
      zh: '另一个用户：下一次查看审计时才会发现',
    },
    play: async () => {
      const scene = await Scene.start({ TOURNIQUET_ESCALATE: 'auto' });
      const made = await scene.another();
      await scene.leaks();
      scene.isDenied();
      await scene.investigated(async () => {
        await scene.does('ram', 'UpdateUser', { UserName: 'svc', NewUserName: 'svc2' }, made);
        await scene.does('ram', 'CreateUser', { UserName: 'svc' }, made);
      });
      expect([scene.account.policiesOf('svc2'), scene.account.policiesOf('svc')]).toEqual([
        ['AdministratorAccess', FREEZE],
        [],
      ]);
      expect(await scene.power(made)).toBe(0);
      expect(scene.told).toContain('it is called svc2 now');
      return scene;
    },
    isLong: true,
  },
];
