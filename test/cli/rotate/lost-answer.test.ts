import { ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { Rotation, SECRET } from './arrange';

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin();
});
afterEach(async () => {
  for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
  await rotation.end();
});

const KMS = { place: { kind: 'kms' as const, secretName: SECRET } };
const current = () => rotation.versions.find(([, stages]) => stages === 'ACSCurrent')?.[0];
const versionOfNew = () => `ak-tourniquet-${rotation.newKey.accessKeyId}`;
const steps = () =>
  rotation.journal.flatMap((entry) =>
    entry.type === 'rotation' && entry['ended'] === true
      ? (entry['steps'] as { step: string; ok: boolean }[]).map(({ step, ok }) => `${ok ? '' : 'FAILED '}${step}`)
      : [],
  );
/** KMS puts the secret down, and each answer of its three is lost. */
const lose = () => rotation.fault('kms', 'PutSecretValue', 'malformed', 3);

test('KMS has the secret and its answers were lost: it is looked up, and the key stays on', async () => {
  lose();
  const { code, stderr } = await rotation.start(KMS);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/its answer was lost[\s\S]*it has the version/)]);
  expect([current(), rotation.newKey.status]).toEqual([versionOfNew(), 'Active']);
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect([current(), rotation.newKey.status]).toEqual(['v1', 'Inactive']);
});

describe('nor can it be looked up', () => {
  /** The look at the secret's versions fails from the first answer that is lost on. */
  const loseAll = () =>
    rotation
      .inNext('before', 'rotation-intent', () => {
        lose();
        rotation.fault('kms', 'ListSecretVersionIds', 'deny', 99);
      })
      .start(KMS);

  test('a key that the workload may read by now is not switched off, and the doubt is said and written', async () => {
    const { code, stderr } = await loseAll();
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/could not be checked[\s\S]*stays on[\s\S]*Next: npx --no ak-tourniquet rotate start LTAI/),
    ]);
    expect([current(), rotation.newKey.status]).toEqual([versionOfNew(), 'Active']);
    expect(steps()).toEqual(['prepare-place', `create-key:${rotation.newKey.accessKeyId}`, 'FAILED hand-over-unknown']);
    expect(await rotation.start(KMS)).toMatchObject({ code: 3, stderr: expect.stringMatching(/so nothing was made/) });
  });

  test('the next start that can look finds it', async () => {
    await loseAll();
    rotation.sandbox.kernel.faults.clear();
    expect(await rotation.start(KMS)).toMatchObject({ code: 0, stderr: expect.stringMatching(/found where/) });
    await rotation.moveOver();
    expect(await rotation.verify()).toMatchObject({ code: 0 });
  });

  test('or an undo gives the workload its former version back, before the key goes off', async () => {
    await loseAll();
    expect(await rotation.step('undo')).toMatchObject({ code: 1, stderr: expect.stringMatching(/FAILED stage-back/) });
    expect(rotation.newKey.status).toBe('Active');
    rotation.sandbox.kernel.faults.clear();
    expect(await rotation.step('undo')).toMatchObject({ code: 0 });
    expect([current(), rotation.newKey.status]).toEqual(['v1', 'Inactive']);
  });
});

test('KMS puts it down after all, when the key was switched off as lost: the next start switches it on', async () => {
  rotation.fault('kms', 'PutSecretValue', 'deny');
  expect(await rotation.start(KMS)).toMatchObject({ code: 1 });
  const { accessKeyId, accessKeySecret } = rotation.newKey;
  const data = JSON.stringify({ AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret });
  rotation.sandbox.world.secrets.put(SECRET, { id: versionOfNew(), data, type: 'text' });
  const { code, stderr } = await rotation.start(KMS);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/switch the new key LTAI\w+ of ci-bot on again/)]);
  expect(rotation.newKey.status).toBe('Active');
  await rotation.moveOver();
  expect(await rotation.verify()).toMatchObject({ code: 0 });
  // The version before it is known as well, so that there is a way back.
  expect(await rotation.step('undo', { anyway: true, reason: 'x' })).toMatchObject({ code: 0 });
  expect([current(), rotation.newKey.status]).toEqual(['v1', 'Inactive']);
});

