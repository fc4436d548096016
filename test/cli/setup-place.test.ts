import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { cli } from './run-cli';

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());

const rightsOf = (role: string) =>
  sandbox.world.policies.get(`Custom/ak-tourniquet-${role}`)?.versions.at(-1)?.document;

test.each([
  ['another bucket', { TOURNIQUET_EVIDENCE_BUCKET: 'acme-logs' }],
  ['another prefix', { TOURNIQUET_EVIDENCE_PREFIX: 'elsewhere/' }],
])('a shell that names %s takes the functions no rights on theirs, unless it says so', async (_, elsewhere) => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).withBucket('acme-logs').start();
  expect(await cli(sandbox, ['setup', '--yes'])).toMatchObject({ code: 0 });
  const before = ['respond', 'investigate', 'hygiene'].map(rightsOf);
  const refused = await cli(sandbox, ['setup', '--yes'], elsewhere);
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/remember in ak-tourniquet-evidence.*--new-place/),
  });
  const removed = await cli(sandbox, ['remove', '--yes'], elsewhere);
  expect([removed.code, removed.stderr]).toEqual([
    2,
    expect.stringMatching(/remember in ak-tourniquet-evidence.*unseen/),
  ]);
  expect(['respond', 'investigate', 'hygiene'].map(rightsOf)).toEqual(before);
  expect(await cli(sandbox, ['setup', '--yes', '--new-place'], elsewhere)).toMatchObject({ code: 0 });
  expect(rightsOf('respond')).toContain(Object.values(elsewhere)[0]);
  expect(await cli(sandbox, ['setup', '--yes'], elsewhere)).toMatchObject({ code: 0 });
});

test('two people who set up at once both end well, and what they made is there once', async () => {
  sandbox = await aSandbox().start({ bare: true, latencyMs: 5 });
  const both = await Promise.all([cli(sandbox, ['setup', '--yes']), cli(sandbox, ['setup', '--yes'])]);
  expect(both.map(({ code, stderr }) => [code, /CLOUD_ALREADY_THERE/.test(stderr)])).toEqual([
    [0, false],
    [0, false],
  ]);
  expect((await cli(sandbox, ['setup', '--yes'])).stderr).toMatch(/Everything is there already/);
});
