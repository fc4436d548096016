import { EVIDENCE_BUCKET } from '../../../sandbox/start';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { roleName } from '../../../shared/ram-policy/role-rights';
import { busEvent, TIMER } from '../../functions/respond/arrange';
import { IS_LONG } from '../table';
import type { Attack } from './attack';
import { Scene, THIEF } from './scene';

const MB = 2 ** 20;
/** As `s.yaml` gives respond: who takes more is killed. */
const MEMORY_MB = 512;
const LARGE_MB = IS_LONG ? 150 : 40;
const MINUTES = 3;

/** Objects of the evidence bucket, as if he had written each: what he may write he may write as large as OSS takes it. */
function lay(scene: Scene, keys: readonly string[], body: Buffer): void {
  const bucket = scene.sandbox.oss.buckets.get(EVIDENCE_BUCKET);
  const [like] = bucket?.objects.values() ?? [];
  if (!bucket || !like) throw new Error('the bucket is empty');
  const lastModified = scene.sandbox.clock.now();
  for (const key of keys)
    bucket.objects.set(`ak-tourniquet/${key}`, { ...like, key: `ak-tourniquet/${key}`, body, lastModified });
}

/** The deployed function, minute after minute, each in the memory that it has. Answers with the most that a run took. */
async function minutes(scene: Scene): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < MINUTES; n += 1) {
    scene.sandbox.clock.advance(60_000);
    taken.push((await scene.sandbox.fc.invoke(roleName('respond'), TIMER)).peakRssBytes / MB);
  }
  return Math.max(...taken);
}

async function withLaid(keysOf: (scene: Scene) => readonly string[], body: Buffer): Promise<Scene> {
  const scene = await Scene.start({}, undefined, true);
  await scene.sandbox.fc.invoke(roleName('respond'), TIMER);
  lay(scene, keysOf(scene), body);
  scene.account.leak(THIEF);
  const most = await minutes(scene);
  scene.isDenied();
  expect(await scene.power()).toBe(0);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(MEMORY_MB);
  expect(scene.told).toContain("ci-bot's high-risk calls are denied");
  expect(scene.wronged).toEqual([]);
  // What is undone behind all that is seen within the minute, or the next.
  const user = scene.sandbox.world.users.get(THIEF);
  for (const { policy } of [...(user?.attached.current ?? [])])
    if (policy.type === 'Custom' && user) detachPolicy(scene.sandbox.world, user, policy);
  await minutes(scene);
  expect(await scene.power()).toBe(0);
  return scene;
}

/** In a call's parameters, and in a notice: as text, which every policy document is. */
const NESTED = `${'['.repeat(7_000)}"a"${']'.repeat(7_000)}`;

/** Nothing of it can be looked up: each of its resources has to be held against each of another one's. */
function longDocument(n: number): string {
  const Effect = n % 2 === 0 ? 'Allow' : 'Deny';
  const Resource = Array.from({ length: 550 }, (_, i) => `*~${(n * 600 + i).toString(36)}*`);
  return JSON.stringify({ Version: '1', Statement: [{ Effect, Action: '*', Resource }] });
}

const nth = (n: number): string => String(n).padStart(8, '0');

