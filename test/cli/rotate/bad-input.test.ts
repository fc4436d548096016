import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openFunctionSession } from '../../../sandbox/identities';
import { aSandbox, aUser } from '../../builders';
import { environmentOf } from '../run-cli';
import { Rotation, SECRET } from './arrange';

const CLI = path.resolve(__dirname, '../../../dist/cli/index.js');

let rotation: Rotation;
beforeAll(async () => {
  rotation = await Rotation.begin(
    aSandbox()
      .withUser(aUser('ci-bot').withKey(), aUser('other').withKey())
      .withRole('operators', 'System/AdministratorAccess')
      .withUser(aUser('reader').withKey().withPolicy('System/AliyunOSSFullAccess'))
      .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' }),
  );
});
afterAll(() => rotation.end());

const start = (...args: string[]) => ['rotate', 'start', rotation.old, '--yes', ...args];
const kms = ['--to-kms', SECRET];
const nothingMade = () => expect(rotation.keysOf()).toHaveLength(1);

test('OSS fails before the journal knows of the start: nothing was changed, and what to run is said', async () => {
  rotation.fault('oss', 'PutObject', '500', 20);
  const { code, stderr } = await rotation.run(start(...kms));
  rotation.sandbox.kernel.faults.clear();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /Nothing was changed in the account[\s\S]*oss PutObject failed[\s\S]*run the same command again in a few minutes/,
  );
  nothingMade();
});

describe("a KMS secret of this tool's own is no place for a key", () => {
  const OWN = 'ops/state-key';
  const named = { TOURNIQUET_SMTP_URL: 'kms:ops/mail' };

  test.each([
    ['by its name', 'ak-tourniquet-state-key', {}],
    ['by its name, in a folder', 'ak-tourniquet/state-key', {}],
    ['by its ARN', 'acs:kms:cn-hangzhou:1234567890123456:secret/ak-tourniquet-webhook', {}],
    ['that the configuration names', 'ops/mail', named],
    ['that it names, by its ARN', 'acs:kms:cn-hangzhou:1234567890123456:secret/ops/mail', named],
  ])('%s', async (_, name, env) => {
    rotation.sandbox.world.secrets.set(name, 'as it was');
    const { code, stderr } = await rotation.run(start('--to-kms', name), env);
    expect([code, rotation.sandbox.world.secrets.named(name).versions.map(({ data }) => data)]).toEqual([
      2,
      ['as it was'],
    ]);
    expect(stderr).toMatch(/of ak-tourniquet itself|ak-tourniquet keeps for itself/);
    expect(stderr).toContain('No key was made.');
    nothingMade();
  });

  test('the state key stays what it is, and opens the journal behind the refusal', async () => {
    rotation.sandbox.world.secrets.set(OWN, rotation.sandbox.endpointEnv['TOURNIQUET_STATE_KEY'] ?? '');
    const env = { TOURNIQUET_STATE_KEY: `kms:${OWN}` };
    expect(await rotation.run(start('--to-kms', OWN), env)).toMatchObject({ code: 2 });
    const { code, stdout } = await rotation.run(['status', rotation.old], env);
    expect([code, stdout]).toEqual([0, expect.stringContaining('contained')]);
  });
});

