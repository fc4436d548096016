import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunningSandbox } from '../../sandbox/start';
import { attachPolicy } from '../../sandbox/world/attachments';
import { policyNamed } from '../../sandbox/world/policies';
import { userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { aRun } from '../run';
import { cli } from './run-cli';

const attached = (sandbox: RunningSandbox, user: string): string[] =>
  sandbox.world.users.get(user)?.attached.current.map(({ policy }) => policy.name) ?? [];

describe('without the cloud', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await aSandbox().start();
  });
  afterAll(() => sandbox.stop());

  test.each([
    [['--help'], 0],
    [['--version'], 0],
    [['no-such-command'], 2],
    [['release'], 2],
    [['release', 'LTAI5tSomeKey000000001'], 2],
    [['release', 'not-a-key', '--reason', 'x'], 2],
    [['release', 'STS.NTsomething', '--reason', 'x'], 2],
    [['release', 'LTAI5tUnknownKey0000001', '--reason', 'x', '--yes'], 2],
    [['approve', '--reason', 'x'], 2],
    [['approve', 'LTAI5tUnknownKey0000001', '--all', '--reason', 'x'], 2],
    [['status', '--colour'], 2],
  ])('%j ends with %i and says why', async (args, code) => {
    const ended = await cli(sandbox, args);
    expect(ended.code).toBe(code);
    expect(`${ended.stdout}${ended.stderr}`).not.toBe('');
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  test('a configuration that does not validate ends with 2 and names every problem', async () => {
    const { code, stderr } = await cli(sandbox, ['status'], {
      TOURNIQUET_MODE: 'enforced',
      TOURNIQUET_MAX_PER_HOUR: 'abc',
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/TOURNIQUET_MODE[\s\S]*TOURNIQUET_MAX_PER_HOUR/);
  });

  test('credentials that the cloud does not take end with 2, as missing ones do, and say so', async () => {
    const { code, stderr } = await cli(sandbox, ['status'], { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/SignatureDoesNotMatch/);
  });
});

describe('--profile', () => {
  let sandbox: RunningSandbox;
  let home: string;
  beforeAll(async () => {
    sandbox = await aSandbox().start();
    home = mkdtempSync(path.join(tmpdir(), 'profile-'));
    mkdirSync(path.join(home, '.aliyun'));
  });
  afterAll(async () => {
    rmSync(home, { recursive: true });
    await sandbox.stop();
  });
  const configure = (text: string): void => writeFileSync(path.join(home, '.aliyun', 'config.json'), text);
  const status = (...args: string[]) =>
    cli(sandbox, ['status', ...args], { HOME: home, ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'of-another-account' });

  test('uses the profile of that name, whatever the environment holds', async () => {
    const { accessKeyId, accessKeySecret } = sandbox.identities.admin;
    const profile = { name: 'rescue', mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
    configure(
      JSON.stringify({
        current: 'default',
        profiles: [{ ...profile, name: 'default', access_key_secret: 'x' }, profile],
      }),
    );
    expect(await status('--profile', 'rescue')).toMatchObject({ code: 0 });
    const before = await cli(sandbox, ['--profile', 'rescue', 'status'], {
      HOME: home,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'of-another-account',
    });
    expect(before).toMatchObject({ code: 0 });
    expect(await status()).toMatchObject({ code: 2 });
  });

  test.each([
    ['without keys', { mode: 'AK' }, 'lacking'],
    ['with a key id and no secret', { mode: 'AK', access_key_id: 'LTAI5tOnlyAnIdNoSecret01' }, 'lacking'],
    ['with an empty session', { mode: 'StsToken', access_key_id: '', access_key_secret: '', sts_token: '' }, 'lacking'],
    ['for a role, without keys', { mode: 'RamRoleArn', ram_role_arn: 'acs:ram::1234567890123456:role/ops' }, 'lacking'],
    ['whose name is nothing but space', { mode: 'AK' }, ' '],
  ])('a profile %s is never filled from the environment: nothing is asked of the cloud', async (_, members, name) => {
    configure(JSON.stringify({ current: 'lacking', profiles: [{ name: 'lacking', ...members }] }));
    const before = sandbox.kernel.calls.all().length;
    const { code, stderr } = await cli(sandbox, ['status', '--profile', name], {
      HOME: home,
      ALIBABA_CLOUD_SECURITY_TOKEN: 'of-the-environment',
    });
    expect(stderr).toMatch(name === ' ' ? /must not be blank/ : /The profile "lacking" gives no credentials/);
    expect(code).toBe(2);
    expect(sandbox.kernel.calls.all()).toHaveLength(before);
  });

  test('is heard between the words of a nested command, too', async () => {
    configure(JSON.stringify({ current: 'lacking', profiles: [{ name: 'lacking', mode: 'AK' }] }));
    const key = 'LTAI5tNobodyKnowsThisOne';
    const { code, stderr } = await cli(sandbox, ['rotate', '--profile', 'lacking', 'verify', key], { HOME: home });
    expect(stderr).toMatch(/The profile "lacking" gives no credentials/);
    expect(code).toBe(2);
  });

  test.each([
    ['that is not there', '{"current":"a","profiles":[{"name":"a","mode":"AK"}]}'],
    ['in a file that is broken, whose secrets are not shown', '{"profiles":[{"access_key_secret":"s3cr3t-of-a-file"'],
  ])('a profile %s ends with 2 and says how to make one', async (_, text) => {
    configure(text);
    const { code, stdout, stderr } = await status('--profile', 'no-such');
    expect(code).toBe(2);
    expect(stderr).toMatch(/The profile "no-such" gives no credentials: `aliyun configure list`/);
    expect(`${stdout}${stderr}`).not.toContain('s3cr3t');
  });
});

test('whichever entry of the journal is taken away, the key is contained all the same, and released by what stands', async () => {
  const names = [1, 2, 3, 4].map((n) => `ci-${n}`);
  const sandbox = await names
    .reduce((builder, name) => builder.withUser(aUser(name).withKey()), aSandbox())
    .start({ env: { TOURNIQUET_LANGUAGE: 'en' } });
  try {
    const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
    for (const [i, name] of names.entries()) {
      const accessKeyId = sandbox.keys.get(name)?.key.accessKeyId ?? '';
      await sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId });
      await sandbox.fc.idle();
      expect(attached(sandbox, name)).toContain('AkTourniquetQuarantine');
      const entries = [...(bucket?.objects.keys() ?? [])].filter((key) => key.includes(`${accessKeyId}/journal/`));
      const gone = entries.sort()[i] ?? '';
      expect(entries.length).toBeGreaterThan(i + 1);
      bucket?.objects.delete(gone);
      sandbox.clock.advance(5_000);
      await sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId });
      const args = ['release', accessKeyId, '--reason', 'test', '--false-alarm', '--yes'];
      const isMissing = expect.stringContaining(`${gone} is missing`);
      const released = await cli(sandbox, args);
      if (i === 0) {
        // Nothing says any more who attached it: a person does.
        expect(released).toMatchObject({ code: 4, stderr: isMissing });
        expect(attached(sandbox, name)).toEqual(['AkTourniquetQuarantine']);
        expect(await cli(sandbox, [...args, '--all-denies'])).toMatchObject({ code: 0, stderr: isMissing });
      } else expect(released).toMatchObject({ code: 0, stderr: isMissing });
      expect(attached(sandbox, name)).toEqual([]);
    }
  } finally {
    await sandbox.stop();
  }
});

