import { isConsole, type LoginStanding, loginOf } from '../../../shared/incident/login-entries';
import type { Doer } from '../../../shared/incident/tamper-entries';

const alice = (more: Partial<Doer>): Doer => ({
  ...{ type: 'ram-user', userName: 'alice', accessKeyId: null, mfa: true },
  ...{ call: 'DetachPolicyFromUser', eventId: 'E-1', isConfirmed: true },
  ...more,
});
const entry = (logins: Partial<Record<LoginStanding, readonly { userName: string; userId?: string }[]>>) =>
  [{ type: 'logins', taken: [], suspected: [], ...logins, seq: 1, at: '2026-05-20T12:00:00Z' }] as never;
const TAKEN = entry({ taken: [{ userName: 'alice', userId: '2073' }] });

test.each<[string, Partial<Doer>, boolean, LoginStanding | undefined]>([
  ['a console', {}, true, 'taken'],
  ["a console's token", { accessKeyId: 'TMP.3Ker6WKYHeRpuRQaM' }, true, 'taken'],
  [
    'an id where the event says that it was the console',
    { accessKeyId: 'odd-one-1', isAtConsole: true },
    true,
    'taken',
  ],
  ['a key', { accessKeyId: 'LTAI5tKeyOfAliceTheAdmin' }, false, undefined],
  ['a key of 2016', { accessKeyId: 'f6IzzFZMmzNwEI4d' }, false, undefined],
  ['a session', { accessKeyId: 'STS.NUQNP4PiGyckMsNiGELCs' }, false, undefined],
  // Not certainly his console, so no person; perhaps his login, so not the owner's.
  ['an id that nobody can tell', { accessKeyId: 'ak-cn.hangzhou_0001' }, false, 'taken'],
  ['another user', { userName: 'bob' }, true, undefined],
  ['him under another name', { userName: 'alice2', userId: '2073' }, true, 'taken'],
])('%s', (_, more, atConsole, standing) => {
  expect(isConsole(alice(more))).toBe(atConsole);
  expect(loginOf(TAKEN, alice(more))).toBe(standing);
});
