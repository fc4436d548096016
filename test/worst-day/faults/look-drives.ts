import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { NIGHTLY } from '../../functions/hygiene/arrange';
import { A_SERVER, OFFICE, stolen, usual } from '../../functions/investigate/an-account';
import { handOver, incidentOf, recordIncident } from '../../functions/investigate/an-incident';
import { type Drive, ENGLISH, type Env } from './drives';
import type * as Instance from './instance';
import { withBystander } from './respond-drives';

const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
const LOGS = { ...ENGLISH, TOURNIQUET_TRAIL_SLS: 'acme-audit/actiontrail_main' };
const TRAIL = { ...ENGLISH, TOURNIQUET_TRAIL_BUCKET: 'account-trail', TOURNIQUET_TRAIL_PREFIX: 'audit' };
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
    name: 'a night',
    role: 'hygiene',
    env: ENGLISH,
    leaked: [],
    account: attacked,
    before: async () => JSON.parse(NIGHTLY.toString()),
  },
];
