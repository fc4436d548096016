import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import { loadScenario, parseScenario, SCENARIO_NAMES, ScenarioInvalid } from '../../../sandbox/scenario';
import { startSandbox } from '../../../sandbox/start';

const problemsOf = (document: unknown): readonly string[] => {
  try {
    parseScenario(document);
    return [];
  } catch (error) {
    if (error instanceof ScenarioInvalid) return error.problems;
    throw error;
  }
};
const base = { name: 'x', description: 'x', users: [{ name: 'bot', keys: [{ name: 'k' }] }] };

test.each([
  ['not an object', 7, /must be object/],
  ['an unknown field', { ...base, usres: [] }, /additional properties \("usres"\)/],
  ['a user name with a space', { ...base, users: [{ name: 'a b' }] }, /\/users\/0\/name/],
  ['a leak of nobody’s key', { ...base, leaks: [{ key: 'other' }] }, /\/leaks\/0 names the key "other"/],
  [
    'an event of nobody’s key',
    { ...base, events: [{ key: 'o', daysAgo: 1, service: 'ecs', action: 'A' }] },
    /\/events\/0/,
  ],
  ['a group that is not there', { ...base, users: [{ name: 'bot', groups: ['g'] }] }, /group "g"/],
  [
    'a step of nobody',
    { ...base, attacker: { steps: [{ as: 'leaked', service: 'ram', action: 'ListUsers' }] } },
    /acts as "leaked"/,
  ],
  [
    'a step that uses what nobody saved',
    {
      ...base,
      leaked: 'k',
      attacker: { steps: [{ as: 'leaked', service: 'ram', action: 'A', parameters: { U: `$${'{new.Id}'}` } }] },
    },
    /\$\{new/,
  ],
  [
    'an unknown service in a step',
    { ...base, leaked: 'k', attacker: { steps: [{ as: 'leaked', service: 'nope', action: 'A' }] } },
    /allowed values/,
  ],
])('%s is refused, and the place is named', (_what, document, problem) => {
  expect(problemsOf(document).join('\n')).toMatch(problem);
});

test('several problems are named at once', () => {
  expect(problemsOf({ name: 'X Y', users: [{ name: '' }] }).length).toBeGreaterThanOrEqual(3);
});

test('a file that is not there is refused with the names that are', () => {
  expect(() => loadScenario('no-such-file.json')).toThrow(/console-takeover, quiet, root-key/);
});

test.each(SCENARIO_NAMES)(
  'the shipped scenario %s starts, and what it says of a leak and of bills is there',
  async (name) => {
    const sandbox = await startSandbox({ scenario: name });
    const { scenario, identities, keys, world } = sandbox;
    const leaked = keys.get(scenario?.leaked ?? '')?.key.accessKeyId;
    const published = scenario?.leaked === undefined ? undefined : sandbox.publishLeak({ key: scenario.leaked });
    await sandbox.stop();
    expect(new Set(world.bills.map((line) => line.date)).size).toBe(scenario?.bills?.days ?? 0);
    // The one that tells of nights has no leak.
    expect(leaked === undefined).toBe(name === 'hygiene');
    expect(identities.leaked?.accessKeyId).toBe(leaked);
    if (published) expect(published).toMatchObject({ accessKeyId: leaked, status: 'pending', tokenValid: 1 });
  },
);

test('the key of console-takeover has a history, the one of quiet has none within a year', async () => {
  const takeover = await startSandbox({ scenario: 'console-takeover' });
  const quiet = await startSandbox({ scenario: 'quiet' });
  const eventsOf = (sandbox: typeof takeover): number =>
    sandbox.world.events.all().filter((e) => e.userIdentity.accessKeyId === sandbox.identities.leaked?.accessKeyId)
      .length;
  expect(eventsOf(takeover)).toBeGreaterThan(50);
  expect(eventsOf(quiet)).toBe(0);
  const lastUsed = quiet.keys.get('export')?.key.lastUsed?.at.getTime() ?? 0;
  expect(Date.now() - lastUsed).toBeGreaterThan(365 * 86_400_000);
  await Promise.all([takeover.stop(), quiet.stop()]);
});

test('a bare account has none of our things', async () => {
  const sandbox = await startSandbox({ bare: true });
  expect([...sandbox.world.policies.keys()].filter((name) => name.startsWith('Custom/'))).toEqual([]);
  expect(sandbox.oss.buckets.size).toBe(0);
  expect(sandbox.world.roles.size).toBe(0);
  expect(sandbox.identities).not.toHaveProperty('responder');
  await sandbox.stop();
});

test('an event goes to the bus as a CloudEvent', async () => {
  const sandbox = await startSandbox({ scenario: 'console-takeover' });
  const event = sandbox.world.events.all().at(-1);
  if (!event) throw new Error('the scenario has no events');
  expect(cloudEventOf(event, sandbox.accountId, sandbox.world.now())).toMatchObject({
    id: event.eventId,
    specversion: '1.0',
    type: `${event.serviceName.toLowerCase()}:ActionTrail:ApiCall`,
    aliyunaccountid: sandbox.accountId,
    data: event,
  });
  await sandbox.stop();
});
