import { rightsLacking } from '../../cli/next-step';
import { openFunctionSession } from '../../sandbox/identities';
import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { cli } from './run-cli';

type Environment = Record<string, string | undefined>;

let sandbox: RunningSandbox;
let elsewhere: RunningSandbox;
let key: string;
let session: ReturnType<typeof openFunctionSession>;

beforeAll(async () => {
  const reader = aUser('reader').withKey().withPolicy('System/AliyunRAMReadOnlyAccess');
  sandbox = await aSandbox()
    .withUser(aUser('ci-bot').withKey(), reader)
    .withRole('operators', 'System/AdministratorAccess')
    .start();
  elsewhere = await aSandbox().withAccount({ id: '9876543210987654' }).start();
  key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  await cli(sandbox, ['respond', key, '--reason', 'on GitHub', '--yes']);
  session = openFunctionSession(sandbox.world, 'operators', 'late', 900);
  sandbox.clock.advance(3_600_000);
});
afterAll(() => Promise.all([sandbox.stop(), elsewhere.stop()]));

const as = (accessKeyId?: string, accessKeySecret?: string, token?: string): Environment => ({
  ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  ALIBABA_CLOUD_SECURITY_TOKEN: token,
});
const asReader = (): Environment => {
  const reader = sandbox.keys.get('reader')?.key;
  return as(reader?.accessKeyId, reader?.accessKeySecret);
};
const COMMANDS: readonly [string, () => string[]][] = [
  ['status', () => ['status', key]],
  ['rotate', () => ['rotate', 'verify', key]],
  ['release', () => ['release', key, '--reason', 'x', '--yes']],
  ['respond', () => ['respond', key, '--reason', 'x', '--yes']],
  ['hygiene', () => ['hygiene']],
  ['investigate', () => ['investigate', key]],
];
const WRONG = 'wrongSecretOf30Characters00000';
/** How it ends whichever the command is, and what a person reads that he should do. */
const CREDENTIALS: readonly [string, () => Environment, number, RegExp][] = [
  ['none', () => as(), 2, /set ALIBABA_CLOUD_ACCESS_KEY_ID/],
  ['an unknown key', () => as('LTAI5tNobodyHasHeardOf1', WRONG), 2, /use one that works/],
  ['a wrong secret', () => as(sandbox.identities.admin.accessKeyId, WRONG), 2, /use one that works/],
  [
    'a session that is over',
    () => as(session.accessKeyId, session.accessKeySecret, session.securityToken),
    2,
    /InvalidSecurityToken\.Expired[\s\S]*sign in again/,
  ],
  ['no OSS rights', asReader, 1, /ask for (.*, )?oss:(Get|Put)Object/],
];

describe.each(CREDENTIALS)('%s', (_, environment, code, words) => {
  test.each(COMMANDS)('%s', async (__, words_) => {
    const env = environment();
    const ended = await cli(sandbox, words_(), env);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(words)]);
    for (const secret of [env['ALIBABA_CLOUD_ACCESS_KEY_SECRET'], env['ALIBABA_CLOUD_SECURITY_TOKEN']])
      if (secret !== undefined) expect(ended.stdout + ended.stderr).not.toContain(secret);
  });
});

/** What asks for one incident says that there is none in that account. */
describe('the credentials of another account', () => {
  test.each(COMMANDS.filter(([name]) => name !== 'hygiene'))('%s', async (_, words) => {
    const { accessKeyId, accessKeySecret } = elsewhere.identities.admin;
    const ended = await cli(sandbox, words(), { ...elsewhere.endpointEnv, ...as(accessKeyId, accessKeySecret) });
    expect(ended.stdout + ended.stderr).toMatch(/9876543210987654/);
    expect(ended.stdout + ended.stderr).not.toContain(accessKeySecret);
    expect(ended.code).toBe(2);
  });
});

test('a list without incidents names the account', async () => {
  const { accessKeyId, accessKeySecret } = elsewhere.identities.admin;
  const { stdout } = await cli(sandbox, ['status'], { ...elsewhere.endpointEnv, ...as(accessKeyId, accessKeySecret) });
  expect(stdout).toMatch(/no incidents in account 9876543210987654/);
});

test('a --profile that npx has taken for itself is not passed over: other credentials would sign', async () => {
  const eaten = await cli(sandbox, ['status'], { npm_config_profile: 'other' });
  expect([eaten.code, eaten.stderr]).toEqual([2, expect.stringMatching(/behind the command.*status --profile other/)]);
});

test('a session that ends half-way lacks no right', () => {
  const ends =
    'oss PutObject failed: SecurityTokenExpired (HTTP 403): the token is over; ram GetUser failed: NoPermission (HTTP 403)';
  expect(rightsLacking(ends)).toMatch(/sign in again/);
  expect(rightsLacking('ram GetUser failed: NoPermission (HTTP 403): no')).toMatch(/ask for ram:GetUser/);
  expect(rightsLacking('ram GetUser failed: EntityNotExist.User (HTTP 404): no')).toBeUndefined();
});

test('approval of a key that is contained says so in its plan, and how it is frozen', async () => {
  const args = ['approve', key, '--reason', 'x', '--yes'];
  const { code, stderr } = await cli(sandbox, args, { TOURNIQUET_CONTAINMENT: 'freeze' });
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/leave LTAI\S+ as it is: contained already, .*this freezes it: .* respond LTAI/),
  ]);
});
