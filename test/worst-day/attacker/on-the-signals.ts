import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import type { TrailEvent } from '../../../sandbox/world/events';
import { cli } from '../../cli/run-cli';
import { busEvent, QUARANTINE, TIMER } from '../../functions/respond/arrange';
import { aRun } from '../../run';
import { IS_LONG } from '../table';
import type { Attack } from './attack';
import { Scene, THIEF } from './scene';

/** The short run floods with fewer: each costs a journal. `FALSE_KEYS=n npm run test:attacker`: another number. */
const FALSE_KEYS = Number(process.env['FALSE_KEYS'] ?? (IS_LONG ? 10_000 : 80));
const A_BATCH = 100;

const nobodys = (n: number): string => `LTAI5tNobodysKey${String(n).padStart(8, '0')}`;

/** Every fiftieth is somebody's: another user's, or an excluded one's. */
function falseNotices(scene: Scene): object[] {
  const real = scene.innocents.map((name) => scene.keyOf(name).accessKeyId);
  return Array.from({ length: FALSE_KEYS }, (_, n) =>
    busEvent(n % 50 === 7 ? (real[Math.floor(n / 50) % real.length] ?? '') : nobodys(n), {}, `flood-${n}`),
  );
}

async function flood(scene: Scene, notices: readonly object[]): Promise<void> {
  for (let n = 0; n < notices.length; n += A_BATCH) await scene.event(notices.slice(n, n + A_BATCH));
}

/** What ActionTrail would say, if it were true. */
function forgedTrail(scene: Scene, identity: object, more: object): object {
  const { accountId, clock } = scene.sandbox;
  const at = clock
    .now()
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z');
  const event = { eventId: 'forged', eventTime: at, serviceName: 'Ram', acsRegion: 'cn-hangzhou', ...more };
  const userIdentity = { accountId, principalId: '1', ...identity };
  return cloudEventOf({ ...event, userIdentity } as unknown as TrailEvent, accountId, clock.now());
}

const AT_RISK = { errorCode: 'Forbidden', errorMessage: 'There is a risk of leakage of this AccessKey' };

