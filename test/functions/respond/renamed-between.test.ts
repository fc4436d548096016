import type { Run } from '../../../functions/platform';
import { secureOwner } from '../../../functions/respond/console';
import { escalate } from '../../../functions/respond/escalate';
import { fence } from '../../../functions/respond/fence';
import { lookAtKey } from '../../../functions/respond/follow-up/key-look';
import { renameUser } from '../../../sandbox/world/users';
import { handedPlan } from '../../../shared/containment/fence/handed';
import { parseUserName } from '../../../shared/ids';
import type { Incident } from '../../../shared/incident/journal';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, type Env, FREEZE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_CONTAINMENT: 'fence', TOURNIQUET_ESCALATE: 'auto' };
const MFA = { ...ENGLISH, TOURNIQUET_MFA: 'enforce' };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withConsole()).withEvents(used('ci-bot')),
    MFA,
  );
  account.leak('ci-bot');
  await account.poll(ENGLISH);
});
afterEach(() => account.stop());

const user = () => {
  const found = account.sandbox.keys.get('ci-bot')?.user;
  if (found === undefined) throw new Error('the account has no ci-bot');
  return found;
};
/** Right before this one of the calls that look at users; 0: never. */
const renameBefore = (call: number): void => {
  const { kernel } = account.sandbox;
  let calls = 0;
  kernel.takeFault = async (service, action) => {
    const isLook = ['ram', 'ims'].includes(service) && /^(List|Get)/.test(action);
    if (isLook && ++calls === call) renameUser(account.sandbox.world, user(), 'ci-two');
    return kernel.faults.take(service, action);
  };
};

interface Act {
  readonly env: Env;
  /** Whether it could not be done, and says so. */
  readonly fails: (run: Run, incident: Incident) => Promise<boolean>;
  readonly isDone: () => Promise<boolean> | boolean;
}

const NETWORKS = {
  verdict: 'fence',
  networks: [{ scope: 'internet', block: '203.0.113.7' }],
  kept: [],
  left: [],
} as const;
let seen: string | undefined;

const ACTS: Readonly<Record<string, Act>> = {
  'what an investigation asks for': {
    env: ENGLISH,
    fails: async (run, { id }) => {
      const { failures } = await escalate(run, id, { row: 'success-after-deny', why: 'it succeeded' });
      return failures.length > 0;
    },
    isDone: () => account.policiesOf(user().name).includes(FREEZE) && account.statusOf('ci-bot') === 'Inactive',
  },
  "the day's look": {
    env: ENGLISH,
    fails: async (run, incident) => {
      seen = undefined;
      seen = (await lookAtKey(run, incident, { userName: parseUserName('ci-bot') })).entry.key;
      return false;
    },
    isDone: () => seen === 'Active',
  },
  'the second factor at his console': {
    env: MFA,
    fails: async (run, incident) => {
      const after = await secureOwner(run, incident);
      return after.incident.state.steps.some(({ step, ok }) => step.startsWith('require-mfa:') && !ok);
    },
    isDone: () => user().login?.mfaBindRequired === true,
  },
  'the fence': {
    env: ENGLISH,
    fails: async (run, incident) => {
      await fence(run, incident.id, handedPlan(NETWORKS));
      const { state } = await account.incident('ci-bot');
      return state.steps.some(({ step, ok }) => step.startsWith('fence:') && !ok);
    },
    isDone: () => account.sandbox.keys.get('ci-bot')?.key.network?.document?.includes('203.0.113.7') === true,
  },
};

describe.each(Object.entries(ACTS))('%s, of a user who is renamed meanwhile', (_, { env, fails, isDone }) => {
  const act = async (): Promise<boolean> => {
    const run = await aRun(account.sandbox, env);
    return fails(run, await account.incident('ci-bot')).catch(() => true);
  };

  test.each([1, 2, 3, 4, 5, 6])('before the %s. call: is done, or fails and is done the next time', async (call) => {
    renameBefore(call);
    const failed = await act();
    expect([failed, await isDone()]).not.toEqual([false, false]);
    renameBefore(0);
    if (failed) await act();
    expect(await isDone()).toBe(true);
  });
});

test("the day's look writes no key down as gone that is there, and the watch leaves it on", async () => {
  account.sandbox.clock.advance(60_000);
  await account.respond(TIMER, ENGLISH);
  account.sandbox.clock.advance(24 * 3_600_000);
  let lists = 0;
  account.sandbox.kernel.faults.rewrite({
    service: 'ram',
    action: 'ListAccessKeys',
    answer: (answer) => (++lists <= 2 ? { ...answer, AccessKeys: { AccessKey: [] } } : answer),
  });
  for (let minutes = 0; minutes < 3; minutes += 1) {
    await account.respond(TIMER, ENGLISH);
    account.sandbox.clock.advance(60_000);
  }
  expect((await account.incident('ci-bot')).state.followed?.key).toBe('Active');
  expect(account.statusOf('ci-bot')).toBe('Active');
});
