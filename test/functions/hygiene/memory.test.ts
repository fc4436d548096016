import type { Run } from '../../../functions/platform';
import { createKey } from '../../../sandbox/world/keys';
import { aSandbox, aUser } from '../../builders';
import { expectToAddUp, Night, PREFIX, resultsOf } from './arrange';

let night: Night;
afterEach(() => night.stop());

const english = { TOURNIQUET_LANGUAGE: 'en' };
const young = { createdDaysAgo: 20, lastUsedDaysAgo: 1 };
const DAY_MS = 86_400_000;
const asked = () => night.calls('ListAccessKeys').map(({ parameters }) => String(parameters['UserName']));

test('the next night asks nobody for ids again, but whose keys have changed; the index keeps all of them', async () => {
  night = await Night.in(aSandbox().withUser(...['ann', 'bob', 'eve'].map((name) => aUser(name).withKey(name, young))));
  await night.pass(english);
  const first = asked().length;
  expect(first).toBeGreaterThanOrEqual(3);

  night.sandbox.clock.advance(DAY_MS);
  await night.pass(english);
  expect(asked()).toHaveLength(first);
  const ids = () => night.report().keys.flatMap(({ subject }) => subject.accessKeyId ?? []);
  expect(ids()).toEqual(expect.arrayContaining(['ann', 'bob', 'eve'].map((name) => night.keyOf(name))));

  const user = night.sandbox.world.users.get('bob');
  if (!user) throw new Error('no bob');
  const second = createKey(night.sandbox.world, { keys: user.keys, user });
  night.sandbox.clock.advance(DAY_MS);
  await night.pass(english);
  expect(asked().slice(first)).toEqual(['bob']);
  expect(ids()).toContain(second.accessKeyId);
  const { paths, seal } = await night.run();
  const index = await seal.open<{ owners: Record<string, string> }>(paths.owners, night.object('/owners.json'));
  expect(index?.owners).toMatchObject({ [second.accessKeyId]: 'bob', [night.keyOf('ann')]: 'ann' });
});

test('a memory that cannot be read is not written over, and the night is told', async () => {
  night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
  await night.pass(english);
  const kept = night.object('memory.json');
  night.sandbox.clock.advance(DAY_MS);
  // The heartbeat and the memory are read first.
  night.fault('oss', 'GetObject', 'deny', 2);
  await expect(night.pass(english)).rejects.toThrow(/what this night knows was not kept/);
  expectToAddUp(night.report());
  expect(night.object('memory.json')).toBe(kept);
  expect(night.report().notes.join('\n')).toContain('what earlier nights knew could not be read');
});

test('a leaked key that no night has seen is found by its id, whoever it belongs to', async () => {
  night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann', young)));
  await night.pass(english);
  night.sandbox.publishLeak({ key: 'ann', when: 'found' } as never);
  night.sandbox.clock.advance(DAY_MS);
  await night.pass(english);
  expect(resultsOf(night, 'ann')).toMatchObject({ 'key-leaked': 'finding' });
});

describe.each([
  ['ims', 'GenerateCredentialReport'],
  ['ims', 'GetCredentialReport'],
  ['ims', 'GetAccountSummary'],
  ['ims', 'GetAccessKeyPolicy'],
  ['ims', 'GetUser'],
  ['ram', 'ListUsers'],
  ['ram', 'ListAccessKeys'],
  ['ram', 'ListPolicies'],
  ['ram', 'GetPolicy'],
  ['ram', 'ListEntitiesForPolicy'],
  ['sas', 'DescribeAccesskeyLeakList'],
  ['actiontrail', 'DescribeTrails'],
  ['actiontrail', 'LookupEvents'],
] as const)('%s %s', (service, action) => {
  test.each(['deny', 'throttle', 'malformed'] as const)(
    '%s: every count adds up, and nobody is called never used',
    async (fault) => {
      night = await Night.in(
        aSandbox()
          .withUser(
            aUser('ann').withKey('ann', young).withPolicy('System/AdministratorAccess'),
            aUser('off').withKey('off', { createdDaysAgo: 200, status: 'Inactive' }),
          )
          .withLeak('ann'),
      );
      night.fault(service, action, fault, 100_000);
      // Waiting for what never passes is not what is tested.
      const impatient = (run: Run): Run => ({ ...run, clock: { ...run.clock, sleep: () => Promise.resolve() } });
      await night.pass(english, impatient).catch(() => undefined);
      const report = night.report();
      expectToAddUp(report);
      expect(report.keys.length).toBeGreaterThan(action === 'ListUsers' ? 0 : 1);
      expect(resultsOf(night, 'ann')?.['key-never-used']).not.toBe('finding');
      expect(night.object(`${PREFIX}/hygiene/${report.date}/report.html`)).toContain(report.date);
    },
  );
});
