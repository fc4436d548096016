import * as e from './entries';
import type { StateRow } from './state-rows';

const { LEAKED, at, went, failed, only, none } = e;

const ON = { id: LEAKED, status: 'Active' as const, createdAt: null };
const OFF = { id: LEAKED, status: 'Inactive' as const, createdAt: null };
const doer = { type: 'other', userName: 'thief' } as never;
const look = (since: number, seen: number, key: 'Active' | 'Inactive' | 'gone', more = {}) => ({
  ...{ key, since: at(since), by: null, at: at(seen), usedAt: undefined, mfa: undefined },
  ...more,
});
const restored = e.rotated('undo', went(`enable-key:${LEAKED}`), went(`restore-key:${LEAKED}`));

const FOLLOWED: readonly StateRow[] = [
  [
    'a look shows how the key stands',
    [e.followed('Active', { usedAt: at(0), mfa: 'missing' })],
    { followed: look(1, 1, 'Active', { usedAt: at(0), mfa: 'missing' }) },
  ],
  [
    'and since when, where it stands so still',
    [e.followed('Inactive', { by: doer }), e.followed('Inactive')],
    { followed: look(1, 2, 'Inactive', { by: doer }) },
  ],
  [
    'anew, where it does not: who switched it off then did nothing to it now',
    [e.followed('Inactive', { by: doer }), e.followed('Active')],
    { followed: look(2, 2, 'Active') },
  ],
  [
    'who switched it off may be told later',
    [e.followed('Inactive'), e.followed('Inactive', { by: doer })],
    { followed: look(1, 2, 'Inactive', { by: doer }) },
  ],
  [
    'a failed look takes nothing from what was seen',
    [e.followed('Active', { usedAt: at(0), mfa: 'bound' }), e.followed('Active')],
    { followed: look(1, 2, 'Active', { usedAt: at(0), mfa: 'bound' }) },
  ],
  [
    'never used is something that was seen',
    [e.followed('Active', { usedAt: at(0) }), e.followed('Active', { usedAt: null, mfa: 'no-console' })],
    { followed: look(1, 2, 'Active', { usedAt: null, mfa: 'no-console' }) },
  ],
  [
    'an undo that restores the deleted key opens its incident again: its deny was never taken off',
    [e.contain, e.denied(), e.followed('gone'), e.closed, restored],
    { closed: null, followed: null, isContaining: true, containmentsOver: 0 },
  ],
  [
    'what is contained behind a closing is contained anew: a release takes off what stands of before',
    [
      e.contain,
      e.denied(),
      e.outcome([went(`disable-key:${LEAKED}`)]),
      e.investigated(3),
      e.followed('gone'),
      e.closed,
      e.tampered([`disable-key:${LEAKED}`], 'ask', { row: 'over' }),
      e.decided({}, { signal: e.signal('sas:2') }),
    ],
    {
      ...{ closed: null, closings: 1, containmentsOver: 1, isContaining: true, roundsBefore: 3, rounds: 3 },
      ...{ denyAt: null, attached: none, mayHaveAttached: only('quarantine'), disabledKeys: none, followed: null },
      ...{ tampering: null, steps: [], offByUs: only(LEAKED) },
    },
  ],
  [
    'what was found undone behind it stays asked until the approval that contains it anew has put it back',
    [
      e.contain,
      e.closed,
      e.tampered([`disable-key:${LEAKED}`], 'ask', { row: 'over' }),
      { ...e.approval, of: [] },
      e.contain,
    ],
    { closed: null, tampering: expect.objectContaining({ all: [expect.objectContaining({ row: 'over' })] }) },
  ],
  [
    'a closing that an undo took back ended nothing',
    [e.contain, e.denied(), e.closed, restored],
    { closings: 0, closed: null },
  ],
  [
    'where no deny is attached none goes on',
    [e.contain, e.followed('gone'), e.closed, restored],
    { closed: null, followed: null, isContaining: false, containmentsOver: 1 },
  ],
  [
    'what is not closed goes on as it was',
    [e.contain, e.denied(), e.followed('Active'), restored],
    { isContaining: true, containmentsOver: 0, followed: look(3, 3, 'Active') },
  ],
  ['one that no look has followed is followed anew', [e.contain, e.closed, restored], { followed: null, closed: null }],
  [
    'a restore that failed changes nothing',
    [e.contain, e.followed('gone'), e.closed, e.rotated('undo', failed(`restore-key:${LEAKED}`))],
    { closed: { at: at(3), reason: 'nothing is left to do' }, followed: look(2, 2, 'gone'), containmentsOver: 1 },
  ],
  [
    'nor does any other step',
    [e.contain, e.closed, e.rotated('undo', went(`enable-key:${LEAKED}`))],
    { closed: { at: at(2), reason: 'nothing is left to do' } },
  ],
];

