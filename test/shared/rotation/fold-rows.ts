import type { RotationEntry, RotationIntentEntry, RotationStep } from '../../../shared/incident/rotation-entries';
import {
  type RotationState,
  withIntent,
  withOldKeyOn,
  withResult,
  withVerified,
} from '../../../shared/incident/rotation-state';
import { hours, key, NEW, OLD } from './facts';

type Step = RotationState | null;
export type Told = (state: Step) => Step;

let at = -20;
const nextAt = (): string => {
  at += 0.01;
  return hours(at);
};

/** A command that began, and told its steps in the end; one without steps died. */
export const command =
  (step: RotationStep, more: Partial<RotationIntentEntry> = {}, ...steps: string[]): Told =>
  (state) => {
    const common = { by: 'alice', run: `run-${at}` };
    const intent = { userName: 'ci-bot', keysBefore: [key(OLD)], reason: null, leaseUntil: hours(0), ...more };
    const begun = withIntent(state, { type: 'rotation-intent', step, ...common, ...intent, at: nextAt() });
    if (steps.length === 0) return begun;
    const results = steps.map((one) => ({ step: one, ok: true, detail: '', at: hours(at) }));
    const told: RotationEntry = { type: 'rotation', step, ...common, steps: results, ended: true };
    return withResult(begun, { ...told, at: nextAt() });
  };

const place = { kind: 'kms', secretName: 'app' } as const;
const start = command('start', { place }, `create-key:${NEW}`, `hand-over:${NEW}`);
const startDied = command('start', { place });
const wasActive = { wasActive: true, observeUntil: hours(100) };
const finish = command('finish', wasActive, `disable-key:${OLD}`);
const finishDied = command('finish', wasActive);
const foundOff = command('finish', { ...wasActive, wasActive: false }, `found-off:${OLD}`);
const remove = command('delete', {}, `delete-key:${OLD}`);
const enable = command('undo', {}, `enable-key:${OLD}`);
const leftOff = command('undo', {}, `left-off:${OLD}`);
const takeBack = command('undo', {}, 'take-back');
const undoDied = command('undo');

const finishWithout = command('finish', wasActive, `new-key-gone:${NEW}`, `disable-key:${OLD}`);
const switchedOn = command('start', { place }, `switch-on-new:${NEW}`);
const verified =
  (newKey: 'works' | 'off' | 'could-not-check'): Told =>
  (state) =>
    withVerified(state, { type: 'rotation-verified', by: 'alice', oldKey: 'quiet', newKey, at: nextAt() } as never);

const released =
  (falseAlarm: boolean, key = OLD): Told =>
  (state) => {
    const steps = [{ step: `activate-key:${key}`, ok: true, detail: '', at: hours(at) }];
    return withOldKeyOn(state, { type: 'release', by: 'bob', falseAlarm, steps, at: nextAt() } as never);
  };

const nothing = { newKey: null, secret: null, place: null, verified: null, deleted: null, undone: null };

/** The commands of a key, one after another, and the state that they come to. */
export const FOLD_ROWS: readonly (readonly [string, readonly Told[], string, Partial<RotationState>])[] = [
  ['an unused key is off', [finish], 'finished', nothing],
  ['and on again', [finish, enable], 'begun', nothing],
  ['and taken back', [finish, enable, takeBack], 'none', { undone: expect.anything() }],
  ['and off anew', [finish, enable, takeBack, finish], 'finished', nothing],
  ['and deleted', [finish, enable, takeBack, finish, remove], 'deleted', { ...nothing, deleted: expect.anything() }],
  ['and on again anew', [finish, enable, takeBack, finish, enable], 'begun', { ...nothing, mayHaveDisabled: false }],
  ['a way in use, taken back, and then the way of an unused key', [start, takeBack, finish], 'finished', nothing],
  [
    'a start that died, taken back, and then the same',
    [startDied, takeBack, finish, remove],
    'deleted',
    { place: null },
  ],
  ['the same, found off', [start, takeBack, foundOff], 'finished', { ...nothing, mayHaveDisabled: false }],
  ['that is not ours to switch on', [start, takeBack, foundOff, leftOff, takeBack], 'none', { newKey: null }],
  ['a finish that died behind what was taken back', [start, takeBack, finishDied], 'begun', { mayHaveDisabled: true }],
  ['an undo that died took nothing back', [start, undoDied, finish], 'finished', { newKey: NEW, place }],
  [
    'a start behind what was taken back',
    [start, takeBack, start],
    'handed-over',
    { ...nothing, newKey: NEW, secret: 'handed-over', place },
  ],
  ['a start behind a finish of before', [finish, enable, takeBack, start], 'handed-over', { mayHaveDisabled: false }],
  ['a finish without a new key', [start, finishWithout], 'finished', { newKeyFound: 'gone' }],
  ['and back, and another', [start, finishWithout, enable, start], 'handed-over', { newKeyFound: null }],
  [
    'another behind the finish: the old key is off still, and the new one is to be seen to work',
    [start, finishWithout, start],
    'finished',
    { newKeyFound: null, finished: expect.objectContaining({ newKeySince: true }) },
  ],
  [
    'a start behind a finish that died has found the new key gone',
    [start, finish, command('start', { place, newKeyFound: 'gone' })],
    'finished',
    { newKeyFound: 'gone' },
  ],
  [
    'a release has switched the old key on, as no leak',
    [start, finish, released(true)],
    'handed-over',
    { finished: null, mayHaveDisabled: false, givenBack: expect.objectContaining({ by: 'bob' }) },
  ],
  [
    '... and it is to be replaced all the same',
    [start, finish, released(true), finish],
    'finished',
    { givenBack: null },
  ],
  ['... or a leaked one', [start, finish, released(false)], 'handed-over', { finished: null, givenBack: null }],
  ['... or another key', [start, finish, released(true, NEW)], 'finished', { givenBack: null }],
  ['a new key seen off', [start, verified('off')], 'handed-over', { newKeyFound: 'off' }],
  ['and on again', [start, verified('off'), switchedOn], 'handed-over', { newKeyFound: null }],
  ['and not looked at', [start, verified('off'), verified('could-not-check')], 'handed-over', { newKeyFound: 'off' }],
  ['and seen to work', [start, verified('off'), verified('works')], 'handed-over', { newKeyFound: null }],
];
