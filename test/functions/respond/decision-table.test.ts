import { deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, FREEZE, QUARANTINE, TIMER, used } from './arrange';

let account: Account;
afterEach(() => account.stop());

const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
const quiet = () => aSandbox().withUser(aUser('old-job').withKey());
const english = { TOURNIQUET_LANGUAGE: 'en' };

describe('a key in use', () => {
  test.each([
    ['quarantine', [QUARANTINE], 'Active'],
    ['freeze', [FREEZE], 'Active'],
    ['disable', [QUARANTINE], 'Inactive'],
  ])('containment %s', async (containment, policies, status) => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    const [handled] = await account.poll({ TOURNIQUET_CONTAINMENT: containment });
    expect(handled).toMatchObject({ verdict: 'contain', failures: [] });
    expect(account.policiesOf('ci-bot')).toEqual(policies);
    expect(account.statusOf('ci-bot')).toBe(status);
    const { state } = await account.incident('ci-bot');
    expect(state).toMatchObject({
      decision: { row: 'in-use' },
      verification: { state: 'deny attached', problems: [] },
    });
    expect(state.denyAt).not.toBeNull();
    expect(account.mails).toHaveLength(1);
    expect(account.chats).toHaveLength(1);
    expect(account.objects('schedule/').map((key) => key.split('--').at(-1))).toEqual([
      'investigate.json',
      'follow-up.json',
    ]);
    expect(account.calls('fc').map(({ status: s }) => s)).toEqual([202]);
  });

  test('a leak that is done costs the next minutes one look at the list, one at the deny and one at the key', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    await account.poll();
    const minute = async (): Promise<string[]> => {
      account.sandbox.clock.advance(60_000);
      const before = account.calls().length;
      expect(await account.poll()).toEqual([]);
      const since = account.calls().slice(before);
      return since.flatMap(({ service, action }) => (service === 'oss' ? [] : action)).sort();
    };
    const quiet = ['DescribeAccesskeyLeakList', 'GetPolicy', 'ListAccessKeys', 'ListEntitiesForPolicy'];
    // Behind the deny the other policy is looked at once, which would stand in for it.
    expect(await minute()).toEqual([...quiet, 'GetPolicy', 'ListEntitiesForPolicy'].sort());
    expect(await minute()).toEqual(quiet);
    expect(account.mails).toHaveLength(1);
  });

  test('two records of one key are one incident, told once', async () => {
    account = await Account.start(inUse());
    account.leak('ci-bot');
    account.leak('ci-bot');
    expect((await account.poll()).map(({ failures }) => failures)).toEqual([[], []]);
    expect((await account.incident('ci-bot')).state.signals).toHaveLength(2);
    expect(account.mails).toHaveLength(1);
  });
});

describe('an unused key', () => {
  test('is quarantined, then switched off; its before-state says that it was on', async () => {
    account = await Account.start(quiet());
    account.leak('old-job');
    await account.poll();
    expect(account.writingCalls()).toEqual([
      `AttachPolicyToUser old-job ${QUARANTINE} 200`,
      `UpdateAccessKey old-job ${account.keyOf('old-job')} 200`,
    ]);
    const [path] = account.objects(`incidents/${account.sandbox.accountId}/${account.keyOf('old-job')}/before.json`);
    const body = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.get(path ?? '')?.body;
    expect(JSON.parse(body?.toString() ?? '{}')).toMatchObject({
      keys: [{ status: 'Active' }],
      policies: { value: [] },
    });
    const { state } = await account.incident('old-job');
    expect(state.decision?.row).toBe('unused');
    expect([...state.disabledKeys]).toEqual([account.keyOf('old-job')]);
  });

  test('told of again is decided as it was: it was not off before we switched it off', async () => {
    account = await Account.start(quiet());
    account.leak('old-job');
    await account.poll();
    account.leak('old-job');
    expect(await account.poll()).toMatchObject([{ row: 'unused', verdict: 'contain', failures: [] }]);
    expect((await account.incident('old-job')).state.decision?.row).toBe('unused');
    expect(account.mails).toHaveLength(1);
  });

  test('stays on while its last use could not be checked', async () => {
    account = await Account.start(quiet());
    account.leak('old-job');
    account.fault('ram', 'GetAccessKeyLastUsed', 'deny');
    await account.poll();
    expect(account.statusOf('old-job')).toBe('Active');
    expect(account.policiesOf('old-job')).toEqual([QUARANTINE]);
    expect((await account.incident('old-job')).state.decision?.row).toBe('use-unknown');
  });

  test('stays on when the sender is unknown, or nobody has confirmed the secret', async () => {
    account = await Account.start(
      aSandbox().withUser(aUser('a').withKey(), aUser('b').withKey(), aUser('c').withKey()),
    );
    account.leak('a', { tokenValid: 0 });
    await account.poll();
    await account.respond(busEvent(account.keyOf('b'), { userName: 'b' }));
    await account.respond({ accessKeyId: account.keyOf('c'), reason: 'seen on a forum' });
    for (const user of ['a', 'b', 'c']) {
      expect(account.policiesOf(user)).toEqual([QUARANTINE]);
      expect(account.statusOf(user)).toBe('Active');
    }
  });
});

