import { type HygieneResult, hygiene } from '../../../functions/hygiene/hygiene';
import type { Run } from '../../../functions/platform';
import { UnparseableEvent } from '../../../shared/errors';
import { parseCsv } from '../../../shared/hygiene/csv';
import { SCRIPT } from '../../../shared/hygiene/page/script';
import { aSandbox, aUser, type UserBuilder } from '../../builders';
import { expectToAddUp, Night, PREFIX, resultsOf } from './arrange';

let night: Night;
const stop = () => night.stop();

const english = { TOURNIQUET_LANGUAGE: 'en' };
const young = { createdDaysAgo: 20, lastUsedDaysAgo: 1 };
const crowd = (count: number): UserBuilder[] =>
  Array.from({ length: count }, (_, i) => {
    const user = aUser(`user-${String(i).padStart(3, '0')}`);
    return i % 3 === 0 ? user : user.withKey(undefined, young);
  });
const prepared = () =>
  aSandbox()
    .withUser(
      ...crowd(143),
      aUser('old').withKey('old', { createdDaysAgo: 200, lastUsedDaysAgo: 1 }),
      aUser('two')
        .withKey('two-a', { ...young, createdDaysAgo: 50 })
        .withKey('two-b', young),
      aUser('off').withKey('off', { createdDaysAgo: 700, status: 'Inactive' }),
      aUser('carol').withConsole().withKey('carol', young),
      aUser('leaky').withKey('leaky', young),
      aUser('dusty').withKey('dusty', { createdDaysAgo: 80, lastUsedDaysAgo: 79 }).withConsole().withMfa(),
      aUser('idle').withKey('idle', { createdDaysAgo: 300, lastUsedDaysAgo: 120 }),
      aUser('spare').withKey('spare', { createdDaysAgo: 31 }),
    )
    .withRootKey('root', { lastUsedDaysAgo: 5 })
    .withLeak('leaky');

