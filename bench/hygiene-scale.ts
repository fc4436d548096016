import { type RunningSandbox, startSandbox } from '../sandbox/start';
import { attachPolicy } from '../sandbox/world/attachments';
import { addToGroup, createGroup } from '../sandbox/world/groups';
import { createKey } from '../sandbox/world/keys';
import { createPolicy, policyNamed } from '../sandbox/world/policies';
import { createUser } from '../sandbox/world/users';
import type { World } from '../sandbox/world/world';
import { roleName } from '../shared/ram-policy/role-rights';
import { userByUser } from './hygiene-scale/user-by-user';
import { type Benchmark, median, type Rows, spread } from './result';

const SIZES = [1_000, 10_000];
/** The ids of a thousand users' keys are learned in the first five: so many come later. */
const NIGHTS = 15;
/** So many users show what a user costs the other way; all of them would take half an hour. */
const SAMPLE = 200;
const LATENCY_MS = 20;
const GROUPS = 40;
const POLICIES = 100;
const DAY_MS = 86_400_000;
const TIMER = { triggerTime: '', triggerName: 'nightly', payload: '' };

/** Nights of accounts in which nothing is wrong, beside a look at every user's keys and policies one by one. */
async function run(given = SIZES.join(',')) {
  const sizes = given.split(',').map(Number);
  if (sizes.some((users) => !Number.isInteger(users) || users < SAMPLE))
    throw new Error(`hygiene-scale=<users>,… takes whole numbers from ${SAMPLE}.`);
  const table: Rows[] = [];
  for (const users of sizes) table.push(...(await rowsOf(users)));
  return {
    question: 'what does a night cost in an account of many users, in which nothing is wrong?',
    figures: Object.fromEntries(
      table.map(({ en: [users, what, calls, fewer, , seconds, , beside, , memory] }) => [
        `${users} users, ${what}`,
        `${calls} calls${fewer && ` (user by user ${fewer})`}, ${seconds} s${beside && ` = ${beside} of its pages`}${memory && `, ${memory} MiB`}`,
      ]),
    ),
    table: {
      en: {
        columns: [
          ...['Users', 'What', 'Calls', 'User by user has so many times as many', 'Aim'],
          ...['Time, s', 'Spread, s', 'Beside its calls one behind the other', 'Aim', 'Memory, MiB'],
        ],
        rows: table.map(({ en }) => en),
      },
      zh: {
        columns: [
          '用户',
          '内容',
          '调用',
          '逐个用户是其多少倍',
          '目标',
          '时间（s）',
          '范围（s）',
          '与依次调用之比',
          '目标',
          '内存（MiB）',
        ],
        rows: table.map(({ zh }) => zh),
      },
    },
  };
}

