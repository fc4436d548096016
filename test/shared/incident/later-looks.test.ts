import type { EntryBody } from '../../../shared/incident/entries';
import { firstRound, laterLooks } from '../../../shared/incident/later-looks';
import { stateOf } from '../../../shared/incident/state';
import * as e from './entries';

const { hold, contain, investigated, failure } = e;
const released = e.released();
const ALL = [2, 3, 4, 5, 6];
const MINUTES = [12, 30, 120, 24 * 60, 48 * 60];

/** The looks still to come, by round, and by when they are due: minutes behind the entry with this number. */
function looks(bodies: readonly EntryBody[], from: number): { rounds: number[]; minutes: number[]; first: number } {
  const entries = e.journal(...bodies);
  const state = stateOf(entries);
  const later = laterLooks({ entries, state });
  return {
    rounds: later.map(({ round }) => round),
    minutes: later.map(({ due }) => (due.getTime() - Date.parse(e.at(from))) / 60_000),
    first: firstRound(state),
  };
}

test.each<readonly [string, readonly EntryBody[], { readonly rounds: readonly number[]; readonly from: number }]>([
  ['nobody has decided', [], { rounds: [], from: 0 }],
  ['a look without a decision', [failure, investigated(1)], { rounds: [], from: 0 }],
  ['decided, and not looked at yet', [contain], { rounds: ALL, from: 1 }],
  ['decided twice: from the last', [hold, contain, failure], { rounds: ALL, from: 2 }],
  ['looked at once', [failure, contain, investigated(1)], { rounds: ALL, from: 2 }],
  ['looked at twice', [contain, investigated(1), investigated(2)], { rounds: [3, 4, 5, 6], from: 1 }],
  ['a look left out', [contain, investigated(1), investigated(5)], { rounds: [6], from: 1 }],
  ['all looks made', [contain, investigated(1), investigated(6)], { rounds: [], from: 1 }],
  [
    'decided again upon what the first look found: from what came before it',
    [contain, investigated(1), contain, investigated(2), contain],
    { rounds: [3, 4, 5, 6], from: 1 },
  ],
  ['a look that stands before every decision', [investigated(1), contain], { rounds: [], from: 0 }],
])('%s', (_, bodies, { rounds, from }) => {
  const minutes = MINUTES.slice(MINUTES.length - rounds.length);
  expect(looks(bodies, from)).toEqual({ rounds, minutes, first: 1 });
});

test('what is contained again behind a release is looked at again, its rounds counted on', () => {
  const before = [contain, investigated(1), investigated(2), released];
  expect(looks([...before, contain], 5)).toEqual({ rounds: [4, 5, 6, 7, 8], minutes: MINUTES, first: 3 });
  expect(looks([...before, contain, investigated(3)], 5)).toEqual({
    rounds: [4, 5, 6, 7, 8],
    minutes: MINUTES,
    first: 3,
  });
});