test('a new key that was switched off because it leaked as well is not switched on', async () => {
  await rotation.start(KMS);
  const { accessKeyId } = rotation.newKey;
  await rotation.command(async (cli) => {
    const { respondCommand } = await import('../../../cli/respond');
    return respondCommand(cli, accessKeyId, { by: 'alice', reason: 'it leaked too', yes: true });
  });
  rotation.newKey.status = 'Inactive';
  expect(await rotation.start(KMS)).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/leaked itself[\s\S]*--discard/),
  });
  expect(rotation.newKey.status).toBe('Inactive');
});

test('a second new key in place of a first one: undo takes back to what was current before both', async () => {
  await rotation.start();
  const first = rotation.newKey.accessKeyId;
  const { world } = rotation.sandbox;
  setKeyStatus(world, ownerNamed(world, 'ci-bot'), first, 'Inactive');
  expect(await rotation.start({ discard: first })).toMatchObject({ code: 0 });
  expect(current()).toBe(versionOfNew());
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect([current(), rotation.newKey.status]).toEqual(['v1', 'Inactive']);
});

describe('the journal takes nothing behind the intent', () => {
  const WHY = { anyway: true, now: true, reason: 'a test says so', json: true };
  /** Each step is done and fails, for the journal does not know of it; the same again finds it done. */
  async function unwritten(name: string, step: () => Promise<{ code: number; stdout: string; stderr: string }>) {
    rotation.inNext('behind', 'rotation-intent', () => rotation.fault('oss', 'PutObject', 'deny', 99));
    const { code, stdout, stderr } = await step();
    rotation.sandbox.kernel.faults.clear();
    const told = JSON.parse(stdout);
    expect([name, code, told.exitCode, stderr]).toEqual([name, 1, 1, expect.stringContaining('FAILED journal')]);
    expect([name, told.next, told.steps]).toEqual([
      name,
      expect.stringContaining(`rotate ${name} ${rotation.old}`),
      expect.not.arrayContaining([expect.objectContaining({ ok: false })]),
    ]);
    rotation.later(1);
    expect([name, await step()]).toEqual([name, expect.objectContaining({ code: 0 })]);
  }

  test('each step exits as one that failed, to a person and to a program, and the same again ends it', async () => {
    await unwritten('start', () => rotation.startInto(rotation.file(), { json: true }));
    await unwritten('finish', () => rotation.step('finish', WHY));
    await unwritten('delete', () => rotation.step('delete', WHY));
    await unwritten('undo', () => rotation.step('undo', WHY));
  });

  test('but what is written at the end of a step was written: one entry on its way that is lost fails nothing', async () => {
    const { code, stderr } = await rotation
      .inNext('before', 'rotation', () => rotation.fault('oss', 'PutObject', 'deny'))
      .start(KMS);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('FAILED')]);
    expect(await rotation.start(KMS)).toMatchObject({ code: 0, stderr: expect.stringMatching(/The new key is LTAI/) });
  });
});

test('a key that is named and does not go is said to be there: behind a start that stands, and behind a finish', async () => {
  await rotation.start(KMS);
  const named = (discard: string) => rotation.start({ ...KMS, discard });
  const { old } = rotation;
  const fresh = rotation.newKey.accessKeyId;
  expect(await named(old)).toMatchObject({ code: 4, stderr: expect.stringMatching(/Nothing was discarded.*replaced/) });
  await rotation.step('finish', { anyway: true, reason: 'a test says so' });
  expect(await named(old)).toMatchObject({ code: 4, stderr: expect.stringMatching(/Nothing was discarded.*replaced/) });
  expect(await named(fresh)).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/Nothing was discarded: LTAI\S+ is on, and with the old key off/),
  });
  expect(rotation.keysOf().map(({ accessKeyId }) => accessKeyId)).toEqual([old, fresh]);
});