export const ON_THE_SIGNALS: readonly Attack[] = [
  {
    name: {
      en: 'announces his own leak on the bus beforehand, as a planned drill',
      zh: '事先在总线上把自己的泄露说成计划中的演练',
    },
    did: {
      en: 'contains at once; when Security Center lists the key with a valid secret, that is news; a release as a false alarm is refused then',
      zh: '立即限制；云安全中心列出该 AccessKey 且 Secret 有效时视为新消息；此后拒绝按误报解除',
    },
    told: {
      en: 'contained, upon a notice of the bus (its words stand in the journal alone); then, once: the leak is confirmed, and this is no drill',
      zh: '已限制，依据总线的通知（其原话只在事件记录中）；随后一次：泄露已证实，这不是演练',
    },
    remains: {
      en: 'whoever releases before Security Center has seen the leak: then a person is asked, and the key has its power until he answers',
      zh: '有人在云安全中心发现泄露之前就解除：此后会询问，在答复之前 AccessKey 保有权力',
    },
    play: async () => {
      const scene = await Scene.start();
      const reason = 'Planned drill by the security team, ticket SEC-1: no leak. Release after the drill.';
      await scene.event(busEvent(scene.leaked.accessKeyId, { userName: THIEF, reason }, 'drill-1'));
      expect(scene.told).toMatch(/\[CONTAINED\].*ci-bot/);
      expect(scene.told).not.toContain('the leak is confirmed');
      scene.sandbox.clock.advance(60_000);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.told).toMatch(/the leak is confirmed[\s\S]*this is no drill/);
      const words = ['release', scene.leaked.accessKeyId, '--reason', 'the drill is over', '--false-alarm', '--yes'];
      expect(await cli(scene.sandbox, words, scene.env)).toMatchObject({
        code: 4,
        stderr: expect.stringContaining('--confirmed-too'),
      });
      expect(scene.account.policiesOf(THIEF)).toContain(QUARANTINE);
      return scene;
    },
  },
  {
    name: {
      en: `floods the bus with ${FALSE_KEYS.toLocaleString('en')} false keys: nobody’s, other users’, excluded ones`,
      zh: `用 ${FALSE_KEYS.toLocaleString('en')} 个虚假的 AccessKey 淹没总线：不存在的、其他用户的、被排除的`,
    },
    did: {
      en: 'quarantines other users’ keys up to the cap of the hour and switches none off; the true leak, in Security Center’s list, has places of its own and is contained by the next poll, or by a notice of the flood where the timer is kept waiting',
      zh: '对其他用户的 AccessKey 最多隔离到每小时上限，一个也不禁用；云安全中心列表中的真实泄露有单独的名额，由下一次轮询限制；定时器被堵住时由洪水中的通知带来轮询',
    },
    told: {
      en: 'the true leak, each key that was contained, the excluded one; nobody’s keys and the reached cap once an hour',
      zh: '真实泄露、每个被限制的 AccessKey、被排除的；不存在的 AccessKey 和达到上限各每小时一次',
    },
    remains: {
      en: 'up to `TOURNIQUET_MAX_PER_HOUR` other users quarantined an hour: let only your scanners write to the bus. Each notice is an invocation to pay',
      zh: '每小时最多 `TOURNIQUET_MAX_PER_HOUR` 个其他用户被隔离：只允许您的扫描程序写入总线。每条通知都是一次付费调用',
    },
    play: async () => {
      const scene = await Scene.start({ TOURNIQUET_MAX_PER_HOUR: '2' });
      await scene.minute();
      const notices = falseNotices(scene);
      // The timer is kept waiting by the flood itself: only its notices arrive.
      scene.sandbox.clock.advance(4 * 60_000);
      scene.account.leak(THIEF, { tokenValid: 0 });
      await flood(scene, notices.slice(0, A_BATCH));
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      await flood(scene, notices.slice(A_BATCH));
      const hours = new Set(scene.account.objects('contained/').map((key) => key.split('/')[2])).size;
      expect(scene.wronged.length).toBeLessThanOrEqual(2 * hours);
      expect(scene.wronged).not.toContain('excluded');
      for (const name of scene.innocents) expect(scene.account.statusOf(name)).toBe('Active');
      expect(scene.told.match(/is not of this account\n/g)?.length).toBeLessThanOrEqual(hours + 1);
      expect(scene.account.mails.length).toBeLessThan(20 * hours);
      return scene;
    },
  },
  {
    name: {
      en: `floods Security Center’s list with ${(FALSE_KEYS / 2).toLocaleString('en')} records of other keys, newer than his own`,
      zh: `用 ${(FALSE_KEYS / 2).toLocaleString('en')} 条其他 AccessKey 的更新记录淹没云安全中心列表`,
    },
    did: {
      en: 'takes the keys that stood in last night’s index first: the true one is contained before any of the flood is looked at',
      zh: '先处理昨夜索引中的 AccessKey：真实的那个在洪水之前就被限制',
    },
    told: {
      en: 'the true leak; nobody’s keys once an hour; a list of more than 10,000 is said to be cut',
      zh: '真实泄露；不存在的 AccessKey 每小时一次；超过 10,000 条的列表会说明被截断',
    },
    remains: {
      en: 'before the first night there is no index: the list’s own order counts',
      zh: '第一次夜间检查之前没有索引：按列表自身的顺序',
    },
    play: async () => {
      const scene = await Scene.start();
      const { ownerIndex } = await aRun(scene.sandbox, scene.env, 'hygiene');
      const names = [THIEF, ...scene.innocents];
      await ownerIndex.write(new Map(names.map((name) => [scene.account.keyOf(name), name])), true);
      scene.account.leak(THIEF);
      const { leaks } = scene.sandbox.world;
      const [first] = leaks;
      if (first === undefined) throw new Error('no leak');
      const foundAt = new Date(scene.sandbox.clock.now().getTime() + 1_000);
      for (let n = 1; n <= FALSE_KEYS / 2; n += 1)
        leaks.push({ ...first, id: first.id + n, accessKeyId: nobodys(n), userName: `nobody-${n}`, foundAt });
      await scene.minute();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      const asked = scene.account.calls('actiontrail').find(({ action }) => action === 'GetAccessKeyLastUsedInfo');
      expect(asked?.parameters['AccessKey']).toBe(scene.leaked.accessKeyId);
      expect(scene.wronged).toEqual([]);
      return scene;
    },
  },
  {
    name: {
      en: 'forges CloudEvents: a refusal of alice’s key, one of root’s, one dated back, one by our own role, Cloud Config’s rule, root taking off a deny, and a notice that dresses as one of the cloud’s',
      zh: '伪造 CloudEvent：alice 的 AccessKey 被拒绝、root 的、倒填日期的、我们自己角色的、配置审计规则、root 去掉拒绝，以及伪装成云产品事件的通知',
    },
    did: {
      en: 'looks live at each: quarantines alice, whose key is active and hers, within the cap; switches nothing off; the rest changes nothing',
      zh: '逐一实时核实：alice 的 AccessKey 有效且属于她，在上限内隔离；不禁用任何 AccessKey；其余不改变任何东西',
    },
    told: { en: 'alice is contained, and by whose word', zh: '已限制 alice，以及依据谁的通知' },
    remains: {
      en: 'who may invoke the function or write to the bus can quarantine other users, up to the cap: `release` gives it back',
      zh: '能调用函数或写入总线的人可在上限内隔离其他用户：用 `release` 归还',
    },
    play: async () => {
      const scene = await Scene.start();
      const alice = { type: 'ram-user', userName: 'alice', accessKeyId: scene.keyOf('alice').accessKeyId };
      const bob = { type: 'ram-user', userName: 'bob', accessKeyId: scene.keyOf('bob').accessKeyId };
      const root = { type: 'root-account', userName: 'root', accessKeyId: nobodys(1) };
      const own = { type: 'assumed-role', userName: 'ak-tourniquet-respond:x', accessKeyId: 'STS.x' };
      const detach = {
        eventName: 'DetachPolicyFromUser',
        requestParameters: { UserName: 'bob', PolicyName: QUARANTINE },
      };
      await scene.event(forgedTrail(scene, alice, { ...AT_RISK, eventTime: '2019-01-01T00:00:00Z' }));
      await scene.event(forgedTrail(scene, root, AT_RISK));
      await scene.event(forgedTrail(scene, { ...bob, ...own }, AT_RISK));
      await scene.event(forgedTrail(scene, root, detach));
      const config = { type: 'config:Config:NonCompliantNotification', source: 'acs.config', specversion: '1.0' };
      await scene.event({ ...config, id: 'c', data: { rule: 'security-center-leak-ak-check' } });
      const dressed = { ...busEvent(scene.keyOf('excluded').accessKeyId), source: 'acs.sas', type: 'sas:Leak:Found' };
      await scene.event(dressed);
      expect(scene.wronged).toEqual(['alice']);
      expect(scene.account.statusOf('alice')).toBe('Active');
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.told).toContain("alice's high-risk calls are denied");
      expect(scene.told).toContain('excluded; decide');
      return scene;
    },
  },
  {
    name: {
      en: 'invokes the function by hand: alice’s key, a release of his own, a status; once more after the deny',
      zh: '手动调用函数：alice 的 AccessKey、解除自己、查询状态；拒绝之后再试一次',
    },
    did: {
      en: 'quarantines alice within the cap; refuses the release: it is the command line’s alone; after the deny every invocation is refused',
      zh: '在上限内隔离 alice；拒绝解除：只有命令行可以；拒绝之后所有调用都被拒绝',
    },
    told: { en: 'alice is contained', zh: '已限制 alice' },
    remains: { en: 'as above', zh: '同上' },
    isLong: true,
    play: async () => {
      const scene = await Scene.start({}, undefined, true);
      const respond = 'ak-tourniquet-respond';
      const alice = scene.keyOf('alice').accessKeyId;
      expect(await scene.invokes(respond, { accessKeyId: alice, userName: 'alice' })).toBe(true);
      await scene.invokes(respond, { command: 'release', accessKeyId: alice });
      expect(scene.sandbox.fc.invocations.at(-1)?.error?.errorMessage).toContain("is the command line's alone");
      expect(await scene.invokes(respond, { command: 'status' })).toBe(true);
      expect(scene.wronged).toEqual(['alice']);
      await scene.leaks();
      scene.isDenied();
      const bob = scene.keyOf('bob').accessKeyId;
      expect(await scene.invokes(respond, { accessKeyId: bob, userName: 'bob' })).toBe(false);
      expect(scene.wronged).toEqual(['alice']);
      expect(await scene.power()).toBe(0);
      return scene;
    },
  },
  {
    name: {
      en: 'marks his own record in Security Center as dealt with, and whitelists it',
      zh: '在云安全中心把自己的记录标为已处理，并加入白名单',
    },
    did: { en: 'reads every record, whatever its status; contains', zh: '读取所有状态的记录；照样限制' },
    told: { en: 'contained; in the report: alarms silenced', zh: '已限制；报告中写明：告警被消音' },
    remains: { en: 'nothing', zh: '无' },
    play: async () => {
      const scene = await Scene.start();
      scene.account.leak(THIEF);
      const Id = String(scene.sandbox.world.leaks[0]?.id);
      for (const Type of ['manual', 'add-whitelist']) await scene.does('sas', 'ModifyAccessKeyLeakDeal', { Type, Id });
      await scene.event(TIMER);
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      const { state } = await scene.account.incident(THIEF);
      expect(state.decision?.findings).toContain('alarms-silenced');
      return scene;
    },
  },
];
