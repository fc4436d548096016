import fc from 'fast-check';
import { isEmpty, planRelease, type ReleaseFacts, type ReleaseWish } from '../../../shared/containment/release';
import { parseAccessKeyId, parseUserName } from '../../../shared/ids';
import type { SignalRecord } from '../../../shared/incident/entries';
import { EMPTY, type IncidentState } from '../../../shared/incident/state';

const LEAKED = parseAccessKeyId('LTAI5tLeakedKey00000001');
const OTHER = parseAccessKeyId('LTAI5tOtherKey000000002');
const THIRD = parseAccessKeyId('LTAI5tThirdKey000000003');
const OLD = '2025-01-01T00:00:00.000Z';
const LEAK = '2026-05-20T12:00:00.500Z';
const signal: SignalRecord = {
  leakId: 'sas:1',
  source: 'security-center',
  foundAt: LEAK,
  receivedAt: '2026-05-20T12:01:00.000Z',
  claimedUser: 'ci-bot',
  link: null,
  reason: null,
  dealt: null,
  tokenValid: 1,
  published: {},
};
const custom = (name: string) => ({ name, type: 'Custom' as const });
const key = (id: string, status: 'Active' | 'Inactive', createdAt: string | null = OLD) => ({ id, status, createdAt });

const contained = (more: Partial<IncidentState> = {}): IncidentState => ({
  ...EMPTY,
  signals: [signal],
  attached: new Set(['quarantine']),
  ...more,
});

const facts = (more: Partial<ReleaseFacts> = {}): ReleaseFacts => ({
  accessKeyId: LEAKED,
  userName: parseUserName('ci-bot'),
  state: contained(),
  keys: [key(LEAKED, 'Inactive')],
  policies: [custom('AkTourniquetQuarantine'), custom('deploy')],
  groups: ['developers'],
  neededBy: [],
  frozen: [],
  containedFor: [signal],
  leakedToo: [],
  replaced: new Map(),
  handedOn: new Set(),
  changes: { gained: [], lost: [], unknown: [] },
  ...more,
});
const GAINED = { gained: ['AdministratorAccess was attached to him'], lost: [], unknown: [] };
const UNKNOWN = { gained: [], lost: [], unknown: ['y'] };
const NEEDED = [{ accessKeyId: OTHER, policies: new Set(['quarantine', 'freeze'] as const) }];
const NARROW = [{ accessKeyId: OTHER, policies: new Set(['quarantine'] as const) }];
const WIDER = {
  policies: [custom('AkTourniquetQuarantine'), custom('AkTourniquetFreeze')],
  state: contained({ attached: new Set(['freeze'] as const) }),
};
const OTHERS = { keys: [key(LEAKED, 'Inactive'), key(OTHER, 'Active')] };
const wish = (more: Partial<ReleaseWish> = {}): ReleaseWish => ({
  falseAlarm: false,
  keepNetwork: false,
  keepConsole: false,
  restoreConsole: [],
  reactivate: [],
  ownKeys: [],
  allDenies: false,
  acceptChanges: false,
  ...more,
});
const IDLE = { night: LEAK, userName: 'ci-bot', at: LEAK, end: 'off', reason: 'unused' } as const;
const login = (mfaBindRequired: boolean) =>
  ({ mfaBindRequired, passwordResetRequired: false, status: 'Active' }) as const;
const withLogin = contained({
  consoles: new Map([
    [
      'alice',
      {
        ...{ userName: 'alice', userPrincipalName: 'alice@x', why: 'named', holds: true },
        ...{ former: login(false), wanted: login(true) },
      },
    ],
  ]),
});
const DETACHED = { detach: ['AkTourniquetQuarantine'], leaveGroup: false };

