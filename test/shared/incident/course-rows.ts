import * as e from './entries';
import type { StateRow } from './state-rows';

const { LEAKED, OTHER, at, went, failed, only, none } = e;
const attachedAt = (...all: ['quarantine' | 'freeze', string][]) => new Map(all);

export const STEP_ROWS: readonly StateRow[] = [
  [
    'what the steps have changed is known',
    [
      e.outcome([went('attach-quarantine', at(1)), went('attach-freeze', at(2)), went(`disable-key:${LEAKED}`)], {
        denyAt: at(1),
      }),
    ],
    {
      attached: only('quarantine', 'freeze'),
      attachedAt: attachedAt(['quarantine', at(1)], ['freeze', at(2)]),
      disabledKeys: only(LEAKED),
      offByUs: only(LEAKED),
      denyAt: at(1),
      viaGroup: false,
    },
  ],
  [
    'what failed has changed nothing, and is told',
    [
      e.outcome([
        failed('attach-quarantine'),
        failed('add-to-group'),
        failed('attach-freeze'),
        failed(`disable-key:${LEAKED}`),
        failed('freeze-user:thief'),
      ]),
    ],
    {
      attached: none,
      attachedAt: attachedAt(),
      disabledKeys: none,
      offByUs: none,
      viaGroup: false,
      alsoFrozen: none,
      steps: [
        failed('attach-quarantine'),
        failed('add-to-group'),
        failed('attach-freeze'),
        failed(`disable-key:${LEAKED}`),
        failed('freeze-user:thief'),
      ],
    },
  ],
  [
    'the group carries the quarantine',
    [e.outcome([went('add-to-group', at(1))])],
    { viaGroup: true, attached: only('quarantine'), attachedAt: attachedAt(['quarantine', at(1)]) },
  ],
  ['who came into the group once is in it still', [e.outcome([went('add-to-group')]), e.denied()], { viaGroup: true }],
  [
    'a deny attached once more was attached when it first was',
    [e.denied(at(1)), e.denied(at(2))],
    { denyAt: at(1), attachedAt: attachedAt(['quarantine', at(1)]) },
  ],
  [
    'a run that could not attach it takes nothing back',
    [e.denied(at(1)), e.outcome([failed('attach-quarantine')])],
    { denyAt: at(1), attached: only('quarantine') },
  ],
  [
    'made identities, users and roles, carry our freeze',
    [
      e.outcome([
        went('freeze-user:thief'),
        went('freeze-role:door'),
        went('attach-freeze'),
        went('not-freeze-user:x'),
      ]),
    ],
    { alsoFrozen: only('freeze-user:thief', 'freeze-role:door') },
  ],
  [
    'a step that failed and went well in the end is no failure',
    [e.outcome([failed('attach-quarantine')]), e.outcome([went('disable-key:x'), went('attach-quarantine')])],
    { steps: [went('disable-key:x'), went('attach-quarantine')] },
  ],
  [
    'one that failed again is',
    [e.outcome([failed('disable-key:x')]), e.outcome([failed('disable-key:x')])],
    { steps: [failed('disable-key:x'), failed('disable-key:x')] },
  ],
  [
    'and another that went well mends it not',
    [e.outcome([failed('disable-key:x')]), e.denied()],
    { steps: [failed('disable-key:x'), went('attach-quarantine')] },
  ],
  [
    'what went well stays told, done again or not',
    [e.denied(at(1)), e.denied(at(2))],
    { steps: [went('attach-quarantine', at(1)), went('attach-quarantine', at(2))] },
  ],
  [
    'what is put back counts as steps of ours',
    [e.mended(undefined, went('attach-freeze', at(3)), went(`disable-key:${OTHER}`))],
    {
      attached: only('freeze'),
      attachedAt: attachedAt(['freeze', at(3)]),
      disabledKeys: only(OTHER),
      offByUs: only(OTHER),
    },
  ],
  [
    'a look back is kept where a later one was not made',
    [e.outcome([], { verification: e.verification() }), e.outcome()],
    { verification: e.verification() },
  ],
  [
    'and replaced by a later one',
    [
      e.outcome([], { verification: e.verification() }),
      e.investigated(1, { verification: e.verification('contained, quiet') }),
      e.investigated(2),
    ],
    { verification: e.verification('contained, quiet') },
  ],
];

export const COURSE_ROWS: readonly StateRow[] = [
  [
    'an alert is claimed by who sends it',
    [{ type: 'alert-claim', step: 'first', leaseUntil: at(9), run: 'r' }],
    { alerts: { first: { leaseUntil: at(9), sent: false } } },
  ],
  [
    'and sent; each step for itself',
    [
      { type: 'alert-claim', step: 'second', leaseUntil: at(9), run: 'r' },
      { type: 'alert-sent', step: 'first', delivered: [], waiting: [] },
    ],
    { alerts: { first: { leaseUntil: at(2), sent: true }, second: { leaseUntil: at(9), sent: false } } },
  ],
  [
    'a claim that came late makes nothing unsent',
    [
      { type: 'alert-sent', step: 'first', delivered: [], waiting: [] },
      { type: 'alert-claim', step: 'first', leaseUntil: at(9), run: 'r' },
    ],
    { alerts: { first: { leaseUntil: at(9), sent: true } } },
  ],
  [
    'tasks that were handed over are known, until a release',
    [
      { type: 'hand-over', task: 'a', scheduled: '', invoked: true, why: null },
      { type: 'hand-over', task: 'b', scheduled: '', invoked: false, why: 'throttled' },
    ],
    { handedOver: only('a', 'b') },
  ],
  [
    'what comes after a release is handed over anew',
    [{ type: 'hand-over', task: 'a', scheduled: '', invoked: true, why: null }, e.partly()],
    { handedOver: none },
  ],
  [
    'a look is under way',
    [{ type: 'look-claim', leaseUntil: at(9), run: 'r' }],
    { look: { run: 'r', leaseUntil: at(9) } },
  ],
  [
    'and over',
    [
      { type: 'look-claim', leaseUntil: at(9), run: 'r' },
      { type: 'look-end', run: 'r' },
    ],
    { look: null },
  ],
  ['a round that came late makes none undone', [e.investigated(3), e.investigated(2)], { rounds: 3, roundsBefore: 0 }],
  ['a release begins rounds anew', [e.investigated(3), e.partly(), e.investigated(4)], { rounds: 4, roundsBefore: 3 }],
  [
    'the last copy in the archive is known',
    [{ type: 'archived', manifestSha256: '', bucket: 'b', folder: 'f', objects: 1 }],
    { archived: { at: at(1), bucket: 'b', folder: 'f' } },
  ],
  [
    'a failure or a manifest changes nothing',
    [e.contain, e.failure, { type: 'manifest', round: 1, manifestSha256: '' }],
    { isContaining: true, rounds: 0 },
  ],
  [
    'a closed incident holds nothing, and that containment is over',
    [e.contain, e.denied(), e.closed],
    { closed: { at: at(3), reason: 'nothing is left to do' }, isContaining: false, containmentsOver: 1 },
  ],
  [
    'one in which nothing was contained has none over',
    [e.hold, e.closed],
    { closed: { at: at(2), reason: 'nothing is left to do' }, containmentsOver: 0 },
  ],
  [
    'a new containment opens it again',
    [e.contain, e.closed, e.contain],
    { closed: null, isContaining: true, containmentsOver: 1 },
  ],
  [
    'a hold, or a containment that is only observed, does not',
    [e.contain, e.closed, e.hold, e.decided({}, { mode: 'observe' })],
    { closed: { at: at(2), reason: 'nothing is left to do' }, isContaining: false },
  ],
];