export const ON_THE_SIZE: readonly Attack[] = [
  {
    name: {
      en: `lays an object of ${LARGE_MB} MB in the place of each thing that is remembered: list of leaks, watch list, index of keys, heartbeat, a schedule’s task, a waiting mail, the incident’s first entry`,
      zh: `在每个记忆位置放入 ${LARGE_MB} MB 的对象：泄露列表、监视列表、密钥索引、心跳、计划任务、待发邮件、事件的第一条日志`,
    },
    did: {
      en: 'reads no more of an object than one of ours can hold, and parses nothing without the seal; contains',
      zh: '读取的字节不超过我们的对象可能的大小，没有封印就不解析；照样限制',
    },
    told: { en: 'contained; which objects do not bear our seal', zh: '已限制；哪些对象没有我们的封印' },
    remains: { en: 'the objects: delete them', zh: '这些对象：请删除' },
    play: () =>
      withLaid(
        (scene) => [
          ...['seen.json', 'watched.json', 'owners.json', 'heartbeat.json'],
          `schedule/2020-01-01T000000Z--${scene.leaked.accessKeyId}--finish.json`,
          'outbox/mail/20200101T000000Z-x.json',
          `incidents/${scene.sandbox.accountId}/${scene.leaked.accessKeyId}/journal/000001.json`,
        ],
        Buffer.alloc(LARGE_MB * MB, ' '),
      ),
  },
  {
    name: {
      en: 'lays 8,000 entries of a journal, 3,000 markers of incidents, 20,000 tasks, 5,000 waiting mails and 6,000 containments of this hour',
      zh: '放入 8,000 条日志、3,000 个事件标记、20,000 个任务、5,000 封待发邮件和 6,000 个本小时的限制记录',
    },
    did: {
      en: 'contains; reads what was written last and what was written first before what lies between; a journal of more objects than one of ours can have is not believed at all',
      zh: '照样限制；先读最后和最早写入的，再读两者之间的；对象多于我们可能写入数量的日志完全不予采信',
    },
    told: { en: 'contained; that the journal cannot be trusted', zh: '已限制；日志不可信' },
    remains: {
      en: 'of this key no history is kept until the objects are deleted: it is contained anew each minute',
      zh: '在删除这些对象之前，不保存此 AccessKey 的历史：每分钟重新限制',
    },
    isLong: true,
    play: () =>
      withLaid(
        (scene) => {
          const { accountId, clock } = scene.sandbox;
          const hour = clock.now().toISOString().slice(0, 13);
          const many = (count: number, keyOf: (n: number) => string) =>
            Array.from({ length: count }, (_, n) => keyOf(n));
          return [
            ...many(
              8_000,
              (n) => `incidents/${accountId}/${scene.leaked.accessKeyId}/journal/${nth(n + 1).slice(2)}.json`,
            ),
            ...many(3_000, (n) => `status/contained--${accountId}--LTAI5t0000${nth(n)}`),
            ...many(
              20_000,
              (n) => `schedule/${n % 2 ? '0000' : '2025'}-01-01T000000Z--LTAI5t0000${nth(n)}--finish.json`,
            ),
            ...many(5_000, (n) => `outbox/mail/20200101T000000Z-${n}.json`),
            ...many(6_000, (n) => `contained/${hour}/LTAI5t0000${nth(n)}.json`),
          ];
        },
        Buffer.from(JSON.stringify({ schema: 1, hmac: 'a'.repeat(64) })),
      ),
  },
  {
    name: {
      en: 'makes a call with a document of 7,000 brackets within each other, which is refused; makes an administrator; writes the same into a notice of another user’s key and one of his own',
      zh: '发出一个带有 7,000 层嵌套括号文档的调用（被拒绝）；创建一个管理员；把同样的内容写入关于其他用户和他自己的 AccessKey 的通知',
    },
    did: {
      en: 'reads texts within texts to a bound, and puts aside what goes deeper; contains both keys, collects and judges the rest of what he did',
      zh: '嵌套的文本只读到限定的层数，更深的另外放置；限制两个 AccessKey，并照常收集和判断他的其他行为',
    },
    told: {
      en: 'both are contained; the second message: whom he made. The report: one event is kept without a part of it',
      zh: '两者均已限制；第二条消息：他创建了谁。报告：有一个事件的一部分未保留',
    },
    remains: {
      en: 'the text itself is not kept, only its length and its hash. Whatever else a run stumbles over is told once an hour',
      zh: '不保存该文本本身，只保存其长度和哈希。运行中遇到的任何其他意外错误每小时告知一次',
    },
    play: async () => {
      const scene = await Scene.start();
      await scene.tries('ram', 'CreatePolicy', { PolicyName: 'p1', PolicyDocument: NESTED });
      await scene.another('backdoor');
      scene.sandbox.clock.advance(20 * 60_000);
      const notice = (name: string) => busEvent(scene.keyOf(name).accessKeyId, { reason: NESTED }, `of-${name}`);
      await scene.event([notice('alice'), notice(THIEF)]);
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      await scene.investigated();
      expect(scene.wronged).toEqual(['alice']);
      expect(scene.told).toContain("alice's high-risk calls are denied");
      expect(scene.told).toContain("ci-bot's high-risk calls are denied");
      expect(scene.told).toContain('what the leaked key of ci-bot did');
      expect(scene.told).toContain('backdoor');
      const report = scene.account
        .objects('incidents/')
        .find((key) => key.endsWith(`${scene.leaked.accessKeyId}/report.json`));
      const { body } = scene.sandbox.oss.buckets.get(EVIDENCE_BUCKET)?.objects.get(report ?? '') ?? {};
      expect(String(body)).toContain('1 events are kept without what is nested too deep in them');
      expect(scene.failures).toEqual([]);
      return scene;
    },
  },
  {
    name: {
      en: 'hangs eight policies of 6 KB on the leaked user, so written that each of thousands of resources has to be held against each of thousands of others',
      zh: '给泄露的用户附加八条 6 KB 的策略，其写法使得数千个资源中的每一个都要与另外数千个逐一比较',
    },
    did: {
      en: 'contains; looks up what can be looked up, and gives the rest up after some millions of steps; tells and watches as ever',
      zh: '照样限制；能查表的就查表，其余的算到几百万步就放弃；照常告知和监视',
    },
    told: {
      en: 'contained; what he can still do, or that it takes too long to work out',
      zh: '已限制；他仍能做什么，或者这要算得太久',
    },
    remains: {
      en: 'policies that take too long must be read by hand; the nightly look says so as well',
      zh: '算得太久的策略须人工查看；每晚的检查也会写明',
    },
    play: async () => {
      const scene = await Scene.start();
      for (let n = 0; n < 8; n += 1) {
        const PolicyName = `long-${n}`;
        await scene.does('ram', 'CreatePolicy', { PolicyName, PolicyDocument: longDocument(n) });
        await scene.does('ram', 'AttachPolicyToUser', { PolicyName, PolicyType: 'Custom', UserName: THIEF });
      }
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.wronged).toEqual([]);
      expect(scene.told).toContain("ci-bot's high-risk calls are denied");
      expect(scene.told).toContain('Administrator: YES');
      expect(scene.told).toContain('High-risk calls still allowed: none found');
      expect(scene.failures).toEqual([]);
      return scene;
    },
  },
];