const DENY_BACK: readonly StateRow[] = [
  [
    'whoever begins to put the deny back contains the key again, by his word',
    [e.contain, e.released(), e.closed, e.denyBackIntent],
    {
      isContaining: true,
      release: null,
      closed: null,
      mayHaveAttached: only('quarantine'),
      attached: none,
      denyAt: null,
    },
  ],
  [
    'beside what an intent named before',
    [e.decided({ actions: [e.freeze] }), e.denyBackIntent],
    { mayHaveAttached: only('freeze', 'quarantine') },
  ],
  [
    'the keys were so before it',
    [e.contain, e.released(), { ...e.denyBackIntent, keysBefore: [OFF] }],
    { keysBefore: [OFF] },
  ],
  [
    'a look at them that failed names none',
    [e.decided({}, { keysBefore: [ON] }), e.released(), { ...e.denyBackIntent, keysBefore: [] }],
    { keysBefore: [ON] },
  ],
  [
    'while it is contained still, they were as they were before that',
    [e.decided({}, { keysBefore: [ON] }), { ...e.denyBackIntent, keysBefore: [OFF] }],
    { keysBefore: [ON] },
  ],
  [
    'a rotation that puts nothing back contains nothing',
    [e.contain, e.released(), e.rotationIntent('undo', { mayAttach: [] }), e.rotationIntent('start')],
    {
      isContaining: false,
      mayHaveAttached: none,
      release: { by: 'alice', reason: 'it is ours', leakIds: ['sas:1'], at: at(2), complete: true },
    },
  ],
  [
    'the deny is on again',
    [
      e.denyBackIntent,
      e.rotated('undo', failed('enable-key:x'), went('attach-quarantine', at(8)), went('attach-freeze', at(9))),
    ],
    {
      attached: only('quarantine', 'freeze'),
      attachedAt: new Map([
        ['quarantine', at(8)],
        ['freeze', at(9)],
      ]),
      denyAt: at(8),
      steps: [went('attach-quarantine', at(8)), went('attach-freeze', at(9))],
    },
  ],
  [
    'beside what is attached',
    [e.denied(at(1)), e.rotated('undo', went('attach-freeze', at(8)))],
    {
      attached: only('quarantine', 'freeze'),
      denyAt: at(1),
      steps: [went('attach-quarantine', at(1)), went('attach-freeze', at(8))],
    },
  ],
  [
    'or could not be put on',
    [e.denyBackIntent, e.rotated('undo', failed('attach-quarantine'))],
    { attached: none, denyAt: null, steps: [], isContaining: true },
  ],
  [
    'of other steps of a rotation the containment knows nothing',
    [e.denied(), e.rotated('finish', went(`disable-key:${LEAKED}`))],
    { steps: [went('attach-quarantine')], disabledKeys: none, offByUs: none },
  ],
  [
    'what failed before and went well now is no failure',
    [e.outcome([failed('attach-quarantine')]), e.rotated('undo', went('attach-quarantine'))],
    { steps: [went('attach-quarantine')] },
  ],
  [
    'a key that is switched off again, found off after a crash, was us',
    [e.tampered([`disable-key:${LEAKED}`, 'attach-quarantine'])],
    { offByUs: only(LEAKED) },
  ],
  ['where a person is asked it was not', [e.tampered([`disable-key:${LEAKED}`], 'ask')], { offByUs: none }],
];

export const FOLLOW_ROWS: readonly StateRow[] = [...FOLLOWED, ...DENY_BACK];
