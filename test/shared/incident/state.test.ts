import type { IncidentState } from '../../../shared/incident/state';
import { stateOf } from '../../../shared/incident/state';
import { CHANGE_ROWS } from './change-rows';
import { COURSE_ROWS, STEP_ROWS } from './course-rows';
import { journal } from './entries';
import { FOLLOW_ROWS } from './follow-rows';
import { QUESTION_ROWS } from './question-rows';
import { RELEASE_ROWS } from './release-rows';
import { DECISION_ROWS, USE_AND_FENCE_ROWS } from './state-rows';

/** What the state says of these. */
const named = (state: IncidentState, names: object) =>
  Object.fromEntries(Object.keys(names).map((name) => [name, state[name as keyof IncidentState]]));

describe.each([
  ['what was decided', DECISION_ROWS],
  ['what a person is asked', QUESTION_ROWS],
  ['the last use, and the fence', USE_AND_FENCE_ROWS],
  ['what the steps have changed', STEP_ROWS],
  ['the course of an incident', COURSE_ROWS],
  ['what a release takes off', RELEASE_ROWS],
  ['fence, console logins, and unused keys', CHANGE_ROWS],
  ['what follows: looks at the key, and a deny put back', FOLLOW_ROWS],
])('the state after the journal: %s', (_, rows) => {
  test.each(rows)('%s', (_name, bodies, expected) => {
    expect(named(stateOf(journal(...bodies)), expected)).toEqual(expected);
  });
});
