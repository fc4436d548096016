import { followUp, nextLook } from '../../../shared/containment/follow-up/decide';
import { type ChecklistName, checklistOf } from '../../../shared/incident/checklist';
import type { Entry, EntryBody } from '../../../shared/incident/entries';
import type { KeyStanding } from '../../../shared/incident/follow-entries';
import { stateOf } from '../../../shared/incident/state';
import { ACCOUNT, daysAgo, LEAKED, NOW } from './facts';

const id = { accountId: ACCOUNT, accessKeyId: LEAKED };
const at = (when: string, body: EntryBody, seq = 1): Entry => ({
  ...body,
  schema: 1,
  seq,
  at: when,
  previous: null,
  nonce: String(seq),
});
const steps = (when: string, ...names: string[]) => names.map((step) => ({ step, ok: true, detail: '', at: when }));
const decision = (row: 'in-use' | 'unused') =>
  ({ row, verdict: 'contain', reason: '', actions: [], findings: [] }) as const;
const contained = (days: number, row: 'in-use' | 'unused' = 'in-use', ...more: string[]): Entry =>
  at(daysAgo(days), {
    type: 'outcome',
    leakId: 'sas:1',
    decision: decision(row),
    lastUse: { kind: 'not-asked' },
    steps: steps(daysAgo(days), 'attach-quarantine', ...more),
    denyAt: daysAgo(days),
    verification: null,
  });
const followed = (days: number, key: KeyStanding): Entry => at(daysAgo(days), { type: 'followed', key, mfa: 'bound' });
const billed = (days: number, complete = true, unread?: string | null): Entry =>
  at(daysAgo(days), {
    type: 'investigated',
    round: 6,
    events: 1,
    complete,
    dataUpTo: daysAgo(days),
    thiefSeen: 'no',
    manifestSha256: '',
    verification: null,
    cost: { balance: null, signs: [], ...(unread === undefined ? {} : { unread }) },
  });
const released = (days: number, complete = true): Entry =>
  at(daysAgo(days), { type: 'release', by: 'alice', reason: '', leakIds: [], steps: [], complete });
const asked = (days: number): Entry =>
  at(daysAgo(days), {
    type: 'decision',
    mode: 'enforce',
    signal: { leakId: 'persistence-after-leak:0' } as never,
    owner: null,
    decision: { row: 'persistence-after-leak', verdict: 'hold', reason: 'a user was made', actions: [], findings: [] },
    mayDisable: [],
    keysBefore: null,
  });
const closed: Entry = at(daysAgo(0), { type: 'closed', reason: '' });
const says = (...said: object[]) => ({ next: 'say', says: said });
const rotating = (days: number): Entry =>
  at(daysAgo(days), {
    type: 'rotation-intent',
    step: 'start',
    by: 'alice',
    reason: null,
    run: 'r',
    leaseUntil: daysAgo(days),
    userName: 'ci-bot',
    keysBefore: [],
  });
const OFF = `disable-key:${LEAKED}`;
const incident = (...entries: Entry[]) => ({ id, entries, state: stateOf(entries) });

