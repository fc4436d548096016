import type { EntryBody } from '../../../shared/incident/entries';
import type { RotationState } from '../../../shared/incident/rotation-state';
import * as e from './entries';

const { LEAKED, NEW, OTHER, at, went, failed } = e;
const place = { kind: 'kms', secretName: 'app' } as const;
const newUser = { userName: 'ci-bot-2', policies: ['AppPolicy'] };
const keysBefore = [{ id: OTHER, status: 'Active' as const, createdAt: null }];
const intent = e.rotationIntent;
const start = intent('start', { place });
const told = (...steps: readonly ReturnType<typeof went>[]) => e.rotated('start', ...steps);
const undone = (ok: boolean) => e.rotated('undo', ok ? went(`enable-key:${LEAKED}`) : failed(`enable-key:${LEAKED}`));
const made = [start, told(went(`create-key:${NEW}`), went(`hand-over:${NEW}`))];
const finishIntent = intent('finish', { wasActive: true, observeUntil: at(50), reason: 'it is time' });
const off = (seq: number, more = {}) => ({
  ...{ key: LEAKED, at: at(seq), by: 'alice', reason: 'it is time', observeUntil: at(50), wasActive: true },
  ...more,
});
const finished = [...made, finishIntent, e.rotated('finish', went(`disable-key:${LEAKED}`))];
const look = (newKey: 'works' | 'off' | 'gone' | 'not-seen-yet' | 'could-not-check'): EntryBody => ({
  ...{ type: 'rotation-verified', by: 'bob', oldKey: 'quiet', newKey, oldUsedAt: null, newUsedAt: at(0) },
});
const seen = (seq: number, newKey: string) => ({ at: at(seq), by: 'bob', oldKey: 'quiet', newKey });
const noKey = { newKey: null, secret: null, verified: null, newKeyFound: null };

