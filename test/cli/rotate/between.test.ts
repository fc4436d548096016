import { existsSync, readFileSync } from 'node:fs';
import { callRpc } from '../../sdk-clients';
import type { Ended } from '../run-cli';
import { Rotation, SECRET } from './arrange';

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin();
});
afterEach(async () => {
  for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
  await rotation.end();
});

test('a look of the plan that fails is told as it is: only a refusal is held against what others did meanwhile', async () => {
  rotation.fault('ram', 'ListAccessKeys', 'deny', 99);
  const { code, stderr } = await rotation.command(async (cli) => {
    const read = cli.run.journal.read.bind(cli.run.journal);
    let reads = 0;
    cli.run.journal.read = async (id) => {
      reads += 1;
      if (reads > 1) throw new Error('the journal was read again');
      return read(id);
    };
    const { stepCommand } = await import('../../../cli/rotate/step');
    return stepCommand(cli, rotation.old, 'undo', { by: 'alice', yes: true, json: false, anyway: false });
  });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/ListAccessKeys failed: NoPermission/)]);
});

test('two starts at once for one user: one makes a key, the other says who is at it', async () => {
  const files = [rotation.file('a.json'), rotation.file('b.json')];
  const ended = await Promise.all(
    files.map((file) => rotation.run(['rotate', 'start', rotation.old, '--yes', '--to-file', file])),
  );
  const [first, second] = ended.sort((a, b) => (a.code ?? 0) - (b.code ?? 0));
  expect(first?.code).toBe(0);
  // Whoever comes when the other is done already is told of his.
  if (second?.code !== 0) {
    expect(second?.code).toBe(4);
    expect(second?.stderr).toMatch(/is at "rotate start" of .* right now|holds|handed over|began/);
  }
  expect(rotation.keysOf()).toHaveLength(2);
  const there = files.filter((file) => existsSync(file));
  expect(there).toHaveLength(1);
  expect(JSON.parse(readFileSync(there[0] ?? '', 'utf8'))).toMatchObject({ AccessKeyId: rotation.newKey.accessKeyId });
});

test('two undos of one plan: one takes the step back, and the other not the one before it', async () => {
  await rotation.start();
  await rotation.step('finish', { anyway: true, reason: 'a test says so' });
  const undo = () => rotation.run(['rotate', 'undo', rotation.old, '--yes']);
  const second = await rotation.inNext('before', 'rotation-intent', undo).step('undo');
  expect([second.code, second.stderr]).toEqual([4, expect.stringMatching(/taken back already, by .*--again/)]);
  expect([rotation.statusOf(rotation.old), rotation.newKey.status]).toEqual(['Active', 'Active']);
});

test('a release in the midst of a rotation says that the new key works on', async () => {
  expect(await rotation.start()).toMatchObject({ code: 0 });
  const { accessKeyId } = rotation.newKey;
  const { code, stderr } = await rotation.run(['release', rotation.old, '--false-alarm', '--reason', 'x', '--yes']);
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(new RegExp(`leave the rotation of LTAI.*: its new key ${accessKeyId} works .*rotate undo`)),
  ]);
});

test('a start beside a release: what it said of the deny, it takes back before it goes on', async () => {
  const release = () => rotation.run(['release', rotation.old, '--false-alarm', '--reason', 'x', '--yes']);
  const { code, stderr } = await rotation.inNext('before', 'rotation-intent', release).start();
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/has changed since[\s\S]*no more: leave the deny on ci-bot[\s\S]*This will:/),
  ]);
});

test('the second is told who is at it and until when; after that a death is taken for one', async () => {
  await rotation.command(async (cli) => {
    const id = { accountId: cli.run.accountId, accessKeyId: rotation.old as never };
    await cli.run.journal.append(id, () => ({
      type: 'rotation-intent',
      step: 'start',
      by: 'bob',
      reason: null,
      run: 'another',
      leaseUntil: new Date(cli.clock.now().getTime() + 60_000).toISOString(),
      userName: 'ci-bot',
      keysBefore: [{ id: rotation.old, status: 'Active', createdAt: null }],
      place: { kind: 'kms', secretName: SECRET },
    }));
    return 0;
  });
  const { code, stderr } = await rotation.start();
  expect([code, stderr]).toEqual([4, expect.stringMatching(/bob is at "rotate start"[\s\S]*come back after 20/)]);
  expect(await rotation.step('undo')).toMatchObject({ code: 4, stderr: expect.stringContaining('bob is at') });
  expect(rotation.keysOf()).toHaveLength(1);
  rotation.later(1);
  expect((await rotation.start()).code).toBe(0);
});

