import { releaseCommand } from '../../../cli/release';
import { type HygieneResult, hygiene } from '../../../functions/hygiene/hygiene';
import { setKeyStatus } from '../../../sandbox/world/keys';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import type { Rung } from '../../../shared/hygiene/ladder/model';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { callRpc } from '../../sdk-clients';
import { Account, busEvent } from '../respond/arrange';
import { NIGHTLY } from './arrange';

const DAY_MS = 86_400_000;
const ON = {
  TOURNIQUET_LANGUAGE: 'en',
  TOURNIQUET_IDLE_KEYS: 'disable',
  TOURNIQUET_IDLE_MAX_PER_NIGHT: '2',
  // The administrator of the sandbox has an old key as well.
  TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin',
};
const LONG_AGO = { createdDaysAgo: 400, lastUsedDaysAgo: 200 };

let account: Account;
afterEach(() => account.stop());
const start = async (...names: readonly string[]) => {
  const users = names.map((name) => aUser(name).withKey(name, LONG_AGO));
  account = await Account.start(
    aSandbox().withUser(...users, aUser('busy').withKey('busy', { createdDaysAgo: 400, lastUsedDaysAgo: 2 })),
    ON,
  );
};
const later = (days: number) => account.sandbox.clock.advance(days * DAY_MS);
const night = async (event: Buffer = NIGHTLY, env: object = {}): Promise<HygieneResult> =>
  hygiene(event, await aRun(account.sandbox, { ...ON, ...env }, 'hygiene'));
/** A night of the timer and respond's minute after it: what was done about whom. */
const pass = async (days: number, env: object = {}): Promise<string> => {
  later(days);
  const { idleKeys } = await night(NIGHTLY, env);
  await account.poll({ ...ON, ...env });
  return idleKeys?.refused ?? (idleKeys?.steps ?? []).map(({ rung, user }) => `${rung} ${user}`).join(', ');
};
const mails = (subject: RegExp) => account.mails.filter((mail) => subject.test(mail.subject));
const statuses = (...names: string[]) => names.map((name) => account.statusOf(name));
const use = (name: string) =>
  callRpc(account.sandbox, account.sandbox.keys.get(name)?.key as never, 'ecs', 'DescribeInstances', {
    RegionId: 'cn-hangzhou',
  });
const switches = () => account.calls('ram').filter(({ action }) => action === 'UpdateAccessKey');
const release = async (...reactivate: string[]) => {
  const { sandbox } = account;
  const run = await aRun(sandbox, ON, 'respond', undefined, sandbox.identities.admin);
  const options = { reason: 'still needed', by: 'alice', reactivate, ownKeys: [], falseAlarm: false, yes: true };
  return releaseCommand(
    { run, config: run.config, clock: run.clock, credentials: sandbox.identities.admin } as never,
    reactivate.at(-1) ?? '',
    { ...options, reactivate: reactivate.filter((key) => key !== '' && reactivate[0] !== '') } as never,
  );
};

test('without the setting nobody is warned, and nothing is put down', async () => {
  await start('idle');
  const off = { TOURNIQUET_IDLE_KEYS: 'report' };
  const result = await night(NIGHTLY, off);
  expect(result.idleKeys).toBeUndefined();
  expect(account.objects('hygiene/').filter((key) => key.includes('idle-keys'))).toEqual([]);
  expect(mails(/nobody uses/)).toEqual([]);
});

