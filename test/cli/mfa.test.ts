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
