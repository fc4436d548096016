import fc from 'fast-check';
import { isEmpty, planRelease, type ReleaseFacts, type ReleaseWish } from '../../../shared/containment/release';
import { parseAccessKeyId, parseUserName } from '../../../shared/ids';
import type { SignalRecord } from '../../../shared/incident/entries';
import { EMPTY } from '../../../shared/incident/state';

const LEAKED = parseAccessKeyId('LTAI5tLeakedKey00000001');
const OTHER = parseAccessKeyId('LTAI5tOtherKey000000002');
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

const facts = (more: Partial<ReleaseFacts> = {}): ReleaseFacts => ({
  accessKeyId: LEAKED,
  userName: parseUserName('ci-bot'),
  state: { ...EMPTY, signals: [signal] },
  keys: [key(LEAKED, 'Inactive')],
  policies: [custom('AkTourniquetQuarantine'), custom('deploy')],
  groups: ['developers'],
  neededBy: [],
  ...more,
});
const wish = (more: Partial<ReleaseWish> = {}): ReleaseWish => ({
  falseAlarm: false,
  keepNetwork: false,
  reactivate: [],
  ownKeys: [],
  ...more,
});
const DETACHED = { detach: ['AkTourniquetQuarantine'], leaveGroup: false };

describe('what comes off', () => {
  test.each<[string, Partial<ReleaseFacts>, object]>([
    ['the quarantine that is attached', {}, DETACHED],
    ['whatever the journal says: a crash may have come between', { state: { ...EMPTY, signals: [signal] } }, DETACHED],
    [
      'every part, freeze and group at once',
      {
        policies: [custom('AkTourniquetQuarantine2'), custom('AkTourniquetFreeze'), custom('AkTourniquetQuarantine')],
        groups: ['AkTourniquetQuarantine'],
      },
      { detach: ['AkTourniquetQuarantine2', 'AkTourniquetFreeze', 'AkTourniquetQuarantine'], leaveGroup: true },
    ],
    ['nothing that only looks like ours', { policies: [custom('AkTourniquetQuarantineX')] }, { detach: [] }],
    [
      'nothing of the system under our name',
      { policies: [{ name: 'AkTourniquetFreeze', type: 'System' as const }] },
      { detach: [] },
    ],
    [
      'nothing while another key of the user is contained',
      { neededBy: [OTHER], groups: ['AkTourniquetQuarantine'] },
      { detach: [], leaveGroup: false, neededBy: [OTHER] },
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
    ["a key is called his own that is not the user's", {}, { ownKeys: [OTHER] }, /no keys of ci-bot/],
    [
      'a key is wanted back that we did not switch off',
      {},
      { reactivate: [OTHER] },
      /not switched off by ak-tourniquet/,
    ],
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
  ])('%s', (_, more, wanted, refused) => {
    const answer = planRelease(facts(more), wish(wanted));
    if (refused) expect(answer).toEqual({ refused: expect.stringMatching(refused) });
    else expect(answer).not.toHaveProperty('refused');
  });
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
      const neededBy = isNeeded ? [OTHER] : [];
      const plan = planRelease(facts({ policies: attached.map(custom), neededBy }), wish());
      if ('refused' in plan) throw new Error(plan.refused);
      expect(plan.detach.filter((name) => !/^AkTourniquet(Quarantine[2-4]?|Freeze)$/.test(name))).toEqual([]);
      if (isNeeded) expect(plan.detach).toEqual([]);
    }),
  );
});
