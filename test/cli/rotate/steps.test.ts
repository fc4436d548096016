import { releaseCommand } from '../../../cli/release';
import { callRpc } from '../../sdk-clients';
import { Rotation, SECRET } from './arrange';

const KMS = { place: { kind: 'kms' as const, secretName: SECRET } };
const WHY = { reason: 'the nightly job moves tomorrow' };

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin();
});
afterEach(async () => {
  for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
  await rotation.end();
});

const entries = (type: string) => rotation.journal.filter((entry) => entry.type === type);
const keys = () => Object.fromEntries(rotation.keysOf().map(({ accessKeyId, status }) => [accessKeyId, status]));

describe('finish', () => {
  test('before a start', async () => {
    expect(await rotation.step('finish')).toMatchObject({ code: 4, stderr: expect.stringMatching(/rotate start/) });
  });

  test('switches the old key off, once it is quiet and the new one works', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    const { code } = await rotation.step('finish');
    expect(code).toBe(0);
    expect(keys()).toEqual({ [rotation.old]: 'Inactive', [rotation.newKey.accessKeyId]: 'Active' });
    expect(rotation.policiesOf()).toContain('AkTourniquetQuarantine');
    const again = await rotation.step('finish');
    expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/is off since[\s\S]*rotate delete/)]);
    expect(await rotation.start(KMS)).toMatchObject({ code: 0, stderr: expect.stringMatching(/is off since/) });
  });

  test('refuses while the old key is used, unless a person says so with a reason', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    await rotation.use(rotation.old);
    expect(await rotation.step('finish')).toMatchObject({ code: 4, stderr: expect.stringMatching(/was used at/) });
    expect(await rotation.step('finish', { anyway: true })).toMatchObject({ code: 2 });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
    expect(await rotation.step('finish', { anyway: true, observeDays: 0, ...WHY })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/leave out the time of observation/),
    });
    expect(entries('rotation-intent').at(-1)).toMatchObject({ step: 'finish', by: 'alice', ...WHY });
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
  });

  test('refuses while nobody was seen to use the new key', async () => {
    await rotation.start(KMS);
    rotation.later(5);
    expect(await rotation.step('finish')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/not seen in use yet/),
    });
  });

  test('by the word of a person without a usable new key: the plan says so, and so does what stands, and the list', async () => {
    await rotation.start(KMS);
    const { newKey } = rotation;
    newKey.status = 'Inactive';
    const done = await rotation.step('finish', { anyway: true, ...WHY });
    expect(done).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(
        /go over this: the new key .* is off: .*\n[\s\S]*leave the workload without either key[\s\S]*Its new key .* is off\.\nNext: .*rotate start/,
      ),
    });
    expect(done.stderr).not.toMatch(/The new key is/);
    const { stdout } = await rotation.run(['status', rotation.old, '--json']);
    expect(JSON.parse(stdout).checklist).toHaveProperty('replaced', expect.stringMatching(/^open/));
    expect(await rotation.step('undo')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/Next: .*rotate start/),
    });
  });

  test('the old key is off or gone already: the journal says so, and nothing else happens', async () => {
    await rotation.start(KMS);
    const old = rotation.keysOf().find(({ accessKeyId }) => accessKeyId === rotation.old);
    if (old) old.status = 'Inactive';
    const from = rotation.sandbox.kernel.calls.all().length;
    expect(await rotation.step('finish')).toMatchObject({ code: 0, stderr: expect.stringMatching(/off already/) });
    expect(rotation.writes(from)).toEqual([]);
    expect(await rotation.step('undo')).toMatchObject({ code: 0, stderr: expect.stringMatching(/stays so/) });
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
  });

  test('--lift-early takes the deny off with a name and a reason, and never while the key is on', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    expect(await rotation.step('finish', { liftEarly: true })).toMatchObject({ code: 2 });
    expect(await rotation.step('finish', { liftEarly: true, ...WHY })).toMatchObject({ code: 0 });
    expect(rotation.policiesOf()).not.toContain('AkTourniquetQuarantine');
    expect(entries('release')).toMatchObject([{ by: 'alice', ...WHY, complete: true }]);
    const undone = await rotation.step('undo');
    expect([undone.code, undone.stderr]).toEqual([4, expect.stringMatching(/deny on ci-bot was lifted/)]);
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
  });
});

