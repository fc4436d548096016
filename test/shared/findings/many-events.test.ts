import { parseAuditEvent } from '../../../shared/evidence/event';
import type { AuditEvent } from '../../../shared/evidence/types';
import { analyse } from '../../../shared/findings/analyse';
import { decisiveCalls } from '../../../shared/findings/decisive';
import { loginsTouched } from '../../../shared/findings/logins';
import { UserNames } from '../../../shared/findings/renamed';
import { growthForFourTimes, LINEAR_AT_MOST } from '../../growth';
import { ACCOUNT, anEvent, anOrdinaryPast, assume, KEY, LEAK_AT, THIEF } from './account';

type Call = Parameters<typeof anEvent>[0];
const byThief = (minute: number, service: string, name: string, more: Partial<Call> = {}): Record<string, unknown> =>
  anEvent({ minute, service, name, ip: THIEF, ...more });
const userOf = (UserId: string, UserPrincipalName: string) => ({ User: { UserId, UserPrincipalName } });

/** What a thief may do by the thousand, to keep the look from its end: the n-th of it, `minute` behind the leak. */
const FLOODS: Readonly<Record<string, (n: number, minute: number) => readonly Record<string, unknown>[]>> = {
  'renames of one user by his id': (n, minute) => {
    const name = `r${n}@x.example`;
    if (n === 0) return [byThief(minute, 'Ims', 'CreateUser', { response: userOf('77', name) })];
    const request = { UserId: '77', NewUserPrincipalName: name };
    return [byThief(minute, 'Ims', 'UpdateUser', { request, response: userOf('77', name) })];
  },
  'renames of one user by his name': (n, minute) =>
    n === 0
      ? [byThief(minute, 'Ram', 'CreateUser', { request: { UserName: 'r0' } })]
      : [byThief(minute, 'Ram', 'UpdateUser', { request: { UserName: `r${n - 1}`, NewUserName: `r${n}` } })],
  'renames there and back': (n, minute) => {
    const name = n % 2 === 0 ? 'r0@x.example' : `r${n}@x.example`;
    const request = { UserId: '77', NewUserPrincipalName: name };
    return [byThief(minute, 'Ims', n === 0 ? 'CreateUser' : 'UpdateUser', { request, response: userOf('77', name) })];
  },
  'users with a login': (n, minute) => [
    byThief(minute, 'Ram', 'CreateUser', { request: { UserName: `u${n}` } }),
    byThief(minute, 'Ram', 'CreateLoginProfile', { request: { UserName: `u${n}` } }),
  ],
  sessions: (n, minute) => [anEvent({ minute, ...assume('deploy', `STS.Flood${n}`, THIEF) })],
};

const given = { accessKeyId: KEY, accountId: ACCOUNT, leakAt: LEAK_AT, denyAt: '2026-05-20T13:00:00Z' };
const PAST = anOrdinaryPast();

function flood(of: (n: number, minute: number) => readonly Record<string, unknown>[], size: number): AuditEvent[] {
  const calls = Array.from({ length: size }, (_, n) => of(n, Math.floor(n / 20) / 60));
  return [...PAST, ...calls.flat()].map(parseAuditEvent).filter((event) => event !== undefined);
}

test.each(Object.entries(FLOODS))(
  'judging four times as many %s takes four times as long, about',
  (_, of) => {
    const known = new Map<number, AuditEvent[]>();
    const growth = growthForFourTimes((size) => {
      const events = known.get(size) ?? flood(of, size);
      known.set(size, events);
      const analysis = analyse(events, { ...given, now: '2026-05-20T13:15:00Z', toolsBuckets: [] } as never);
      decisiveCalls(analysis, events);
      loginsTouched(events, analysis.attack);
    }, 1_000);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  },
  120_000,
);

test.each(['renames of one user by his id', 'renames there and back'])(
  'following the logins of four times as many %s takes four times as long, about',
  (what) => {
    const all = flood(FLOODS[what] ?? (() => []), 8_000);
    const attack = new Set(all.slice(PAST.length));
    const growth = growthForFourTimes((size) => loginsTouched(all.slice(0, PAST.length + size), attack), 2_000);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  },
  120_000,
);

test('of a user who is renamed without end the newest names are kept, whatever he was called first', () => {
  const names = new UserNames();
  const events = flood(FLOODS['renames of one user by his id'] as never, 5_000).slice(PAST.length);
  for (const event of events) names.note(event);
  const formers = names.renamed(events.at(-1) as AuditEvent)?.formers ?? [];
  expect(formers.length).toBeLessThanOrEqual(100);
  expect(formers.slice(-2)).toEqual(['r4997', 'r4998']);
});
