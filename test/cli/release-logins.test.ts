import type { User } from '../../sandbox/world/entities';
import {
  bindMfa,
  changeLogin,
  createLogin,
  createMfaDevice,
  deleteLogin,
  deleteMfaDevice,
  loginOf,
  unbindMfa,
} from '../../sandbox/world/login';
import { userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { Account, QUARANTINE, used } from '../functions/respond/arrange';
import { released, reported } from './release-arrange';

const PASSWORD = { password: 'Another!1234567' };
const ASKS_LESS = { mfaBindRequired: false, passwordResetRequired: false };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunECSFullAccess')).withEvents(used('ci-bot')),
  );
});
afterEach(() => account.stop());

const release = (more: object = {}) => released(account, more);
const leaked = () => reported(account);
const login = () => loginOf(userNamed(account.sandbox.world, 'ci-bot'));
const later = () => account.sandbox.clock.advance(5 * 60_000);

beforeEach(async () => {
  const { world } = account.sandbox;
  const user = userNamed(world, 'ci-bot');
  createLogin(world, user, { password: 'Before!1234567', mfaBindRequired: true, passwordResetRequired: true });
  bind(user, 'his', ['123456', '654321']);
  later();
});

function bind(user: User, name: string, codes: readonly string[]): void {
  const { world } = account.sandbox;
  bindMfa(world, user, createMfaDevice(world, name).serialNumber, codes);
}

test.each<[string, () => void, RegExp]>([
  [
    'asks for less',
    () => changeLogin(account.sandbox.world, userNamed(account.sandbox.world, 'ci-bot'), login(), ASKS_LESS),
    /an MFA device at the next login is not asked of him any more; a new password/,
  ],
  [
    'has another password',
    () => changeLogin(account.sandbox.world, userNamed(account.sandbox.world, 'ci-bot'), login(), PASSWORD),
    /his console login was changed at .*: perhaps its password/,
  ],
  [
    'was made anew',
    () => {
      const { world } = account.sandbox;
      const user = userNamed(world, 'ci-bot');
      deleteLogin(user);
      createLogin(world, user, { ...PASSWORD, mfaBindRequired: true, passwordResetRequired: true });
    },
    /his console login was taken away and made anew at/,
  ],
  [
    'has another MFA device',
    () => {
      const user = userNamed(account.sandbox.world, 'ci-bot');
      unbindMfa(account.sandbox.world, user);
      bind(user, 'theirs', ['111111', '222222']);
    },
    /his MFA device acs:ram::\d+:mfa\/his was replaced by acs:ram::\d+:mfa\/theirs/,
  ],
  [
    'has an MFA device that was made anew under the same name',
    () => {
      const { world } = account.sandbox;
      const user = userNamed(world, 'ci-bot');
      deleteMfaDevice(world, unbindMfa(world, user).serialNumber);
      bind(user, 'his', ['111111', '222222']);
    },
    /his MFA device acs:ram::\d+:mfa\/his was bound anew at/,
  ],
])('%s: shown, and given back only when a person has looked', async (_, change, words) => {
  await leaked();
  later();
  change();
  await expect(release()).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(words) });
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  expect(await release({ acceptChanges: true })).toBe(0);
});

test('as it was: nothing is asked', async () => {
  await leaked();
  later();
  expect(await release()).toBe(0);
});

test.each([
  ['GetLoginProfile', /whether his password is another could not be compared.*--accept-changes/],
  ['ListVirtualMFADevices', /since when his MFA device is bound could not be read.*--accept-changes/],
])('%s is refused: it could not be compared', async (action, words) => {
  await leaked();
  account.fault('ims', action, 'deny', 100);
  await expect(release()).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(words) });
  expect(await release({ acceptChanges: true })).toBe(0);
});
