import { gzipSync } from 'node:zlib';
import { setTrails } from '../../../sandbox/furnish';
import { EVIDENCE_BUCKET } from '../../../sandbox/start';
import { Seal } from '../../../shared/incident/seal';
import type { Attack } from './attack';
import { Scene, THIEF } from './scene';

const PREFIX = 'ak-tourniquet/';

const TRAIL_BUCKET = 'trail-logs';
/** So long ago that the trail has delivered it. */
const LONG_AGO_MS = 40 * 60_000;

type PolicyClient = { putBucketPolicy(bucket: string, policy: object): Promise<unknown> };

/** The deny holds, and the owner hears that nothing could be recorded. */
async function withoutMemory(spoil: (scene: Scene) => Promise<unknown>): Promise<Scene> {
  const scene = await Scene.start();
  await spoil(scene);
  await scene.leaks();
  scene.isDenied();
  expect(await scene.power()).toBe(0);
  expect(scene.told).toContain('nothing of this could be recorded');
  expect(scene.failures.length).toBeGreaterThan(0);
  return scene;
}

const ALL_THE_SAME = {
  en: 'contains all the same; counts and remembers by this instance alone, and fails the run, so that it is tried again',
  zh: '照样限制；仅由本实例计数和记忆，并使本次运行失败，以便重试',
};
const TOLD = { en: 'contained; nothing of this could be recorded, and why', zh: '已限制；无法记录，及其原因' };

/** An object as we write it; `hmac`: a seal of the thief's own. */
async function forge(scene: Scene, key: string, content: object): Promise<void> {
  const made = await scene.puts(`${PREFIX}${key}`, JSON.stringify({ schema: 1, ...content, hmac: 'a'.repeat(64) }));
  expect(made).toBe(true);
}

async function leakIdOf(scene: Scene): Promise<string> {
  scene.account.leak(THIEF);
  const page = { CurrentPage: '1', PageSize: '10' };
  const { AccessKeyLeakList } = (await scene.does('sas', 'DescribeAccesskeyLeakList', page)) as {
    readonly AccessKeyLeakList: readonly { readonly Id: number }[];
  };
  return `sas:${AccessKeyLeakList[0]?.Id}`;
}

const release = (leakId: string, at: string) => ({
  type: 'release',
  ...{ seq: 1, at, previous: null, by: 'alice', reason: 'ours', leakIds: [leakId], steps: [], complete: true },
});