/** What a person and his commands told of a rotation, and what is known of it then; null: none was begun. */
export const ROTATION_ROWS: readonly (readonly [string, readonly EntryBody[], object | null])[] = [
  ['nobody began one', [e.contain], null],
  ['an end or a look without its begin says nothing', [told(went(`create-key:${NEW}`)), look('works')], null],
  [
    'somebody begins: nothing is made yet, and he is at it',
    [start],
    {
      ...{ startedAt: at(1), by: 'alice', userName: 'ci-bot', newUser: null, place, format: null },
      ...{ keysBefore: start.keysBefore, newKey: null, secret: null, newKeyFound: null, previousVersion: null },
      ...{ verified: null, finished: null, deleted: null, undone: null, givenBack: null },
      ...{ mayHaveDisabled: false, mayHaveDeleted: false },
      ...{ lastUndo: null, undoing: null },
      ...{ observeUntil: null, reason: 'it is ours' },
      busy: { run: 'run-1', by: 'alice', step: 'start', leaseUntil: at(99) },
    } satisfies RotationState,
  ],
  [
    'a finish without a start keeps the keys as they were',
    [intent('finish', { keysBefore })],
    { keysBefore, place: null, newUser: null },
  ],
  [
    'a start for a fresh user names him',
    [intent('start', { newUser, keysBefore })],
    { newUser: 'ci-bot-2', keysBefore, place: null },
  ],
  [
    'a second start is as it says itself, and began when the first one did',
    [intent('start', { newUser, place }), intent('start', { keysBefore })],
    { newUser: null, place: null, keysBefore, startedAt: at(1) },
  ],
  [
    'another step says nothing of these',
    [intent('start', { newUser, place, keysBefore }), intent('finish')],
    { newUser: 'ci-bot-2', place, keysBefore },
  ],
  [
    'by whose name the last step went',
    [start, intent('finish', { userName: 'renamed', run: 'run-2' })],
    { userName: 'renamed', by: 'alice', busy: { run: 'run-2', by: 'alice', step: 'finish', leaseUntil: at(99) } },
  ],
  ['a run that has ended is at it no more', [start, told()], { busy: null }],
  [
    'one that goes on is',
    [start, { ...told(), ended: false }],
    { busy: { run: 'run-1', by: 'alice', step: 'start', leaseUntil: at(99) } },
  ],
  ['an undo has begun', [start, intent('undo', { undoes: 'finish' })], { undoing: 'finish' }],
  ['it failed', [start, intent('undo', { undoes: 'finish' }), undone(false)], { undoing: 'finish' }],
  ['it has come to its end', [start, intent('undo', { undoes: 'finish' }), undone(true)], { undoing: null }],
  ['that is remembered', [start, intent('undo'), undone(true)], { lastUndo: { at: at(3), by: 'alice' } }],
  [
    'while a further one is under way',
    [start, intent('undo'), undone(true), intent('undo')],
    {
      lastUndo: { at: at(3), by: 'alice' },
    },
  ],
  ['and not behind another step', [start, intent('undo'), undone(true), intent('finish')], { lastUndo: null }],
  [
    'nor where the next one failed',
    [start, intent('undo'), undone(true), intent('undo'), undone(false)],
    {
      lastUndo: null,
    },
  ],
  [
    'another step goes on from where an undo that died has left it',
    [start, intent('undo', { undoes: 'finish' }), intent('finish')],
    { undoing: null },
  ],
  [
    'which version was the current one is told once',
    [start, { ...told(), previousVersion: 'v1' }, told()],
    { previousVersion: 'v1' },
  ],

  [
    'a key was made: where its secret lies nobody has told yet',
    [start, told(went(`create-key:${NEW}`))],
    { newKey: NEW, secret: 'unknown' },
  ],
  ['it was handed over', made, { newKey: NEW, secret: 'handed-over' }],
  ['or lost', [start, told(went(`create-key:${NEW}`), failed(`hand-over:${NEW}`))], { newKey: NEW, secret: 'lost' }],
  ['no key was made', [start, told(failed(`create-key:${NEW}`))], noKey],
  ['it was thrown away', [...made, look('works'), told(went(`discard-key:${NEW}`))], noKey],
  ['or could not be', [...made, told(failed(`discard-key:${NEW}`))], { newKey: NEW, secret: 'handed-over' }],
  [
    'another one was thrown away',
    [...made, told(went(`discard-key:${OTHER}`))],
    { newKey: NEW, secret: 'handed-over' },
  ],
  [
    'a second key takes the place of the first: what was seen of that says nothing of it',
    [...made, look('off'), told(went(`create-key:${OTHER}`))],
    { newKey: OTHER, secret: 'unknown', verified: null, newKeyFound: null },
  ],

  ['a look has seen the new key work', [...made, look('works')], { verified: seen(3, 'works'), newKeyFound: null }],
  ['or off', [...made, look('off')], { verified: seen(3, 'off'), newKeyFound: 'off' }],
  ['or gone', [...made, look('gone')], { newKeyFound: 'gone' }],
  ['not seen yet is nothing found', [...made, look('off'), look('not-seen-yet')], { newKeyFound: null }],
  [
    'a failed look has found nothing else',
    [...made, look('gone'), look('could-not-check')],
    { verified: seen(4, 'could-not-check'), newKeyFound: 'gone' },
  ],
  ['a step found it gone', [...made, told(went(`new-key-gone:${NEW}`))], { newKeyFound: 'gone' }],
  ['or off', [...made, told(went(`new-key-off:${NEW}`))], { newKeyFound: 'off' }],
  ['and on again', [...made, told(went(`new-key-off:${NEW}`)), told(went(`new-key-on:${NEW}`))], { newKeyFound: null }],
  ['a step that failed found nothing', [...made, told(failed(`new-key-gone:${NEW}`))], { newKeyFound: null }],
  [
    'switched on, what was seen of it while it was off says nothing',
    [...made, look('off'), told(went(`switch-on-new:${NEW}`))],
    { verified: null, newKeyFound: null },
  ],

  [
    'the old key is off, by us: watched until then',
    finished,
    { finished: off(4), mayHaveDisabled: true, observeUntil: at(50) },
  ],
  [
    'found off: it was not us',
    [...made, { ...finishIntent, wasActive: false }, e.rotated('finish', went(`found-off:${LEAKED}`))],
    { finished: off(4, { wasActive: false }), mayHaveDisabled: false },
  ],
  [
    'found off behind a finish of ours that died: it was us',
    [...made, finishIntent, finishIntent, e.rotated('finish', went(`found-off:${LEAKED}`))],
    { finished: off(5) },
  ],
  [
    'switched off without an intent of that, it was us',
    [intent('undo', { reason: null }), e.rotated('undo', went(`disable-key:${LEAKED}`))],
    { finished: off(2, { reason: null, observeUntil: at(2) }) },
  ],
  [
    'it could not be switched off: we may have',
    [...made, finishIntent, e.rotated('finish', failed(`disable-key:${LEAKED}`))],
    { finished: null, mayHaveDisabled: true },
  ],
  [
    'a later step watches as long as the finish said',
    [...finished, intent('delete')],
    { observeUntil: at(50), finished: off(4) },
  ],
  ['a new start watches nothing yet', [...finished, start], { observeUntil: null, mayHaveDisabled: true }],
  [
    'on again',
    [...finished, look('works'), e.rotated('undo', went(`enable-key:${LEAKED}`))],
    { finished: null, verified: null, mayHaveDisabled: false },
  ],
  [
    'left off as it was found',
    [...finished, look('works'), e.rotated('undo', went(`left-off:${LEAKED}`))],
    { finished: null, verified: null, mayHaveDisabled: false },
  ],
  [
    'or could not be switched on',
    [...finished, e.rotated('undo', failed(`enable-key:${LEAKED}`))],
    { finished: off(4) },
  ],

  [
    'a release has switched it on, as no leak',
    [...finished, e.released([went(`activate-key:${LEAKED}`)], { falseAlarm: true })],
    { finished: null, mayHaveDisabled: false, givenBack: { at: at(5), by: 'alice' } },
  ],
  [
    'and it leaked after all',
    [...finished, e.released([went(`activate-key:${LEAKED}`)], { falseAlarm: true }), e.contain],
    { finished: null, givenBack: null },
  ],
  [
    'a release could not switch it on, or switched another one on',
    [...finished, e.released([failed(`activate-key:${LEAKED}`), went(`activate-key:${OTHER}`)], { falseAlarm: true })],
    { finished: off(4), givenBack: null },
  ],

  ['its deletion begins', [...finished, intent('delete')], { deleted: null, mayHaveDeleted: true }],
  [
    'it may still have been deleted by a later step',
    [...finished, intent('delete'), intent('undo')],
    { mayHaveDeleted: true },
  ],
  [
    'it is deleted',
    [...finished, intent('delete'), e.rotated('delete', went(`delete-key:${LEAKED}`))],
    { deleted: { at: at(6), by: 'alice' }, finished: off(4) },
  ],
  [
    'and put back',
    [
      ...finished,
      intent('delete'),
      e.rotated('delete', went(`delete-key:${LEAKED}`)),
      e.rotated('undo', went(`restore-key:${LEAKED}`)),
    ],
    { deleted: null, mayHaveDeleted: false },
  ],
  [
    'taken back as a whole',
    [...made, e.rotated('undo', went('take-back'))],
    { undone: { at: at(3), by: 'alice' }, newKey: NEW },
  ],
  ['or not', [...made, e.rotated('undo', failed('take-back'))], { undone: null }],
  [
    'behind it one begins anew',
    [...finished, e.rotated('undo', went('take-back')), intent('finish')],
    { ...noKey, undone: null, startedAt: at(6), finished: null, mayHaveDisabled: false },
  ],
  [
    'a step that names no key of ours does nothing',
    [...made, told(went('said-hello'))],
    { newKey: NEW, secret: 'handed-over', finished: null },
  ],
];
