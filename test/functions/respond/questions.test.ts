import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import { respondCommand } from '../../../cli/respond';
import { statusCommand } from '../../../cli/status';
import { deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { createUser } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { output, person } from '../../cli/release-arrange';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent, type Env, FREEZE, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const WORD = { reason: 'looked into it', by: 'alice', yes: true };
const HOUR_MS = 3_600_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withRootKey('root').withUser(aUser('ci-bot').withKey()).withEvents(used('root'), used('ci-bot')),
  );
});
afterEach(() => account.stop());

/** An investigation has found this, as it hands it to respond. */
async function found(key: string, row: string, made: readonly string[] = [], env: Env = {}): Promise<void> {
  const run = await aRun(account.sandbox, ENGLISH, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf(key) };
  const users = made.map((name) => ({ type: 'user', name }));
  await run.schedule.add(id, 'escalate', run.clock.now(), { row, why: `${row} was seen`, made: users });
  await account.poll({ ...ENGLISH, ...env });
}

/** Its key was public and is contained; then the attack made a user, and a person is asked about him. */
async function asked(key = 'ci-bot', env: Env = {}): Promise<void> {
  account.leak(key);
  await account.poll({ ...ENGLISH, ...env });
  account.sandbox.clock.advance(12 * 60_000);
  createUser(account.sandbox.world, { name: 'svc-new' });
  await found(key, 'persistence-after-leak', ['svc-new'], env);
  account.sandbox.clock.advance(60_000);
}

const marker = () => account.objects('status/').map((name) => name.split('/').at(-1)?.split('--')[0]);
const subjectsSince = (count: number) => account.mails.slice(count).map(({ subject }) => subject);

async function approved(keys: readonly string[] | 'all', env: Env = {}): Promise<{ code: unknown; said: string }> {
  let code: unknown;
  const cli = await person(account, { ...ENGLISH, ...env });
  const said = await output(async () => {
    code = await approveCommand(cli, keys, WORD);
  });
  return { code, said };
}

const NOTICES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['a notice of the bus', () => account.respond(busEvent(account.keyOf('ci-bot'), {}, 'e-9'), ENGLISH)],
  ['a manual invocation', () => account.respond({ accessKeyId: account.keyOf('ci-bot'), reason: 'again' }, ENGLISH)],
  [
    'a second record of Security Center',
    () => {
      account.leak('ci-bot');
      return account.respond(TIMER, ENGLISH);
    },
  ],
  ['what another finding of the same look contained', () => found('ci-bot', 'success-after-deny')],
];