test('warned, warned again, announced, off under the cap; and on again by release', async () => {
  await start('a', 'b', 'c');
  // Who waits equally long comes in the order of the ids.
  const [a = '', b = '', c = ''] = ['a', 'b', 'c'].sort((x, y) => (account.keyOf(x) < account.keyOf(y) ? -1 : 1));
  const shown = await night(Buffer.from('{"command":"hygiene"}'));
  expect(shown.idleKeys?.steps).toHaveLength(2);
  expect(mails(/nobody uses/)).toEqual([]);

  expect(await pass(0)).toBe(`warn ${a}, warn ${b}`);
  expect(await pass(1)).toBe(`warn ${c}`);
  expect(await pass(6)).toBe(`warn-again ${a}, warn-again ${b}`);
  // Weeks without a night: nobody skips a rung, and no more than two stand on one.
  expect(await pass(30)).toBe(`warn-again ${c}, announce ${a}, announce ${b}`);
  expect(statuses(a, b, c)).toEqual(['Active', 'Active', 'Active']);
  await use(b);
  expect(await pass(1)).toBe(`disable ${a}`);
  expect(statuses(a, b, c, 'busy')).toEqual(['Inactive', 'Active', 'Active', 'Active']);
  expect(switches()).toHaveLength(1);
  expect(mails(/nobody uses: warning/)).toHaveLength(5);
  const [off] = mails(/that nobody used is off/);
  const key = account.keyOf(a);
  expect(off?.text).toContain(`npx --no ak-tourniquet release ${key} --reactivate ${key}`);

  // Two more nights and minutes of the same date: nothing more.
  await night(NIGHTLY);
  await account.poll(ON);
  expect(mails(/nobody uses: warning/)).toHaveLength(5);

  const { length } = account.mails;
  await expect(release('', key)).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(`because nobody used it; .*release ${key} --reactivate ${key} --reason`),
  });
  expect([statuses(a), account.mails.length]).toEqual([['Inactive'], length]);
  expect(await release(key)).toBe(0);
  expect(statuses(a)).toEqual(['Active']);
  expect(await pass(6)).toBe(`announce ${c}`);
  expect(await pass(1)).toBe(`disable ${c}`);
  // Whoever switched it on again has said that he wants it.
  expect(await rungsOf(a, 40)).toEqual([]);
});

/** What becomes of a user's key for so many days more. */
async function rungsOf(name: string, days: number): Promise<Rung[]> {
  const found: Rung[] = [];
  for (let n = 0; n < days; n += 10) {
    later(10);
    found.push(...((await night()).idleKeys?.steps ?? []).flatMap(({ user, rung }) => (user === name ? [rung] : [])));
  }
  return found;
}

/** As far as the night in which they are handed over. */
async function announced(...names: string[]): Promise<void> {
  await start(...names);
  for (const days of [0, 7, 7]) await pass(days);
}

test('what respond sees for itself keeps a key on, and is said', async () => {
  await announced('idle', 'off');
  later(1);
  await night();
  await use('idle');
  const { world } = account.sandbox;
  const user = userNamed(world, 'off');
  setKeyStatus(world, { keys: user.keys, user }, account.keyOf('off'), 'Inactive');
  await account.poll(ON);
  expect(switches()).toEqual([]);
  const left = mails(/is left as it is/).map(({ text }) => /it is (in use|off already)/.exec(text)?.[1]);
  expect(left.sort()).toEqual(['in use', 'off already']);
});

test('a last use that cannot be looked at is no "never used", at night or in the minute after it', async () => {
  await announced('idle');
  later(1);
  await night();
  account.fault('actiontrail', 'GetAccessKeyLastUsedInfo', 'deny', 20);
  await account.poll(ON);
  expect([switches(), statuses('idle')]).toEqual([[], ['Active']]);
  expect(mails(/is left as it is/)[0]?.text).toContain('the last use could not be checked');
  account.clearFaults();
  // It is announced anew before it is tried again.
  expect([await pass(1), await pass(1), statuses('idle')[0]]).toEqual(['announce idle', 'disable idle', 'Inactive']);
});

