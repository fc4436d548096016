import { CHECKLIST, checklistOf, containedAt, decidedAt } from '../../../shared/incident/checklist';
import type { EntryBody } from '../../../shared/incident/entries';
import { isLeft, isLoginLeft } from '../../../shared/incident/release-state';
import { RELEASE_MS, releaseUnderWay, unfinishedRelease } from '../../../shared/incident/release-under-way';
import { containmentOf, stateOf } from '../../../shared/incident/state';
import { CHECKLIST_ROWS } from './checklist-rows';
import * as e from './entries';

const { at, went, failed } = e;
const incident = (bodies: readonly EntryBody[]) => {
  const entries = e.journal(...bodies);
  return { id: e.ID, entries, state: stateOf(entries) };
};

test.each(CHECKLIST_ROWS)('%s: %s', (_, name, bodies, expected) => {
  const list = checklistOf(incident(bodies));
  const { questions } = stateOf(e.journal(...bodies));
  expect(list.map((item) => item.name)).toEqual([...CHECKLIST, ...(questions.length > 0 ? ['answered'] : [])]);
  expect(list.find((item) => item.name === name)).toEqual({ name, ...expected });
});

test.each<[string, readonly EntryBody[], string | undefined]>([
  ['nothing was', [e.hold, e.decided({}, { mode: 'observe' }), e.decided({ verdict: 'none' })], undefined],
  ['the deny is on, as its step tells', [e.contain, e.denied(at(0))], at(0)],
  ['it was decided, and a crash came between', [e.hold, e.contain], at(2)],
  ['it was released', [e.contain, e.denied(), e.released()], undefined],
  ['it was released in part', [e.contain, e.denied(at(0)), e.partly(went('detach:AkTourniquetQuarantine'))], at(0)],
  ['and decided anew', [e.contain, e.denied(), e.released(), e.contain], at(4)],
  ['a person began to put it back', [e.contain, e.released(), e.denyBackIntent], at(3)],
  ['another step of a rotation is none', [e.contain, e.released(), e.rotationIntent('start')], undefined],
])('when this containment began: %s', (_, bodies, expected) => {
  expect(containedAt(incident(bodies))).toBe(expected);
});

test.each<[string, readonly EntryBody[], string | undefined]>([
  ['none was', [], undefined],
  ['not where it was held, or only planned', [e.hold, e.decided({}, { mode: 'observe' })], undefined],
  ['with the first decision of it', [e.failure, e.contain, e.denied(at(0)), e.contain], at(2)],
  ['not with what a deny says', [e.denied(at(0)), e.contain], at(2)],
  ['it was released since', [e.contain, e.denied(), e.released()], at(1)],
  ['it was released in part, and decided again', [e.contain, e.partly(), e.contain], at(1)],
  ['it was released, and decided anew', [e.contain, e.released(), e.failure, e.contain], at(4)],
  ['released twice: the last of them', [e.contain, e.released(), e.contain, e.released()], at(3)],
  ['a person put the deny back', [e.contain, e.released(), e.denyBackIntent], at(3)],
])('when the last containment was decided: %s', (_, bodies, expected) => {
  expect(decidedAt(incident(bodies).entries)).toBe(expected);
});

test.each<[string, readonly EntryBody[], string | undefined]>([
  ['none was begun', [e.contain], undefined],
  ['one was begun, and others go on beside it', [e.releaseIntent, e.failure, e.contain], at(1)],
  ['begun twice: the later one', [e.releaseIntent, e.releaseIntent], at(2)],
  ['it came to its end, whole or not', [e.releaseIntent, e.partly(failed('leave-group'))], undefined],
  ['a person has had the key contained since', [e.releaseIntent, e.approval], undefined],
  ['or has put the deny back', [e.releaseIntent, e.denyBackIntent], undefined],
  ['a rotation that puts back no deny is no end', [e.releaseIntent, e.rotationIntent('start')], at(1)],
])('a release of whose end nothing is known: %s', (_, bodies, expected) => {
  const { entries } = incident(bodies);
  expect(unfinishedRelease({ entries })?.at).toBe(expected);
  const begun = Date.parse(expected ?? at(1));
  expect(releaseUnderWay({ entries }, new Date(begun + RELEASE_MS - 1))?.at).toBe(expected);
  expect(releaseUnderWay({ entries }, new Date(begun + RELEASE_MS))).toBeUndefined();
});

test('what a release leaves to another key: the deny, or a console login', () => {
  const left = (...steps: string[]) => [isLeft, isLoginLeft].map((is) => is(steps.map((step) => went(step))));
  expect(left('leave-group', 'keep-deny:x')).toEqual([true, false]);
  expect(left('leave-group', 'keep-login:ci-bot')).toEqual([false, true]);
  expect(left('leave-group', 'restore-console:ci-bot')).toEqual([false, false]);
});

test.each<[string, readonly EntryBody[], number]>([
  ['the first one, which is yet to come', [], 0],
  ['the first one, under way', [e.contain], 0],
  ['the first one, over', [e.contain, e.released()], 0],
  ['the second, under way', [e.contain, e.released(), e.contain], 1],
  ['the second, over', [e.contain, e.released(), e.contain, e.closed], 1],
])('which containment of the key it is: %s', (_, bodies, expected) => {
  expect(containmentOf(incident(bodies).state)).toBe(expected);
});