describe('what a person is asked about what the attack made', () => {
  test.each(NOTICES)('%s answers nothing of it', async (_, notice) => {
    await asked();
    await notice();
    expect([marker(), account.policiesOf('svc-new')]).toEqual([['held'], []]);
    const told = account.mails.length;
    account.sandbox.clock.advance(HOUR_MS);
    await account.poll(ENGLISH);
    expect(subjectsSince(told)).toEqual([expect.stringMatching(/^\[DECIDE\].*waiting for 1 h/)]);
    expect(await approved('all')).toEqual({ code: 0, said: expect.stringContaining('the user svc-new') });
    expect([account.policiesOf('svc-new'), marker()]).toEqual([[FREEZE], ['contained']]);
    expect(await approved('all')).toEqual({ code: 0, said: expect.stringContaining('Nothing is held.') });
  });

  test("of root's key: one more notice of it does not either", async () => {
    await asked('root');
    account.leak('root');
    await account.poll(ENGLISH);
    expect(marker()).toEqual(['held']);
    expect(await approved('all')).toEqual({ code: 0, said: expect.not.stringContaining('switch the key off') });
    expect([account.policiesOf('svc-new'), marker()]).toEqual([[FREEZE], ['root-key']]);
    expect(account.mails.map(({ subject }) => subject)).toContain(
      '[NOTICE] AccessKey: containment of root was approved',
    );
    const told = account.mails.length;
    expect(await approved([account.keyOf('root')])).toEqual({
      code: 4,
      said: expect.stringContaining('nobody is asked about it'),
    });
    expect(account.mails.length).toBe(told);
  });

  test('a hold of the leak stands beside it: one approval is of both, and says both before', async () => {
    const env = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
    await asked('ci-bot', env);
    await account.respond(busEvent(account.keyOf('ci-bot'), {}, 'e-9'), { ...ENGLISH, ...env });
    const { said } = await approved([account.keyOf('ci-bot')], env);
    expect(said).toMatch(/the user svc-new.*on the exclusion list\): attach AkTourniquetQuarantine/s);
    expect([account.policiesOf('ci-bot'), account.policiesOf('svc-new')]).toEqual([[FREEZE, QUARANTINE], [FREEZE]]);
  });

  test('respond --approve answers the leak, of which its plan tells, and not the finding', async () => {
    const env = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
    await asked('ci-bot', env);
    const cli = await person(account, { ...ENGLISH, ...env });
    await output(async () => {
      await respondCommand(cli, account.keyOf('ci-bot'), { ...WORD, approve: true });
    });
    expect([account.policiesOf('ci-bot'), account.policiesOf('svc-new'), marker()]).toEqual([
      [QUARANTINE],
      [],
      ['held'],
    ]);
  });

  test('is named by the plan of the release that answers it, and by status', async () => {
    await asked();
    const cli = await person(account, ENGLISH);
    const status = await output(async () => {
      await statusCommand(cli, account.keyOf('ci-bot'), false);
    });
    expect(status).toContain('user svc-new');
    const plain = { ...WORD, reactivate: [], ownKeys: [], falseAlarm: true };
    const plan = await output(async () => {
      await releaseCommand(cli, account.keyOf('ci-bot'), plain);
    });
    expect(plan).toMatch(/- answer what is asked since .*: leave alone the user svc-new/);
    expect((await account.incident('ci-bot')).state.questions).toEqual([]);
  });

  test('of more than before is told anew, and an approval of less does not count', async () => {
    await asked();
    await approved('all');
    createUser(account.sandbox.world, { name: 'svc-2' });
    const told = account.mails.length;
    await found('ci-bot', 'persistence-after-leak', ['svc-new', 'svc-2']);
    expect(subjectsSince(told)).toEqual([expect.stringMatching(/^\[DECIDE\]/)]);
    expect([account.policiesOf('svc-2'), marker()]).toEqual([[], ['held']]);
    await approved('all');
    expect([account.policiesOf('svc-2'), marker()]).toEqual([[FREEZE], ['contained']]);
  });
});

test('whoever has approved a quarantine has approved no freeze: a later finding asks', async () => {
  const env = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
  account.leak('ci-bot');
  await account.poll({ ...ENGLISH, ...env });
  await approved('all', env);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  createUser(account.sandbox.world, { name: 'svc-new' });
  // The exclusion is off by now: nothing but the setting asks.
  await found('ci-bot', 'persistence-after-leak', ['svc-new']);
  expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot'), account.policiesOf('svc-new')]).toEqual([
    [QUARANTINE],
    'Active',
    [],
  ]);
  expect(account.mails.at(-1)?.subject).toMatch(/^\[DECIDE\]/);
});

describe('an approval ends no watch', () => {
  const takeOff = (user: string, policy: string) =>
    callRpc(account.sandbox, account.sandbox.identities.admin, 'ram', 'DetachPolicyFromUser', {
      UserName: user,
      PolicyName: policy,
      PolicyType: 'Custom',
    });

  test('where the key was deleted meanwhile nothing is done, and that is said', async () => {
    account.leak('ci-bot');
    await account.poll(ENGLISH);
    await found('ci-bot', 'persistence-after-leak');
    const key = account.keyOf('ci-bot');
    deleteKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'), key);
    expect(await approved([key])).toEqual({
      code: 0,
      said: expect.stringMatching(/nothing LTAI….{4}: the key was deleted, and nothing else is left/),
    });
    expect(marker()).toEqual(['contained']);
    account.sandbox.clock.advance(6 * 60_000);
    await account.poll(ENGLISH);
    await takeOff('ci-bot', QUARANTINE);
    account.sandbox.clock.advance(60_000);
    await account.poll(ENGLISH);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test("what is put back for root's key is told with a name", async () => {
    await asked('root');
    await approved('all');
    account.sandbox.clock.advance(6 * 60_000);
    await account.poll(ENGLISH);
    await approved([account.keyOf('root')]);
    await takeOff('svc-new', FREEZE);
    for (let minute = 0; minute < 3; minute += 1) {
      account.sandbox.clock.advance(60_000);
      await account.poll(ENGLISH);
    }
    expect(account.policiesOf('svc-new')).toEqual([FREEZE]);
    expect(account.mails.at(-1)?.subject).toContain('undid the containment of root; it is back');
  });
});