describe('what comes off', () => {
  test.each<[string, Partial<ReleaseFacts>, object]>([
    ['the quarantine that is attached', {}, DETACHED],
    [
      'what was intended: a crash may have come between',
      { state: contained({ attached: new Set(), mayHaveAttached: new Set(['quarantine']) }) },
      DETACHED,
    ],
    [
      'every part, freeze and group at once',
      {
        policies: [custom('AkTourniquetQuarantine2'), custom('AkTourniquetFreeze'), custom('AkTourniquetQuarantine')],
        groups: ['AkTourniquetQuarantine'],
        state: contained({ attached: new Set(['quarantine', 'freeze']) }),
      },
      { detach: ['AkTourniquetQuarantine2', 'AkTourniquetFreeze', 'AkTourniquetQuarantine'], leaveGroup: true },
    ],
    [
      'not what somebody else attached: the journal does not name it',
      { policies: [custom('AkTourniquetQuarantine'), custom('AkTourniquetFreeze')] },
      { ...DETACHED, leaveAttached: ['AkTourniquetFreeze'] },
    ],
    [
      "... nor the group, where the quarantine is somebody else's",
      { state: contained({ attached: new Set(['freeze']) }), groups: ['AkTourniquetQuarantine'] },
      {
        detach: [],
        leaveGroup: false,
        leaveAttached: ['AkTourniquetQuarantine', 'the group AkTourniquetQuarantine'],
      },
    ],
    [
      "... but what another key's release has left to this one",
      { policies: [custom('AkTourniquetFreeze')], handedOn: new Set(['freeze'] as const) },
      { detach: ['AkTourniquetFreeze'], leaveAttached: [] },
    ],
    ['nothing that only looks like ours', { policies: [custom('AkTourniquetQuarantineX')] }, { detach: [] }],
    [
      'nothing of the system under our name',
      { policies: [{ name: 'AkTourniquetFreeze', type: 'System' as const }] },
      { detach: [] },
    ],
    [
      'nothing while another key of the user is contained',
      { neededBy: NEEDED, groups: ['AkTourniquetQuarantine'] },
      { detach: [], leaveGroup: false, neededBy: [OTHER] },
    ],
    [
      'the wider deny, where the other key needs the narrower one',
      { ...WIDER, neededBy: NARROW },
      { detach: ['AkTourniquetFreeze'], kept: ['AkTourniquetQuarantine'], neededBy: [OTHER] },
    ],
    [
      '... and has it by the group',
      { ...WIDER, policies: [custom('AkTourniquetFreeze')], groups: ['AkTourniquetQuarantine'], neededBy: NARROW },
      { detach: ['AkTourniquetFreeze'], leaveGroup: false, kept: ['the group AkTourniquetQuarantine'] },
    ],
    [
      '... unless it is not there: the wider one stands in for it',
      { ...WIDER, policies: [custom('AkTourniquetFreeze')], neededBy: NARROW },
      { detach: [], kept: ['AkTourniquetFreeze'], missing: new Set(['quarantine']) },
    ],
    [
      'the narrower deny, where the other key needs the wider one',
      { ...WIDER, state: contained(), neededBy: [{ accessKeyId: OTHER, policies: new Set(['freeze'] as const) }] },
      { detach: ['AkTourniquetQuarantine'], kept: ['AkTourniquetFreeze'] },
    ],
  ])('%s', (_, more, expected) => {
    expect(planRelease(facts(more), wish())).toMatchObject(expected);
  });
});