describe('the old key is deleted by hand', () => {
  const gone = () => {
    const keys = rotation.keysOf();
    keys.splice(
      keys.findIndex(({ accessKeyId }) => accessKeyId === old),
      1,
    );
  };
  let old: string;
  beforeEach(async () => {
    old = rotation.old;
    await rotation.start();
    await rotation.moveOver();
    await rotation.verify();
  });

  test('after it was switched off: delete writes down that it is gone, and the deny comes off', async () => {
    await rotation.step('finish');
    gone();
    rotation.later(8 * 24);
    const { code, stderr } = await rotation.step('delete');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/gone already/)]);
    expect(rotation.policiesOf()).not.toContain('AkTourniquetQuarantine');
    expect(rotation.journal.map(({ type }) => type)).toContain('release');
  });

  test('between the plan and the call', async () => {
    await rotation.step('finish');
    rotation.later(8 * 24);
    expect(await rotation.inNext('before', 'rotation-intent', gone).step('delete')).toMatchObject({ code: 0 });
    expect(rotation.policiesOf()).not.toContain('AkTourniquetQuarantine');
  });

  test('while it is on still: finish and delete say so, and nothing else is touched', async () => {
    gone();
    expect(await rotation.step('finish')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/deleted by somebody/),
    });
    rotation.later(8 * 24);
    expect(await rotation.step('delete')).toMatchObject({ code: 0 });
    expect(rotation.keysOf()).toMatchObject([{ status: 'Active' }]);
  });
});

describe('somebody puts the deleted key back', () => {
  const backOn = async (isOn: boolean) => {
    const { old, sandbox } = rotation;
    await rotation.start();
    await rotation.moveOver();
    await rotation.step('finish');
    rotation.later(8 * 24);
    await rotation.step('delete');
    const ask = (action: string, more = {}) =>
      callRpc(sandbox, sandbox.identities.admin, 'ims', action, { UserAccessKeyId: old, ...more });
    await ask('RestoreAccessKeyFromRecycleBin');
    const UserPrincipalName = `ci-bot@${sandbox.accountId}.onaliyun.com`;
    if (isOn) await ask('UpdateAccessKey', { UserPrincipalName, Status: 'Active' });
  };

  test('and switches it on: no step goes on, and an undo switches it off, to be watched anew', async () => {
    await backOn(true);
    const isOn = { code: 4, stderr: expect.stringMatching(/deleted by alice[\s\S]* put it back since, and it is ON/) };
    expect(await rotation.step('delete', { now: true, anyway: true, reason: 'a test' })).toMatchObject(isOn);
    expect(await rotation.step('finish')).toMatchObject(isOn);
    expect(await rotation.start()).toMatchObject(isOn);
    expect(await rotation.verify()).toMatchObject(isOn);
    expect(rotation.output).not.toMatch(/is off since .*Next: npx --no ak-tourniquet rotate delete/);

    const undone = await rotation.step('undo');
    expect([undone.code, undone.stderr]).toEqual([
      0,
      expect.stringMatching(/disable-key:LTAI\w+: off\ndone +restore-key[\s\S]*is off since[\s\S]*rotate delete/),
    ]);
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
    expect(await rotation.step('delete')).toMatchObject({ code: 4, stderr: expect.stringMatching(/is watched until/) });

    // The same once it is off by our word.
    const key = rotation.keysOf().find(({ accessKeyId }) => accessKeyId === rotation.old);
    if (key) key.status = 'Active';
    expect(await rotation.verify()).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(
        /switched it on since, and it is ON[\s\S]*Next: npx --no ak-tourniquet rotate finish/,
      ),
    });
    rotation.fault('ram', 'ListAccessKeys', 'deny', 99);
    expect(await rotation.verify()).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/still could not be checked/),
    });
  });

  test('and leaves it off: delete says so, and an undo takes note of it', async () => {
    await backOn(false);
    expect(await rotation.step('delete')).toMatchObject({ code: 4, stderr: expect.stringMatching(/it is off/) });
    const { code, stderr } = await rotation.step('undo');
    expect([code, stderr]).toEqual([0, expect.stringMatching(/somebody restored it before/)]);
    expect(rotation.statusOf(rotation.old)).toBe('Inactive');
    expect(await rotation.step('delete')).toMatchObject({ code: 0 });
  });
});