test.each<[string, Entry[], KeyStanding, string | null | undefined, object]>([
  ['the first hours', [contained(0.5)], 'Active', daysAgo(0), { next: 'wait' }],
  ['a day', [contained(1)], 'Active', daysAgo(0), says({ what: 'active', days: 1 })],
  ['two days', [contained(2)], 'Active', daysAgo(0), says({ what: 'active', days: 1 })],
  ['three days', [contained(3)], 'Active', null, says({ what: 'active', days: 3 })],
  ['seven days, used', [contained(7)], 'Active', daysAgo(6.9), says({ what: 'active', days: 7 })],
  ['seven days, quiet', [contained(7)], 'Active', daysAgo(7), says({ what: 'active', days: 7 }, { what: 'quiet' })],
  [
    'seven days, never used',
    [contained(7)],
    'Active',
    null,
    says({ what: 'active', days: 7 }, { what: 'quiet', since: null }),
  ],
  ['seven days, and nobody knows', [contained(7)], 'Active', undefined, says({ what: 'active', days: 7 })],
  [
    'a release that failed',
    [contained(3), released(2, false)],
    'Active',
    null,
    says({ what: 'half-released', by: 'alice', at: daysAgo(2) }),
  ],
  ['off, by a person', [contained(80), followed(75, 'Inactive')], 'Inactive', null, { next: 'wait' }],
  ['off for ninety days', [contained(95), followed(90, 'Inactive')], 'Inactive', null, says({ what: 'deletable' })],
  [
    'off by us for ninety days',
    [contained(90, 'unused', OFF)],
    'Inactive',
    null,
    says({ what: 'deletable', since: daysAgo(90) }),
  ],
  ['released', [contained(3), released(2)], 'Active', null, { next: 'over' }],
  ['released, and its rotation goes on', [contained(3), rotating(3), released(2)], 'Inactive', null, { next: 'wait' }],
  ['released, and nothing was ever contained', [rotating(3)], 'Active', null, { next: 'wait' }],
  ['nothing contained', [], 'Active', null, { next: 'over' }],
  ['closed', [contained(9), closed], 'gone', undefined, { next: 'over' }],
  ['gone, just seen', [contained(9), billed(8)], 'gone', undefined, { next: 'wait' }],
  ['gone for a day', [contained(9), billed(3), followed(2, 'gone')], 'gone', undefined, { next: 'read-bills' }],
  [
    'gone, and the bills were read too early',
    [contained(9), followed(2, 'gone'), billed(1.1)],
    'gone',
    undefined,
    { next: 'read-bills' },
  ],
  [
    'gone, the bills were read again, and a person is asked something',
    [contained(9), asked(8), followed(2, 'gone'), billed(1)],
    'gone',
    undefined,
    says({ what: 'unanswered', since: daysAgo(8), question: 'a user was made', week: 0 }),
  ],
  [
    '... for weeks',
    [contained(29), asked(28), followed(22, 'gone'), billed(21)],
    'gone',
    undefined,
    says({ what: 'unanswered', since: daysAgo(28), question: 'a user was made', week: 3 }),
  ],
  [
    'gone, and the bills were read again',
    [contained(9), followed(2, 'gone'), billed(1)],
    'gone',
    undefined,
    { next: 'close' },
  ],
  [
    'gone, and the bills were refused',
    [contained(9), followed(9, 'gone'), billed(8, true, null), billed(1, true, 'bss: 403')],
    'gone',
    undefined,
    { next: 'close' },
  ],
  [
    'gone, and the bills were refused each time',
    [
      contained(9),
      followed(9, 'gone'),
      billed(8.5, true, null),
      billed(2, false, 'bss: 500'),
      billed(1, false, 'bss: 403'),
    ],
    'gone',
    undefined,
    { next: 'read-bills', says: [{ what: 'bills-unread', why: 'bss: 403', week: 1 }] },
  ],
  [
    'gone, and an entry of before does not say which source was cut',
    [contained(9), followed(2, 'gone'), billed(1, false)],
    'gone',
    undefined,
    { next: 'read-bills', says: [{ what: 'bills-unread', week: 0 }] },
  ],
  [
    'gone, and the bills were read where the audit was cut',
    [contained(9), followed(2, 'gone'), billed(1, false, null)],
    'gone',
    undefined,
    { next: 'close' },
  ],
  [
    'gone, released, and the bills were read again',
    [contained(9), followed(3, 'gone'), released(3), billed(1)],
    'gone',
    undefined,
    { next: 'close' },
  ],
])('%s', (_, entries, key, usedAt, expected) => {
  expect(followUp({ incident: incident(...entries), key, usedAt, now: NOW })).toMatchObject(expected);
});

test('the next look comes at the same time each day, whoever puts it down', () => {
  const began = daysAgo(3.4);
  expect(nextLook(began, NOW).toISOString()).toBe(daysAgo(-0.6));
  expect(nextLook(began, new Date(NOW.getTime() + 3_600_000)).toISOString()).toBe(daysAgo(-0.6));
  expect(nextLook(daysAgo(0), NOW).toISOString()).toBe(daysAgo(-1));
});

const standings = (...entries: Entry[]) =>
  Object.fromEntries(checklistOf(incident(...entries)).map(({ name, standing }) => [name, standing]));
const ALL_OPEN: Record<Exclude<ChecklistName, 'answered'>, string> = {
  contained: 'open',
  replaced: 'open',
  verified: 'open',
  disabled: 'open',
  deleted: 'open',
  mfa: 'open',
  'audit-reviewed': 'open',
  'bill-reviewed': 'open',
};

