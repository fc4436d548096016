import { decideLater, type LaterFacts } from '../../../shared/containment/decide-later';
import { parseAccessKeyId, parseAccountId, parseUserName } from '../../../shared/ids';
import { isLaterRow } from '../../../shared/incident/questions';
import { EMPTY, type IncidentState } from '../../../shared/incident/state';

const KEY = parseAccessKeyId('LTAI5tLaterDecision0001');
const OTHER = parseAccessKeyId('LTAI5tLaterExcluded0002');
const USER = parseUserName('ci-bot');
const RELEASE = { by: 'lin', reason: 'rotated', at: '2026-11-01T00:00:00.000Z', leakIds: ['sas:1'], complete: true };
const APPROVAL = { by: 'lin', reason: 'by phone', at: '2026-11-01T00:00:00.000Z', leak: true, findings: [] };
const LASTING = 'persistence-after-leak';
const MADE = { type: 'user', name: 'svc-new' } as const;
/** A person has said yes to this finding, which named these. */
const approvalOf = (row: 'success-after-deny' | typeof LASTING, made: readonly (typeof MADE)[] = []) => ({
  ...APPROVAL,
  leak: false,
  findings: [{ seq: 3, since: APPROVAL.at, leakId: `${row}:0`, row, reason: 'why', made }],
});
const asked = (given: LaterFacts, leakId: string, made: readonly (typeof MADE)[] = []): LaterFacts => ({
  ...given,
  asked: { leakId, made },
});

const facts = (state: Partial<IncidentState> = {}, status: 'Active' | 'Inactive' = 'Active'): LaterFacts => ({
  accessKeyId: KEY,
  state: { ...EMPTY, ...state },
  asked: { leakId: 'success-after-deny:0' },
  owner: {
    type: 'ram-user',
    accountId: parseAccountId('1234567890123456'),
    userName: USER,
    foundBy: 'signal',
    keys: [{ id: KEY, status, createdAt: null }],
  },
});
const rules = (escalate: 'ask' | 'auto', excluded = false, keys: (typeof KEY)[] = []) => ({
  escalate,
  exclude: { users: new Set(excluded ? [USER] : []), keys: new Set(keys) },
});
const withOther = (state: Partial<IncidentState> = {}, status: 'Active' | 'Inactive' = 'Active'): LaterFacts => {
  const given = facts(state);
  if (given.owner?.type !== 'ram-user') throw new Error('he is a user');
  return { ...given, owner: { ...given.owner, keys: [...given.owner.keys, { id: OTHER, status, createdAt: null }] } };
};
const onlyOtherOn = (): LaterFacts => {
  const given = withOther();
  if (given.owner?.type !== 'ram-user') throw new Error('he is a user');
  const keys = given.owner.keys.map((key) => (key.id === KEY ? { ...key, status: 'Inactive' as const } : key));
  return { ...given, owner: { ...given.owner, keys } };
};
const ofRoot = (): LaterFacts => ({
  ...facts(),
  owner: { type: 'root', accountId: parseAccountId('1234567890123456'), foundBy: 'actiontrail' },
});
/** The leaked key was deleted; another one of his is on. */
const keyGone = (bearsMade: boolean, status: 'Active' | 'Inactive' = 'Active'): LaterFacts => {
  const given = withOther({}, status);
  if (given.owner?.type !== 'ram-user') throw new Error('he is a user');
  return { ...given, owner: { ...given.owner, keys: given.owner.keys.filter(({ id }) => id !== KEY) }, bearsMade };
};
/** Another key of his, or the leaked one, tells what he was called last night. */
const calledLastNight = (name: string, by = KEY, given = facts()): LaterFacts => ({
  ...given,
  namesLastNight: new Map([[by as string, name]]),
});
const excludes = (name: string) => ({
  escalate: 'auto' as const,
  exclude: { users: new Set([parseUserName(name)]), keys: new Set<never>() },
});
const FREEZE = { kind: 'attach', policy: 'freeze' };
const OFF = { kind: 'disable-key', accessKeyId: KEY };