describe('what would hand the power back is refused', () => {
  const made = (at: string | null) => [key(LEAKED, 'Inactive'), key(OTHER, 'Active', at)];
  test.each<[string, Partial<ReleaseFacts>, Partial<ReleaseWish>, RegExp | undefined]>([
    ['the leaked key is active', { keys: [key(LEAKED, 'Active')] }, {}, /is still active/],
    ['... unless it was a false alarm', { keys: [key(LEAKED, 'Active')] }, { falseAlarm: true }, undefined],
    ['a key was made since the leak', { keys: made('2026-05-20T13:00:00.000Z') }, {}, /made since the leak/],
    // RAM tells whole seconds: a key of the same second may be the thief's.
    ['... in the same second', { keys: made('2026-05-20T12:00:00.000Z') }, {}, /made since the leak/],
    ['... or nobody knows when', { keys: made(null) }, {}, /made since the leak/],
    ["... unless it is the owner's own", { keys: made('2026-05-20T13:00:00.000Z') }, { ownKeys: [OTHER] }, undefined],
    ['... or was made before', { keys: made('2026-05-20T11:59:59.000Z') }, {}, undefined],
    ['... or is off', { keys: [key(LEAKED, 'Inactive'), key(OTHER, 'Inactive', null)] }, {}, undefined],
    [
      '... or its replacement works, and nobody uses it',
      { keys: [key(LEAKED, 'Active')], replaced: new Map([[LEAKED, { value: true }]]) },
      {},
      undefined,
    ],
    [
      '... but not when the replacement is gone or off, or the old one was used again, since it was verified',
      { keys: [key(LEAKED, 'Active')], replaced: new Map([[LEAKED, { value: false }]]) },
      {},
      /is still active.*rotate verify saw holds no more/,
    ],
    [
      '... nor when that could not be checked',
      { keys: [key(LEAKED, 'Active')], replaced: new Map([[LEAKED, { couldNotCheck: 'no rights' }]]) },
      {},
      /is still active.*could not be checked \(no rights\)/,
    ],
    ['the user has got more power', { changes: GAINED }, {}, /AdministratorAccess was attached.*--accept-changes/],
    ['... unless a person has looked at it', { changes: GAINED }, { acceptChanges: true }, undefined],
    ['... and nothing would be given back', { changes: GAINED, policies: [] }, {}, undefined],
    [
      '... and a key would be switched on, with the deny off already',
      { changes: GAINED, policies: [], state: contained({ offByUs: new Set([LEAKED]) }) },
      { reactivate: [LEAKED], falseAlarm: true },
      /AdministratorAccess was attached.*--accept-changes/,
    ],
    [
      '... and a console login would go back, with the deny off already',
      { changes: GAINED, policies: [], state: withLogin, logins: new Map([['alice', { value: login(true) }]]) },
      { falseAlarm: true },
      /AdministratorAccess was attached.*--accept-changes/,
    ],
    ['the user has lost some', { changes: { gained: [], lost: ['x'], unknown: [] } }, {}, undefined],
    [
      'what could not be compared is not unchanged',
      { changes: UNKNOWN },
      {},
      /could not be checked: y\..*--accept-changes/,
    ],
    ['... unless a person has looked', { changes: UNKNOWN }, { acceptChanges: true }, undefined],
    ['... and nothing would be given back', { changes: UNKNOWN, policies: [] }, {}, undefined],
    [
      'another key of his has leaked, and is active',
      { ...OTHERS, leakedToo: [OTHER] },
      {},
      /of ci-bot leaked as well, and is active/,
    ],
    ['... whatever this one was', { ...OTHERS, leakedToo: [OTHER] }, { falseAlarm: true }, /leaked as well/],
    ['... unless it is off', { leakedToo: [OTHER] }, {}, undefined],
    [
      '... or is replaced',
      { ...OTHERS, leakedToo: [OTHER], replaced: new Map([[OTHER, { value: true }]]) },
      {},
      undefined,
    ],
    [
      '... and still so',
      { ...OTHERS, leakedToo: [OTHER], replaced: new Map([[OTHER, { value: false }]]) },
      {},
      /leaked as well, and is active.*holds no more/,
    ],
    ['... or the deny stays for it', { ...OTHERS, leakedToo: [OTHER], neededBy: NEEDED }, {}, undefined],
    ['... and that needs all that stays', { ...OTHERS, ...WIDER, leakedToo: [OTHER], neededBy: NARROW }, {}, undefined],
    [
      '... but not while the wider deny comes off, and it is contained by nobody',
      {
        ...WIDER,
        keys: [key(LEAKED, 'Inactive'), key(OTHER, 'Active'), key(THIRD, 'Active')],
        ...{ leakedToo: [OTHER, THIRD], neededBy: NARROW },
      },
      {},
      /leaked as well, and is active/,
    ],
    [
      'another key of his that leaked is wanted back',
      {
        keys: [key(LEAKED, 'Inactive'), key(OTHER, 'Inactive')],
        leakedToo: [OTHER],
        neededBy: NEEDED,
        state: contained({ offByUs: new Set([OTHER]) }),
      },
      { reactivate: [OTHER], falseAlarm: true },
      /leaked as well, and would be active again/,
    ],
    [
      'the leaked key is active, and another one needs the deny',
      { keys: [key(LEAKED, 'Active')], neededBy: NEEDED },
      {},
      /is still active/,
    ],
    [
      'the leaked key is wanted back, and another one needs the deny',
      { state: { ...EMPTY, signals: [signal], offByUs: new Set([LEAKED]) }, neededBy: NEEDED },
      { reactivate: [LEAKED] },
      /would be active again/,
    ],
    ["a key is called his own that is not the user's", {}, { ownKeys: [OTHER] }, /no keys of ci-bot/],
    [
      'a key is wanted back that no journal says we switched off',
      { keys: [key(LEAKED, 'Inactive'), key(OTHER, 'Inactive')] },
      { reactivate: [OTHER] },
      /No journal says.*--all-denies/,
    ],
    [
      '... unless a person says that it was us',
      { keys: [key(LEAKED, 'Inactive'), key(OTHER, 'Inactive')] },
      { reactivate: [OTHER], allDenies: true },
      undefined,
    ],
    ["... but never one that is not the user's", {}, { reactivate: [OTHER], allDenies: true }, /no keys of ci-bot/],
    [
      'the leaked key is wanted back, and it did leak',
      { state: { ...EMPTY, signals: [signal], offByUs: new Set([LEAKED]) } },
      { reactivate: [LEAKED] },
      /would be active again/,
    ],
    [
      '... unless it was a false alarm',
      { state: { ...EMPTY, signals: [signal], offByUs: new Set([LEAKED]) } },
      { reactivate: [LEAKED], falseAlarm: true },
      undefined,
    ],
    [
      '... or was switched off because nobody used it, and never leaked',
      { state: { ...EMPTY, idle: IDLE, offByUs: new Set([LEAKED]) } },
      { reactivate: [LEAKED] },
      undefined,
    ],
    [
      'one that nobody used, and that leaked since',
      { state: { ...EMPTY, idle: IDLE, signals: [signal], offByUs: new Set([LEAKED]) } },
      { reactivate: [LEAKED] },
      /would be active again/,
    ],
    [
      'a console login that we changed cannot be read',
      { state: withLogin, logins: new Map([['alice', { couldNotCheck: 'NoPermission' }]]) },
      {},
      /could not be read \(NoPermission\).*--keep-console/,
    ],
    [
      '... unless it is to stay as it is',
      { state: withLogin, logins: new Map([['alice', { couldNotCheck: 'NoPermission' }]]) },
      { keepConsole: true },
      undefined,
    ],
  ])('%s', (_, more, wanted, refused) => {
    const answer = planRelease(facts(more), wish(wanted));
    if (refused) expect(answer).toMatchObject({ refused: expect.stringMatching(refused) });
    else expect(answer).not.toHaveProperty('refused');
  });
});