describe('respond while the journal cannot be read', () => {
  let sandbox: RunningSandbox;
  beforeEach(async () => {
    sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
    await sandbox.fc.stop();
  });
  afterEach(() => sandbox.stop());

  test.each([
    ['the bucket is gone', () => void sandbox.oss.buckets.clear(), /NoSuchBucket/],
    [
      'the person has no right to it',
      () => sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 500 }),
      /ask for oss:/,
    ],
  ])('%s: contained at once, and what was not read and not recorded is said', async (_, breaks, why) => {
    breaks();
    const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    const { code, stderr } = await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes']);
    expect(attached(sandbox, 'ci-bot')).toEqual(['AkTourniquetQuarantine']);
    expect(stderr).toMatch(
      /go on, although it could not check whether this key was released before[\s\S]*record nothing, unless[\s\S]*done .*attach-quarantine: attached[\s\S]*FAILED .*nothing could be recorded in OSS[\s\S]*unknown .*could not check whether/,
    );
    expect(stderr).toMatch(why);
    expect(stderr.match(/attach-quarantine/g)).toHaveLength(1);
    expect(code).toBe(1);
    const approved = await cli(sandbox, ['approve', key, '--reason', 'on GitHub', '--yes']);
    expect(approved).toMatchObject({ code: 3, stderr: expect.stringMatching(/To contain it now.*respond/) });
  });

  test("an excluded user's key is held, unrecorded, and contained by the approval that is named there", async () => {
    sandbox.oss.buckets.clear();
    const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    const excluded = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
    const held = await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes'], excluded);
    expect([held.code, attached(sandbox, 'ci-bot')]).toEqual([1, []]);
    expect(held.stderr).toMatch(new RegExp(`held .*ak-tourniquet respond ${key} --approve --reason`));
    const args = ['respond', key, '--approve', '--reason', 'on GitHub', '--yes', '--json'];
    const approved = await cli(sandbox, args, excluded);
    expect([approved.code, attached(sandbox, 'ci-bot')]).toEqual([1, ['AkTourniquetQuarantine']]);
    expect(JSON.parse(approved.stdout)).toMatchObject({
      verdict: 'contain',
      lines: expect.arrayContaining([{ how: 'unknown', what: expect.stringMatching(/could not check whether/) }]),
    });
  });

  test('a deny that was attached by approval while nothing could be written down is never left in silence', async () => {
    const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    const excluded = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot', TOURNIQUET_LANGUAGE: 'en' };
    const respond = ['respond', key, '--reason', 'on GitHub', '--yes'];
    expect((await cli(sandbox, respond, excluded)).code).toBe(4);
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'deny', times: 500 });
    expect((await cli(sandbox, [...respond, '--approve'], excluded)).code).toBe(1);
    sandbox.kernel.faults.clear();
    const release = ['release', key, '--false-alarm', '--reason', 'our own test', '--yes'];
    expect(await cli(sandbox, release, excluded)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/carries AkTourniquetQuarantine, of which no journal knows[\s\S]*--all-denies/),
    });
    expect((await cli(sandbox, [...release, '--accept-changes'], excluded)).code).toBe(0);
    expect(attached(sandbox, 'ci-bot')).toEqual(['AkTourniquetQuarantine']);
    expect(sandbox.inbox.mail.at(-1)?.text).toMatch(
      /deny of this tool is on the user still[\s\S]*AkTourniquetQuarantine/,
    );
    const again = await cli(sandbox, respond, excluded);
    expect(again.stderr).toMatch(/know that ci-bot carries AkTourniquetQuarantine already/);
    expect((await cli(sandbox, [...release, '--all-denies'], excluded)).code).toBe(0);
    expect(attached(sandbox, 'ci-bot')).toEqual([]);
  });

  test("a shell with another state key than the functions' contains, and does not call it done", async () => {
    const run = await aRun(sandbox);
    const beat = await run.seal.close(run.paths.heartbeat, { at: new Date().toISOString() });
    await run.cloud.evidence.put(run.paths.heartbeat, beat);
    const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    const other = { TOURNIQUET_STATE_KEY: 'another-key-than-the-functions-have-0123456789' };
    const { code, stderr } = await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes'], other);
    expect(stderr).toMatch(
      /- go on, although the state key of this shell is not the functions'[\s\S]*FAILED .*they ignore/,
    );
    expect([code, attached(sandbox, 'ci-bot')]).toEqual([1, ['AkTourniquetQuarantine']]);
    const { stdout } = await cli(sandbox, ['status'], other);
    expect(stdout).toMatch(/the timer last ran unknown: it does not bear the seal/);
    for (const args of [
      ['rotate', 'verify', key],
      ['approve', key, '--reason', 'x', '--yes'],
      ['investigate', key],
    ])
      expect(await cli(sandbox, args)).toMatchObject({
        code: 4,
        stderr: expect.stringMatching(/that bears this responder's seal; \d+ objects .*TOURNIQUET_STATE_KEY/),
      });
    // Before the timer has ever run, what is recorded of the key tells.
    sandbox.oss.buckets.get(run.config.evidence.bucket)?.objects.delete(run.paths.heartbeat);
    const third = { TOURNIQUET_STATE_KEY: 'a-third-key-that-nobody-has-had-before-0123456789' };
    expect(await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes'], third)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/FAILED .*they ignore/),
    });
    await run.cloud.evidence.put(run.paths.heartbeat, beat);
    expect((await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes'])).code).toBe(0);
    // Functions without a key, which observe allows, read whatever is there.
    await run.cloud.evidence.put(run.paths.heartbeat, JSON.stringify({ at: new Date().toISOString() }));
    const keyless = { TOURNIQUET_MODE: 'observe', TOURNIQUET_STATE_KEY: undefined };
    const observed = await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes'], keyless);
    expect(observed.stderr).not.toMatch(/state key of this shell/);
  });

  test('a key that is not switched off, because nobody could put that down, is named', async () => {
    sandbox.oss.buckets.clear();
    const key = sandbox.keys.get('ci-bot')?.key;
    const args = ['respond', key?.accessKeyId ?? '', '--reason', 'on GitHub', '--yes'];
    const { stderr } = await cli(sandbox, args, { TOURNIQUET_CONTAINMENT: 'disable' });
    expect(stderr).toMatch(/- switch off LTAI[\s\S]*FAILED .*LTAI\S+ is left on: its switch-off could not be written/);
    expect(key?.status).toBe('Active');
  });

  test('OSS is slow while the plan is made: contained, and recorded once it answers, but unchecked', async () => {
    const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    sandbox.kernel.faults.add({ match: { service: 'oss' }, fault: 'slow', times: 4 });
    const { code, stderr } = await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes']);
    expect(attached(sandbox, 'ci-bot')).toEqual(['AkTourniquetQuarantine']);
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/no answer within 500 ms[\s\S]*unknown .*could not check/),
    ]);
  });
});

