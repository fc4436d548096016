import { renameUser, userNamed } from '../../../sandbox/world/users';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { withHalfRead } from '../../half-reads';
import { aRun } from '../../run';
import { Account, busEvent, type Env, used } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };
const EXCLUDES = { ...ENV, TOURNIQUET_EXCLUDE_USERS: 'payroll' };
const WHY = 'a user was made from a strange address';

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('payroll').withKey(), aUser('zoe').withKey('z')).withEvents(used('payroll')),
  );
  const night = await aRun(account.sandbox, ENV, 'hygiene');
  const owners = [account.keyOf('payroll'), account.keyOf('z')].map((key, i) => [key, ['payroll', 'zoe'][i] ?? '']);
  await night.ownerIndex.write(new Map(owners as [string, string][]), true);
  renameUser(account.sandbox.world, userNamed(account.sandbox.world, 'payroll'), 'payroll-2026');
});
afterEach(() => account.stop());

/** What an investigation has found goes to respond as a schedule's entry. */
async function due(kind: 'escalate' | 'fence' | 'console', data: Record<string, unknown>, env: Env): Promise<void> {
  const run = await aRun(account.sandbox, env, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('payroll') };
  await run.schedule.add(id, kind, run.clock.now(), data);
  await account.poll(env);
}
const untouched = () => [account.policiesOf('payroll-2026'), account.statusOf('payroll')];

test('who was renamed today stays excluded from what follows as well', async () => {
  const env = { ...EXCLUDES, TOURNIQUET_ESCALATE: 'auto' };
  account.leak('payroll');
  expect(await account.poll(env)).toMatchObject([{ row: 'excluded', verdict: 'hold' }]);
  await due('escalate', { row: 'persistence-after-leak', why: WHY, made: [], ways: { keys: [], logins: [] } }, env);
  expect(untouched()).toEqual([[], 'Active']);
  expect((await account.incident('payroll')).state.held?.reason).toBe(`on the exclusion list, and: ${WHY}`);
});

test('nor is his key fenced in where no deny could be put on him before he was excluded', async () => {
  const env = { ...ENV, TOURNIQUET_CONTAINMENT: 'fence' };
  for (const action of ['AttachPolicyToUser', 'AddUserToGroup']) account.fault('ram', action, 'deny', 50);
  const told = account.respond(busEvent(account.keyOf('payroll'), { userName: 'payroll-2026' }), env);
  await expect(told).rejects.toThrow('no deny could be attached');
  expect((await account.incident('payroll')).state).toMatchObject({ wantsFence: true, attached: new Set() });
  const plan = { verdict: 'fence', networks: [{ scope: 'internet', block: '203.0.113.7' }], kept: [], left: [] };
  await due('fence', plan, { ...env, TOURNIQUET_EXCLUDE_USERS: 'payroll' });
  expect(account.sandbox.keys.get('payroll')?.key.network).toBeUndefined();
  await due('fence', plan, env);
  expect(account.sandbox.keys.get('payroll')?.key.network).toBeDefined();
});

describe('where what users were called last night is not known, the alert says so', () => {
  const SAYS = /whether the user is excluded under another name could not be checked/;
  /** The night has left its report as well: who looks for the index knows that there was one. */
  const aNight = async (): Promise<void> => {
    const run = await aRun(account.sandbox, ENV, 'hygiene');
    await run.cloud.evidence.put(run.paths.hygieneHtml(run.clock.now().toISOString().slice(0, 10)), 'report');
  };
  const objects = () => account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  const told = async (): Promise<string> => {
    await account.handled(busEvent(account.keyOf('payroll'), { userName: 'payroll-2026' }), EXCLUDES);
    return account.mails.map(({ text }) => text).join('\n');
  };
  const write = async (text: string): Promise<void> => {
    const run = await aRun(account.sandbox, ENV, 'hygiene');
    await run.cloud.evidence.put(run.paths.owners, text);
  };

  test('written by somebody else', async () => {
    await write('{}');
    expect(await told()).toMatch(SAYS);
  });

  test('gone, although a night was', async () => {
    await aNight();
    objects()?.delete('ak-tourniquet/owners.json');
    expect(await told()).toMatch(SAYS);
  });

  test('not to be read', async () => {
    const { kernel } = account.sandbox;
    kernel.takeFault = (service, action) =>
      service === 'oss' && action === 'GetObject' ? 'deny' : kernel.faults.take(service, action);
    await expect(told()).rejects.toThrow('could not be written');
    expect(account.mails.map(({ text }) => text).join()).toMatch(SAYS);
  });

  test('before the first night nobody was called anything, and nothing is said', async () => {
    objects()?.delete('ak-tourniquet/owners.json');
    expect(await told()).not.toMatch(SAYS);
    expect(account.mails).not.toEqual([]);
  });

  test.each([1, 2])('the %i. object read by half, once: who was renamed stays excluded', async (nth) => {
    expect(await withHalfRead(account.sandbox, nth, told)).toBeGreaterThanOrEqual(2);
    expect(untouched()).toEqual([[], 'Active']);
  });
});
