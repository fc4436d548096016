import { existsSync, readFileSync } from 'node:fs';
import { Rotation, SECRET } from './arrange';

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin();
});
afterEach(async () => {
  for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
  await rotation.end();
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
    expect(second?.stderr).toMatch(/is at "rotate start" of .* right now|holds|began/);
  }
  expect(rotation.keysOf()).toHaveLength(2);
  const there = files.filter((file) => existsSync(file));
  expect(there).toHaveLength(1);
  expect(JSON.parse(readFileSync(there[0] ?? '', 'utf8'))).toMatchObject({ AccessKeyId: rotation.newKey.accessKeyId });
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
    const done = rotation.command(async (cli) => {
      const append = cli.run.journal.appendTo.bind(cli.run.journal);
      cli.run.journal.appendTo = async (...args: Parameters<typeof append>) => {
        if ((args[1] as { type: string }).type === 'rotation-intent') gone();
        return append(...args);
      };
      const { stepCommand } = await import('../../../cli/rotate/step');
      return stepCommand(cli, old, 'delete', { by: 'alice', yes: true, json: false, anyway: false });
    });
    expect(await done).toMatchObject({ code: 0 });
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

describe('KMS refuses in the middle', () => {
  /** After the plan, before the secret is put there. */
  const then = (what: () => void) =>
    rotation.command(async (cli) => {
      const append = cli.run.journal.appendTo.bind(cli.run.journal);
      cli.run.journal.appendTo = async (...args: Parameters<typeof append>) => {
        if ((args[1] as { type: string }).type === 'rotation-intent') what();
        return append(...args);
      };
      const { startCommand } = await import('../../../cli/rotate/start');
      const place = { kind: 'kms' as const, secretName: SECRET };
      return startCommand(cli, rotation.old, { by: 'alice', yes: true, json: false, format: 'json', place });
    });

  test.each([
    ['forbidden', () => rotation.fault('kms', 'PutSecretValue', 'deny', 99), /PutSecretValue failed: .*\(HTTP 403\)/],
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
