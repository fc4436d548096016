import { parseScenario, ScenarioInvalid } from '../../../sandbox/scenario';
import { startSandbox } from '../../../sandbox/start';

const crowd = (count: number) => ({
  name: 'x',
  description: 'x',
  users: [{ name: 'app', count, displayName: 'App', keys: [{ name: 'app' }] }, { name: 'ops' }],
  events: [
    {
      key: 'app',
      count,
      days: 2,
      perDay: 3,
      sourceIps: ['192.0.2.1'],
      calls: [{ service: 'oss', action: 'ListBuckets' }],
    },
  ],
  leaked: `app-${'2'.padStart(String(count).length, '0')}`,
  leaks: [{ key: 'app', count, tokenValid: 1 }],
});

test('a count is written out in users, keys, habits and leaks, under the same names', () => {
  const { users, events, leaks } = parseScenario(crowd(12));
  expect(users?.map(({ name }) => name)).toEqual([
    ...Array.from({ length: 12 }, (_, i) => `app-${String(i + 1).padStart(2, '0')}`),
    'ops',
  ]);
  expect(users?.[11]).toEqual({ name: 'app-12', displayName: 'App-12', keys: [{ name: 'app-12' }] });
  expect(leaks?.map(({ key }) => key)).toEqual(events?.map(({ key }) => key));
  expect(new Set(events?.map((event) => 'seed' in event && event.seed)).size).toBe(12);
});

test('the account has all of them, each with a key of its own', async () => {
  const sandbox = await startSandbox({ scenario: parseScenario(crowd(3)), bare: true });
  const ids = [1, 2, 3].map((n) => sandbox.keys.get(`app-${n}`)?.key.accessKeyId);
  expect(new Set(ids).size).toBe(3);
  expect(sandbox.identities.leaked?.accessKeyId).toBe(ids[1]);
  expect(sandbox.scenario?.leaks?.map((leak) => sandbox.publishLeak(leak).accessKeyId)).toEqual(ids);
  await sandbox.stop();
});

test.each([0, 501, 1.5])('a count of %d is refused', (count) => {
  expect(() => parseScenario(crowd(count))).toThrow(ScenarioInvalid);
});

test('more leaks than there are keys are refused by name', () => {
  const document = { ...crowd(3), leaks: [{ key: 'app', count: 4 }] };
  expect(() => parseScenario(document)).toThrow(/\/leaks\/3 names the key "app-4"/);
});
