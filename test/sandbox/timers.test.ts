import { setTimeout as sleep } from 'node:timers/promises';
import { nextAfter, startTimers } from '../../sandbox/timers';

const at = (iso: string) => new Date(iso);
const next = (cron: string, after: string) => nextAfter({ name: 't', cron }, at(after)).toISOString();

test.each([
  ['@every 1m', '2026-05-20T12:00:30Z', '2026-05-20T12:01:30.000Z'],
  ['@every 5s', '2026-05-20T12:00:30Z', '2026-05-20T12:00:35.000Z'],
  ['0 30 2 * * *', '2026-05-20T12:00:00Z', '2026-05-21T02:30:00.000Z'],
  ['CRON_TZ=Asia/Shanghai 0 30 2 * * *', '2026-05-20T12:00:00Z', '2026-05-20T18:30:00.000Z'],
])('%s after %s is %s', (cron, after, expected) => {
  expect(next(cron, after)).toBe(expected);
});

test.each(['', '@every', '@every 1 m', '30 2 * * *', '0 61 2 * * *', 'CRON_TZ=Nowhere/Land 0 30 2 * * *'])(
  '"%s" is refused',
  (cron) => expect(() => next(cron, '2026-05-20T12:00:00Z')).toThrow(),
);

test('fires by the clock that is handed in: once at the beginning, once for however many times are passed over', async () => {
  let now = at('2026-05-20T12:00:00Z');
  const fired: string[] = [];
  const timer = (name: string, cron: string) => ({
    trigger: { kind: 'timer', name, cron, payload: 'p' } as const,
    fire: (event: object) => fired.push(JSON.stringify(event)),
  });
  const stop = startTimers([timer('poll', '@every 1m'), timer('nightly', '0 30 2 * * *')], () => now);
  try {
    expect(fired).toEqual([JSON.stringify({ triggerTime: now.toISOString(), triggerName: 'poll', payload: 'p' })]);
    now = at('2026-05-21T03:00:00Z');
    while (fired.length < 3) await sleep(20);
    await sleep(300);
    expect(fired.map((event) => (JSON.parse(event) as { triggerName: string }).triggerName)).toEqual([
      'poll',
      'poll',
      'nightly',
    ]);
  } finally {
    stop();
  }
});
