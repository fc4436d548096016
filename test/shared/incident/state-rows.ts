import type { EntryBody } from '../../../shared/incident/entries';
import type { IncidentState } from '../../../shared/incident/state';
import * as e from './entries';

/** What is told, these entries, and what the incident's state then says, as far as it is named. */
export type StateRow = readonly [string, readonly EntryBody[], Partial<IncidentState>];

const { LEAKED, OTHER, at, only, none } = e;
const withKey = { mayDisable: [LEAKED] };
const known = (when: string | null) => ({ kind: 'known', at: when, sources: ['ram'] }) as const;
const unknown = (why: string) => ({ kind: 'unknown', why }) as const;
const notAsked = { kind: 'not-asked' } as const;
const used = (lastUse: ReturnType<typeof known> | ReturnType<typeof unknown> | typeof notAsked) =>
  e.outcome([], { lastUse });
const held = (seq: number, leakId = 'sas:1') => ({ since: at(seq), leakId, reason: 'it is excluded' });
const wantsFence = { actions: [e.quarantine, e.fenceIt] };
const offOf = (row: 'unused' | 'in-use', more = {}) => e.outcome([], { decision: e.decision({ row, ...more }) });

export const DECISION_ROWS: readonly StateRow[] = [
  ['nothing was written: nothing is known', [], { signals: [], decision: null, held: null, isContaining: false }],
  [
    'a containment was decided: the deny may stand from here on, though a crash may lose its end',
    [e.decided({ actions: [e.quarantine, e.freeze] })],
    { isContaining: true, mayHaveAttached: only('quarantine', 'freeze'), attached: none, denyAt: null },
  ],
  [
    'what it may switch off counts as off by us, until it is known',
    [e.decided({}, withKey), e.decided({}, { mayDisable: [OTHER] })],
    { mayHaveDisabled: only(LEAKED, OTHER), offByUs: only(LEAKED, OTHER), disabledKeys: none },
  ],
  [
    'a disabled key is no policy',
    [e.decided({ actions: [{ kind: 'disable-key', accessKeyId: LEAKED }] })],
    { mayHaveAttached: none, wantsFence: false },
  ],
  [
    'observe mode does nothing',
    [e.decided(wantsFence, { mode: 'observe', ...withKey })],
    { isContaining: false, mayHaveAttached: none, mayHaveDisabled: none, offByUs: none, wantsFence: false, held: null },
  ],
  [
    'who is held is not contained, whatever would have been done to him',
    [e.decided({ ...wantsFence, verdict: 'hold', reason: 'it is excluded' }, withKey)],
    { held: held(1), isContaining: false, mayHaveAttached: none, offByUs: none, wantsFence: false },
  ],
  [
    'a later hold is the one that stands',
    [e.hold, e.decided({ ...e.hold.decision }, { signal: e.signal('sas:2') })],
    { held: held(2, 'sas:2') },
  ],
  [
    'asked for once more, it finds the deny on: that is no step more',
    [e.contain, e.denied(at(1)), e.contain, e.outcome([{ ...e.went('attach-quarantine', at(3)), detail: 'already' }])],
    { steps: [e.went('attach-quarantine', at(1))], denyAt: at(1), attached: only('quarantine') },
  ],
  [
    'one that somebody else had attached is',
    [e.contain, e.outcome([{ ...e.went('attach-quarantine', at(1)), detail: 'already' }], { denyAt: at(1) })],
    { steps: [{ ...e.went('attach-quarantine', at(1)), detail: 'already' }], attached: only('quarantine') },
  ],
  [
    'the deny went to another user: of this one nothing is known to be on',
    [
      e.contain,
      e.denied(at(1)),
      { type: 'misplaced', leakId: 'sas:1', userName: 'ci-bot', carries: ['AkTourniquetQuarantine'] },
    ],
    { steps: [], denyAt: null, attached: none, attachedAt: new Map(), isContaining: true, verification: null },
  ],
  ['a containment ends the hold', [e.hold, e.contain], { held: null, isContaining: true }],
  ['an observed one does not', [e.hold, e.decided({}, { mode: 'observe' })], { held: held(1), isContaining: false }],
  ['nor does one that needs nothing', [e.hold, e.decided({ verdict: 'none' })], { held: held(1) }],
  [
    'a hold of a later finding takes no deny off',
    [e.contain, e.hold],
    { held: held(2), isContaining: true, mayHaveAttached: only('quarantine') },
  ],
  [
    'an approval answers the hold',
    [e.hold, e.approval],
    { held: null, approval: { by: 'alice', reason: 'it is ours', at: at(2), leak: true, findings: [] } },
  ],
  [
    'the same leak is one signal, as it first came; another leak is another',
    [
      e.decided({}, { signal: e.signal('sas:1', { link: 'first' }) }),
      e.decided({}, { signal: e.signal('sas:1', { link: 'second' }) }),
      e.decided({}, { signal: e.signal('sas:2') }),
    ],
    { signals: [e.signal('sas:1', { link: 'first' }), e.signal('sas:2')] },
  ],
  ['an owner once known stays known', [e.contain, e.decided({}, { owner: null })], { owner: e.owner }],
  [
    'the keys are kept as they were before anything of ours',
    [
      e.contain,
      e.decided({}, { keysBefore: [{ id: LEAKED, status: 'Active', createdAt: null }] }),
      e.decided({}, { keysBefore: [{ id: LEAKED, status: 'Inactive', createdAt: null }] }),
    ],
    { keysBefore: [{ id: LEAKED, status: 'Active', createdAt: null }] },
  ],
  [
    '... nor before the containment: what another one has recorded says nothing of this one',
    [
      e.decided({}, { keysBefore: [{ id: LEAKED, status: 'Active', createdAt: null }] }),
      e.released(),
      e.decided({}, { keysBefore: [{ id: LEAKED, status: 'Inactive', createdAt: null }] }),
    ],
    { keysBefore: [{ id: LEAKED, status: 'Inactive', createdAt: null }] },
  ],
  [
    '... and one that a step back of the rotation begins by what was then',
    [
      e.decided({}, { keysBefore: [{ id: LEAKED, status: 'Inactive', createdAt: null }] }),
      e.released(),
      e.denyBackIntent,
    ],
    { keysBefore: [{ id: LEAKED, status: 'Active', createdAt: null }] },
  ],
  ['the last decision is the one that stands', [e.contain, e.hold], { decision: e.hold.decision }],
  [
    'and at the end of its run, what it was once the last use was known',
    [e.contain, offOf('unused')],
    { decision: e.decision({ row: 'unused' }) },
  ],
];

