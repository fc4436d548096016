import { startSandbox } from '../sandbox/start';
import { attachPolicy } from '../sandbox/world/attachments';
import { addToGroup, createGroup } from '../sandbox/world/groups';
import { createKey } from '../sandbox/world/keys';
import { createPolicy, policyNamed } from '../sandbox/world/policies';
import { createUser } from '../sandbox/world/users';
import type { World } from '../sandbox/world/world';
import { roleName } from '../shared/ram-policy/role-rights';
import { userByUser } from './hygiene-scale/user-by-user';
import { type Benchmark, ratio } from './result';

const USERS = 10_000;
/** So many users show what a user costs the other way; all of them would take half an hour. */
const SAMPLE = 200;
const LATENCY_MS = 20;
const GROUPS = 40;
const POLICIES = 100;
const DAY_MS = 86_400_000;

/** Two nights of an account in which nothing is wrong, beside a look at every user's keys and policies one by one. */
async function run(argument?: string) {
  const users = argument === undefined ? USERS : Number(argument);
  if (!Number.isInteger(users) || users < SAMPLE)
    throw new Error(`hygiene-scale=<users> takes a whole number from ${SAMPLE}.`);
  const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
  try {
    fill(sandbox.world, users);
    const figures: Record<string, string | number> = { users, keys: users * 2, 'ms a call': LATENCY_MS };
    let last = { calls: 0, seconds: 0 };
    for (const night of ['first night', 'next night']) {
      const before = sandbox.kernel.calls.all().length;
      const started = performance.now();
      const done = await sandbox.fc.invoke(roleName('hygiene'), {
        triggerTime: '',
        triggerName: 'nightly',
        payload: '',
      });
      if (done.error) throw new Error(done.error.errorMessage);
      const calls = sandbox.kernel.calls.all().length - before;
      last = { calls, seconds: (performance.now() - started) / 1000 };
      figures[`${night}: calls`] = calls;
      figures[`${night}: users for a call`] = (users / calls).toFixed(1);
      figures[`${night}: time`] = `${last.seconds.toFixed(1)} s`;
      figures[`${night}: largest memory`] = `${(done.peakRssBytes / 2 ** 20).toFixed(0)} MB`;
      sandbox.clock.advance(DAY_MS);
      // A day later no instance is warm.
      await sandbox.fc.cool();
    }
    const before = sandbox.kernel.calls.all().length;
    const started = performance.now();
    await userByUser(sandbox, SAMPLE);
    const seconds = (((performance.now() - started) / 1000) * users) / SAMPLE;
    const calls = ((sandbox.kernel.calls.all().length - before) * users) / SAMPLE;
    figures[`user by user: calls (from ${SAMPLE} users)`] = Math.round(calls);
    figures[`user by user: time (from ${SAMPLE} users)`] = `${seconds.toFixed(0)} s`;
    figures['user by user beside the night: calls'] = ratio(calls, last.calls);
    figures['user by user beside the night: time'] = ratio(seconds, last.seconds);
    return { question: 'what does a night cost in an account of many users, in which nothing is wrong?', figures };
  } finally {
    await sandbox.stop();
  }
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
