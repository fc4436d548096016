import { callRpc } from '../../sdk-clients';
import { QUARANTINE, Rotation, SECRET } from './arrange';

const KMS = { place: { kind: 'kms' as const, secretName: SECRET } };

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin();
});
afterEach(async () => {
  for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
  await rotation.end();
});

const entries = (type: string) => rotation.journal.filter((entry) => entry.type === type);

describe('verify', () => {
  test('before a start there is nothing to verify', async () => {
    expect(await rotation.verify()).toMatchObject({ code: 4, stderr: expect.stringMatching(/rotate start/) });
  });

  test('just after the start: nothing shows yet, which is no silence', async () => {
    await rotation.start(KMS);
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([3, expect.stringMatching(/look again after[\s\S]*not seen in use yet/)]);
    expect(entries('rotation-verified')).toMatchObject([{ oldKey: 'not-visible-yet', newKey: 'not-seen-yet' }]);
  });

  test('events tell of a use before its last use is told; where they fail, nothing is said of what they would have told', async () => {
    await rotation.start(KMS);
    await rotation.use(rotation.newKey.accessKeyId);
    delete (rotation.newKey as { lastUsed?: unknown }).lastUsed;
    // The index of last uses lags by hours.
    rotation.sandbox.kernel.faults.rewrite({
      service: 'actiontrail',
      action: 'GetAccessKeyLastUsedInfo',
      answer: (usual) => ({ ...usual, ServiceName: '', UsedTimestamp: 0, Source: '', Detail: '' }),
    });
    rotation.later(1);
    expect(await rotation.verify()).toMatchObject({ code: 3, stderr: expect.stringMatching(/works: last used/) });
    rotation.fault('actiontrail', 'LookupEvents', 'deny', 9);
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/new key .*: could not be checked[\s\S]*could not check: latest events of/),
    ]);
  });

  test('the events cannot be read, and last uses are quiet: could not check', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    rotation.fault('actiontrail', 'LookupEvents', 'deny', 99);
    const why = `could not check: latest events of ${rotation.old}: actiontrail LookupEvents failed`;
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([3, expect.stringContaining(why)]);
    expect(stderr).toMatch(
      /new key .*: could not be checked: it was used at [\s\S]*ask for actiontrail:LookupEvents,[\s\S]*Next: npx --no ak-tourniquet rotate verify/,
    );
    expect(entries('rotation-verified')).toMatchObject([{ oldKey: 'could-not-check', newKey: 'could-not-check' }]);
    expect(await rotation.step('finish')).toMatchObject({ code: 4, stderr: expect.stringContaining(why) });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
    const anyway = await rotation.step('finish', { anyway: true, reason: 'no right to look' });
    expect([anyway.code, anyway.stderr]).toEqual([0, expect.stringContaining(`go over this: ${why}`)]);
  });

  test('the old key was used before a look that found the new one unused: that was the workload, and it is quiet since', async () => {
    await rotation.start(KMS);
    rotation.later(1);
    await rotation.use(rotation.old);
    rotation.later(3);
    expect(await rotation.verify()).toMatchObject({ code: 4 });
    await rotation.moveOver();
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([0, expect.stringMatching(/is quiet[\s\S]*works: last used/)]);
    expect(entries('rotation-verified').at(-1)).toMatchObject({ oldKey: 'quiet', newKey: 'works', by: 'alice' });
  });

  test('used after the start, and nobody had looked: before the change or beside it is not known, until a second look', async () => {
    await rotation.start(KMS);
    rotation.later(1);
    await rotation.use(rotation.old);
    rotation.later(1);
    await rotation.moveOver();
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([3, expect.stringMatching(/last use alone does not tell; look again after 20/)]);
    expect(await rotation.step('finish')).toMatchObject({ code: 4, stderr: expect.stringMatching(/may have been/) });
    rotation.later(3);
    expect(await rotation.verify()).toMatchObject({ code: 3 });
    await rotation.moveOver();
    expect(await rotation.verify()).toMatchObject({ code: 0, stderr: expect.stringMatching(/is quiet: no use after/) });
    expect(await rotation.step('finish')).toMatchObject({ code: 0 });
  });

  test('the new key, then the old one, then the new one again: it was used beside it, by the first use that is known', async () => {
    await rotation.start(KMS);
    await rotation.use(rotation.newKey.accessKeyId);
    rotation.later(10);
    await rotation.use(rotation.old);
    rotation.later(0.1);
    await rotation.moveOver();
    expect(await rotation.verify()).toMatchObject({ code: 4, stderr: expect.stringMatching(/is STILL USED/) });
    expect(await rotation.step('finish')).toMatchObject({ code: 4, stderr: expect.stringMatching(/was used at/) });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
  });

  test('both by turns, and no event is to be had of it: the last uses alone never make it quiet', async () => {
    await rotation.start(KMS);
    for (let hour = 0; hour < 12; hour += 1) {
      await rotation.use(rotation.newKey.accessKeyId);
      rotation.later(0.5);
      await rotation.use(rotation.old);
      rotation.later(0.5);
    }
    await rotation.moveOver();
    rotation.fault('actiontrail', 'LookupEvents', 'deny', 99);
    expect(await rotation.verify()).toMatchObject({ code: 3, stderr: expect.stringMatching(/was used at/) });
    expect(await rotation.step('finish')).toMatchObject({ code: 4 });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
  });

  test('who has the keys could not be checked: exit code 3, and the journal and a program hear of it', async () => {
    await rotation.start(KMS);
    rotation.fault('ram', 'ListAccessKeys', 'deny', 99);
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([3, expect.stringMatching(/could not check: ram ListAccessKeys failed/)]);
    expect(entries('rotation-verified')).toMatchObject([{ oldKey: 'could-not-check', newKey: 'could-not-check' }]);
    const ended = await rotation.run(['rotate', 'verify', rotation.old, '--json']);
    expect(JSON.parse(ended.stdout)).toMatchObject({ exitCode: 3, verdict: { oldKey: 'could-not-check' } });
  });

  test('every call of the new key is refused: it is used, and does not work, for the finish and for a release too', async () => {
    await rotation.start(KMS);
    const call = (action: string, parameters = {}) =>
      callRpc(rotation.sandbox, rotation.newKey, 'ram', action, parameters);
    // Refused by the deny, which binds the new key as well; another is what his own policy lacks.
    expect((await call('CreateUser', { UserName: 'zz' })).status).toBe(403);
    expect((await callRpc(rotation.sandbox, rotation.newKey, 'sts', 'GetCallerIdentity', {})).status).toBe(200);
    rotation.later(3);
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(
        /new key .*: does NOT WORK yet: .*: 1 call refused \(first NoPermission, Ram:CreateUser, at .*; the deny of this incident, which binds the new key as well, refuses them\)[\s\S]*Next: .* rotate verify/,
      ),
    ]);
    expect(entries('rotation-verified')).toMatchObject([{ oldKey: 'quiet', newKey: 'refused' }]);
    expect(await rotation.step('finish')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/does not work yet/),
    });
    expect(await rotation.run(['release', rotation.old, '--reason', 'x', '--yes'])).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/is still active/),
    });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
    expect(rotation.policiesOf()).toContain(QUARANTINE);
    await rotation.moveOver();
    expect(await rotation.verify()).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/works: last used .*; beside what went through, 1 call refused/),
    });
  });

  test('the new key is used for what the audit does not keep: that is not seen to work, the old key may go, the deny may not', async () => {
    await rotation.start(KMS);
    const { key } = rotation.sandbox.world.keyOf(rotation.newKey.accessKeyId) ?? {};
    Object.assign(key ?? {}, { lastUsed: { at: rotation.sandbox.clock.now(), service: 'Oss' } });
    expect(await rotation.verify()).toMatchObject({ code: 3, stderr: expect.stringMatching(/could not be seen yet/) });
    rotation.later(3);
    expect(await rotation.verify()).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/whether its calls went through could not be seen: [\s\S]*Next: .* rotate finish/),
    });
    expect(await rotation.run(['release', rotation.old, '--reason', 'x', '--yes'])).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/is still active/),
    });
    expect(rotation.policiesOf()).toContain(QUARANTINE);
    expect(await rotation.step('finish')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/go over this: the new key .* the audit shows no call of it that went through/),
    });
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
  });

  test('a new key that has leaked itself replaces nothing, and a false alarm about it says nothing', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    const fresh = rotation.newKey.accessKeyId;
    await rotation.contain(fresh);
    const leaked = await rotation.verify();
    expect([leaked.code, leaked.stderr]).toEqual([
      4,
      expect.stringMatching(new RegExp(`${fresh} LEAKED ITSELF .*rotate start ${fresh}`)),
    ]);
    expect(
      await rotation.run(['release', fresh, '--reason', 'x', '--false-alarm', '--yes', '--accept-changes']),
    ).toMatchObject({ code: 0 });
    expect((await rotation.verify()).stderr).not.toContain('LEAKED ITSELF');
  });

  test('the old key is used after the new one worked', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    await rotation.use(rotation.old);
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([4, expect.stringMatching(/STILL USED: last at[\s\S]*or by the thief/)]);
    rotation.later(30);
    expect(await rotation.verify()).toMatchObject({ code: 4 });
    // A workload that sleeps is silent as well: the new key must have been used behind it.
    await rotation.moveOver();
    expect(await rotation.verify()).toMatchObject({ code: 0 });
  });

  test.each([
    ['ram', 'GetAccessKeyLastUsed'],
    ['actiontrail', 'GetAccessKeyLastUsedInfo'],
  ])('%s %s fails: could not check, which is neither quiet nor working', async (service, action) => {
    await rotation.start(KMS);
    await rotation.moveOver();
    rotation.fault(service, action, 'deny', 50);
    const { code, stderr } = await rotation.verify();
    expect([code, stderr]).toEqual([3, expect.stringMatching(/could not check: last use of/)]);
    expect(entries('rotation-verified')).toMatchObject([{ oldKey: 'could-not-check', newKey: 'could-not-check' }]);
    expect(await rotation.step('finish')).toMatchObject({ code: 4, stderr: expect.stringMatching(/could not check/) });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
  });

  test('the new key was deleted, or switched off, between two steps', async () => {
    await rotation.start(KMS);
    await rotation.moveOver();
    rotation.newKey.status = 'Inactive';
    expect(await rotation.verify()).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/is OFF[\s\S]*Next: npx --no ak-tourniquet rotate start LTAI/),
    });
    expect(await rotation.start(KMS)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/switch-on-new:LTAI\w+: on/),
    });
    expect(rotation.newKey.status).toBe('Active');
    expect(await rotation.verify()).toMatchObject({ code: 0, stderr: expect.stringMatching(/rotate finish/) });
    rotation.keysOf().splice(1);
    expect(await rotation.verify()).toMatchObject({ code: 4, stderr: expect.stringMatching(/was DELETED/) });
    expect(await rotation.step('finish')).toMatchObject({ code: 4, stderr: expect.stringMatching(/without one/) });
    expect(rotation.statusOf(rotation.old)).toBe('Active');
    expect(await rotation.start(KMS)).toMatchObject({ code: 0 });
  });

  test('the new key was deleted behind a finish: a start makes another, and nobody is sent to delete the old one', async () => {
    await rotation.startInto(rotation.file());
    await rotation.moveOver();
    await rotation.step('finish');
    rotation.keysOf().splice(1);
    const at = `rotate start ${rotation.old} --to-file ${rotation.file('key-2.json')}`;
    // To the same place: what is there is never written over, and the journal has the loss by then.
    expect(await rotation.startInto(rotation.file())).toMatchObject({ code: 2 });
    expect(await rotation.start({ place: undefined })).toMatchObject({ code: 2 });
    expect((await rotation.run(['status', rotation.old])).stdout).toContain(at);
    expect(await rotation.step('delete')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/was deleted, and .* Before that, rotate start makes another; or rotate undo/),
    });
    expect(await rotation.verify()).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`Make another: npx --no ak-tourniquet ${at}`),
    });

    expect(await rotation.startInto(rotation.file('key-2.json'))).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/is off since .*The new key is LTAI\w+ of ci-bot\.\nNext: .*rotate verify LTAI/),
    });
    expect([rotation.statusOf(rotation.old), rotation.newKey.status]).toEqual(['Inactive', 'Active']);
    await rotation.moveOver();
    expect(await rotation.verify()).toMatchObject({ code: 0, stderr: expect.stringMatching(/Next: .*rotate delete/) });

    rotation.newKey.status = 'Inactive';
    const { accessKeyId } = rotation.newKey;
    expect(await rotation.step('finish')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(new RegExp(`new-key-off:${accessKeyId}[\\s\\S]*Next: .*rotate start`)),
    });
    expect(await rotation.startInto(rotation.file('key-2.json'))).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/switch-on-new:LTAI\w+: on/),
    });
    // One step back is the finish still.
    expect(await rotation.step('undo')).toMatchObject({ code: 0 });
    expect([rotation.statusOf(rotation.old), rotation.newKey.status]).toEqual(['Active', 'Active']);
  });

  test('the new key was deleted, and its file is there still: another is made by the command as it is printed', async () => {
    await rotation.startInto(rotation.file());
    rotation.keysOf().splice(1);
    const { stderr } = await rotation.verify();
    const [, printed = ''] = /Next: npx --no ak-tourniquet rotate start \S+ --to-file (\S+)\n/.exec(stderr) ?? [];
    expect(stderr).toContain(`Make another: npx --no ak-tourniquet rotate start ${rotation.old} --to-file ${printed}`);
    expect(printed).toBe(rotation.file('key-2.json'));
    expect(await rotation.startInto(printed)).toMatchObject({ code: 0 });
  });
});