describe('151 users, one of them with each fault', () => {
  let result: HygieneResult;
  beforeAll(async () => {
    night = await Night.in(prepared());
    await night.beat();
    result = await night.pass(english);
  });
  afterAll(stop);

  test('every fault is found, nobody else is blamed, and the counts add up', async () => {
    const report = night.report();
    expectToAddUp(report);
    const found = (check: string) =>
      report.findings.filter((one) => one.check === check).map(({ subject }) => subject.accessKeyId ?? subject.user);
    const of = (...names: string[]) => names.map((name) => night.keyOf(name)).sort();
    // The administrator that the sandbox itself adds has an old key, never used.
    const admin = night.sandbox.identities.admin.accessKeyId;
    expect(found('root-key-active')).toEqual(['<root>']);
    expect(found('root-key-used')).toEqual(['<root>']);
    expect(found('key-leaked')).toEqual(of('leaky'));
    expect(found('key-old').sort()).toEqual([...of('old', 'idle'), admin, '<root>'].sort());
    expect(found('key-never-used').sort()).toEqual([...of('spare'), admin].sort());
    expect(found('key-unused')).toEqual(of('idle'));
    expect(found('key-second').sort()).toEqual(of('two-a', 'two-b'));
    expect(found('key-with-console').sort()).toEqual(of('carol', 'dusty'));
    expect(found('console-without-mfa')).toEqual(['carol']);
    expect(found('responder-silent')).toEqual([]);
    // Nobody has seen that key on: it may have been off for a day or for a year.
    expect(report.notChecked).toEqual([
      expect.objectContaining({ check: 'key-off-kept', subject: expect.objectContaining({ user: 'off' }) }),
    ]);
    expect(report).toMatchObject({ complete: true, notes: [], userCount: night.sandbox.world.users.size });
    const keys = [...night.sandbox.world.users.values()].reduce((sum, user) => sum + user.keys.length, 1);
    expect(result).toMatchObject({ keys: { total: keys, couldNotCheck: 1 }, alert: 'sent', complete: true });
  });

  test('users without keys are not asked about, and nothing in the account is changed', () => {
    const asked = night.calls('ListAccessKeys').map(({ parameters }) => parameters['UserName']);
    const holders = [...night.sandbox.world.users.values()].filter(({ keys }) => keys.length > 0);
    expect([...asked].sort()).toEqual(holders.map(({ name }) => name).sort());
    expect(night.calls('GetAccessKeyLastUsed')).toEqual([]);
    const actions = new Set(night.calls().map(({ service, action }) => `${service}:${action}`));
    expect([...actions].sort()).toEqual([
      'actiontrail:DescribeTrails',
      'actiontrail:GetAccessKeyLastUsedEvents',
      'actiontrail:GetAccessKeyLastUsedProducts',
      'actiontrail:GetAccessKeyLastUsedResources',
      'actiontrail:LookupEvents',
      'ims:GenerateCredentialReport',
      'ims:GetAccessKeyPolicy',
      'ims:GetAccountMFAInfo',
      'ims:GetAccountSummary',
      'ims:GetCredentialReport',
      'ims:GetPasswordPolicy',
      'ims:GetSecurityPreference',
      'ims:GetUser',
      'mns:BatchPeekMessage',
      'oss:GetObject',
      'oss:ListObjectsV2',
      'oss:PutObject',
      'ram:GetPolicy',
      'ram:ListAccessKeys',
      'ram:ListEntitiesForPolicy',
      'ram:ListPolicies',
      'ram:ListUsers',
      'ram:ListUsersForGroup',
      'sas:DescribeAccesskeyLeakList',
    ]);
  });

  test('one alert a date: the counts, the ten worst, keys masked in the chat, the page attached to the mail', async () => {
    const page = night.object('/report.html');
    expect(result.alert).toBe('sent');
    expect((await night.pass(english)).alert).toBe('sent before');
    const [chat, ...moreChats] = night.sandbox.inbox.dingtalk;
    const [mail, ...moreMails] = night.sandbox.inbox.mail;
    expect([moreChats, moreMails]).toEqual([[], []]);
    const { keyCounts, findings } = night.report();
    const counts = `${keyCounts.finding} with a finding, 1 not fully checked, ${keyCounts.ok} with nothing to do`;
    for (const text of [chat?.text, mail?.text]) {
      expect(text).toContain(counts);
      expect(text).toContain(`${findings.length - 10} more`);
    }
    expect(mail?.text).toContain(night.keyOf('leaky'));
    expect(chat?.text).not.toMatch(/LTAI[A-Za-z0-9]{8}/);
    const attached = Buffer.from(String(mail?.attachments[0]?.content), 'base64').toString();
    expect(attached === page).toBe(true);
  });

  test('the page runs nothing but its own script and loads nothing; the CSV opens in Excel', async () => {
    const page = night.object('/report.html');
    expect(page.replace(`<script>${SCRIPT}</script>`, '')).not.toMatch(/<script|<link|<img|<iframe|https?:|\son\w+=/i);
    for (const { subject } of night.report().keys) expect(page).toContain(subject.accessKeyId ?? 'id not known');
    const csv = night.object('/findings.csv');
    expect(csv.startsWith('\ufeff"date"')).toBe(true);
    const rows = parseCsv(csv);
    expect(rows).toHaveLength(night.report().findings.length + night.report().notChecked.length + 1);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([12]));
  });

  test('the index of keys names every key that was seen, under our seal', async () => {
    const { paths, seal } = await night.run();
    const index = await seal.open<{ owners: Record<string, string>; complete: boolean }>(
      paths.owners,
      night.object('/owners.json'),
    );
    expect(index).toMatchObject({ schema: 1, complete: true });
    const owners = [...night.sandbox.world.users.values()].flatMap(({ name, keys }) =>
      keys.map(({ accessKeyId }) => [accessKeyId, name]),
    );
    expect(Object.entries(index?.owners ?? {}).sort()).toEqual(owners.sort());
  });
});

