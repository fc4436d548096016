import type { RunningSandbox } from '../../../sandbox/start';
import { attachPolicy } from '../../../sandbox/world/attachments';
import { addToGroup, groupNamed } from '../../../sandbox/world/groups';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { A_SERVER, OFFICE, stolen, usual } from '../../functions/investigate/an-account';
import { handOver, incidentOf, recordIncident } from '../../functions/investigate/an-incident';
import { QUARANTINE } from '../../functions/respond/arrange';
import { type Drive, ENGLISH, type Env, keepStateKey, OF_KMS } from './drives';
import type * as Instance from './instance';
import { withBystander } from './respond-drives';

const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
const LOGS = { ...ENGLISH, TOURNIQUET_TRAIL_SLS: 'acme-audit/actiontrail_main' };
const TRAIL = { ...ENGLISH, TOURNIQUET_TRAIL_BUCKET: 'account-trail', TOURNIQUET_TRAIL_PREFIX: 'audit' };
const ACCESS_LOGS = { ...ENGLISH, TOURNIQUET_ACCESS_LOGS: 'account-logs/oss-access/' };
const EVERY_REGION = { TOURNIQUET_LANGUAGE: 'en', ...OF_KMS };
const ARCHIVE = { ...ENGLISH, TOURNIQUET_ARCHIVE_BUCKET: 'account-archive' };

const attacked = (): SandboxBuilder =>
  withBystander(aSandbox())
    .withUser(aUser('ci-bot').withKey('ci').withPolicy('System/AdministratorAccess'))
    .withBills(15, A_SERVER)
    .withEvents(
      usual(3),
      { key: 'ci', daysAgo: 89.9, service: 'ecs', action: 'DescribeInstances', sourceIp: OFFICE },
      stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' }, daysAgo: 0.05 }),
    );

/** As respond leaves it: recorded two hours ago, handed over now. */
async function handedOver(sandbox: RunningSandbox, { aRun }: typeof Instance, env: Env): Promise<unknown> {
  const run = await aRun(sandbox, env, 'respond');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot', { agoMs: 2 * 3_600_000 });
  return JSON.parse((await handOver(run, id)).event.toString());
}

const look = (name: string, env: Env, prepare: (sandbox: RunningSandbox) => void = () => undefined): Drive => ({
  name,
  role: 'investigate',
  env,
  leaked: ['ci-bot'],
  account: attacked,
  before(sandbox, instance) {
    prepare(sandbox);
    return handedOver(sandbox, instance, env);
  },
});

export const LOOK_DRIVES: readonly Drive[] = [
  look('the first look at an attack that goes on after the deny', AUTO),
  look("the same from a trail's logstore", LOGS, (sandbox) => {
    sandbox.addLogTrail('main', 'acme-audit', 'cn-shanghai');
  }),
  look("the same from a trail's objects", TRAIL, (sandbox) => {
    sandbox.deliverTrail('account-trail', 'audit');
  }),
  look('a pack that is copied into the archive', ARCHIVE),
  {
    ...look("the same with the buckets' access logs", ACCESS_LOGS, ({ oss }) => {
      const exports = oss.buckets.get('exports');
      if (exports) exports.logging = { targetBucket: 'account-logs', targetPrefix: 'oss-access/' };
    }),
    account: () => attacked().withBucket('account-logs').withBucket('exports', { 'a.csv': 'a' }),
  },
  {
    ...look('every region, a deny by the group, and KMS holds the state key', EVERY_REGION, (sandbox) => {
      const { world } = sandbox;
      keepStateKey(sandbox);
      world.setUp(() => addToGroup(world, userNamed(world, 'ci-bot'), groupNamed(world, QUARANTINE)));
    }),
    account: () =>
      attacked()
        .withUser(aUser('crossfire').withConsole())
        .withEvents(stolen('CreateLoginProfile', 'ram', { parameters: { UserName: 'crossfire' } })),
  },
  {
    ...look('a key of which nothing is recorded', ENGLISH),
    async before({ world, keys }) {
      world.setUp(() => attachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE)));
      return { accessKeyId: keys.get('ci')?.key.accessKeyId };
    },
  },
  {
    ...look('a look that runs out of time', ENGLISH),
    account: () => attacked().withEvents({ ...usual(300), days: 5 }),
    but: (run) => ({ ...run, deadlineMs: run.clock.elapsedMs() + 20_000 }),
  },
];
