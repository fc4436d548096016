import { investigate } from '../../functions/investigate/investigate';
import { addToGroup, groupNamed } from '../../sandbox/world/groups';
import { userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { A_SERVER } from '../functions/investigate/an-account';
import { handOver, incidentOf, recordIncident } from '../functions/investigate/an-incident';
import { type Account, type Env, QUARANTINE, used } from '../functions/respond/arrange';
import { aRun } from '../run';
import { callRpc } from '../sdk-clients';
import { withInvalidConfiguration } from './configuration';
import type { Step } from './drive';
import { splitQuarantine } from './split-quarantine';

const ONE_REGION = { TOURNIQUET_REGIONS: 'cn-hangzhou' };
const inUse = () =>
  aSandbox()
    .withPolicy('deploys', { Effect: 'Allow', Action: 'ecs:*', Resource: '*' })
    .withGroup('builders', 'Custom/deploys')
    .withUser(aUser('ci-bot').withKey().inGroup('builders').withPolicy('System/AdministratorAccess'))
    .withEvents(used('ci-bot'))
    .withBills(15, A_SERVER);
const stolen = (action: string, parameters: Readonly<Record<string, unknown>>) => ({
  key: 'ci-bot',
  daysAgo: 20 / 86_400,
  service: 'ram',
  action,
  sourceIp: '185.220.101.34',
  parameters,
});

/** A contained key and one round of looking at it. */
async function round(account: Account, number = 1, env: Env = ONE_REGION): Promise<void> {
  // The second look is planned for twelve minutes behind the first.
  if (number > 1) account.sandbox.clock.advance(13 * 60_000);
  const run = await aRun(account.sandbox, env, 'investigate');
  const id = incidentOf(account.sandbox, 'ci-bot');
  if (number === 1) await recordIncident(await aRun(account.sandbox, env), id, 'ci-bot');
  const { event } = await handOver(await aRun(account.sandbox, env), id, number);
  expect(await investigate(event, run)).toMatchObject({ state: 'finished', round: number });
}

/** Needs the rights in the trail's bucket as well. */
export const TRAIL_STEP: Step = {
  name: "a round from a trail's objects",
  async run(open) {
    const env = { TOURNIQUET_TRAIL_BUCKET: 'account-trail', TOURNIQUET_TRAIL_PREFIX: 'audit' };
    const account = await open(inUse(), env);
    account.sandbox.deliverTrail('account-trail', 'audit');
    await round(account, 1, { ...ONE_REGION, ...env });
  },
};

/** Needs the rights in the trail's logstore as well. */
export const LOG_STEP: Step = {
  name: "a round from a trail's logstore",
  async run(open) {
    const env = { TOURNIQUET_TRAIL_SLS: 'account-audit/actiontrail_main' };
    const account = await open(inUse(), env);
    account.sandbox.addLogTrail('main', 'account-audit', 'cn-shanghai');
    await round(account, 1, { ...ONE_REGION, ...env });
  },
};

/** Needs the rights in the buckets' access logs as well. */
export const ACCESS_LOG_STEP: Step = {
  name: "a round with the buckets' access logs",
  async run(open) {
    const env = { TOURNIQUET_ACCESS_LOGS: 'account-logs/oss-access/' };
    const account = await open(inUse().withBucket('account-logs').withBucket('exports', { 'a.csv': 'a' }), env);
    const { oss } = account.sandbox;
    const exports = oss.buckets.get('exports');
    if (exports) exports.logging = { targetBucket: 'account-logs', targetPrefix: 'oss-access/' };
    const at = account.sandbox.clock.now().toISOString();
    const key = `oss-access/exports${at.slice(0, 10)}-${at.slice(11, 13)}-00-00-0001`;
    const lastModified = account.sandbox.clock.now();
    const line = {
      body: Buffer.from('-\n'),
      etag: 'X',
      contentType: 'text/plain',
      headers: {},
      type: 'Normal' as const,
    };
    oss.buckets.get('account-logs')?.objects.set(key, { key, lastModified, ...line });
    await round(account, 1, { ...ONE_REGION, ...env });
  },
};

/** Needs the rights in the archive as well. */
export const ARCHIVE_STEP: Step = {
  name: 'a round whose pack is copied into the archive',
  async run(open) {
    const env = { TOURNIQUET_ARCHIVE_BUCKET: 'account-archive' };
    const account = await open(inUse(), env);
    await round(account, 1, { ...ONE_REGION, ...env });
    const copied = [...(account.sandbox.oss.buckets.get('account-archive')?.objects.keys() ?? [])];
    expect(copied.some((key) => key.endsWith('/manifest.json'))).toBe(true);
  },
};

/** Needs the rights in OSS's real-time log as well. */
export const ACCESS_SLS_STEP: Step = {
  name: "a round with OSS's real-time log",
  async run(open) {
    const env = { TOURNIQUET_ACCESS_LOG_SLS: 'account-audit/actiontrail_main' };
    const account = await open(inUse(), env);
    account.sandbox.addLogstore('account-audit', 'actiontrail_main');
    await round(account, 1, { ...ONE_REGION, ...env });
  },
};

/** Every path through investigate, each as small as it can be. */
export const INVESTIGATE_STEPS: readonly Step[] = [
  {
    name: 'the quarantine in two policies: what the deny covers is in both',
    async run(open) {
      const account = await open(inUse());
      splitQuarantine(account);
      await round(account);
    },
  },
  {
    name: 'a round over every region, with what the key made',
    async run(open) {
      const account = await open(
        inUse()
          .withUser(aUser('crossfire').withKey('second').withConsole())
          .withEvents(
            stolen('CreateUser', { UserName: 'crossfire' }),
            stolen('CreateLoginProfile', { UserName: 'crossfire' }),
            stolen('AttachPolicyToUser', { UserName: 'crossfire', PolicyName: 'AdministratorAccess' }),
          ),
      );
      const thief = account.sandbox.keys.get('ci-bot')?.key;
      if (thief === undefined) throw new Error('the account has no such key');
      const made = await callRpc(account.sandbox, thief, 'ram', 'CreateAccessKey', { UserName: 'crossfire' });
      expect(made.status).toBe(200);
      const { world } = account.sandbox;
      world.setUp(() => addToGroup(world, userNamed(world, 'ci-bot'), groupNamed(world, QUARANTINE)));
      // LookupEvents takes whole seconds: the second that runs is not looked at.
      account.sandbox.clock.advance(10_000);
      await round(account, 1, {});
    },
  },
  {
    name: 'a second round',
    async run(open) {
      const account = await open(inUse());
      await round(account);
      await round(account, 2);
    },
  },
  {
    name: 'after respond: freeze is attached',
    async run(open) {
      const account = await open(inUse(), { TOURNIQUET_CONTAINMENT: 'freeze', ...ONE_REGION });
      account.leak('ci-bot');
      await account.poll();
      await round(account, 2);
    },
  },
  {
    name: 'after respond: a fence is wanted, and a second factor',
    async run(open) {
      const env = { TOURNIQUET_CONTAINMENT: 'fence', TOURNIQUET_MFA: 'enforce', ...ONE_REGION };
      const account = await open(inUse(), env);
      account.leak('ci-bot');
      await account.poll(env);
      await round(account, 2, env);
      for (const task of ['fence', 'console'])
        expect(account.objects('schedule/').some((key) => key.endsWith(`--${task}.json`))).toBe(true);
    },
  },
  {
    name: 'a look that runs out of time: the checkpoint, and the next run',
    async run(open) {
      const habit = { key: 'ci-bot', days: 7, perDay: 60, untilDaysAgo: 1, sourceIps: ['47.96.10.20'] };
      const calls = [{ service: 'ecs', action: 'DescribeInstances', region: 'cn-hangzhou' }];
      const account = await open(inUse().withEvents({ ...habit, calls }));
      const run = await aRun(account.sandbox, ONE_REGION, 'investigate');
      const id = incidentOf(account.sandbox, 'ci-bot');
      await recordIncident(await aRun(account.sandbox), id, 'ci-bot');
      const { event } = await handOver(await aRun(account.sandbox), id);
      const short = { ...run, deadlineMs: run.clock.elapsedMs() + 1_000 };
      expect(await investigate(event, short)).toMatchObject({ state: 'to be continued' });
      const next = await aRun(account.sandbox, ONE_REGION, 'investigate');
      expect(await investigate(event, next)).toMatchObject({ state: 'finished' });
    },
  },
  {
    name: 'a channel fails: the summary waits in the outbox, report and all',
    async run(open) {
      const account = await open(inUse());
      account.fault('smtp', undefined, '500', 20);
      await round(account);
      expect(account.objects('outbox/')).not.toEqual([]);
    },
  },
  {
    name: 'a call succeeded after the deny: respond is asked for more',
    async run(open) {
      const account = await open(inUse().withEvents({ ...stolen('CreateUser', { UserName: 'x' }), daysAgo: 0.05 }));
      const run = await aRun(account.sandbox, ONE_REGION, 'investigate');
      const id = incidentOf(account.sandbox, 'ci-bot');
      await recordIncident(await aRun(account.sandbox), id, 'ci-bot', { agoMs: 2 * 3_600_000 });
      const { event } = await handOver(await aRun(account.sandbox), id);
      await investigate(event, run);
      expect(account.objects('schedule/').some((key) => key.includes('escalate'))).toBe(true);
    },
  },
  {
    name: 'secrets that KMS holds',
    async run(open) {
      const account = await open(inUse());
      account.sandbox.world.secrets.set('ak-tourniquet/state-key', 'k'.repeat(48));
      await round(account, 1, { ...ONE_REGION, TOURNIQUET_STATE_KEY: 'kms:ak-tourniquet/state-key' });
    },
  },
  {
    name: 'a configuration that does not validate is told, and once',
    async run(open) {
      const account = await open(inUse());
      expect(await withInvalidConfiguration(account, 'investigate')).toBe(1);
      expect(await withInvalidConfiguration(account, 'investigate')).toBe(0);
    },
  },
];