async function rowsOf(users: number): Promise<Rows[]> {
  const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
  try {
    fill(sandbox.world, users);
    const nights: Night[] = [];
    for (let night = 0; night < NIGHTS; night += 1) {
      let peakMib = 0;
      const looked = await watched(sandbox, async () => {
        const done = await sandbox.fc.invoke(roleName('hygiene'), TIMER);
        if (done.error) throw new Error(done.error.errorMessage);
        peakMib = done.peakRssBytes / 2 ** 20;
      });
      nights.push({ ...looked, peakMib });
      sandbox.clock.advance(DAY_MS);
      // A day later no instance is warm.
      await sandbox.fc.cool();
    }
    const sample = await watched(sandbox, () => userByUser(sandbox, SAMPLE));
    const [first, ...others] = nights;
    if (!first) throw new Error('No night was measured.');
    const learning = others.filter(({ asked }) => asked > 0);
    const later = others.filter(({ asked }) => asked === 0);
    const rowOf = (en: string, zh: string, of: readonly Night[], aims: readonly [string, string]): Rows => {
      const mid = (value: (one: Night) => number): number => median(of.map(value));
      const [calls, seconds] = [mid((one) => one.calls), mid((one) => one.seconds)];
      const cells = [
        ...[String(calls), `${((sample.calls * users) / SAMPLE / calls).toFixed(1)} ×`, aims[0], seconds.toFixed(1)],
        spread(
          of.map((one) => one.seconds),
          1,
        ),
        ...[`${((seconds * 1000) / (calls * LATENCY_MS)).toFixed(2)} ×`, aims[1]],
        Math.max(...of.map(({ peakMib }) => peakMib)).toFixed(0),
      ];
      return { en: [String(users), en, ...cells], zh: [String(users), zh, ...cells] };
    };
    const [calls, seconds] = [sample.calls, sample.seconds].map((one) => ((one * users) / SAMPLE).toFixed(0));
    const other = [calls ?? '', '', '', seconds ?? '', '', '', '', ''];
    return [
      rowOf('the first night', '第一夜', [first], ['', '']),
      ...(
        [
          ['a night that still learns keys’ ids', '仍在获取 AccessKey ID 的一夜', learning],
          ['a night that knows them all', '已全部获取之后的一夜', later],
        ] as const
      ).flatMap(([en, zh, of]) =>
        of.length === 0 ? [] : [rowOf(`${en}, of ${of.length}`, `${zh}，共 ${of.length} 夜`, of, ['10 ×', '1.5 ×'])],
      ),
      {
        en: [String(users), `user by user, calculated from ${SAMPLE} users`, ...other],
        zh: [String(users), `逐个用户，由 ${SAMPLE} 个用户推算`, ...other],
      },
    ];
  } finally {
    await sandbox.stop();
  }
}

interface Looked {
  readonly calls: number;
  /** Users who were asked for the ids of their keys. */
  readonly asked: number;
  readonly seconds: number;
}

interface Night extends Looked {
  readonly peakMib: number;
}

async function watched(sandbox: RunningSandbox, act: () => Promise<void>): Promise<Looked> {
  const [before, started] = [sandbox.kernel.calls.all().length, performance.now()];
  await act();
  const seconds = (performance.now() - started) / 1000;
  const made = sandbox.kernel.calls.all().slice(before);
  return { calls: made.length, asked: made.filter(({ action }) => action === 'ListAccessKeys').length, seconds };
}

/** A key in use and one that went off some days ago for each; rights by group, as large accounts have them. */
export function fill(world: World, users: number): void {
  world.settings.usersQuota = users + 100;
  const now = world.now().getTime();
  const daysAgo = (days: number) => new Date(now - days * DAY_MS);
  const policies = Array.from({ length: POLICIES }, (_, i) => {
    const Action = i % 4 === 0 ? ['ecs:StopInstance'] : [`ecs:Describe${i}`, 'oss:GetObject'];
    const Condition = { IpAddress: { 'acs:SourceIp': ['203.0.113.0/24'] } };
    const document = { Version: '1', Statement: [{ Effect: 'Allow', Action, Resource: '*', Condition }] };
    return createPolicy(world, `job-${i}`, JSON.stringify(document));
  });
  const groups = Array.from({ length: GROUPS }, (_, i) => {
    const group = createGroup(world, `team-${i}`);
    for (const n of [i, i + GROUPS]) {
      const policy = policies[n % POLICIES];
      if (policy) attachPolicy(world, group, policy);
    }
    attachPolicy(world, group, policyNamed(world, 'System', 'AliyunECSReadOnlyAccess'));
    return group;
  });
  for (let i = 0; i < users; i += 1) {
    const user = createUser(world, { name: `user-${String(i).padStart(5, '0')}`, createDate: daysAgo(60) });
    const owner = { keys: user.keys, user };
    const key = createKey(world, owner, { createDate: new Date(daysAgo(40).getTime() + i * 1000) });
    key.lastUsed = { at: daysAgo(1), serviceName: 'Ecs' };
    createKey(world, owner, { createDate: new Date(daysAgo(10).getTime() + i * 1000), status: 'Inactive' });
    const group = groups[i % GROUPS];
    if (group) addToGroup(world, user, group);
  }
}

export const hygieneScale: Benchmark = { name: 'hygiene-scale', run };