export const ON_THE_MEMORY: readonly Attack[] = [
  {
    name: { en: 'empties and deletes the evidence bucket', zh: '清空并删除证据存储空间' },
    did: ALL_THE_SAME,
    told: TOLD,
    remains: {
      en: 'evidence of earlier incidents is gone: an archive bucket of another account, or one with a retention policy, keeps it',
      zh: '早先事件的证据丢失：其他账号的归档存储空间 或带保留策略的存储空间 可以保住',
    },
    play: () =>
      withoutMemory(async (scene) => {
        await scene.minute();
        const client = scene.oss();
        const { objects } = await client.listV2({ 'max-keys': '1000' }, {});
        for (const { name } of objects ?? []) expect(await scene.goes(() => client.delete(name))).toBe(true);
        expect(await scene.goes(() => client.deleteBucket(EVIDENCE_BUCKET))).toBe(true);
      }),
  },
  {
    name: {
      en: 'turns versioning on, so that OSS ignores forbid-overwrite and two runs write over each other',
      zh: '开启版本控制，使 OSS 忽略禁止覆盖，让两次运行互相覆盖',
    },
    did: { en: `sees it within a minute; ${ALL_THE_SAME.en}`, zh: `一分钟内发现；${ALL_THE_SAME.zh}` },
    told: TOLD,
    remains: {
      en: 'OSS can suspend versioning, not switch it off: `setup` with a new bucket',
      zh: 'OSS 只能暂停版本控制，不能关闭：用新的存储空间 运行 `setup`',
    },
    play: () =>
      withoutMemory(async (scene) => {
        await scene.leaks('excluded');
        expect(await scene.goes(() => scene.oss().putBucketVersioning(EVIDENCE_BUCKET, 'Enabled'))).toBe(true);
        scene.sandbox.clock.advance(60_000);
      }),
  },
  {
    name: { en: 'writes a bucket policy that denies everybody', zh: '写入拒绝所有人的 存储空间策略' },
    did: ALL_THE_SAME,
    told: TOLD,
    remains: { en: 'nothing is recorded until the owner takes it off', zh: '所有者去掉之前不能记录' },
    play: () =>
      withoutMemory(async (scene) => {
        const statement = { Effect: 'Deny', Action: ['oss:*'], Principal: ['*'], Resource: ['acs:oss:*:*:*'] };
        const policy = { Version: '1', Statement: [statement] };
        const client = scene.oss() as unknown as PolicyClient;
        expect(await scene.goes(() => client.putBucketPolicy(EVIDENCE_BUCKET, policy))).toBe(true);
      }),
  },
  {
    name: {
      en: 'writes a journal with a release, a list of leaks that are done, status markers, a full hour’s count, schedule, outbox, receipts, heartbeat and index of his own',
      zh: '写入自己的日志（含解除记录）、已处理泄露列表、状态标记、占满的计数、计划、发件箱、回执、心跳和索引',
    },
    did: {
      en: 'believes none of it: no seal of ours; contains',
      zh: '一概不信：没有我们的签名；照样限制',
    },
    told: { en: 'contained; memory was tampered with, and which objects', zh: '已限制；记忆被篡改，以及哪些对象' },
    remains: { en: 'a forged object lies there until a person deletes it', zh: '伪造的对象留在原处，直到有人删除' },
    play: async () => {
      const scene = await Scene.start();
      const { accountId } = scene.sandbox;
      const [{ accessKeyId: mine }, { accessKeyId: alices }] = [scene.leaked, scene.keyOf('alice')];
      const leakId = await leakIdOf(scene);
      const at = scene.sandbox.clock.now().toISOString();
      const hour = at.slice(0, 13);
      await forge(scene, `incidents/${accountId}/${mine}/journal/000001.json`, release(leakId, at));
      await forge(scene, 'seen.json', { leakIds: [leakId] });
      await forge(scene, 'watched.json', { keys: {} });
      await forge(scene, 'owners.json', { at, complete: true, owners: { [mine]: 'alice' } });
      await forge(scene, 'heartbeat.json', { at, failures: [] });
      await forge(scene, 'config/hygiene-exceptions.json', { exceptions: [{ user: THIEF }] });
      await forge(scene, `told/${hour}--tampered.json`, { nonce: 'x', at, sent: true });
      for (let n = 0; n < 25; n += 1) {
        const accessKeyId = `LTAI5tForged${String(n).padStart(8, '0')}`;
        await forge(scene, `contained/${hour}/${accessKeyId}.json`, { accessKeyId, class: 'confirmed', at });
      }
      const escalate = { task: 'escalate', incident: { accountId, accessKeyId: alices }, due: at };
      await forge(scene, `schedule/2020-01-01T000000Z--${alices}--escalate.json`, escalate);
      await forge(scene, 'outbox/mail/2020-01-01.json', { title: 'All is well', text: 'nothing to do' });
      await scene.puts(`${PREFIX}status/released--${accountId}--${mine}`, '');
      await scene.minute(2);
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(scene.wronged).toEqual([]);
      expect(scene.told).not.toContain('All is well');
      expect(scene.told).toContain('does not bear our seal and was ignored');
      for (const name of ['seen.json', 'watched.json', `${alices}--escalate.json`]) expect(scene.told).toContain(name);
      return scene;
    },
  },
  {
    name: {
      en: 'reads our state key from the function’s settings, and forges a release that bears our seal',
      zh: '从函数设置中读取状态密钥，伪造带有我们签名的解除记录',
    },
    did: {
      en: 'believes it: does not contain',
      zh: '相信它：不限制',
    },
    told: {
      en: 'the leak was released before, by whom; if you do not know of it, contain',
      zh: '该泄露此前已被解除，由谁解除；如不知情请限制',
    },
    remains: {
      en: '**the key keeps its power until a person reads the message.** Keep the state key in KMS (`kms:`), and let only the functions’ roles read it',
      zh: '**在有人读到消息之前，AccessKey 仍有全部权力。** 请把状态密钥放在 KMS（`kms:`），只允许函数角色读取',
    },
    play: async () => {
      const scene = await Scene.start();
      const { body } = await scene.fc().getFunction('ak-tourniquet-respond', scene.noQualifier);
      const stateKey = body?.environmentVariables?.['TOURNIQUET_STATE_KEY'] ?? '';
      expect(stateKey).toHaveLength(64);
      const leakId = await leakIdOf(scene);
      const key = `${PREFIX}incidents/${scene.sandbox.accountId}/${scene.leaked.accessKeyId}/journal/000001.json`;
      const entry = { schema: 1, ...release(leakId, scene.sandbox.clock.now().toISOString()) };
      expect(await scene.puts(key, await new Seal(stateKey).close(key, entry))).toBe(true);
      await scene.minute();
      scene.isDenied();
      expect(await scene.power()).toBeGreaterThan(0);
      expect(scene.told).toMatch(/was released before; not contained again/);
      return scene;
    },
  },
  {
    name: {
      en: 'before the deny: a lifecycle rule that expires the evidence after a day, and a bucket policy that opens it',
      zh: '拒绝之前：写入一天后删除证据的生命周期规则，并以存储空间策略公开证据',
    },
    did: {
      en: 'contains; takes both for tampering with evidence, whoever else sets such rules',
      zh: '限制；将两者视为篡改证据，无论业务是否也设置此类规则',
    },
    told: {
      en: 'the second message: the bucket of the evidence was changed, and by which calls; escalation is asked for',
      zh: '第二条消息：存放证据的存储空间被更改，以及由哪些调用；并询问是否升级',
    },
    remains: {
      en: '**the rules stand until the owner takes them off, and the pack is gone within the day:** `doctor` names them; the archive keeps a copy',
      zh: '**规则在所有者删除之前一直有效，证据包会在一天内消失：** `doctor` 会指出；归档存储空间保有副本',
    },
    isLong: true,
    play: async () => {
      const scene = await Scene.start();
      await scene.minute();
      const client = scene.oss();
      const rule = { id: 'x', prefix: PREFIX, status: 'Enabled' as const, expiration: { days: 1 } };
      expect(await scene.goes(() => client.putBucketLifecycle(EVIDENCE_BUCKET, [rule as never]))).toBe(true);
      const statement = {
        ...{ Effect: 'Allow', Action: ['oss:GetObject'], Principal: ['9999999999999999'] },
        Resource: [`acs:oss:*:*:${EVIDENCE_BUCKET}/*`],
      };
      const policy = { Version: '1', Statement: [statement] };
      const opens = () => (client as unknown as PolicyClient).putBucketPolicy(EVIDENCE_BUCKET, policy);
      expect(await scene.goes(opens)).toBe(true);
      scene.sandbox.clock.advance(5_000);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      expect(await scene.goes(opens)).toBe(false);
      await scene.investigated();
      await scene.minute(2);
      expect(scene.told).toMatch(
        /Logs or evidence tampered with: The bucket of the evidence, its archive or the trail was changed/,
      );
      for (const call of ['PutBucketLifecycle', 'PutBucketPolicy']) expect(scene.told).toContain(call);
      return scene;
    },
  },
  {
    name: {
      en: 'overwrites the trail’s objects with empty lists, before and after the deny',
      zh: '在拒绝之前和之后用空列表覆盖跟踪的对象',
    },
    did: {
      en: 'refuses it after the deny; before: holds the trail against LookupEvents, reads that in its place, and finds whom he made',
      zh: '拒绝之后：覆盖被拒绝；拒绝之前：与 LookupEvents 核对，改读后者，并找出他创建的用户',
    },
    told: {
      en: 'the second message: what the trail delivered lacks calls that ActionTrail has; and whom he made',
      zh: '第二条消息：跟踪投递的内容缺少操作审计中的调用；以及他创建了谁',
    },
    remains: {
      en: 'what is older than 90 days in the trail alone; single calls taken out from behind the newest 50 of an identity and region',
      zh: '仅存在于跟踪中、超过 90 天的记录；每个身份和地域最近 50 次调用之前被单独抽掉的调用',
    },
    isLong: true,
    play: async () => {
      const scene = await Scene.start({ TOURNIQUET_TRAIL_BUCKET: TRAIL_BUCKET });
      const { sandbox } = scene;
      setTrails(sandbox.world, [{ name: 'audit', bucket: TRAIL_BUCKET }]);
      await scene.another('svc');
      sandbox.clock.advance(LONG_AGO_MS);
      const names = sandbox.deliverTrail(TRAIL_BUCKET);
      const overwrites = (name: string) => scene.goes(() => scene.oss(TRAIL_BUCKET).put(name, gzipSync('[]')));
      for (const name of names) expect(await overwrites(name)).toBe(true);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      for (const name of names) expect(await overwrites(name)).toBe(false);
      await scene.investigated();
      await scene.minute(2);
      expect(scene.told).toMatch(/Logs or evidence tampered with: What the trail delivered lacks calls/);
      expect(scene.told).toMatch(/RAM user svc/);
      return scene;
    },
  },
  {
    name: {
      en: 'puts calls into the trail’s place: a past of the key at his own address, and that it made an innocent user',
      zh: '在跟踪的存储位置放入调用：让该 AccessKey 早就在他的地址上使用过，并让它“创建”了一个无辜用户',
    },
    did: {
      en: 'asks LookupEvents for each call by which a user was made or an address is the business’s; it does not know these, so nothing of the trail is believed',
      zh: '对每个创建用户的调用、每个把某地址算作业务地址的调用，都向 LookupEvents 核实；后者不知道这些调用，因此对该跟踪一概不予采信',
    },
    told: {
      en: 'the second message: the trail holds calls that ActionTrail does not know; and whom he truly made',
      zh: '第二条消息：跟踪含有操作审计中不存在的调用；以及他真正创建了谁',
    },
    remains: {
      en: 'calls of other identities that decide nothing by themselves; what is older than 90 days is not asked about and not looked at',
      zh: '其他身份的、自身不决定任何事的调用；超过 90 天的既不核实也不查看',
    },
    isLong: true,
    play: async () => {
      const scene = await Scene.start({ TOURNIQUET_TRAIL_BUCKET: TRAIL_BUCKET, TOURNIQUET_ESCALATE: 'auto' });
      const { sandbox } = scene;
      setTrails(sandbox.world, [{ name: 'audit', bucket: TRAIL_BUCKET }]);
      await scene.another('svc');
      sandbox.clock.advance(LONG_AGO_MS);
      const name = sandbox.deliverTrail(TRAIL_BUCKET).at(-1) ?? '';
      const made = sandbox.world.events.all().find(({ eventName }) => eventName === 'CreateUser');
      const ofAlice = { ...JSON.parse(JSON.stringify(made).replaceAll('svc', 'alice')), eventId: 'forged' };
      const past = [60, 45, 30].map((days) => ({
        ...made,
        ...{ eventId: `past-${days}`, eventName: 'ListUsers' },
        eventTime: new Date(sandbox.clock.now().getTime() - days * 86_400_000).toISOString().replace(/[.]\d+/, ''),
      }));
      const body = gzipSync(JSON.stringify([ofAlice, ...past]));
      expect(await scene.goes(() => scene.oss(TRAIL_BUCKET).put(name.replace('.gz', '1.gz'), body))).toBe(true);
      await scene.leaks();
      scene.isDenied();
      expect(await scene.power()).toBe(0);
      await scene.investigated();
      await scene.minute(2);
      expect(scene.told).toMatch(/What the trail delivered holds calls that ActionTrail does not know/);
      expect(scene.told).toMatch(/RAM user svc/);
      expect(scene.told).not.toMatch(/RAM user alice/);
      return scene;
    },
  },
  {
    name: {
      en: 'after the deny: rewrites, deletes and reads what we remember, and changes the bucket',
      zh: '拒绝之后：改写、删除、读取记忆，并更改存储空间',
    },
    did: { en: 'all of it is refused: the deny protects the bucket', zh: '全部被拒绝：拒绝策略保护存储空间' },
    told: { en: 'contained', zh: '已限制' },
    remains: { en: 'nothing', zh: '无' },
    play: async () => {
      const scene = await Scene.start();
      await scene.leaks();
      scene.isDenied();
      const seen = `${PREFIX}seen.json`;
      const tries = [
        () => scene.oss().put(seen, Buffer.from('{}')),
        () => scene.oss().delete(seen),
        () => scene.oss().get(seen),
        () => scene.oss().putBucketVersioning(EVIDENCE_BUCKET, 'Enabled'),
        () => scene.oss().deleteBucket(EVIDENCE_BUCKET),
        () => scene.oss().putBucketACL(EVIDENCE_BUCKET, 'public-read'),
      ];
      for (const one of tries) expect(await scene.goes(one)).toBe(false);
      return scene;
    },
  },
];