describe('delete', () => {
  const finished = async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    await rotation.step('finish');
  };

  test('before finish, and before the time of observation is over, nothing is deleted', async () => {
    await rotation.start(KMS);
    expect(await rotation.step('delete')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/finish comes first/),
    });
    await rotation.moveOver();
    await rotation.step('finish');
    rotation.later(6 * 24);
    expect(await rotation.step('delete')).toMatchObject({ code: 4, stderr: expect.stringMatching(/is watched until/) });
    expect(await rotation.step('delete', { now: true })).toMatchObject({ code: 2 });
    expect(rotation.keysOf()).toHaveLength(2);
  });

  test('after it: to the recycle bin, and the deny comes off', async () => {
    await finished();
    rotation.later(7 * 24 + 1);
    const { code, stderr } = await rotation.step('delete');
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/in the recycle bin since[\s\S]*detach:AkTourniquetQuarantine/),
    ]);
    expect(Object.keys(keys())).toEqual([rotation.newKey.accessKeyId]);
    expect(rotation.sandbox.world.recycledKeys.has(rotation.old)).toBe(true);
    expect(rotation.policiesOf()).toEqual(['AliyunECSFullAccess']);
    expect(await rotation.step('delete')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/was deleted by alice/),
    });
    expect(await rotation.step('finish')).toMatchObject({ code: 0 });
    expect(await rotation.start(KMS)).toMatchObject({ code: 0, stderr: expect.stringMatching(/was deleted by alice/) });
    expect(await rotation.verify()).toMatchObject({ code: 0, stderr: expect.stringMatching(/was deleted/) });
  });

  test('with the new key off it is refused, whatever of its use can be read, until a person says so', async () => {
    await finished();
    rotation.later(7 * 24 + 1);
    const { newKey } = rotation;
    newKey.status = 'Inactive';
    const what = /is not deleted: the new key LTAI\S+ is off.*rotate start switches it on.*or rotate undo.*--anyway/;
    expect(await rotation.step('delete')).toMatchObject({ code: 4, stderr: expect.stringMatching(what) });
    const { stdout } = await rotation.run(['status', rotation.old, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      checklist: { replaced: expect.stringMatching(/^open/) },
      rotation: { next: expect.stringMatching(/rotate start/) },
    });
    rotation.fault('ram', 'GetAccessKeyLastUsed', 'deny', 2);
    expect(await rotation.step('delete')).toMatchObject({ code: 4, stderr: expect.stringMatching(what) });
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
    rotation.sandbox.kernel.faults.clear();
    expect(await rotation.step('delete', { anyway: true })).toMatchObject({ code: 2 });
    expect(await rotation.step('delete', { anyway: true, ...WHY })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/go over this: the new key LTAI\S+ is off[\s\S]*without either key/),
    });
    expect(entries('release')).toMatchObject([WHY]);
  });

  test('both keys were deleted by somebody: nothing is left to refuse, and the reason of the release says what is so', async () => {
    await finished();
    rotation.keysOf().splice(0, 2);
    const { code, stderr } = await rotation.step('delete');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/the new key in its place, LTAI\w+, was deleted\./)]);
    expect(entries('release')).toMatchObject([
      { reason: expect.stringMatching(/^the key was deleted; the new key in its place, LTAI\w+, was deleted$/) },
    ]);
  });

  test('now, with a reason: the plan says that the time of observation is skipped', async () => {
    await finished();
    expect(await rotation.step('delete', { now: true, ...WHY })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/go over this: the time of observation, until 20\S+, is skipped/),
    });
    expect(entries('rotation-intent').at(-1)).toMatchObject({ step: 'delete', ...WHY });
  });

  test('a key that somebody switched on again is not deleted', async () => {
    await finished();
    rotation.later(7 * 24 + 1);
    const old = rotation.keysOf().find(({ accessKeyId }) => accessKeyId === rotation.old);
    if (old) old.status = 'Active';
    expect(await rotation.step('delete')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/switched on again/),
    });
    expect(rotation.keysOf()).toHaveLength(2);
  });

  test('a key that somebody deleted: the journal says so, and the deny comes off', async () => {
    await finished();
    const user = rotation.sandbox.world.users.get('ci-bot');
    user?.keys.splice(0, 1);
    expect(await rotation.step('delete')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/somebody deleted it/),
    });
    expect(rotation.policiesOf()).toEqual(['AliyunECSFullAccess']);
  });

  test('another key that was made since the leak, and that nobody calls his own: the deny stays, and it says why', async () => {
    await finished();
    rotation.later(7 * 24 + 1);
    const { world } = rotation.sandbox;
    const user = world.users.get('ci-bot');
    user?.keys.push({
      accessKeyId: 'LTAI5tTheThiefsKey000001',
      accessKeySecret: 'y'.repeat(30),
      createDate: world.now(),
      updateDate: world.now(),
      status: 'Active',
    });
    const { code, stderr } = await rotation.step('delete');
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(
        /NOT released: LTAI5tTheThiefsKey000001: made since the leak[\s\S]*Next: npx --no ak-tourniquet release LTAI\w+ --reason "…"\n/,
      ),
    ]);
    expect(rotation.sandbox.world.recycledKeys.has(rotation.old)).toBe(true);
    expect(rotation.policiesOf()).toContain('AkTourniquetQuarantine');
  });

  test('somebody gave the user more meanwhile: the deny stays, and the command that takes it off all the same is told', async () => {
    await rotation.start(KMS);
    const admin = { PolicyType: 'System', PolicyName: 'AdministratorAccess', UserName: 'ci-bot' };
    await callRpc(rotation.sandbox, rotation.sandbox.identities.admin, 'ram', 'AttachPolicyToUser', admin);
    const command = `npx --no ak-tourniquet release ${rotation.old} --accept-changes --reason "…"`;
    const finish = await rotation.step('finish', { anyway: true, liftEarly: true, observeDays: 0, ...WHY });
    expect([finish.code, finish.stderr]).toEqual([4, expect.stringContaining(`named above: ${command}`)]);
    expect(finish.stderr).toContain(`Next: npx --no ak-tourniquet rotate delete ${rotation.old}`);
    const { code, stderr } = await rotation.step('delete');
    expect([code, stderr]).toEqual([4, expect.stringContaining(`Next: ${command}`)]);
    const accepted = await rotation.command((cli) =>
      releaseCommand(cli, rotation.old, {
        ...{ by: 'alice', reason: 'known', yes: true, acceptChanges: true },
        ...{ falseAlarm: false, reactivate: [], ownKeys: [] },
      }),
    );
    expect([accepted.code, rotation.policiesOf()]).toEqual([0, ['AdministratorAccess', 'AliyunECSFullAccess']]);
  });

  test('refused half-way: the deletion stands, and the deny comes off the next time', async () => {
    await finished();
    rotation.later(7 * 24 + 1);
    rotation.fault('ram', 'DetachPolicyFromUser', 'deny');
    expect(await rotation.step('delete')).toMatchObject({ code: 1 });
    expect(rotation.policiesOf()).toContain('AkTourniquetQuarantine');
    expect(await rotation.step('delete')).toMatchObject({ code: 0 });
    expect(rotation.policiesOf()).toEqual(['AliyunECSFullAccess']);
  });
});