export const USE_AND_FENCE_ROWS: readonly StateRow[] = [
  ['nobody has asked for the last use', [e.contain, used(notAsked)], { lastUse: notAsked }],
  ['a decision may know it', [e.decided({}, { lastUse: known(at(0)) })], { lastUse: known(at(0)) }],
  ['a failed look is told', [used(notAsked), used(unknown('throttled'))], { lastUse: unknown('throttled') }],
  [
    'a later failure is told in its place',
    [used(unknown('throttled')), used(unknown('refused'))],
    { lastUse: unknown('refused') },
  ],
  [
    'a look that went well takes the place of a failed one',
    [used(unknown('throttled')), used(known(null))],
    { lastUse: known(null) },
  ],
  [
    'what was seen once stays known when a look fails',
    [used(known(at(0))), used(unknown('throttled'))],
    { lastUse: known(at(0)) },
  ],
  ['and when none is made', [used(known(at(0))), used(notAsked), e.contain], { lastUse: known(at(0)) }],
  [
    'a later use takes the place of an earlier one',
    [used(known(at(0))), used(known(at(1)))],
    { lastUse: known(at(1)) },
  ],

  ['a decision wants a fence', [e.decided(wantsFence)], { wantsFence: true }],
  ['one without takes nothing back', [e.decided(wantsFence), e.contain, offOf('in-use')], { wantsFence: true }],
  ['the last use may show that it is wanted', [e.contain, offOf('in-use', wantsFence)], { wantsFence: true }],
  [
    'or that nobody uses the key: it is switched off and needs none',
    [e.decided(wantsFence), offOf('unused', wantsFence)],
    { wantsFence: false },
  ],
  ['a deny alone wants none', [e.contain, offOf('in-use')], { wantsFence: false }],
  ['an undo of all ends that', [e.decided(wantsFence), e.released()], { wantsFence: false }],
  ['one of a part does not', [e.decided(wantsFence), e.partly()], { wantsFence: true }],
];
