import type { RunningSandbox } from '../../../sandbox/start';
import type { FunctionName } from '../../../shared/ram-policy/role-rights';
import { aSandbox, aUser, type SandboxBuilder, type UserBuilder } from '../../builders';
import { A_SERVER, OFFICE, stolen, usual } from '../../functions/investigate/an-account';
import { handOver, incidentOf, recordIncident } from '../../functions/investigate/an-incident';
import { busEvent, TIMER, used, withFullUser } from '../../functions/respond/arrange';
import type * as Instance from './instance';

type Env = Readonly<Record<string, string>>;

/** One invocation of a function in an account that is as the invocation finds it. */
export interface Drive {
  readonly name: string;
  readonly role: FunctionName;
  readonly env: Env;
  /** Users whose keys leaked; who else is in the account is nobody's affair. */
  readonly leaked: readonly string[];
  readonly account: () => SandboxBuilder;
  /** What has happened before; answers the event. */
  readonly before: (sandbox: RunningSandbox, instance: typeof Instance) => Promise<unknown>;
}

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou,cn-beijing' };
const STATE_KEY = 'ak-tourniquet/state-key';

/** Somebody whom no leak concerns. */
const withBystander = (builder: SandboxBuilder): SandboxBuilder =>
  builder.withUser(aUser('bystander').withKey().withConsole().withPolicy('System/AdministratorAccess'));
const leak = (sandbox: RunningSandbox, key: string) => sandbox.publishLeak({ key, when: 'found' });
const keyId = (sandbox: RunningSandbox, key: string): string => sandbox.keys.get(key)?.key.accessKeyId ?? '';

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

async function investigated(sandbox: RunningSandbox, { aRun }: typeof Instance, env: Env): Promise<unknown> {
  const run = await aRun(sandbox, env, 'respond');
  const id = incidentOf(sandbox, 'ci');
  await recordIncident(run, id, 'ci-bot');
  return JSON.parse((await handOver(run, id)).event.toString());
}

const attacked = (): SandboxBuilder =>
  withBystander(aSandbox())
    .withUser(aUser('ci-bot').withKey('ci').withPolicy('System/AdministratorAccess'))
    .withBills(15, A_SERVER)
    .withEvents(
      usual(3),
      { key: 'ci', daysAgo: 89.9, service: 'ecs', action: 'DescribeInstances', sourceIp: OFFICE },
      stolen('CreateUser', 'ram', { parameters: { UserName: 'crossfire' } }),
    );

/** The first ones are the fullest; every call is tried in the first that makes it. */
export const DRIVES: readonly Drive[] = [
  {
    name: 'a leak of a key in use and of an unused one, found by the poll',
    role: 'respond',
    env: { ...ENGLISH, TOURNIQUET_STATE_KEY: `kms:${STATE_KEY}` },
    leaked: ['ci-bot', 'old'],
    account: () => inUse().withUser(aUser('old').withKey()),
    async before(sandbox) {
      sandbox.world.secrets.set(STATE_KEY, 'k'.repeat(48));
      leak(sandbox, 'ci-bot');
      leak(sandbox, 'old');
      return TIMER;
    },
  },
  {
    name: 'a leak that names no user, from the bus',
    role: 'respond',
    env: ENGLISH,
    leaked: ['quiet'],
    account: () => withBystander(aSandbox()).withUser(aUser('quiet').withKey()),
    before: async (sandbox) => busEvent(keyId(sandbox, 'quiet')),
  },
  {
    name: 'a user with ten policies and a console, MFA enforced',
    role: 'respond',
    env: { ...ENGLISH, TOURNIQUET_MFA: 'enforce' },
    leaked: ['ci-bot'],
    account: () => withBystander(withFullUser('ci-bot', (user: UserBuilder) => user.withConsole())),
    async before(sandbox) {
      leak(sandbox, 'ci-bot');
      return TIMER;
    },
  },
  {
    name: 'the minute after, with a key that is contained and work that is due',
    role: 'respond',
    env: ENGLISH,
    leaked: ['ci-bot'],
    account: inUse,
    async before(sandbox, { aRun, respond }) {
      leak(sandbox, 'ci-bot');
      await respond(Buffer.from(JSON.stringify(TIMER)), await aRun(sandbox, ENGLISH));
      sandbox.clock.advance(25 * 60_000);
      return TIMER;
    },
  },
  {
    name: 'the first look at an attack',
    role: 'investigate',
    env: ENGLISH,
    leaked: ['ci-bot'],
    account: attacked,
    before: (sandbox, instance) => investigated(sandbox, instance, ENGLISH),
  },
];