describe('one night', () => {
  afterEach(stop);

  test('defect 25 (auto-rotation): two pages of users are all of them', async () => {
    night = await Night.in(aSandbox().withUser(...Array.from({ length: 1001 }, (_, i) => aUser(`user-${i}`))));
    await night.pass(english);
    expect(night.calls('ListUsers')).toHaveLength(2);
    expect(night.report()).toMatchObject({ complete: true, userCount: night.sandbox.world.users.size });
    expect(night.sandbox.world.users.size).toBeGreaterThan(1001);
  });

  test('in Chinese, every word of ours is', async () => {
    night = await Night.in(aSandbox().withUser(aUser('two').withKey('a', young).withKey('b', young)));
    await night.pass({ TOURNIQUET_LANGUAGE: 'zh' });
    night.fault('ims', 'GenerateCredentialReport', 'deny');
    await night.pass({ TOURNIQUET_LANGUAGE: 'zh' });
    const [chat] = night.sandbox.inbox.dingtalk;
    expect(chat?.text).toContain('每晚巡检');
    expect(chat?.text).toContain('启用中的 AccessKey 超过 90 天未轮转');
    expect(night.object('/report.html')).toContain('同一身份有多个启用中的 AccessKey');
    expect(chat?.text).not.toMatch(/could not|cannot|severity|finding/);
    expect(night.object('/report.html')).toContain('未能生成新的用户凭证报告');
    // Nobody's own words, but those of the cloud, are in Latin letters.
    night.fault('ims', 'GetAccountSummary', 'deny');
    night.fault('ram', 'ListAccessKeys', 'deny');
    await night.pass({ TOURNIQUET_LANGUAGE: 'zh' });
    expect(night.object('/report.html')).toContain('用户总数无法得知');
  });

  test.each([
    ['a heartbeat of nine minutes ago', 9, 'ours', []],
    ['one of eleven', 11, 'ours', [expect.stringMatching(/^last seen 1[12] minutes ago$/)]],
    ['a fresh one without our seal', 0, 'foreign', ['its heartbeat was written by somebody else']],
  ] as const)('%s', async (_, minutes, hand, details) => {
    night = await Night.in(aSandbox());
    await night.beat(minutes, hand);
    await night.pass(english);
    const found = night.report().findings.filter(({ check }) => check === 'responder-silent');
    expect(found.map(({ detail }) => detail.en)).toEqual(details);
  });

  test('an old report is said to be old, and nobody is clean by it', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young).withConsole().withMfa()));
    await night.pass(english);
    expect(resultsOf(night, 'ann')).toMatchObject({ 'key-unused': 'ok' });
    night.sandbox.clock.advance(26 * 3_600_000);
    night.fault('ims', 'GenerateCredentialReport', 'deny');
    const { complete, couldNotCheck } = await night.pass(english);
    const report = night.report();
    expectToAddUp(report);
    // RAM itself lists the users' keys and their use: what the report alone knows is open, and so are root's keys.
    expect(complete).toBe(false);
    expect(couldNotCheck).toBeGreaterThan(0);
    expect(resultsOf(night, 'ann')).toMatchObject({ 'key-unused': 'ok', 'key-with-console': 'could-not-check' });
    const open = new Set(report.notChecked.map(({ check }) => check));
    const byReport = ['console-without-mfa', 'key-with-console', 'root-key-active', 'root-key-used', 'user-idle'];
    expect([...open].sort()).toEqual(byReport);
    expect(report.notes.join('\n')).toMatch(
      /more than 24 hours old\nno new credential report could be made: .*NoPermission/,
    );
    expect(night.sandbox.inbox.mail.at(-1)?.text).toContain('more than 24 hours old');
  });

  test.each([
    ['minutes', 10 * 60_000, true],
    ['a year', 365 * 86_400_000, false],
  ])('a report that is dated %s ahead: whether it is believed', async (_, ms, isBelieved) => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young).withConsole().withMfa()));
    await night.pass(english);
    const { credentialReport } = night.sandbox.world.settings;
    if (!credentialReport) throw new Error('the sandbox made no report');
    const at = new Date(night.sandbox.clock.now().getTime() + ms);
    night.sandbox.world.settings.credentialReport = { ...credentialReport, at };
    night.fault('ims', 'GenerateCredentialReport', 'deny');
    expect(await night.pass(english)).toMatchObject({ complete: isBelieved });
    const result = isBelieved ? 'ok' : 'could-not-check';
    expect(resultsOf(night, 'ann')).toMatchObject({ 'key-with-console': isBelieved ? 'finding' : result });
    const root = night.report().checks.find(({ id }) => id === 'root-key-active');
    expect(root).toMatchObject({ ok: isBelieved ? 1 : 0, couldNotCheck: isBelieved ? 0 : 1 });
    expect(night.report().notes.some((note) => note.includes('which is still to come'))).toBe(!isBelieved);
  });

  /** The time leaps when so many looks have been taken: no test waits for a limit. */
  const timeLeapsAfter = (looks: number) => (run: Run) => {
    const until = night.calls('ListAccessKeys').length + looks;
    const elapsedMs = () => run.clock.elapsedMs() + (night.calls('ListAccessKeys').length > until ? 3_600_000 : 0);
    return { ...run, clock: { ...run.clock, elapsedMs } };
  };
  const keysInAccount = () => [...night.sandbox.world.users.values()].reduce((sum, { keys }) => sum + keys.length, 0);

  test('a night that runs out of time goes on in another invocation, and asks nobody twice', async () => {
    night = await Night.in(aSandbox().withUser(...crowd(60)));
    // Asynchronous work is taken and dropped: the test is the next invocation.
    await night.sandbox.fc.stop();
    night.fault('ims', 'GetCredentialReport', 'deny');
    expect(await night.pass(english, timeLeapsAfter(15))).toMatchObject({ alert: 'goes on', report: null });
    expect(night.calls('InvokeFunction')).toHaveLength(1);
    expect(night.sandbox.inbox.mail).toEqual([]);
    const first = night.calls('ListAccessKeys').length;
    expect(first).toBeLessThan(35);
    // The platform hands over the command, and the night is still the timer's.
    const last = await hygiene(Buffer.from('{"command":"hygiene"}'), await night.run(english));
    expect(last).toMatchObject({ alert: 'sent', complete: false, keys: { total: keysInAccount() } });
    expect(night.object(`told/hygiene-${last.date}.json`)).toContain('"sent":true');
    const asked = night.calls('ListAccessKeys').map(({ parameters }) => parameters['UserName']);
    expect(new Set(asked).size).toBe(night.sandbox.world.users.size);
    // Those in flight when the time was over are asked again, and nobody else.
    expect(asked.length - new Set(asked).size).toBeLessThanOrEqual(16);
  });

  test('where it cannot be handed on, it says so of every key that is left', async () => {
    night = await Night.in(aSandbox().withUser(...crowd(60)));
    night.fault('ims', 'GetCredentialReport', 'deny');
    night.fault('fc', 'InvokeFunction', 'deny');
    const { keys } = await night.pass(english, timeLeapsAfter(15));
    const report = night.report();
    expectToAddUp(report);
    expect(night.calls('ListAccessKeys').length).toBeLessThan(35);
    expect(keys.couldNotCheck).toBeGreaterThan(10);
    expect(report.notChecked.map(({ why }) => why)).toContain('the time of the run was over');
    expect(report.complete).toBe(false);
    expect(night.sandbox.inbox.mail).toHaveLength(1);
  });

  test('nothing can be looked at: no key is called clean, the alert says why, and no "nothing to do"', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
    for (const [service, action] of [
      ['actiontrail', 'DescribeTrails'],
      ['ram', 'ListPolicies'],
      ['ims', 'GetPasswordPolicy'],
      ['ims', 'GetSecurityPreference'],
      ['ims', 'GetAccountMFAInfo'],
      ['ims', 'GetAccountSummary'],
      ['ims', 'GenerateCredentialReport'],
      ['ims', 'GetCredentialReport'],
      ['ram', 'ListUsers'],
      ['sas', 'DescribeAccesskeyLeakList'],
    ] as const)
      night.fault(service, action, 'deny');
    await night.beat();
    expect(await night.pass(english)).toMatchObject({ keys: { total: 0, ok: 0 }, complete: false, findings: 0 });
    const [mail] = night.sandbox.inbox.mail;
    expect(mail?.subject).toContain('not everything could be checked');
    expect(mail?.text).toContain('Not every key could be seen');
    expect(mail?.text).toContain('the list of users could not be read to its end');
    expect(night.object('/report.html')).toContain('not every key was seen');
  });

  test("no credential report: root's keys were not looked at, and that is said; the counts are lower bounds", async () => {
    night = await Night.in(aSandbox().withRootKey('root').withUser(aUser('ann').withKey('ann', young)));
    for (const action of ['GenerateCredentialReport', 'GetCredentialReport']) night.fault('ims', action, 'deny');
    await night.beat();
    expect(await night.pass(english)).toMatchObject({ complete: false });
    expectToAddUp(night.report());
    const [mail] = night.sandbox.inbox.mail;
    expect(mail?.text).toContain("RAM users were looked at, root's keys were not");
    expect(mail?.text).toContain('the counts are lower bounds');
  });

  test.each<[string, boolean, RegExp]>([
    ['root alone, without a key', true, /0 AccessKeys of 0 RAM users and of root were looked at/],
    ['one user with one key', false, /1 AccessKey of 1 RAM user and of root was looked at/],
  ])('a tiny account: %s', async (_, isEmpty, words) => {
    night = await Night.in(aSandbox());
    if (isEmpty) night.sandbox.world.users.clear();
    await night.beat();
    expect(await night.pass(english)).toMatchObject({ complete: true, users: isEmpty ? 0 : 1, couldNotCheck: 0 });
    expectToAddUp(night.report());
    expect(night.sandbox.inbox.mail.at(-1)?.text).toMatch(words);
  });

  test.each(['null', '', '{"schema":1,"users":{},"policies":{},"networks":{}}'])(
    "a memory that says %s is nobody's: it is told, and written anew",
    async (text) => {
      night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
      night.put(`${PREFIX}/hygiene/memory.json`, text);
      await night.pass(english);
      expectToAddUp(night.report());
      expect(night.report().notes.join()).toContain('was written by somebody else: it was not used');
      expect(night.object('/memory.json')).toContain('"ann"');
    },
  );

  test('a user name with quotes, commas, a line feed, HTML and a formula is text everywhere', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
    const name = '=cmd|"/c calc",\n<script>alert(1)</script>@acme.onaliyun.com';
    const world = night.sandbox.world;
    await night.pass(english);
    const rows = world.settings.credentialReport?.rows ?? [];
    const evil = `"${name.replaceAll('"', '""')}",2020-01-01T00:00:00Z,-,TRUE,TRUE,-,-,FALSE,TRUE,TRUE,2020-01-01T00:00:00Z,N/A,FALSE,N/A,N/A,N/A,FALSE,N/A,N/A,N/A`;
    world.settings.credentialReport = { at: world.now(), rows: [...rows, evil] };
    night.fault('ram', 'ListUsers', 'deny');
    await night.pass(english);
    const report = night.report();
    expectToAddUp(report);
    const key = report.keys.find(({ subject }) => subject.user?.startsWith('=cmd'));
    expect(key).toMatchObject({ result: 'could-not-check', status: null });
    expect(night.object('/report.html').match(/<script/gi)).toHaveLength(1);
    const user = parseCsv(night.object('/findings.csv')).map((row) => row[5]);
    expect(user.filter((cell) => cell?.includes('cmd')).every((cell) => cell?.startsWith("'="))).toBe(true);
    expect(user.some((cell) => cell?.includes('cmd'))).toBe(true);
  });

  test('what cannot be written fails the run, and is told', async () => {
    night = await Night.in(aSandbox());
    const run = await night.run(english);
    night.fault('oss', 'PutObject', 'deny', 3);
    await expect(
      hygiene(Buffer.from('{"triggerTime":"2026-05-20T18:30:00Z","triggerName":"nightly","payload":""}'), run),
    ).rejects.toThrow(/report\.html could not be written/);
    expect(night.sandbox.inbox.mail[0]?.text).toContain('The report could not be written.');
    expect(night.sandbox.inbox.mail[0]?.attachments).toEqual([]);
  });

  test.each([
    ['', /empty/],
    ['{"command":"hyg', /not JSON/],
    ['[]', /no object/],
    ['{"command":"release"}', /neither a timer event/],
    ['{"accessKeyId":"LTAI5tExampleKey0123wxyz"}', /neither a timer event/],
    ['{"command":"hygiene","disable":true}', /unknown fields: disable/],
  ])('%j is refused by name, before any look', async (event, why) => {
    night = await Night.in(aSandbox());
    const run = await night.run();
    const before = night.calls().length;
    const refused = hygiene(Buffer.from(event), run);
    await expect(refused).rejects.toThrow(UnparseableEvent);
    await expect(refused).rejects.toThrow(why);
    expect(night.calls().length).toBe(before);
  });

  test('a pending leak of a key that was not seen is told, and nobody is blamed for it', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
    night.sandbox.world.users.get('ann')?.keys.splice(0);
    night.sandbox.publishLeak({ key: 'ann', when: 'found' });
    await night.pass(english);
    expect(night.report().notes).toEqual(['leak list: 1 pending records name keys that were not seen']);
    expect(night.report().checks.find(({ id }) => id === 'key-leaked')).toMatchObject({ finding: 0, couldNotCheck: 0 });
  });

  test.each([
    ['every look at keys fails', 'ram', 'ListAccessKeys', ['ann', 'bob']],
    ['the users cannot be listed', 'ram', 'ListUsers', ['ann', 'bob']],
    ['nothing fails', 'ram', 'NoSuchCall', ['bob']],
  ])('the index of the night before stays when %s', async (_, service, action, known) => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young), aUser('bob').withKey('bob', young)));
    await night.pass();
    const keys = { ann: night.keyOf('ann'), bob: night.keyOf('bob') };
    night.sandbox.world.users.get('ann')?.keys.splice(0);
    night.fault(service, action, '500');
    night.fault('ims', 'GetCredentialReport', '500');
    await night.pass();
    const { ownerIndex } = await night.run();
    const users = await Promise.all(Object.values(keys).map((key) => ownerIndex.find(key as never)));
    expect(users.filter((user) => user !== undefined)).toEqual(known);
  });

  test('an incomplete index is not written over one that cannot be read', async () => {
    night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
    await night.pass();
    const before = night.object('/owners.json');
    night.fault('ram', 'ListUsers', '500');
    night.fault('ims', 'GetCredentialReport', '500');
    night.fault('oss', 'GetObject', '500');
    await expect(night.pass()).rejects.toThrow('the index of keys could not be written');
    expect(night.object('/owners.json')).toBe(before);
  });

  test('everything lies where it is promised', async () => {
    night = await Night.in(aSandbox());
    const { date } = await night.pass();
    const keys = [...(night.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])];
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(keys.sort()).toEqual([
      `${PREFIX}/hygiene/${date}/findings.csv`,
      `${PREFIX}/hygiene/${date}/report.html`,
      `${PREFIX}/hygiene/${date}/report.json`,
      `${PREFIX}/hygiene/memory.json`,
      `${PREFIX}/owners.json`,
      // The night's message has its place among those of this minute.
      expect.stringMatching(`^${PREFIX}/told/dingtalk-${date}T\\d{4}--1\\.json$`),
      `${PREFIX}/told/hygiene-${date}.json`,
      expect.stringMatching(`^${PREFIX}/told/mail-${date}T\\d{4}--1\\.json$`),
    ]);
  });
});