describe('an undo beside the release that ends a deletion', () => {
  const WHY = { anyway: true, reason: 'a test says so' };
  const undo = (times: number) =>
    Array.from({ length: times }).reduce<Promise<readonly Ended[]>>(
      async (before) => [...(await before), await rotation.run(['rotate', 'undo', rotation.old, '--again', '--yes'])],
      Promise.resolve([]),
    );
  /** Deletes, and lets the undo come in just before its release begins, or just behind that. */
  async function deleting(when: 'before' | 'behind', come: () => Promise<unknown>) {
    await rotation.start();
    await rotation.step('finish', WHY);
    return rotation.inNext(when, 'release-intent', come).step('delete', { now: true, ...WHY });
  }
  const isDenied = () => rotation.policiesOf().includes('AkTourniquetQuarantine');

  test('the undo comes first: the deny stays', async () => {
    let undone: readonly Ended[] = [];
    const { code, stderr } = await deleting('before', async () => {
      undone = await undo(1);
    });
    expect([undone[0]?.code, code, stderr]).toEqual([
      0,
      4,
      expect.stringMatching(/NOT released: .*not deleted any more/),
    ]);
    expect([rotation.statusOf(rotation.old), isDenied()]).toEqual(['Inactive', true]);
  });

  test('the release comes first: the undo says who is at it, and afterwards puts the key on with the deny alone', async () => {
    let undone: readonly Ended[] = [];
    const { code } = await deleting('behind', async () => {
      undone = await undo(1);
    });
    expect([code, undone[0]?.code, undone[0]?.stderr]).toEqual([
      0,
      4,
      expect.stringMatching(/alice is at "release" of LTAI.* right now, so nothing was changed/),
    ]);
    expect([rotation.statusOf(rotation.old), isDenied()]).toEqual([undefined, false]);
    expect((await undo(2)).map((one) => one.code)).toEqual([0, 4]);
    expect(await rotation.step('undo', { ...WHY, again: true })).toMatchObject({ code: 0 });
    expect([rotation.statusOf(rotation.old), isDenied()]).toEqual(['Active', true]);
  });

  test('the release hangs until others may be at it: it takes nothing off any more', async () => {
    const { code, stderr } = await deleting('behind', async () => {
      rotation.later(1);
      expect((await undo(2)).map((one) => one.code)).toEqual([0, 0]);
    });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/FAILED detach:.*somebody else may be at it/)]);
    expect([rotation.statusOf(rotation.old), isDenied()]).toEqual(['Active', true]);
  });

  test('a rotation is at the key: a release waits for no end of it, and changes nothing', async () => {
    await rotation.start();
    await rotation.killed(['finish', rotation.old, '--yes', '--anyway', '--reason', 'x'], ['ram', 'UpdateAccessKey']);
    const args = ['release', rotation.old, '--false-alarm', '--reason', 'x', '--yes'];
    expect(await rotation.run(args)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/is at "rotate finish" of/),
    });
    expect(isDenied()).toBe(true);
    rotation.later(1);
    expect(await rotation.run(args)).toMatchObject({ code: 0 });
  });
});

describe('KMS refuses in the middle', () => {
  /** After the plan, before the secret is put there. */
  const then = (what: () => void) => rotation.inNext('before', 'rotation-intent', what).start();

  test.each([
    [
      'forbidden',
      () => rotation.fault('kms', 'PutSecretValue', 'deny', 99),
      /PutSecretValue failed: .*\(HTTP 403\)[\s\S]*ask for kms:PutSecretValue, then go on with the next command/,
    ],
    [
      'to be deleted',
      () => {
        rotation.sandbox.world.secrets.named(SECRET).plannedDeleteAt = new Date();
      },
      /Rejected\.PendingDeletion/,
    ],
    ['throttled for good', () => rotation.fault('kms', 'PutSecretValue', 'throttle', 99), /PutSecretValue failed: /],
  ])('%s: the key is off, named, and replaced by the next start', async (_, what, words) => {
    const { code, stderr } = await then(what);
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
    const { accessKeyId } = rotation.newKey;
    expect(rotation.newKey.status).toBe('Inactive');
    const next = `npx --no ak-tourniquet rotate start ${rotation.old} --to-kms ${SECRET} --discard ${accessKeyId}`;
    expect(stderr).toContain(`Next: ${next}\n`);
    expect((await rotation.verify()).stderr).toMatch(
      new RegExp(`is OFF.* Nobody has its secret: .*${next}\\.[^]*Next: ${next}\n`),
    );
    rotation.sandbox.kernel.faults.clear();
    delete rotation.sandbox.world.secrets.named(SECRET).plannedDeleteAt;
    const again = await rotation.start();
    expect([again.code, again.stderr]).toEqual([4, expect.stringMatching(`--discard ${accessKeyId}`)]);
    expect(await rotation.start({ discard: accessKeyId })).toMatchObject({ code: 0 });
  });

  test('throttled for a moment: it arrives', async () => {
    expect(await then(() => rotation.fault('kms', 'PutSecretValue', 'throttle', 2))).toMatchObject({ code: 0 });
  });
});
