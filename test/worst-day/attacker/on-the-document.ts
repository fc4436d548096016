import type { Identity } from '../../../sandbox/identities';
import { highRiskDocument } from '../../../shared/ram-policy/documents';
import { FREEZE, QUARANTINE } from '../../functions/respond/arrange';
import type { Attack } from './attack';
import { emptied } from './on-the-deny';
import { Scene, THIEF } from './scene';

/** It denies what the reference document names from here on, and no more: what protects the tool is none of it. */
async function weakened(scene: Scene, PolicyName: string, as: Identity = scene.leaked): Promise<void> {
  const PolicyDocument = highRiskDocument().document;
  await scene.does('ram', 'CreatePolicyVersion', { PolicyName, PolicyDocument, SetAsDefault: 'true' }, as);
}

/** Calls that such a policy lets through, and set-up's does not: those that went through. */
async function beyondTheGravest(scene: Scene): Promise<string[]> {
  const { document } = highRiskDocument();
  const alices = { UserName: 'alice', UserAccessKeyId: scene.keyOf('alice').accessKeyId };
  const settings = { ...scene.sandbox.endpointEnv, TOURNIQUET_MODE: 'observe' };
  const isThrough = {
    CreatePolicy:
      (await scene.tries('ram', 'CreatePolicy', { PolicyName: 'x', PolicyDocument: document })).status === 200,
    DeleteAccessKey: (await scene.tries('ram', 'DeleteAccessKey', alices)).status === 200,
    'state key': await scene.goes(() => scene.fc().getFunction('ak-tourniquet-respond', scene.noQualifier)),
    settings: await scene.changesSettings('ak-tourniquet-respond', settings),
    evidence: await scene.puts('ak-tourniquet/owners.json', '{}'),
  };
  return Object.entries(isThrough).flatMap(([call, goes]) => (goes ? call : []));
}

export const ON_THE_DOCUMENT: readonly Attack[] = [
  {
    name: {
      en: 'has his other administrator set a version of the quarantine that denies the reference document’s 39 actions alone',
      zh: '用他的另一个管理员给隔离策略设置一个只拒绝参考文档中 39 个操作的版本',
    },
    did: {
      en: 'takes for undone whatever denies less than set-up wrote: attaches freeze to everybody who had the quarantine',
      zh: '凡拒绝的内容少于 setup 所写的，都视为被撤销：对所有带隔离策略的用户附加冻结策略',
    },
    told: {
      en: 'somebody undid the containment, it is back; by whom; the policy denies less than it must: run setup',
      zh: '有人去掉了限制，已恢复；是谁；策略拒绝的内容少于应有的：请运行 setup',
    },
    remains: {
      en: 'the other administrator, as above; the user’s applications stand still',
      zh: '另一个管理员，同上；该用户的应用停止',
    },
    play: async () => {
      const scene = await Scene.start();
      const other = await scene.another();
      await scene.leaks();
      scene.isDenied();
      await weakened(scene, QUARANTINE, other);
      await scene.minute();
      expect(scene.account.policiesOf(THIEF)).toContain(FREEZE);
      expect(await scene.power()).toBe(0);
      expect(await beyondTheGravest(scene)).toEqual([]);
      expect(scene.told).toContain('somebody undid the containment of ci-bot; it is back');
      expect(scene.told).toContain('The freeze holds him now');
      expect(scene.told).toContain(`${QUARANTINE} denies less than it must`);
      expect(scene.told).toContain('it was attached to contain ci-bot');
      return scene;
    },
  },
  {
    name: {
      en: 'weakens freeze like that before the deny, and has his other administrator empty the quarantine after it',
      zh: '在拒绝之前以同样方式削弱冻结策略，在拒绝之后用他的另一个管理员改空隔离策略',
    },
    did: {
      en: 'sees the freeze in the minute of the deny; hands it to nobody, and switches the key off',
      zh: '在拒绝的那一分钟就发现冻结策略被改；不对任何人附加它，并禁用 AccessKey',
    },
    told: {
      en: 'freeze denies less than it must, and cannot stand in; then: no deny holds, and the key was switched off',
      zh: '冻结策略拒绝的内容少于应有的，无法代替；之后：没有任何拒绝生效，已禁用 AccessKey',
    },
    remains: {
      en: 'his second key and his console, if he has them, until setup puts the policies back; told of by the bus alone, the key stays on and the alert says that nothing holds',
      zh: '他的第二个 AccessKey 和控制台登录（如果有），直到 setup 恢复策略；仅由总线通知时，不会禁用，告警会说明没有任何限制',
    },
    play: async () => {
      const scene = await Scene.start();
      const other = await scene.another();
      await weakened(scene, FREEZE);
      await scene.leaks();
      scene.isDenied();
      expect(scene.told).toContain(`${FREEZE} denies less than it must`);
      expect(scene.told).toContain('cannot stand in for a quarantine');
      await emptied(scene, QUARANTINE, other);
      await scene.minute();
      expect(scene.account.policiesOf(THIEF)).not.toContain(FREEZE);
      expect(scene.account.statusOf(THIEF)).toBe('Inactive');
      expect(await scene.power()).toBe(0);
      expect(await beyondTheGravest(scene)).toEqual([]);
      expect(await scene.power(scene.keyOf('second'))).toBeGreaterThan(0);
      expect(scene.told).not.toContain('it is back');
      expect(scene.told).toContain(
        'somebody undid the containment of ci-bot; no deny holds, and its key was switched off',
      );
      return scene;
    },
  },
];
