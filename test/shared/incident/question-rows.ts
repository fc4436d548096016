import type { Question } from '../../../shared/incident/questions';
import * as e from './entries';
import type { StateRow } from './state-rows';

const { at } = e;

const FINDING = 'persistence-after-leak:0';
const user = (name: string) => ({ type: 'user', name, id: name.length.toString() }) as const;
const SVC = user('svc-new');
const OTHER = user('svc-other');
const ways = { keys: [], logins: ['ci-bot'] };
const asks = (...made: (typeof SVC)[]) =>
  e.decided(
    { row: 'persistence-after-leak', verdict: 'hold', reason: 'a user was made', actions: [] },
    { signal: e.signal(FINDING), ...(made.length > 0 ? { made } : {}) },
  );
const does = (...made: (typeof SVC)[]) =>
  e.decided({ row: 'persistence-after-leak', actions: [e.freeze] }, { signal: e.signal(FINDING), made });
const finding = (seq: number, ...made: (typeof SVC)[]): Question => ({
  ...{ seq, since: at(seq), leakId: FINDING, row: 'persistence-after-leak', reason: 'a user was made' },
  ...(made.length > 0 ? { made } : {}),
});
const leak = (seq: number, leakId = 'sas:1'): Question => ({
  ...{ seq, since: at(seq), leakId, row: 'excluded', reason: 'it is excluded' },
});
const said = { by: 'alice', reason: 'it is ours' };
const shown = (...of: number[]) => ({ ...e.approval, of });

/** What a person is asked, and what ends it: his own word about it, or that it was done. */
export const QUESTION_ROWS: readonly StateRow[] = [
  ['a finding is asked about', [e.contain, asks(SVC)], { questions: [finding(2, SVC)] }],
  [
    'another notice of the key that is contained answers nothing of it',
    [e.contain, asks(SVC), e.decided({}, { signal: e.signal('bus:1') })],
    { questions: [finding(2, SVC)], held: { since: at(2), leakId: FINDING, reason: 'a user was made' } },
  ],
  [
    'nor does what another finding had contained',
    [
      e.contain,
      asks(SVC),
      e.decided({ row: 'success-after-deny', actions: [e.freeze] }, { signal: e.signal('success-after-deny:0') }),
    ],
    { questions: [finding(2, SVC)] },
  ],
  [
    'a hold of a leak stands beside it, and goes behind it',
    [asks(SVC), e.hold],
    {
      questions: [finding(1, SVC), leak(2)],
      held: { since: at(1), leakId: FINDING, reason: 'a user was made' },
    },
  ],
  [
    '... also where that was first',
    [e.hold, asks(SVC)],
    { questions: [leak(1), finding(2, SVC)], held: { since: at(2), leakId: FINDING, reason: 'a user was made' } },
  ],
  [
    'of leaks the last one is asked about',
    [e.hold, e.decided(e.hold.decision, { signal: e.signal('sas:2') })],
    { questions: [leak(2, 'sas:2')] },
  ],
  ['its own containment ends it', [asks(SVC), does(SVC)], { questions: [] }],
  ['... not of less than was asked', [asks(SVC, OTHER), does(SVC)], { questions: [finding(1, SVC, OTHER)] }],
  [
    '... nor one that is only planned',
    [asks(SVC), { ...does(SVC), mode: 'observe' }],
    { questions: [finding(1, SVC)] },
  ],
  [
    'what a finding had contained with the user ends the question of his leak',
    [
      e.hold,
      e.decided({ row: 'success-after-deny', actions: [e.freeze] }, { signal: e.signal('success-after-deny:0') }),
    ],
    { questions: [] },
  ],
  [
    '... not what it had contained of others',
    [e.hold, e.decided({ row: 'success-after-deny', actions: [] }, { signal: e.signal('success-after-deny:0') })],
    { questions: [leak(1)] },
  ],
  [
    'asked once more, it names all of whom it was about',
    [asks(SVC), { ...asks(OTHER), ways }],
    { questions: [{ ...finding(2, SVC, OTHER), ways }] },
  ],
  [
    'an approval answers what the person was shown',
    [e.hold, asks(SVC), shown(2)],
    {
      questions: [leak(1)],
      approval: { ...said, at: at(3), leak: false, findings: [finding(2, SVC)] },
    },
  ],
  [
    '... and nothing that was asked since, in other words or not',
    [asks(SVC), asks(SVC, OTHER), shown(1)],
    { questions: [finding(2, SVC, OTHER)], approval: { ...said, at: at(3), leak: false, findings: [] } },
  ],
  [
    'one of a key about which nobody is asked is of its leak',
    [e.contain, shown()],
    { approval: { ...said, at: at(2), leak: true, findings: [] } },
  ],
  [
    'one of before answers all',
    [e.hold, asks(SVC), e.approval],
    { questions: [], held: null, approval: { ...said, at: at(3), leak: true, findings: [finding(2, SVC)] } },
  ],
  [
    'two of them stand for both',
    [e.hold, shown(1), asks(SVC), shown(3)],
    { questions: [], approval: { ...said, at: at(4), leak: true, findings: [finding(3, SVC)] } },
  ],
  [
    'a release answers what was asked when it began',
    [e.contain, asks(SVC), e.releaseIntent, e.decided(e.hold.decision), e.released()],
    { questions: [leak(4)], approval: null },
  ],
  [
    'the incident that closes answers nothing, and what was approved was of it',
    [e.hold, e.approval, e.contain, asks(SVC), e.closed],
    { questions: [finding(4, SVC)], approval: null },
  ],
];