describe('a key that nothing is done about', () => {
  test("root's: no writing call, an alert with console steps, evidence", async () => {
    account = await Account.start(aSandbox().withRootKey());
    account.leak('root');
    expect(await account.poll(english)).toMatchObject([{ row: 'root-key', verdict: 'none', failures: [] }]);
    expect(account.writingCalls()).toEqual([]);
    expect(account.mails[0]?.text).toMatch(/root/i);
    expect(account.calls('fc')).toHaveLength(1);
  });

  test('of another account: an alert, and no action', async () => {
    account = await Account.start(inUse());
    const foreign = 'LTAI5tKeyOfSomebodyElse1';
    const handled = await account.handled(busEvent(foreign, { userName: 'ci-bot' }));
    expect(handled).toMatchObject([{ row: 'not-ours', failures: [] }]);
    expect(account.writingCalls()).toEqual([]);
    expect(account.mails).toHaveLength(1);
    expect(account.calls('fc')).toEqual([]);
  });

  test('deleted, or off already: evidence and alert', async () => {
    account = await Account.start(
      aSandbox().withUser(aUser('gone').withKey(), aUser('off').withKey('off', { status: 'Inactive' })),
    );
    deleteKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'gone'), account.keyOf('gone'));
    account.leak('gone');
    account.leak('off');
    const rows = (await account.poll()).map(({ row, failures }) => [row, failures]);
    expect(rows.sort()).toEqual([
      ['already-inactive', []],
      ['deleted', []],
    ]);
    expect(account.writingCalls()).toEqual([]);
    expect(account.mails).toHaveLength(2);
    expect(account.calls('fc')).toHaveLength(2);
  });
});

test('dealt with or whitelisted in Security Center while the key is active: contained, and a finding', async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('a').withKey(), aUser('b').withKey()).withEvents(used('a'), used('b')),
  );
  account.leak('a', { status: 'manual' });
  account.leak('b', { status: 'add-whitelist' });
  expect((await account.poll()).map(({ failures }) => failures)).toEqual([[], []]);
  for (const user of ['a', 'b']) {
    expect(account.policiesOf(user)).toEqual([QUARANTINE]);
    expect((await account.incident(user)).state.decision?.findings).toEqual(['alarms-silenced']);
  }
});

test('a list of more than 100 leaks is read to its end', async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot');
  const junk = Array.from({ length: 120 }, (_, i) => ({ accessKeyId: `not-a-key-${i}`, userName: 'ci-bot' }));
  const answer = await fetch(`${account.sandbox.url}/_sandbox/leaks`, { method: 'POST', body: JSON.stringify(junk) });
  expect(answer.status).toBe(200);
  await account.poll();
  expect(account.calls('sas').filter(({ action }) => action === 'DescribeAccesskeyLeakList')).toHaveLength(2);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

describe('observe mode', () => {
  const observe = { TOURNIQUET_MODE: 'observe', TOURNIQUET_LANGUAGE: 'en' };

  test('makes no writing call, and tells the plan that enforce mode would have come to', async () => {
    account = await Account.start(quiet());
    account.leak('old-job');
    expect(await account.poll(observe)).toMatchObject([{ row: 'unused', verdict: 'contain', failures: [] }]);
    expect(account.writingCalls()).toEqual([]);
    expect(account.mails).toHaveLength(1);
    const text = account.mails[0]?.text ?? '';
    expect(text).toMatch(/observe/i);
    expect(text).toContain('attach the quarantine policy');
    expect(text).toContain(`disable key ${account.keyOf('old-job')}`);
    expect(text).not.toContain('not asked yet');
    expect(account.objects('status/')).toEqual([expect.stringContaining('observed--')]);
  });

  test('what it has only planned is done once enforce mode begins, and told', async () => {
    account = await Account.start(quiet());
    account.leak('old-job');
    await account.poll(observe);
    expect(await account.poll(observe)).toEqual([]);
    expect(await account.poll()).toMatchObject([{ row: 'unused', verdict: 'contain', failures: [] }]);
    expect(account.policiesOf('old-job')).toEqual([QUARANTINE]);
    expect(account.statusOf('old-job')).toBe('Inactive');
    expect((await account.incident('old-job')).state.verification?.state).toBe('deny attached');
    expect(account.mails).toHaveLength(2);
  });
});

test('a timer event polls; an event of Cloud Config polls as well', async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot');
  const config = {
    specversion: '1.0',
    id: '1',
    source: 'acs.config',
    type: 'config:Config:NonCompliantNotification',
    data: { ruleName: 'security-center-leak-ak-check', resourceId: 'nobody' },
  };
  expect(await account.handled(config)).toMatchObject([{ verdict: 'contain' }]);
  expect(await account.handled(TIMER)).toEqual([]);
  expect(account.objects('heartbeat.json')).toHaveLength(1);
});