describe("the account's own settings", () => {
  afterEach(stop);
  const SETTINGS = /^(mfa-not-required|self-managed-keys|idle-keys-kept-on|root-without-mfa|password-\w+)$/;
  const found = () =>
    night
      .report()
      .findings.map(({ check }) => check)
      .filter((check) => SETTINGS.test(check))
      .sort();

  test('as RAM leaves them: everything that is weak is named, each of the eight rules for passwords by itself', async () => {
    night = await Night.in(aSandbox());
    night.sandbox.world.settings.rootMfa = false;
    night.sandbox.world.settings.security.allowUserToManageAccessKeys = true;
    await night.pass(english);
    const rules = ['age', 'attempts', 'length', 'lowercase', 'number', 'reuse', 'symbol', 'uppercase'];
    expect(found()).toEqual([
      'idle-keys-kept-on',
      'mfa-not-required',
      ...rules.map((name) => `password-${name}`),
      'root-without-mfa',
      'self-managed-keys',
    ]);
  });

  test('as they should be: none; and 403 on each call is "could not check"', async () => {
    night = await Night.in(aSandbox());
    const { settings } = night.sandbox.world;
    Object.assign(settings.security, { mfaOperationForLogin: 'mandatory', maxIdleDaysForAccessKeys: 90 });
    Object.assign(settings.passwordPolicy, {
      minimumPasswordLength: 14,
      requireLowercaseCharacters: true,
      requireUppercaseCharacters: true,
      requireNumbers: true,
      requireSymbols: true,
      maxPasswordAge: 90,
      passwordReusePrevention: 5,
      maxLoginAttempts: 5,
    });
    await night.pass(english);
    expect(found()).toEqual([]);
    for (const action of ['GetPasswordPolicy', 'GetSecurityPreference', 'GetAccountSummary'])
      night.fault('ims', action, 'deny');
    await night.pass(english);
    expectToAddUp(night.report());
    const open = night.report().checks.filter(({ about, ok }) => about === 'settings' && ok === 0);
    expect(open.map(({ couldNotCheck }) => couldNotCheck)).toEqual(Array(11).fill(1));
    // The credential report knows root's device as well.
    night.fault('ims', 'GetAccountMFAInfo', 'deny');
    await night.pass(english);
    expect(night.report().checks.find(({ id }) => id === 'root-without-mfa')).toMatchObject({ ok: 1 });
    expect(night.report().notes.join('\n')).toContain('how many users there are');
  });

  test('RAM counts more users than it lists: not every key was seen', async () => {
    night = await Night.in(aSandbox().withUser(...crowd(3)));
    // The summary counts users that no page of the list names.
    Object.defineProperty(night.sandbox.world.users, 'size', { get: () => 40 });
    expect(await night.pass(english)).toMatchObject({ complete: false });
    expect(night.report().notes).toContainEqual(expect.stringMatching(/RAM counts 40 users and lists \d+$/));
  });
});
