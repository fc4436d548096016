import type { RunningSandbox } from '../../../sandbox/start';
import { attachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { createRole } from '../../../sandbox/world/roles';
import { createUser } from '../../../sandbox/world/users';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { incidentOf } from '../../functions/investigate/an-incident';
import { busEvent, TIMER, used, withFullUser } from '../../functions/respond/arrange';
import { type Drive, ENGLISH, type Env, keepStateKey, OF_KMS } from './drives';
import type * as Instance from './instance';

const leak = (sandbox: RunningSandbox, key: string) => sandbox.publishLeak({ key, when: 'found' });

/** Somebody whom no leak concerns. */
export const withBystander = (builder: SandboxBuilder): SandboxBuilder =>
  builder.withUser(aUser('bystander').withKey().withConsole().withPolicy('System/AdministratorAccess'));

const inUse = (): SandboxBuilder =>
  withBystander(aSandbox())
    .withGroup('admins', 'System/AdministratorAccess')
    .withUser(aUser('ci-bot').withKey().inGroup('admins').withConsole())
    .withEvents(used('ci-bot'), {
      key: 'ci-bot',
      daysAgo: 30 / 86_400,
      service: 'ram',
      action: 'ListUsers',
      sourceIp: '185.220.101.34',
    });

/** Contained a while ago by an earlier run. */
async function contained(sandbox: RunningSandbox, { aRun, respond }: typeof Instance, env: Env): Promise<void> {
  leak(sandbox, 'ci-bot');
  await respond(Buffer.from(JSON.stringify(TIMER)), await aRun(sandbox, env));
  sandbox.clock.advance(5 * 60_000);
}

/** What an investigation has put down for respond to do. */
async function asked(
  sandbox: RunningSandbox,
  { aRun }: typeof Instance,
  env: Env,
  task: 'escalate' | 'fence',
  what: object,
): Promise<unknown> {
  const run = await aRun(sandbox, env, 'investigate');
  await run.schedule.add(incidentOf(sandbox, 'ci-bot'), task, run.clock.now(), what as never);
  return TIMER;
}

const AUTO = { ...ENGLISH, TOURNIQUET_ESCALATE: 'auto' };
const FENCE = { ...ENGLISH, TOURNIQUET_CONTAINMENT: 'fence' };
const MFA = { ...ENGLISH, TOURNIQUET_MFA: 'enforce' };

/** So many that the role comes into its place by what it can do. */
const DECOYS = Array.from({ length: 10 }, (_, place) => `svc-${place}`);

/** The attack has made these users and a role that another account becomes. */
async function escalated(sandbox: RunningSandbox, instance: typeof Instance, names: readonly string[]) {
  await contained(sandbox, instance, AUTO);
  const { world } = sandbox;
  const users = names.map((name) => createUser(world, { name }));
  const principal = { RAM: ['acs:ram::9999999999999999:root'] };
  const trust = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }] };
  const role = createRole(world, { name: 'backdoor', trustDocument: JSON.stringify(trust) });
  attachPolicy(world, role, policyNamed(world, 'System', 'AdministratorAccess'));
  const made = [...users, role].map(({ name }) => ({ type: name === role.name ? 'role' : 'user', name }));
  return asked(sandbox, instance, AUTO, 'escalate', { row: 'persistence-after-leak', why: 'made', made });
}

/** The first ones are the fullest. */
export const RESPOND_DRIVES: readonly Drive[] = [
  {
    name: 'a leak of a key in use and of an unused one, found by the poll',
    role: 'respond',
    env: { ...ENGLISH, ...OF_KMS },
    leaked: ['ci-bot', 'old'],
    account: () => inUse().withUser(aUser('old').withKey()),
    async before(sandbox) {
      keepStateKey(sandbox);
      leak(sandbox, 'ci-bot');
      leak(sandbox, 'old');
      return TIMER;
    },
  },
  {
    name: 'a key of nobody whom the notice, the audit or the index names',
    role: 'respond',
    env: ENGLISH,
    leaked: [],
    account: () => withBystander(aSandbox()),
    before: async () => busEvent('LTAI5tNobodysKey000001'),
  },
  {
    name: 'a user with ten policies and a console, MFA enforced',
    role: 'respond',
    env: MFA,
    leaked: ['ci-bot'],
    account: () => withBystander(withFullUser('ci-bot', (user) => user.withConsole())),
    async before(sandbox) {
      leak(sandbox, 'ci-bot');
      return TIMER;
    },
  },
  {
    name: 'the attack goes on: freeze, the switch, and what it made',
    role: 'respond',
    env: AUTO,
    leaked: ['ci-bot', 'svc-backup', 'backdoor'],
    account: inUse,
    before: (sandbox, instance) => escalated(sandbox, instance, ['svc-backup']),
  },
  {
    name: 'the attack made more than are contained by themselves',
    role: 'respond',
    env: AUTO,
    leaked: ['ci-bot', 'backdoor', ...DECOYS],
    account: inUse,
    before: (sandbox, instance) => escalated(sandbox, instance, DECOYS),
  },
  {
    name: 'a fence around a key, as an investigation judged it',
    role: 'respond',
    env: FENCE,
    leaked: ['ci-bot'],
    account: inUse,
    async before(sandbox, instance) {
      await contained(sandbox, instance, FENCE);
      const networks = [{ scope: 'internet', block: '203.0.113.7' }];
      return asked(sandbox, instance, FENCE, 'fence', { verdict: 'fence', networks, kept: [], left: [] });
    },
  },
];