test.each([
  [
    "root's key left out",
    () => ['rotate', '--root', '--to-file', '/tmp/x'],
    /the id of root's AccessKey stands behind it/,
  ],
  ['two places', () => start(...kms, '--to-stdout'), /one place/],
  ['JSON and the secret on one output', () => start('--to-stdout', '--json'), /both write to standard output/],
  ['a format that is none', () => start(...kms, '--format', 'xml'), /json, env/],
  ['a blank reason', () => start(...kms, '--reason', ' '), /must not be blank/],
  ['a secret without a name', () => start('--to-kms', ''), /--to-kms.*must not be blank/],
  ['a file without a name', () => start('--to-file', ' '), /--to-file.*must not be blank/],
  ['a dash for a file', () => start('--to-file', '-'), /standard output is --to-stdout/],
  ['no place', () => start(), /--to-kms <secret>, --to-file <path> or --to-stdout/],
  ['no key id', () => ['rotate', 'start', 'my-key', ...kms], /Not an AccessKey id/],
  ["an STS session's key", () => ['rotate', 'start', 'STS.NTaaaaaaaaaaaaaaaaaaaaaaa', ...kms], /STS session/],
  [
    'a key without an incident',
    () => ['rotate', 'start', rotation.sandbox.keys.get('other')?.key.accessKeyId ?? '', ...kms],
    /no incident[\s\S]*ak-tourniquet respond/,
  ],
  ['an unknown key', () => ['rotate', 'verify', 'LTAI5tNobodysKey00000001'], /no incident of LTAI…0001 in account/],
  ['a user name that is none', () => start(...kms, '--new-user', 'a b'), /Not a RAM user name/],
  ['days that are none', () => ['rotate', 'finish', rotation.old, '--observe-days', '-1'], /whole number of days/],
  [
    'a step that is none',
    () => ['rotate', 'nope'],
    /has no step nope\. There are: start, verify, narrow, finish, delete, undo;/,
  ],
  ['one that would move the cursor', () => ['rotate', '\u001b[2J'], /has no step \\u001b\[2J\. There are/],
  ['a key to discard that is none', () => start(...kms, '--discard', '\u001b]0;x'), /Not an AccessKey id/],
  ['an override without a reason', () => ['rotate', 'finish', rotation.old, '--anyway'], /--reason/],
])('%s: exit code 2 and what to do', async (_, args, words) => {
  const given = args();
  const { code, stdout, stderr } = await rotation.run(given);
  const answer = given.includes('--json') ? expect.stringMatching(/^\{"error":/) : '';
  expect([code, stdout, stderr]).toEqual([2, answer, expect.stringMatching(words)]);
  nothingMade();
});

test('a name that would speak to the terminal is shown, and not obeyed', async () => {
  const name = '\u001b[2J\u009b2J\u202egpj.key';
  const file = rotation.file(name);
  const planned = await rotation.run(['rotate', 'start', rotation.old, '--to-file', file]);
  const refused = await rotation.run(start('--to-file', rotation.file(`none${name}/key`)));
  const taken = await rotation.run(start('--to-file', file));
  const again = await rotation.run(start('--to-kms', name));
  for (const { stderr } of [planned, refused, taken]) {
    expect(stderr).toContain('\\u001b[2J\\u009b2J\\u202egpj.key');
    expect(stderr).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  }
  expect(again.stderr).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  expect([planned.code, refused.code, taken.code]).toEqual([2, 2, 0]);
  expect(existsSync(file)).toBe(true);
  await rotation.step('undo');
  rotation.keysOf().splice(1);
});

test.each(['>&-', '> /dev/null', '| exit 0'])(
  'a secret for standard output that reaches nobody (%s): no key is left on',
  async (where) => {
    const env = environmentOf(rotation.sandbox);
    const words = [process.execPath, CLI, ...start('--to-stdout')].map((word) => `'${word}'`).join(' ');
    const child = spawn('bash', ['-c', `set -o pipefail; ${words} ${where}`], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.resume();
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    if (where === '| exit 0') {
      expect([code, stderr]).toEqual([1, expect.stringMatching(/FAILED hand-over: standard output did not take it/)]);
      expect(rotation.newKey.status).toBe('Inactive');
      rotation.keysOf().splice(1);
      await rotation.step('undo');
    } else {
      expect([code, stderr]).toEqual([2, expect.stringMatching(/would reach nobody. No key was made/)]);
      nothingMade();
    }
  },
);

test('no credentials', async () => {
  const none = { ALIBABA_CLOUD_ACCESS_KEY_ID: undefined, ALIBABA_CLOUD_ACCESS_KEY_SECRET: undefined };
  const { code, stderr } = await rotation.run(start(...kms), none);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/No credentials were found: set/)]);
});

test('a session that is over', async () => {
  const session = openFunctionSession(rotation.sandbox.world, 'ak-tourniquet-respond', 'late', 900);
  rotation.later(1);
  const { code, stderr } = await rotation.run(start(...kms), {
    ALIBABA_CLOUD_ACCESS_KEY_ID: session.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: session.accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: session.securityToken,
  });
  expect([code, stderr]).toEqual([2, expect.stringMatching(/Your session is over[\s\S]*sign in again/)]);
  nothingMade();
});

test('a session that holds is as good as a key, for KMS as well', async () => {
  const session = openFunctionSession(rotation.sandbox.world, 'operators', 'alice', 3600);
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: session.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: session.accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: session.securityToken,
  };
  expect(await rotation.run(start(...kms), env)).toMatchObject({ code: 0 });
  expect(rotation.output).not.toContain(session.securityToken);
  expect(await rotation.run(['rotate', 'undo', rotation.old, '--yes'], env)).toMatchObject({ code: 0 });
  rotation.keysOf().splice(1);
});

test('a person without the rights', async () => {
  const reader = rotation.sandbox.keys.get('reader')?.key;
  const { code, stderr } = await rotation.run(start(...kms), {
    ALIBABA_CLOUD_ACCESS_KEY_ID: reader?.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: reader?.accessKeySecret,
  });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/may not do that: ask for ram:ListAccessKeys/)]);
  nothingMade();
});

test('another account: there is no such incident in it', async () => {
  const elsewhere = await aSandbox().withAccount({ id: '9876543210987654' }).start();
  try {
    const { accessKeyId, accessKeySecret } = elsewhere.identities.admin;
    const { code, stderr } = await rotation.run(start(...kms), {
      ...elsewhere.endpointEnv,
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/in account 9876543210987654. Is it another account's/)]);
  } finally {
    await elsewhere.stop();
  }
});

test.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)(
  'a terminal that closes half-way (%s): the step comes to its end, and its secret arrives',
  async (signal) => {
    const file = rotation.file(`${signal}.json`);
    const env = environmentOf(rotation.sandbox);
    rotation.fault('ram', 'CreateAccessKey', 'slow');
    const before = rotation.sandbox.kernel.calls.all().length;
    const child = spawn(process.execPath, [CLI, ...start('--to-file', file)], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const isMade = () =>
      rotation.sandbox.kernel.calls
        .all()
        .slice(before)
        .some(({ action }) => action === 'CreateAccessKey');
    while (!isMade() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    child.stdout.destroy();
    child.stderr.destroy();
    child.kill(signal);
    await ended;
    const { accessKeyId: made, accessKeySecret: secret } = rotation.newKey;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ AccessKeyId: made, AccessKeySecret: secret });
    expect(rotation.journal.at(-1)).toMatchObject({ type: 'rotation', step: 'start', ended: true });
    await rotation.step('undo');
    rotation.keysOf().splice(1);
  },
);
