import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVIDENCE_BUCKET, type RunningSandbox } from '../../sandbox/start';
import { parseAccessKeyId, parseAccountId } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { aRun } from '../run';
import { cli } from './run-cli';

const attached = (sandbox: RunningSandbox, user: string): string[] =>
  sandbox.world.users.get(user)?.attached.current.map(({ policy }) => policy.name) ?? [];

const WRITES = /^(Attach|Detach|Update|Create|Delete|Add|Remove|Set)/;
const writingCalls = (sandbox: RunningSandbox): string[] =>
  sandbox.kernel.calls
    .all()
    .filter(({ service, action }) => ['ram', 'ims'].includes(service) && WRITES.test(action))
    .map(({ action }) => action);

describe('respond, investigate, status: an incident by hand', () => {
  let sandbox: RunningSandbox;
  let key: string;
  beforeAll(async () => {
    sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey(), aUser('kept').withKey().withPolicy('System/AdministratorAccess'))
      .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' })
      .start();
    key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  });
  afterAll(() => sandbox.stop());

  test('without a terminal and without --yes the plan is shown and nothing is changed', async () => {
    const { code, stderr } = await cli(sandbox, ['respond', key, '--reason', 'seen on a forum']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/attach AkTourniquetQuarantine to the owner of LTAI\S+ of ci-bot/);
    expect(writingCalls(sandbox)).toEqual([]);
    expect(sandbox.inbox.mail).toEqual([]);
  });

  test('investigate of a key without an incident says how to begin one', async () => {
    const { code, stderr } = await cli(sandbox, ['investigate', key]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/no incident[\s\S]*ak-tourniquet respond/)]);
  });

  test('it contains, and is not capped: the person is known to the cloud', async () => {
    const ended = await cli(sandbox, ['respond', key, '--reason', 'seen on a forum', '--user', 'ci-bot', '--yes'], {
      TOURNIQUET_MAX_PER_HOUR: '0',
    });
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringMatching(/^done {4}LTAI/m) });
    expect(ended.stderr).toMatch(/^done {4}LTAI\S+: attach-quarantine: /m);
    expect(attached(sandbox, 'ci-bot')).toEqual(['AkTourniquetQuarantine']);
    expect(writingCalls(sandbox)).toEqual(['AttachPolicyToUser']);
    expect(sandbox.inbox.mail.length).toBeGreaterThan(0);
  });

  test.each([
    ['ram', 'GetPolicy'],
    ['ram', 'ListPoliciesForUser'],
  ])(
    'a deny that could not be read back (%s %s) is not done: exit code 3, and what to ask for',
    async (service, action) => {
      sandbox.kernel.faults.add({ match: { service, action }, fault: 'deny', times: 9 });
      const ended = await cli(sandbox, ['respond', key, '--reason', 'seen on a forum', '--yes', '--json']);
      sandbox.kernel.faults.clear();
      expect([ended.code, ended.stderr]).toEqual([
        3,
        expect.stringMatching(
          new RegExp(`whether the deny stands could not be checked: [\\s\\S]*ask for ${service}:${action}`),
        ),
      ]);
      expect(JSON.parse(ended.stdout)).toMatchObject({ unverified: [expect.stringContaining(action)] });
    },
  );

  test('the plan says so where a key of the user himself signs', async () => {
    const own = sandbox.keys.get('kept')?.key;
    const ended = await cli(sandbox, ['respond', own?.accessKeyId ?? '', '--user', 'kept', '--reason', 'x'], {
      ALIBABA_CLOUD_ACCESS_KEY_ID: own?.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: own?.accessKeySecret,
    });
    expect([ended.code, ended.stderr]).toEqual([
      2,
      expect.stringMatching(/know that a key of kept signs this command itself/),
    ]);
  });

  test('a key of nobody here ends as bad usage, and nothing is written', async () => {
    const nobodys = 'LTAI5tNobodysKey0000001';
    const ended = await cli(sandbox, ['respond', nobodys, '--reason', 'x', '--yes']);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(/is \d+ the account that it belongs to/)]);
    // By its id: the function that the respond above handed over to may write meanwhile.
    const written = [...sandbox.oss.buckets.values()].flatMap(({ objects }) => [...objects.keys()]);
    expect(JSON.stringify([written, sandbox.inbox.mail.map(({ subject, text }) => [subject, text])])).not.toContain(
      nobodys,
    );
  });

  test('status, for a person and for a program', async () => {
    const all = await cli(sandbox, ['status']);
    expect(all.stdout).toMatch(new RegExp(`^contained +${key} +${sandbox.world.accountId}$`, 'm'));
    const one = await cli(sandbox, ['status', key]);
    expect(one.stdout).toMatch(/^attached +quarantine$/m);
    const json = await cli(sandbox, ['status', key, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ known: true, attached: ['quarantine'] });
  });

  test('investigate writes the report and says what it saw', async () => {
    // The function that respond handed over to is at the same incident: one run at a time.
    await sandbox.fc.idle();
    const { code, stdout } = await cli(sandbox, ['investigate', key, '--json']);
    const result = JSON.parse(stdout) as { state: string; events: number; reportAt: string };
    expect(result).toMatchObject({ state: 'finished', events: expect.any(Number) });
    expect(result.events).toBeGreaterThan(0);
    expect(code).toBe(0);
    const [, bucket = '', object = ''] = /^oss:\/\/([^/]+)\/(.+)$/.exec(result.reportAt) ?? [];
    expect(sandbox.oss.buckets.get(bucket)?.objects.get(object)?.body.toString()).toMatch(/^<!doctype html>/i);
  });

  test('investigate whose calls are refused names them, what to ask for, and says nothing of a thief', async () => {
    await sandbox.fc.idle();
    const refused = sandbox.kernel.faults;
    refused.add({ match: { service: 'actiontrail', action: 'LookupEvents' }, fault: 'deny', times: 99 });
    const { code, stdout, stderr } = await cli(sandbox, ['investigate', key]);
    refused.clear();
    expect([code, stdout]).toEqual([
      3,
      expect.stringMatching(/^0 calls of the key, not all.*Thief seen: nobody could look/),
    ]);
    expect(stderr).toMatch(/could not check .*LookupEvents failed[\s\S]*ask for actiontrail:LookupEvents/);
    const { journal, id } = {
      journal: (await aRun(sandbox)).journal,
      id: { accountId: parseAccountId(sandbox.accountId), accessKeyId: parseAccessKeyId(key) },
    };
    await journal.append(id, () => ({ type: 'look-claim', leaseUntil: '2999-01-01T00:00:00.000Z', run: 'elsewhere' }));
    const waiting = await cli(sandbox, ['investigate', key]);
    expect([waiting.code, waiting.stdout]).toEqual([3, expect.stringMatching(/given up at 2999-01-01T00:00:00/)]);
    await journal.append(id, () => ({ type: 'look-end', run: 'elsewhere' }));
  });

  test('what is done is one JSON document for a program', async () => {
    const document = async (...words: string[]) => {
      const { code, stdout, stderr } = await cli(sandbox, [...words, '--reason', 'x', '--yes', '--json']);
      return { code, stderr, ...(JSON.parse(stdout) as object) };
    };
    const reason = expect.any(String);
    expect(await document('respond', key)).toMatchObject({
      code: 0,
      verdict: 'contain',
      reason,
      steps: expect.any(Array),
    });
    expect(await document('approve', key)).toMatchObject({ code: 0, approved: [{ accessKeyId: key, exitCode: 0 }] });
    const released = { code: 0, accessKeyId: key, complete: true, leftAttached: [] };
    // It was to be switched off had nobody used it, which stands in the intent: so it may have been us, or he.
    const stored = sandbox.keys.get('ci-bot')?.key;
    if (stored) stored.status = 'Inactive';
    expect(await document('release', key, '--false-alarm')).toMatchObject({
      ...released,
      stderr: expect.stringMatching(/off: ak-tourniquet, or somebody since, switched it off/),
      steps: [{ step: 'detach:AkTourniquetQuarantine', ok: true }],
    });
    expect(await document('release', key, '--false-alarm')).toMatchObject({ ...released, steps: [] });
    // A misspelt name is not passed over, and what contradicts itself is not guessed at.
    expect(await document('release', key, '--restore-console', 'nobody')).toMatchObject({
      code: 4,
      error: { message: expect.stringMatching(/changed no console login of nobody/) },
    });
    expect(await document('release', key, '--restore-console', 'x', '--keep-console')).toMatchObject({ code: 2 });
  });

  test('an excluded user is held: nothing is attached, and the way on is named', async () => {
    const kept = sandbox.keys.get('kept')?.key.accessKeyId ?? '';
    const ended = await cli(sandbox, ['respond', kept, '--reason', 'x', '--yes'], {
      TOURNIQUET_EXCLUDE_USERS: 'kept',
    });
    expect(ended.code).toBe(4);
    expect(ended.stderr).toMatch(/is held[\s\S]*ak-tourniquet approve/);
    expect(attached(sandbox, 'kept')).toEqual(['AdministratorAccess']);
  });
});