describe('release and approve', () => {
  let sandbox: RunningSandbox;
  const keyOf = (name: string): string => sandbox.keys.get(name)?.key.accessKeyId ?? '';
  const respond = (accessKeyId: string) => sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId });

  beforeAll(async () => {
    sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey())
      .withUser(aUser('break-glass').withKey(), aUser('second').withKey())
      .start({ env: { TOURNIQUET_EXCLUDE_USERS: 'break-glass', TOURNIQUET_LANGUAGE: 'en' } });
  });
  afterAll(() => sandbox.stop());

  test('release refuses while the key is active, and takes off what was put on once it is said to be a false alarm', async () => {
    await respond(keyOf('ci-bot'));
    expect(attached(sandbox, 'ci-bot')).toContain('AkTourniquetQuarantine');
    const refused = await cli(sandbox, ['release', keyOf('ci-bot'), '--reason', 'test', '--yes']);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(/still active/);
    const released = await cli(sandbox, [
      'release',
      keyOf('ci-bot'),
      '--reason',
      'rehearsal',
      '--false-alarm',
      '--yes',
    ]);
    expect(released).toMatchObject({ code: 0 });
    expect(attached(sandbox, 'ci-bot')).not.toContain('AkTourniquetQuarantine');
  });

  test('a second release changes nothing', async () => {
    const again = await cli(sandbox, ['release', keyOf('ci-bot'), '--reason', 'rehearsal', '--false-alarm', '--yes']);
    expect(again.code).toBe(0);
    expect(attached(sandbox, 'ci-bot')).toEqual([]);
  });

  test('a new leak of a released key is held', async () => {
    await respond(keyOf('ci-bot'));
    expect(attached(sandbox, 'ci-bot')).toEqual([]);
    const { stdout } = await cli(sandbox, ['status', keyOf('ci-bot'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ known: true, row: 'released-new-leak' });
  });

  test('a key that was not switched off by us is not switched on', async () => {
    const args = [
      'release',
      keyOf('ci-bot'),
      '--reason',
      'x',
      '--false-alarm',
      '--yes',
      '--reactivate',
      keyOf('ci-bot'),
    ];
    const key = sandbox.keys.get('ci-bot')?.key;
    if (key) key.status = 'Inactive';
    const ended = await cli(sandbox, args);
    expect(ended.code).toBe(4);
    expect(ended.stderr).toMatch(/No journal says that ak-tourniquet switched these keys off/);
    expect(key?.status).toBe('Inactive');
    if (key) key.status = 'Active';
  });

  test('approve contains what an exclusion held, for one or for all', async () => {
    await respond(keyOf('break-glass'));
    expect(attached(sandbox, 'break-glass')).toEqual([]);
    const ended = await cli(sandbox, ['approve', '--all', '--reason', 'confirmed by phone', '--yes']);
    expect(ended).toMatchObject({ code: 0 });
    expect(attached(sandbox, 'break-glass')).toContain('AkTourniquetQuarantine');
    expect(attached(sandbox, 'ci-bot')).toContain('AkTourniquetQuarantine');
    const subjects = sandbox.inbox.mail.map(({ subject }) => subject).join('\n');
    expect(subjects).toMatch(/approved|Approved/i);
  });

  test('respond with an approval contains what is excluded, and the approval stands in the journal', async () => {
    const key = keyOf('second');
    const excluded = { TOURNIQUET_EXCLUDE_USERS: 'second', TOURNIQUET_LANGUAGE: 'en' };
    const args = ['respond', key, '--approve', '--reason', 'confirmed by phone', '--yes'];
    const { code, stderr } = await cli(sandbox, args, excluded);
    expect([code, attached(sandbox, 'second')]).toEqual([0, ['AkTourniquetQuarantine']]);
    expect(stderr).toMatch(/is held \(.*exclusion list\), and contain it all the same, by your approval/);
    const { stdout } = await cli(sandbox, ['status', key, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ known: true, attached: ['quarantine'] });
  });

  test('status lists every incident and the heartbeat', async () => {
    const { code, stdout } = await cli(sandbox, ['status', '--json']);
    expect(code).toBe(0);
    const { incidents } = JSON.parse(stdout) as { incidents: { accessKeyId: string; state: string }[] };
    expect(incidents.map(({ state }) => state)).toEqual(['contained', 'contained', 'contained']);
  });
});

