import { requireMfa, restoreMfa } from '../../cli/mfa';
import type { CliRun } from '../../cli/run';
import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { aRun } from '../run';
import { catchOutput } from './catch-output';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox()
    .withUser(
      aUser('alice').withConsole().withMfa(),
      aUser('bob').withConsole(),
      aUser('carol').withConsole(),
      aUser('ci-bot').withKey(),
    )
    .start();
});
afterEach(() => sandbox.stop());

const settings = () => sandbox.world.settings.security;
const writes = () => sandbox.kernel.calls.all().filter(({ action }) => action === 'SetSecurityPreference');
async function person(): Promise<CliRun> {
  const credentials = sandbox.identities.admin;
  const run = await aRun(sandbox, {}, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}
async function said(act: () => Promise<unknown>): Promise<string> {
  let all = '';
  const release = catchOutput((_, text) => {
    all += text;
  });
  try {
    await act();
  } finally {
    release();
  }
  return all;
}
const yes = { by: 'dave', yes: true, json: true };

test('shows whom it hits, changes one setting, keeps what was there, and puts it back', async () => {
  Object.assign(settings(), {
    ...{ mfaOperationForLogin: 'adaptive', loginSessionDuration: 3, allowUserToChangePassword: false },
    ...{ maxIdleDaysForAccessKeys: 90, verificationTypes: ['sms'], loginNetworkMasks: '10.0.0.0/8' },
  });
  const before = { ...settings() };
  const asked = await said(async () => {
    await expect(requireMfa(await person(), { ...yes, yes: false })).rejects.toMatchObject({ exitCode: 2 });
  });
  expect(asked).toMatch(/MFAOperationForLogin: adaptive, then mandatory/);
  expect(asked).toMatch(/hit 3 users who can sign in/);
  expect(asked).toMatch(/make 2 of them bind a device at the next login, for they have none: bob, carol/);
  expect([writes(), settings()]).toEqual([[], before]);

  expect(await requireMfa(await person(), yes)).toBe(0);
  expect(settings()).toEqual({ ...before, mfaOperationForLogin: 'mandatory' });
  expect(await requireMfa(await person(), yes)).toBe(0);
  expect(writes()).toHaveLength(1);

  settings().loginSessionDuration = 12;
  expect(await restoreMfa(await person(), yes)).toBe(0);
  expect(settings()).toEqual({ ...before, loginSessionDuration: 12 });
  expect(await restoreMfa(await person(), yes)).toBe(0);
  expect(writes()).toHaveLength(2);
});

test('every setting is written, for a service that takes what is left out for its default', async () => {
  settings().verificationTypes = ['sms'];
  await requireMfa(await person(), yes);
  const sent = Object.keys(writes()[0]?.parameters ?? {});
  for (const name of [
    'AllowUserToManageAccessKeys',
    'LoginSessionDuration',
    'MaxIdleDaysForUsers',
    'VerificationTypes',
  ])
    expect(sent).toContain(name);
});

test('a setting that is not as it was afterwards is named, and the command fails', async () => {
  sandbox.kernel.takeFault = (service, action) => {
    if (action === 'SetSecurityPreference') setImmediate(() => Object.assign(settings(), { loginSessionDuration: 24 }));
    return sandbox.kernel.faults.take(service, action);
  };
  const failed = await said(async () => {
    expect(await requireMfa(await person(), yes)).toBe(1);
  });
  expect(failed).toMatch(/FAILED LoginSessionDuration is 24, and should be 6/);
});

test('without a report nobody can tell whom it hits: nothing is changed; and what nobody kept is not put back', async () => {
  sandbox.kernel.faults.add({ match: { service: 'ims', action: 'GetCredentialReport' }, fault: '500', times: 100 });
  await expect(requireMfa(await person(), yes)).rejects.toMatchObject({ name: 'CredentialReportInvalid' });
  await expect(restoreMfa(await person(), yes)).rejects.toMatchObject({ exitCode: 2 });
  const { cloud, paths } = await aRun(sandbox, {}, 'respond', undefined, sandbox.identities.admin);
  await cloud.evidence.put(
    paths.formerMfa,
    JSON.stringify({ schema: 1, former: { MFAOperationForLogin: 'independent' } }),
  );
  await expect(restoreMfa(await person(), yes)).rejects.toMatchObject({ exitCode: 4 });
  expect(writes()).toEqual([]);
});

/** Somebody else's change, as soon as the plan stands on the screen, and what the command came to. */
async function meanwhile(theirs: () => unknown, act: () => Promise<unknown>): Promise<unknown> {
  let result: unknown;
  let isDone: unknown;
  const release = catchOutput((name, text) => {
    if (name === 'stderr' && text.startsWith('This will:')) isDone ??= theirs() ?? true;
  });
  try {
    result = await act().catch((error: unknown) => error);
    await isDone;
  } finally {
    release();
  }
  expect(isDone).toBeDefined();
  return result;
}
const TIGHTER = { allowUserToManageMFADevices: false, loginSessionDuration: 1 };

test('what somebody else tightens while the plan is read stays so, by require and by restore', async () => {
  const cli = await person();
  const before = { ...settings() };
  expect(
    await meanwhile(
      () => Object.assign(settings(), TIGHTER),
      () => requireMfa(cli, yes),
    ),
  ).toBe(0);
  expect(settings()).toEqual({ ...before, ...TIGHTER, mfaOperationForLogin: 'mandatory' });

  const tighter = { ...TIGHTER, allowUserToChangePassword: false };
  expect(
    await meanwhile(
      () => Object.assign(settings(), tighter),
      () => restoreMfa(cli, yes),
    ),
  ).toBe(0);
  expect(settings()).toEqual({ ...before, ...tighter });
});

test('what somebody else tightens while what was there is being kept stays so', async () => {
  const before = { ...settings() };
  sandbox.kernel.takeFault = (service, action) => {
    if (service === 'oss' && action === 'PutObject') Object.assign(settings(), TIGHTER);
    return sandbox.kernel.faults.take(service, action);
  };
  expect(await requireMfa(await person(), yes)).toBe(0);
  expect(settings()).toEqual({ ...before, ...TIGHTER, mfaOperationForLogin: 'mandatory' });
});

test('a requirement that somebody else changes while the plan is read is left as he wrote it, and nothing is kept', async () => {
  const cli = await person();
  const adaptive = () => Object.assign(settings(), { mfaOperationForLogin: 'adaptive' });
  expect(await meanwhile(adaptive, () => requireMfa(cli, yes))).toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/changed MFAOperationForLogin, then independent and now adaptive, since the plan/),
  });
  await expect(restoreMfa(cli, yes)).rejects.toMatchObject({ exitCode: 2 });
  expect(writes()).toEqual([]);

  expect(await requireMfa(cli, yes)).toBe(0);
  const independent = () => Object.assign(settings(), { mfaOperationForLogin: 'independent' });
  expect(await meanwhile(independent, () => restoreMfa(cli, yes))).toMatchObject({ exitCode: 4 });
  expect(settings().mfaOperationForLogin).toBe('independent');
  expect(writes()).toHaveLength(1);
});

test('where another requirement was kept while the plan is read, nothing is restored', async () => {
  const cli = await person();
  const objects = sandbox.oss.buckets.get(cli.config.evidence.bucket)?.objects;
  const key = cli.run.paths.formerMfa;
  expect(await requireMfa(cli, yes)).toBe(0);
  const mine = objects?.get(key);
  Object.assign(settings(), { mfaOperationForLogin: 'adaptive' });
  sandbox.clock.advance(1_000);
  expect(await requireMfa(cli, { ...yes, by: 'erin' })).toBe(0);
  const hers = objects?.get(key);
  if (!mine || !hers) throw new Error('nothing was kept');
  objects?.set(key, mine);
  expect(
    await meanwhile(
      () => objects?.set(key, hers),
      () => restoreMfa(cli, yes),
    ),
  ).toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/changed what was kept for this, since the plan/),
  });
  expect(settings().mfaOperationForLogin).toBe('mandatory');
  expect(writes()).toHaveLength(2);
});
