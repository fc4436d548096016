import fc from 'fast-check';
import type { EntryBody } from '../../../shared/incident/entries';
import { type IncidentState, stateOf } from '../../../shared/incident/state';
import { CHANGE_ROWS } from './change-rows';
import { COURSE_ROWS, STEP_ROWS } from './course-rows';
import { failure, journal, none, released } from './entries';
import { FOLLOW_ROWS } from './follow-rows';
import { RELEASE_ROWS } from './release-rows';
import { ROTATION_ROWS } from './rotation-rows';
import { DECISION_ROWS } from './state-rows';
import { TAMPER_ROWS } from './tamper-rows';

const ROWS = [
  DECISION_ROWS,
  STEP_ROWS,
  COURSE_ROWS,
  RELEASE_ROWS,
  CHANGE_ROWS,
  FOLLOW_ROWS,
  ROTATION_ROWS,
  TAMPER_ROWS,
];
const all: readonly EntryBody[] = ROWS.flat().flatMap(([, bodies]) => bodies as readonly EntryBody[]);
const MUTE: readonly EntryBody[] = [
  failure,
  { type: 'manifest', round: 1, manifestSha256: '' },
  { type: 'logins', taken: [{ userName: 'alice' }], suspected: [] },
  { type: 'of-a-version-to-come', steps: [] } as never,
];
/** What is told of the work beside it: alerts, hand-overs, looks. */
const BESIDE = ['alert-claim', 'alert-sent', 'hand-over', 'look-claim', 'look-end', 'archived'];

const history = fc.array(fc.constantFrom(...all), { maxLength: 12 });
const laws = { numRuns: 150 };

test('what says nothing changes nothing, wherever it stands', () => {
  const mixed = fc.array(fc.oneof(fc.constantFrom(...all), fc.constantFrom(...MUTE)), { maxLength: 12 });
  fc.assert(
    fc.property(mixed, (bodies) => {
      const entries = journal(...bodies);
      const speaking = entries.filter(({ type }) => !MUTE.some((mute) => mute.type === type));
      expect(stateOf(entries)).toEqual(stateOf(speaking));
    }),
    laws,
  );
});

test('alerts, hand-overs and looks change nothing of what was decided and done', () => {
  const decisive = ({ alerts: _, handedOver: __, look: ___, archived: ____, ...rest }: IncidentState) => rest;
  fc.assert(
    fc.property(history, (bodies) => {
      const entries = journal(...bodies);
      const others = entries.filter(({ type }) => !BESIDE.includes(type));
      expect(decisive(stateOf(entries))).toEqual(decisive(stateOf(others)));
    }),
    laws,
  );
});

test('what was read once stays as it was read, whatever is written behind it', () => {
  fc.assert(
    fc.property(history, history, (before, after) => {
      const entries = journal(...before);
      const state = stateOf(entries);
      const known = structuredClone(state);
      stateOf(journal(...before, ...after));
      expect(state).toEqual(known);
    }),
    laws,
  );
});

test('a release that came to its end leaves nothing of ours, whatever was before', () => {
  fc.assert(
    fc.property(history, (bodies) => {
      const state = stateOf(journal(...bodies, released()));
      expect(state).toMatchObject({ isContaining: false, wantsFence: false, denyAt: null, viaGroup: false, steps: [] });
      expect([state.attached, state.mayHaveAttached, state.disabledKeys, state.handedOver]).toEqual([
        none,
        none,
        none,
        none,
      ]);
      expect([state.fence, state.tampering, state.approval, state.verification]).toEqual([null, null, null, null]);
      expect(state.containmentsOver).toBe(stateOf(journal(...bodies, released(), released())).containmentsOver);
    }),
    laws,
  );
});

test('a policy that is attached was attached at some time, and a thing is undone in one way at most', () => {
  fc.assert(
    fc.property(history, (bodies) => {
      const { attached, attachedAt, tampering } = stateOf(journal(...bodies));
      expect([...attached].filter((policy) => !attachedAt.has(policy))).toEqual([]);
      const gone = (tampering?.all ?? []).filter(({ isMended }) => !isMended).flatMap((one) => one.gone);
      expect(gone).toEqual([...new Set(gone)]);
    }),
    laws,
  );
});