test.each<[string, Entry[], Partial<Record<ChecklistName, string>>]>([
  ['nothing yet', [], {}],
  ['contained', [contained(2)], { contained: 'done' }],
  ['contained, and a person is asked', [contained(2), asked(1)], { contained: 'done', answered: 'open' }],
  [
    'nobody used it: off, and nothing to replace',
    [contained(2, 'unused', OFF)],
    { contained: 'done', disabled: 'done', replaced: 'not-needed', verified: 'not-needed' },
  ],
  ['a device is bound', [contained(2), followed(1, 'Active')], { contained: 'done', mfa: 'done' }],
  [
    'deleted by hand',
    [contained(2), followed(1, 'gone')],
    {
      contained: 'done',
      disabled: 'done',
      deleted: 'done',
      mfa: 'done',
      replaced: 'not-needed',
      verified: 'not-needed',
    },
  ],
  ['the audit was cut', [contained(3), billed(2.5, false)], { contained: 'done' }],
  [
    'the audit is whole, the bill too early',
    [contained(3), billed(2.5)],
    { contained: 'done', 'audit-reviewed': 'done' },
  ],
  [
    'both, and a release behind them takes nothing from that',
    [contained(9), released(8), contained(3), billed(2), released(1)],
    { contained: 'done', 'audit-reviewed': 'done', 'bill-reviewed': 'done' },
  ],
  [
    'the bill of before this containment',
    [contained(9), released(8), billed(7), contained(3)],
    { contained: 'done', 'audit-reviewed': 'done' },
  ],
  [
    'the bill was refused',
    [contained(3), billed(2, false, 'bss: 403')],
    { contained: 'done', 'bill-reviewed': 'could-not-check' },
  ],
  ['both', [contained(3), billed(2)], { contained: 'done', 'audit-reviewed': 'done', 'bill-reviewed': 'done' }],
])('the checklist: %s', (_, entries, expected) => {
  expect(standings(...entries)).toEqual({ ...ALL_OPEN, ...expected });
});

test('what is on again is not disabled, whoever disabled it before', () => {
  expect(standings(contained(2, 'in-use', OFF), followed(1, 'Active'))).toMatchObject({ disabled: 'open' });
});

test.each([
  ['a new key whose secret lies where it was asked to', ['create-key:N', 'hand-over:N'], 'done'],
  ['one whose secret may have arrived', ['create-key:N'], 'open'],
  ['one that a look found gone', ['create-key:N', 'hand-over:N', 'new-key-gone:N'], 'open'],
  ['one that is on again', ['create-key:N', 'hand-over:N', 'new-key-off:N', 'switch-on-new:N'], 'done'],
] as const)('%s: replaced %s', (_, told, standing) => {
  const rotated = at(daysAgo(1), {
    type: 'rotation',
    step: 'start',
    by: 'alice',
    run: 'r',
    steps: steps(daysAgo(1), ...told),
    ended: true,
  });
  const item = checklistOf(incident(contained(2), rotating(1), rotated)).find(({ name }) => name === 'replaced');
  expect(item).toMatchObject({ standing });
});

test('a deleted key that an undo puts back opens its incident again, in the containment whose deny nobody has taken off', () => {
  const restored = at(daysAgo(0), {
    type: 'rotation',
    step: 'undo',
    by: 'alice',
    run: 'r',
    steps: steps(daysAgo(0), `restore-key:${LEAKED}`),
    ended: true,
  });
  const enforced = at(daysAgo(9), {
    type: 'decision',
    mode: 'enforce',
    signal: { leakId: 'sas:1' },
    owner: null,
    decision: decision('in-use'),
    mayDisable: [],
    keysBefore: null,
  } as never);
  const before = [enforced, contained(9), rotating(8), followed(3, 'gone')];
  const { closed: end, containmentsOver, isContaining } = incident(...before).state;
  const back = incident(...before, closed, restored);
  expect(back.state).toMatchObject({ closed: end, containmentsOver, isContaining, followed: null });
  expect(isContaining).toBe(true);
  expect(incident(...before, released(2), closed, restored).state).toMatchObject({ closed: null, isContaining: false });
});
