import type { EntryBody } from '../../../shared/incident/entries';
import { firstRound, laterLooks, roundOf } from '../../../shared/incident/later-looks';
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

describe('the round that an invocation counts for', () => {
  const after = (bodies: readonly EntryBody[], asked: number | undefined, minutes: number): number => {
    const entries = e.journal(...bodies);
    return roundOf(asked, { entries, state: stateOf(entries) }, new Date(Date.parse(e.at(1)) + minutes * 60_000));
  };
  const handedOver = (round: number): EntryBody => ({
    ...{ type: 'hand-over', task: 'investigate', scheduled: 'x', invoked: true, why: null, round },
  });

  test.each<readonly [string, readonly EntryBody[], number | undefined, number, number]>([
    ['none is named: the last again', [contain, investigated(1), investigated(2)], undefined, 20, 2],
    ['none is named, and none was made', [contain], undefined, 0, 1],
    ['the first one', [contain], 1, 0, 1],
    ['a planned one whose time has come', [contain, investigated(1)], 2, 12, 2],
    ['a planned one at the very second', [contain, investigated(1)], 6, 48 * 60, 6],
    ['a planned one before its time: the last again', [contain, investigated(1)], 2, 5, 1],
    ['one that nobody plans', [contain, investigated(1)], 1000, 9999, 1],
    ['one that nobody plans, before anything is known', [], 1000, 0, 1],
    ['one of before, again', [contain, investigated(1), investigated(4)], 2, 150, 2],
    ['the first behind looks that were made before', [investigated(1), contain, handedOver(2)], 2, 1, 2],
  ])('%s', (_, bodies, asked, minutes, round) => {
    expect(after(bodies, asked, minutes)).toBe(round);
  });

  test('what is handed over behind looks that were made before has all of its own', () => {
    const made = [investigated(1), contain, handedOver(2)];
    expect(looks(made, 2)).toEqual({ rounds: [3, 4, 5, 6, 7], minutes: MINUTES, first: 2 });
    expect(looks([...made, investigated(2)], 2)).toEqual({ rounds: [3, 4, 5, 6, 7], minutes: MINUTES, first: 2 });
  });
});
