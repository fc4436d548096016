import { parseAccessKeyId, parseAccountId, parseUserName } from '../../../shared/ids';
import { habitsEnd, suspectedSince, suspicionBegan } from '../../../shared/incident/suspicion';

const CAME = '2026-05-20T12:00:00.000Z';

test.each([
  ['found before the notice came', '2026-05-19T12:00:00Z', '2026-05-19T12:00:00.000Z'],
  ['no time told', null, CAME],
  ['an empty time', undefined, CAME],
  ['no time at all', 'yesterday', CAME],
  ['the clock of the source runs ahead', '2026-05-20T12:00:05Z', CAME],
  ['next year', '2027-05-20T12:00:00Z', CAME],
  ['a year that sorts before all others as text', '+012026-01-01T00:00:00.000Z', CAME],
  ['another zone', '2026-05-20T19:00:00+08:00', '2026-05-20T11:00:00.000Z'],
])('%s', (_, foundAt, began) => {
  expect(suspectedSince({ foundAt, receivedAt: CAME }).toISOString()).toBe(began);
});

const KEY = parseAccessKeyId('LTAI5tLeakedKey00000001');
const MADE = '2026-03-01T12:00:00Z';
const beganBy = (signals: readonly object[], createdAt: string | null = MADE): string | undefined =>
  suspicionBegan({
    id: { accessKeyId: KEY },
    state: {
      signals: signals.map((one) => ({ foundAt: '2026-05-20T11:00:00Z', receivedAt: CAME, published: {}, ...one })),
      owner: {
        type: 'ram-user',
        accountId: parseAccountId('1234567890123456'),
        userName: parseUserName('ci-bot'),
        foundBy: 'signal',
        keys: [
          { id: 'LTAI5tAnotherKey0000001', status: 'Active', createdAt: '2026-05-19T12:00:00Z' },
          { id: KEY, status: 'Active', createdAt },
        ],
      },
    },
  })?.toISOString();

test.each([
  ['before it was found', '2026-05-17T12:00:00Z', MADE, '2026-05-17T12:00:00.000Z'],
  ['after it was found', '2026-05-20T11:30:00Z', MADE, '2026-05-20T11:00:00.000Z'],
  ['next year', '2027-05-17T12:00:00Z', MADE, '2026-05-20T11:00:00.000Z'],
  ['before the key was made', '2026-02-28T12:00:00Z', MADE, '2026-05-20T11:00:00.000Z'],
  ['of which nobody knows when it was made', '2026-02-28T12:00:00Z', null, '2026-02-28T12:00:00.000Z'],
  ['at no time', 'long ago', MADE, '2026-05-20T11:00:00.000Z'],
])('a key that was published %s', (_, at, madeAt, began) => {
  expect(beganBy([{ published: { at } }], madeAt)).toBe(began);
});

test('of several signals the earliest counts, whatever a later one claims', () => {
  const honest = { foundAt: '2026-05-20T11:00:00Z', receivedAt: CAME };
  const forged = { foundAt: '+012026-01-01T00:00:00.000Z', receivedAt: '2026-05-20T13:00:00Z' };
  expect(beganBy([forged, honest])).toBe('2026-05-20T11:00:00.000Z');
  expect(beganBy([])).toBeUndefined();
});

test.each([
  ['published a few days before it was found', '2026-05-10T00:00:00Z', '2026-05-10T00:00:00.000Z'],
  ['published long before: habits are measured until it was found', '2025-05-10T00:00:00Z', '2026-05-20T00:00:00.000Z'],
  ['nobody knows when', undefined, '2026-05-20T00:00:00.000Z'],
])('habits: %s', (_, publishedAt, ends) => {
  const told = { foundAt: '2026-05-20T00:00:00Z', receivedAt: '2026-05-20T01:00:00Z', publishedAt };
  expect(habitsEnd(told).toISOString()).toBe(ends);
});