describe('release, at an odd moment', () => {
  let sandbox: RunningSandbox;
  const keyOf = (name: string): string => sandbox.keys.get(name)?.key.accessKeyId ?? '';
  const respond = (accessKeyId: string) => sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId });
  beforeAll(async () => {
    sandbox = await aSandbox()
      .withUser(aUser('twice').withKey(), aUser('leaver').withKey(), aUser('unrecorded').withKey())
      .start({ env: { TOURNIQUET_LANGUAGE: 'en' } });
  });
  afterAll(() => sandbox.stop());

  test('a deny that came behind a release, while nothing could be written down, is never called off', async () => {
    const key = keyOf('unrecorded');
    await respond(key);
    const falseAlarm = ['release', key, '--false-alarm', '--reason', 'our own test', '--yes'];
    expect((await cli(sandbox, falseAlarm)).code).toBe(0);
    const { world } = sandbox;
    attachPolicy(world, userNamed(world, 'unrecorded'), policyNamed(world, 'Custom', 'AkTourniquetQuarantine'));
    const refused = await cli(sandbox, falseAlarm);
    expect(refused).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/of which no journal knows[\s\S]*--all-denies/),
    });
    expect((await cli(sandbox, [...falseAlarm, '--all-denies'])).code).toBe(0);
    expect(attached(sandbox, 'unrecorded')).toEqual([]);
  });

  test('two at once: one takes off and tells, the other waits and finds it done', async () => {
    await respond(keyOf('twice'));
    expect(attached(sandbox, 'twice')).toContain('AkTourniquetQuarantine');
    const release = () => cli(sandbox, ['release', keyOf('twice'), '--reason', 'rehearsal', '--false-alarm', '--yes']);
    const [one, other] = await Promise.all([release(), release()]);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect(attached(sandbox, 'twice')).toEqual([]);
    expect(`${one.stderr}${other.stderr}`).toMatch(/Nothing to take off/);
    const told = sandbox.inbox.mail.filter(
      ({ subject, text }) => `${subject}${text}`.includes('twice') && /releas/i.test(subject),
    );
    expect(told).toHaveLength(1);
  });

  test('of a user who was deleted meanwhile: nothing to take off, and the standstill is set', async () => {
    await respond(keyOf('leaver'));
    sandbox.world.users.delete('leaver');
    const released = await cli(sandbox, ['release', keyOf('leaver'), '--reason', 'he has left', '--yes']);
    expect(released).toMatchObject({ code: 0, stderr: expect.stringMatching(/leaver was deleted/) });
    const { stdout } = await cli(sandbox, ['status', keyOf('leaver'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ release: { complete: true, reason: 'he has left' } });
  });
});
