import { suspectedSince, suspicionBegan } from '../../../shared/incident/suspicion';

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

test('of several signals the earliest counts, whatever a later one claims', () => {
  const honest = { foundAt: '2026-05-20T11:00:00Z', receivedAt: CAME };
  const forged = { foundAt: '+012026-01-01T00:00:00.000Z', receivedAt: '2026-05-20T13:00:00Z' };
  expect(suspicionBegan([forged, honest])?.toISOString()).toBe('2026-05-20T11:00:00.000Z');
  expect(suspicionBegan([])).toBeUndefined();
});