test.each([
  ['a denied action succeeded', 'success-after-deny', facts(), rules('ask'), 'contain', [FREEZE, OFF]],
  ['… and the key is off already', 'success-after-deny', facts({}, 'Inactive'), rules('ask'), 'contain', [FREEZE]],
  [
    '… and a run of ours died behind the switch',
    'success-after-deny',
    facts({ offByUs: new Set([KEY]) }, 'Inactive'),
    rules('ask'),
    'contain',
    [FREEZE, OFF],
  ],
  ['… of an excluded user', 'success-after-deny', facts(), rules('ask', true), 'hold', []],
  [
    '… whom a person approved',
    'success-after-deny',
    facts({ approval: approvalOf('success-after-deny') }),
    rules('ask', true),
    'contain',
    [FREEZE, OFF],
  ],
  ['… whose other key is excluded', 'success-after-deny', withOther(), rules('auto', false, [OTHER]), 'hold', []],
  [
    '… and that key is off',
    'success-after-deny',
    withOther({}, 'Inactive'),
    rules('auto', false, [OTHER]),
    'contain',
    [FREEZE, OFF],
  ],
  [
    '… and a person approved',
    'success-after-deny',
    withOther({ approval: approvalOf('success-after-deny') }),
    rules('auto', false, [OTHER]),
    'contain',
    [FREEZE, OFF],
  ],
  ['… after a release', 'success-after-deny', facts({ release: RELEASE }), rules('auto'), 'hold', []],
  ['persistence, and a person is asked', 'persistence-after-leak', facts(), rules('ask'), 'hold', []],
  ['persistence, and nobody is asked', 'persistence-after-leak', facts(), rules('auto'), 'contain', [FREEZE, OFF]],
  [
    'persistence, and a key beside it is excluded',
    'persistence-after-leak',
    withOther(),
    rules('auto', false, [OTHER]),
    'hold',
    [],
  ],
  [
    'persistence, and a person approved',
    LASTING,
    asked(facts({ approval: approvalOf(LASTING, [MADE]) }), `${LASTING}:0`, [MADE]),
    rules('ask'),
    'contain',
    [FREEZE, OFF],
  ],
  ['… the quarantine alone', LASTING, asked(facts({ approval: APPROVAL }), `${LASTING}:0`), rules('ask'), 'hold', []],
  [
    '… of another finding',
    LASTING,
    asked(facts({ approval: approvalOf('success-after-deny') }), `${LASTING}:0`),
    rules('ask'),
    'hold',
    [],
  ],
  [
    '… of another containment of the key',
    LASTING,
    asked(facts({ approval: approvalOf(LASTING) }), `${LASTING}:1`),
    rules('ask'),
    'hold',
    [],
  ],
  [
    '… of less than was found since',
    LASTING,
    asked(facts({ approval: approvalOf(LASTING, []) }), `${LASTING}:0`, [MADE]),
    rules('ask'),
    'hold',
    [],
  ],
  [
    'another key of his is on, the leaked one is off',
    'success-after-deny',
    onlyOtherOn(),
    rules('ask'),
    'contain',
    [FREEZE],
  ],
  [
    '… and it was switched off by us, as is written down',
    'success-after-deny',
    facts({ offByUs: new Set([KEY]), disabledKeys: new Set([KEY]) }, 'Inactive'),
    rules('ask'),
    'contain',
    [FREEZE],
  ],
  [
    "root's key: only what the attack made is contained",
    'success-after-deny',
    ofRoot(),
    rules('ask', true),
    'contain',
    [],
  ],
  [
    'the key was deleted: only what the attack made is contained',
    'persistence-after-leak',
    keyGone(false),
    rules('auto'),
    'contain',
    [],
  ],
  [
    '… and its user bears what the attack made',
    'persistence-after-leak',
    keyGone(true),
    rules('auto'),
    'contain',
    [FREEZE],
  ],
  ['… which a person is asked about', 'persistence-after-leak', keyGone(true), rules('ask'), 'hold', []],
  ['… and who is excluded', 'persistence-after-leak', keyGone(true), rules('auto', true), 'hold', []],
  [
    'the user was deleted with his key',
    'persistence-after-leak',
    { ...facts(), owner: null },
    rules('auto', true),
    'contain',
    [],
  ],
  ['… which a person is asked about', 'persistence-after-leak', { ...facts(), owner: null }, rules('ask'), 'hold', []],
  ['persistence of an excluded user', 'persistence-after-leak', facts(), rules('auto', true), 'hold', []],
  [
    '… by his name of last night',
    'persistence-after-leak',
    calledLastNight('old-bot'),
    excludes('old-bot'),
    'hold',
    [],
  ],
  [
    '… by that, as another key of his tells',
    'success-after-deny',
    calledLastNight('old-bot', OTHER, keyGone(true)),
    excludes('old-bot'),
    'hold',
    [],
  ],
  [
    'of who has taken the name of an excluded user',
    'persistence-after-leak',
    {
      ...facts(),
      namesLastNight: new Map([
        [KEY as string, 'thief'],
        ['LTAI5tOfAnotherUser00001', USER],
      ]),
    },
    excludes(USER),
    'contain',
    [FREEZE, OFF],
  ],
] as const)('%s', (_what, row, given, setting, verdict, actions) => {
  const decision = decideLater({ row, why: 'it was seen' }, given, setting);
  expect(decision).toMatchObject({ row, verdict, actions });
  expect(decision.reason).toContain('it was seen');
  expect(decision.findings).toEqual([]);
});

test('what comes later is one of two rows', () => {
  expect(['success-after-deny', 'persistence-after-leak', 'in-use', ''].map(isLaterRow)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
