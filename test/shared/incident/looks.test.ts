import type { Entry, EntryBody } from '../../../shared/incident/entries';
import { cameFurther, courseOf, lessAfter } from '../../../shared/incident/looks';

const at = (minute: number): string => new Date(Date.UTC(2026, 4, 20, 12, minute)).toISOString();
const claim = (run: string, minute: number, more: object = { round: 1, part: 'reading' }): [EntryBody, number] => [
  { type: 'look-claim', run, leaseUntil: at(minute + 11), ...more },
  minute,
];
const end = (run: string, minute: number, how?: 'finished' | 'goes on' | 'failed'): [EntryBody, number] => [
  { type: 'look-end', run, ...(how ? { end: how } : {}) },
  minute,
];
const entriesOf = (bodies: readonly (readonly [EntryBody, number])[]): Entry[] =>
  bodies.map(([body, minute], seq) => ({ ...body, schema: 1, seq, at: at(minute), previous: null, nonce: `${seq}` }));
const died = (count: number) => Array.from({ length: count }, (_, i) => claim(`r${i}`, 15 * i));
const investigated = { type: 'investigated', round: 1 } as EntryBody;

test.each<[string, readonly (readonly [EntryBody, number])[], number, string | undefined]>([
  ['none has begun', [], 0, undefined],
  ['one ended', [claim('a', 0), end('a', 5, 'finished')], 0, undefined],
  [
    'one failed by its own word: that is told by whoever threw it',
    [claim('a', 0), end('a', 5, 'failed')],
    0,
    undefined,
  ],
  ['one left no end, and its lease has passed', [claim('a', 0)], 1, 'reading'],
  ['where it died', [claim('a', 0), claim('a', 3, { round: 1, part: 'judging' })], 1, 'judging'],
  [
    'a renewal is no part',
    [claim('a', 0), claim('a', 3, { round: 1, part: 'writing' }), claim('a', 6, {})],
    1,
    'writing',
  ],
  ['a lease that holds is of one at work', [claim('a', 115)], 0, undefined],
  [
    'another run claims: the one before has died',
    [claim('a', 0), claim('b', 15), end('b', 20, 'finished')],
    1,
    'reading',
  ],
  ['the platform delivers again, under the same name', [claim('a', 0), claim('a', 15), claim('a', 30)], 3, 'reading'],
  ['one came further: from the beginning', [...died(2), claim('x', 60), end('x', 70, 'goes on')], 0, undefined],
  ['what goes on with less stays with less', [...died(4), claim('x', 60), end('x', 70, 'goes on')], 4, 'reading'],
  ['another round', [claim('a', 0, { round: 2, part: 'reading' })], 0, undefined],
  ['an entry of before', [claim('a', 0, {})], 0, undefined],
  ['the round has ended since', [...died(3), [investigated, 50]], 0, undefined],
])('%s', (_, bodies, deaths, diedIn) => {
  expect(courseOf(entriesOf(bodies), 1, new Date(at(120)))).toEqual({ deaths, diedIn });
});

test('after some deaths a look goes without what they died of, and after as many more without any calls', () => {
  expect([0, 2, 3, 5, 6, 60].map(lessAfter)).toEqual([
    ...[undefined, undefined],
    ...['the key alone', 'the key alone'],
    ...['no calls', 'no calls'],
  ]);
});

test('a look has come further where another run goes on, or where an entry of before does not tell', () => {
  expect(cameFurther(entriesOf([claim('a', 0), end('a', 9, 'goes on')]), at(5))).toBe(true);
  expect(cameFurther(entriesOf([claim('a', 0), end('a', 9)]), at(5))).toBe(true);
  expect(cameFurther(entriesOf([claim('a', 0), end('a', 9, 'failed'), end('b', 9, 'finished')]), at(5))).toBe(false);
  expect(cameFurther(entriesOf([claim('a', 0), end('a', 2, 'goes on')]), at(5))).toBe(false);
});