test('an unused key is switched off as well, once the plan that says so was agreed to', async () => {
  const sandbox = await aSandbox().withUser(aUser('old-bot').withKey()).start();
  try {
    const key = sandbox.keys.get('old-bot')?.key;
    const ended = await cli(sandbox, ['respond', key?.accessKeyId ?? '', '--reason', 'x', '--yes']);
    expect(ended.stderr).toMatch(/attach AkTourniquetQuarantine[\s\S]*switch off LTAI/);
    expect([ended.code, key?.status]).toEqual([0, 'Inactive']);
  } finally {
    await sandbox.stop();
  }
});

describe('hygiene and invoke', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
  });
  afterAll(() => sandbox.stop());

  test('the nightly look, here and now', async () => {
    const { code, stdout } = await cli(sandbox, ['hygiene', '--json']);
    expect([0, 3]).toContain(code);
    expect(JSON.parse(stdout)).toMatchObject({ users: expect.any(Number), keys: { total: expect.any(Number) } });
  });

  test('a look of which much was refused says what, and what to ask for', async () => {
    sandbox.kernel.faults.add({ match: { service: 'ram', action: 'ListUsers' }, fault: 'deny', times: 9 });
    const { code, stdout, stderr } = await cli(sandbox, ['hygiene']);
    sandbox.kernel.faults.clear();
    expect([code, stdout]).toEqual([
      3,
      expect.stringMatching(/^\d AccessKeys of \d users, as far as they could be read: /),
    ]);
    expect(stderr).toMatch(/could not check: .*ListUsers[\s\S]*ask for ram:ListUsers/);
  });

  test('exceptions are put from a file, or every problem of it is named; the nightly look holds to them', async () => {
    const none = await cli(sandbox, ['exceptions']);
    expect([none.code, none.stdout, none.stderr]).toEqual([0, '', 'Nothing is excepted.\n']);
    const folder = mkdtempSync(path.join(tmpdir(), 'exceptions-'));
    const file = path.join(folder, 'list.json');
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const good = { check: 'trail-missing', until, reason: 'kept elsewhere' };
    const write = (...exceptions: object[]) => writeFileSync(file, JSON.stringify({ schema: 1, exceptions }));
    try {
      write(good, { check: 'key-olt', until: 'soon', reason: 'x' });
      const bad = await cli(sandbox, ['exceptions', file, '--yes', '--json']);
      expect(bad.code).toBe(2);
      expect(JSON.parse(bad.stdout)).toMatchObject({ error: { code: 'HYGIENE_EXCEPTIONS_INVALID' } });
      expect(bad.stderr).toMatch(
        /exception 2 names no check: key-olt \(closest: key-old\)[\s\S]*exception 2 has an until/,
      );
      write(good);
      expect((await cli(sandbox, ['exceptions', file])).code).toBe(2);
      expect((await cli(sandbox, ['exceptions', file, '--yes'])).code).toBe(0);
      const shown = await cli(sandbox, ['exceptions', '--json']);
      expect(JSON.parse(shown.stdout)).toEqual({ schema: 1, exceptions: [good] });
      await cli(sandbox, ['hygiene', '--json']);
      const bucket = sandbox.oss.buckets.get(EVIDENCE_BUCKET);
      const report = [...(bucket?.objects ?? [])].find(([key]) => key.endsWith('/report.json'))?.[1].body.toString();
      expect(JSON.parse(report ?? '{}')).toMatchObject({ excepted: [{ check: 'trail-missing', until }] });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a deployed function answers', async () => {
    const { code, stdout } = await cli(sandbox, ['invoke', 'ak-tourniquet-respond', '--event', '{"command":"status"}']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ mode: 'enforce', incidents: [] });
  });

  test.each([
    [['ak-tourniquet-respond', '--event', '{'], 2, /no JSON/],
    [['ak-tourniquet-respond', '--event', '[]'], 2, /JSON object/],
    [
      ['ak-tourniquet-respond', '--event', '{"command":"dance"}'],
      1,
      /failed \(UNPARSEABLE_EVENT\): .*"command" is none of/,
    ],
    [
      ['ak-tourniquet-respond', '--event', '{"command":"release"}'],
      1,
      /failed \(COMMAND_NOT_HERE\): .*ak-tourniquet release/,
    ],
    [['', '--event', '{}'], 2, /no function's name/],
    [['../x', '--event', '{}'], 2, /no function's name/],
    [['a/b/c', '--event', '{}'], 2, /no function's name/],
    [['no-such-function', '--event', '{}'], 1, /FunctionNotFound/],
    [['no-such-service/no-such-function', '--event', '{}'], 1, /NotFound/],
  ])('invoke %j ends with %i', async (args, code, words) => {
    const ended = await cli(sandbox, ['invoke', ...args]);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(words);
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\n +at |stackTrace/);
  });
});