test('a key that is held, and not contained, is replaced as well; then nothing waits for a person any more', async () => {
  await rotation.end();
  rotation = await Rotation.begin(undefined, false);
  const env = { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
  const held = await rotation.run(['respond', rotation.old, '--reason', 'x', '--yes'], env);
  expect(held.code).toBe(4);
  await rotation.start(KMS);
  await rotation.moveOver();
  expect(await rotation.step('finish')).toMatchObject({ code: 0 });
  expect(await rotation.step('delete', { now: true, ...WHY })).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/close the incident/),
  });
  const { stdout } = await rotation.run(['status']);
  expect(stdout).toMatch(/^released +LTAI/m);
});

describe('undo, step by step', () => {
  test('all the way back: every key there and on or off as before, none deleted for good', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    await rotation.step('finish');
    await rotation.step('delete', { now: true, ...WHY });
    const newKey = rotation.newKey.accessKeyId;
    expect(await rotation.step('undo')).toMatchObject({ code: 0, stderr: expect.stringMatching(/back, and off/) });
    expect(keys()).toEqual({ [newKey]: 'Active', [rotation.old]: 'Inactive' });
    // The same command once more, by whoever did not see its end, goes no further back.
    const more = { anyway: true, again: true, ...WHY };
    expect(await rotation.step('undo', { anyway: true, ...WHY })).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/taken back already, by alice at .*--again/),
    });
    expect(keys()).toEqual({ [newKey]: 'Active', [rotation.old]: 'Inactive' });
    expect(await rotation.step('undo')).toMatchObject({ code: 4, stderr: expect.stringMatching(/was lifted/) });
    expect(await rotation.step('undo', more)).toMatchObject({ code: 0 });
    expect(keys()).toEqual({ [newKey]: 'Active', [rotation.old]: 'Active' });
    expect(await rotation.step('undo')).toMatchObject({ code: 4, stderr: expect.stringMatching(/is in use/) });
    expect(await rotation.step('undo', more)).toMatchObject({ code: 0 });
    expect(keys()).toEqual({ [newKey]: 'Inactive', [rotation.old]: 'Active' });
    expect(rotation.versions).toEqual([
      ['v1', 'ACSCurrent'],
      [`ak-tourniquet-${newKey}`, 'ACSPrevious'],
    ]);
    expect(await rotation.step('undo')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/was taken back by alice/),
    });
    expect(await rotation.start({ ...KMS, discard: newKey })).toMatchObject({ code: 0 });
  });

  test('the new key stays on when the secret cannot be put back first', async () => {
    await rotation.start(KMS);
    rotation.fault('kms', 'UpdateSecretVersionStage', 'deny');
    expect(await rotation.step('undo')).toMatchObject({ code: 1, stderr: expect.stringMatching(/FAILED stage-back/) });
    expect(rotation.newKey.status).toBe('Active');
    expect(await rotation.step('undo')).toMatchObject({ code: 0 });
    expect(rotation.newKey.status).toBe('Inactive');
  });

  test('a run that died after KMS had its former version back: the next one goes on', async () => {
    await rotation.start(KMS);
    await rotation.killed(['undo', rotation.old, '--yes'], ['kms', 'UpdateSecretVersionStage']);
    expect([rotation.versions[0], rotation.newKey.status]).toEqual([['v1', 'ACSCurrent'], 'Active']);
    rotation.later(1);
    expect(await rotation.step('undo')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/v1 is current already/),
    });
    expect(rotation.newKey.status).toBe('Inactive');
  });

  test('a secret that somebody gave a newer version keeps it', async () => {
    await rotation.start(KMS);
    rotation.sandbox.world.secrets.put(SECRET, { id: 'v9', data: 'by hand', type: 'text' });
    expect(await rotation.step('undo')).toMatchObject({ code: 0, stderr: expect.stringMatching(/v9 is current now/) });
    expect(rotation.versions.at(-1)).toEqual(['v9', 'ACSCurrent']);
  });

  test('a key that is not in the recycle bin any more', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    await rotation.step('finish');
    await rotation.step('delete', { now: true, ...WHY });
    rotation.sandbox.world.recycledKeys.clear();
    expect(await rotation.step('undo')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not in the recycle bin/),
    });
  });

  test('of nothing', async () => {
    expect(await rotation.step('undo')).toMatchObject({ code: 0, stderr: expect.stringMatching(/No rotation/) });
  });
});