test('a person may ask for every deny that bears our name', () => {
  const policies = [custom('AkTourniquetQuarantine'), custom('AkTourniquetFreeze')];
  const plan = planRelease(facts({ policies, groups: ['AkTourniquetQuarantine'] }), wish({ allDenies: true }));
  expect(plan).toMatchObject({ detach: policies.map(({ name }) => name), leaveGroup: true, leaveAttached: [] });
});

test.each<[string, Partial<ReleaseWish>, { back: string[]; left: string[] }]>([
  ['stays as it is, and is named', {}, { back: [], left: ['alice'] }],
  ['comes back where a person says so', { restoreConsole: ['alice'] }, { back: ['alice'], left: [] }],
  ['comes back after a false alarm', { falseAlarm: true }, { back: ['alice'], left: [] }],
  ['is not looked at where it is to be kept', { keepConsole: true }, { back: [], left: [] }],
])('a console login that the findings name %s', (_, wanted, { back, left }) => {
  const plan = planRelease(
    facts({ state: withLogin, logins: new Map([['alice', { value: login(true) }]]) }),
    wish(wanted),
  );
  if ('refused' in plan) throw new Error(plan.refused);
  expect([plan.logins.map(({ userName }) => userName), plan.leaveLogins]).toEqual([back, left]);
});

test('a second plan, once everything is off, is empty', () => {
  const plan = planRelease(facts({ policies: [custom('deploy')] }), wish());
  if ('refused' in plan) throw new Error(plan.refused);
  expect(isEmpty(plan)).toBe(true);
});

test('whatever is attached: nothing of the business comes off, and nothing at all while another key needs the deny', () => {
  const names = fc.array(
    fc.constantFrom(
      'AkTourniquetQuarantine',
      'AkTourniquetFreeze',
      'AkTourniquet',
      'deploy',
      'AkTourniquetQuarantine9',
    ),
  );
  fc.assert(
    fc.property(names, fc.boolean(), (attached, isNeeded) => {
      const neededBy = isNeeded ? NEEDED : [];
      const plan = planRelease(facts({ policies: attached.map(custom), neededBy }), wish());
      if ('refused' in plan) throw new Error(plan.refused);
      expect(plan.detach.filter((name) => !/^AkTourniquet(Quarantine[2-4]?|Freeze)$/.test(name))).toEqual([]);
      if (isNeeded) expect(plan.detach).toEqual([]);
    }),
  );
});