test('an excluded user who is renamed stays excluded, and the night says what he is called now', async () => {
  await start('ceo');
  const env = { TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin,ceo' };
  expect(await pass(0, env)).toBe('');
  const { world } = account.sandbox;
  renameUser(world, userNamed(world, 'ceo'), 'ceo-2');
  for (const days of [1, 7, 7, 1]) expect(await pass(days, env)).toBe('');
  expect(statuses('ceo')).toEqual(['Active']);
  const told = account.mails
    .filter(({ subject }) => /nightly|keys/i.test(subject))
    .map(({ text }) => text)
    .join('');
  expect(told).toContain('the excluded user is called ceo-2 now');
  // Whoever gets the name after him is another one, and is excluded as the list says.
  renameUser(world, userNamed(world, 'busy'), 'ceo');
  await pass(1, env);
  expect(account.mails.at(-1)?.text).toContain('this is another user; the one that was excluded is called ceo-2 now');
});

test("an excluded name that is nobody's, and that no night has seen, may mean anybody: no key is switched off, and it is said", async () => {
  await start('idle');
  const env = { TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin,nobody' };
  for (const days of [0, 1, 7, 7, 1]) expect(await pass(days, env)).toContain('nobody is called nobody');
  expect(statuses('idle')).toEqual(['Active']);
  expect(account.mails.map(({ text }) => text).join('')).toContain('nobody has this name, and it excludes nobody');
  expect(await pass(1)).toBe('warn idle');
});

test.each<[string, (memory: Buffer) => Buffer | undefined]>([
  ['deleted', () => undefined],
  ['cut', (memory) => memory.subarray(0, -100)],
  ["somebody else's", () => Buffer.from('{"schema":1}')],
])(
  'whom an excluded name meant is not known where the memory of the nights is %s: no key is switched off',
  async (_, harm) => {
    await start('ceo');
    const env = { TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin,ceo' };
    await pass(0, env);
    renameUser(account.sandbox.world, userNamed(account.sandbox.world, 'ceo'), 'ceo-2');
    expect(await pass(1, env)).toBe('');
    const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
    const [key = '', memory] = [...(objects ?? [])].find(([name]) => name.endsWith('hygiene/memory.json')) ?? [];
    const left = memory && harm(memory.body);
    if (memory && left) objects?.set(key, { ...memory, body: left });
    else objects?.delete(key);
    for (const days of [1, 7, 7, 1]) expect(await pass(days, env)).toContain('nobody is called ceo');
    expect(statuses('ceo')).toEqual(['Active']);
  },
);

test('a night that somebody asks for by another list takes nobody off the list of the functions', async () => {
  await start('ceo');
  const env = { TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin,ceo' };
  await pass(0, env);
  renameUser(account.sandbox.world, userNamed(account.sandbox.world, 'ceo'), 'ceo-2');
  await night(Buffer.from('{"command":"hygiene"}'), { TOURNIQUET_EXCLUDE_USERS: '' });
  for (const days of [1, 7, 7, 1]) expect(await pass(days, env)).toBe('');
  expect(statuses('ceo')).toEqual(['Active']);
});

test('a list of exceptions that is not ours in the minute after the night keeps a key on', async () => {
  await announced('idle');
  later(1);
  await night();
  const { cloud, paths } = await aRun(account.sandbox, ON, 'respond', undefined, account.sandbox.identities.admin);
  await cloud.evidence.put(paths.hygieneExceptions, JSON.stringify({ schema: 1, exceptions: [] }));
  await account.poll(ON);
  expect([switches(), statuses('idle')]).toEqual([[], ['Active']]);
  expect(mails(/is left as it is/)[0]?.text).toContain('what is excepted could not be checked');
});

test('a use that shows up at that moment gives it back at once', async () => {
  await announced('idle');
  later(1);
  await night();
  const { kernel, clock } = account.sandbox;
  kernel.takeFault = (service, action) => {
    const key = account.sandbox.keys.get('idle')?.key;
    if (key && `${service} ${action}` === 'ram UpdateAccessKey') key.lastUsed = { at: clock.now(), serviceName: 'Ecs' };
    return kernel.faults.take(service, action);
  };
  await account.poll(ON);
  Reflect.deleteProperty(kernel, 'takeFault');
  expect(statuses('idle')).toEqual(['Active']);
});

test('a key that an open incident holds is left to it, and what a night decided long ago is dropped', async () => {
  await announced('idle', 'late');
  later(1);
  await night();
  await account.handled(busEvent(account.keyOf('idle'), { userName: 'idle' }), ON);
  later(0.6);
  await account.poll(ON);
  expect(switches()).toEqual([]);
  expect(account.objects('schedule/').filter((key) => key.includes('idle-key'))).toEqual([]);
  expect(mails(/is left as it is/)).toEqual([]);
});

test('defects 7, 24 (ASR, auto-rotation): an excepted key stays on; while the list of exceptions cannot be read or is not ours nothing is switched off, and it is told', async () => {
  await announced('idle', 'needed');
  const { sandbox } = account;
  const { cloud, seal, paths, clock } = await aRun(sandbox, ON, 'respond', undefined, sandbox.identities.admin);
  const until = new Date(clock.now().getTime() + 5 * DAY_MS).toISOString().slice(0, 10);
  const needed = { check: 'key-unused', user: 'needed', until, reason: 'the yearly audit' };
  const list = { schema: 1, exceptions: [needed] };
  await cloud.evidence.put(paths.hygieneExceptions, JSON.stringify(list));
  later(1);
  await expect(night()).rejects.toThrow(/the list of exceptions was written by somebody else/);
  await account.poll(ON);
  expect(switches()).toEqual([]);
  later(1);
  // The heartbeat, the memory and the exceptions are read first.
  account.fault('oss', 'GetObject', 'deny', 3);
  await expect(night()).rejects.toThrow(/the list of exceptions could not be read/);
  account.clearFaults();
  expect(account.mails.at(-1)?.text).toContain('the list of exceptions could not be read');
  await account.poll(ON);
  expect(switches()).toEqual([]);
  await cloud.evidence.put(paths.hygieneExceptions, await seal.close(paths.hygieneExceptions, list));
  expect([await pass(1), await pass(1)]).toEqual(['announce idle', 'disable idle']);
  // An exception that is over leaves the key to the ladder, from its foot.
  expect(await pass(7)).toBe('warn needed');
});

test('an exception from either check spares a key, whether that check has fired or not; so does one of the last minute', async () => {
  account = await Account.start(
    aSandbox().withUser(
      aUser('never').withKey('never', { createdDaysAgo: 400 }),
      aUser('seventy').withKey('seventy', { createdDaysAgo: 400, lastUsedDaysAgo: 70 }),
      aUser('late').withKey('late', LONG_AGO),
      aUser('idle').withKey('idle', LONG_AGO),
    ),
    ON,
  );
  const { sandbox } = account;
  const { cloud, seal, paths, clock } = await aRun(sandbox, ON, 'respond', undefined, sandbox.identities.admin);
  const until = new Date(clock.now().getTime() + 100 * DAY_MS).toISOString().slice(0, 10);
  const except = async (...users: string[]) => {
    const exceptions = users.map((user) => ({ check: 'key-unused', user, until, reason: 'x' }));
    const list = await seal.close(paths.hygieneExceptions, { schema: 1, exceptions });
    await cloud.evidence.put(paths.hygieneExceptions, list);
  };
  await except('never', 'seventy');
  const env = { TOURNIQUET_UNUSED_DAYS: '60' };
  for (const days of [0, 7, 7])
    expect((await pass(days, env)).match(/idle|late|never|seventy/g)?.sort()).toEqual(['idle', 'late']);
  later(1);
  await night(NIGHTLY, env);
  await except('late');
  await account.poll({ ...ON, ...env });
  expect(statuses('never', 'seventy', 'late', 'idle')).toEqual(['Active', 'Active', 'Active', 'Inactive']);
  expect(mails(/is left as it is/).map(({ text }) => text)).toEqual([
    expect.stringContaining('an exception lets it stay unused'),
  ]);
});

test('a stranger who writes our memory has nobody switched off', async () => {
  await announced('idle');
  const { cloud } = await aRun(account.sandbox, ON, 'hygiene');
  const forged = { schema: 1, night: null, keys: {} };
  await cloud.evidence.put('ak-tourniquet/hygiene/idle-keys.json', JSON.stringify(forged));
  expect(await pass(1)).toMatch(/^warn /);
  const task = { night: account.sandbox.clock.now().toISOString(), user: 'idle', first: '2020', second: '2021' };
  const { cloud: other } = await aRun(account.sandbox, ON);
  await other.evidence.put(
    `ak-tourniquet/schedule/2026-01-01T000000Z--${account.keyOf('idle')}--idle-key.json`,
    JSON.stringify({
      schema: 1,
      accountId: account.sandbox.accountId,
      accessKeyId: account.keyOf('idle'),
      task: 'idle-key',
      due: '2026-01-01T00:00:00Z',
      data: task,
    }),
  );
  await account.poll(ON);
  expect(switches()).toEqual([]);
});
