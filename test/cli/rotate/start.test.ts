import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { cli } from '../run-cli';
import { Rotation, SECRET } from './arrange';

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin();
});
afterEach(async () => {
  for (const secret of rotation.secrets) {
    expect(rotation.output).not.toContain(secret);
    expect(rotation.stored).not.toContain(secret);
    expect(JSON.stringify(rotation.sandbox.kernel.calls.all())).not.toContain(secret);
  }
  await rotation.end();
});

const steps = () =>
  rotation.journal.flatMap((entry) =>
    entry.type === 'rotation' && entry['ended'] === true
      ? (entry['steps'] as { step: string; ok: boolean }[]).map(({ step, ok }) => `${ok ? '' : 'FAILED '}${step}`)
      : [],
  );

describe('the secret goes where it was asked to', () => {
  test('to KMS: a new current version, the old one kept', async () => {
    const { code, stderr } = await rotation.start();
    expect(code).toBe(0);
    const { newKey } = rotation;
    const version = `ak-tourniquet-${newKey.accessKeyId}`;
    expect(rotation.versions).toEqual([
      ['v1', 'ACSPrevious'],
      [version, 'ACSCurrent'],
    ]);
    const { data } = rotation.sandbox.world.secrets.version(SECRET, undefined, undefined);
    expect(JSON.parse(data)).toEqual({ AccessKeyId: newKey.accessKeyId, AccessKeySecret: newKey.accessKeySecret });
    expect(stderr).toContain(`Next: npx --no ak-tourniquet rotate verify ${rotation.old}`);
    expect(rotation.policiesOf()).toContain('AkTourniquetQuarantine');
    expect(rotation.statusOf(rotation.old)).toBe('Active');
  });

  test('to a file that its owner alone may read, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      expect((await rotation.startInto(rotation.file())).code).toBe(0);
    } finally {
      process.umask(umask);
    }
    const { mode } = statSync(rotation.file());
    expect(mode & 0o777).toBe(0o600);
    const { accessKeyId, accessKeySecret } = rotation.newKey;
    expect(readFileSync(rotation.file(), 'utf8')).toBe(
      `${JSON.stringify({ AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret })}\n`,
    );
  });

  test('as lines for an environment', async () => {
    await rotation.startInto(rotation.file(), { format: 'env' });
    const { accessKeyId, accessKeySecret } = rotation.newKey;
    expect(readFileSync(rotation.file(), 'utf8')).toBe(
      `ALIBABA_CLOUD_ACCESS_KEY_ID=${accessKeyId}\nALIBABA_CLOUD_ACCESS_KEY_SECRET=${accessKeySecret}\n`,
    );
  });

  test('to standard output, by its flag alone', async () => {
    const { code, stdout, stderr } = await cli(rotation.sandbox, [
      'rotate',
      'start',
      rotation.old,
      '--to-stdout',
      '--yes',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ AccessKeySecret: rotation.newKey.accessKeySecret });
    expect(stderr).not.toContain(rotation.newKey.accessKeySecret);
  });

  test('nowhere, when nobody says where: nothing is made', async () => {
    const { code, stderr } = await rotation.start({ place: undefined as never });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--to-kms <secret>, --to-file <path> or --to-stdout')]);
    expect(rotation.writes()).not.toContain('CreateAccessKey 200');
  });
});

describe('a place that cannot take it: no key is made', () => {
  const refused = async (place: Parameters<Rotation['start']>[0], words: RegExp) => {
    const before = rotation.journal.length;
    const { code, stderr } = await rotation.start(place);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
    expect(rotation.keysOf()).toHaveLength(1);
    expect(rotation.journal).toHaveLength(before);
  };

  test('a file that is there is never written over', async () => {
    writeFileSync(rotation.file(), 'mine');
    await refused({ place: { kind: 'file', path: rotation.file() } }, /never written over[\s\S]*No key was made/);
    expect(readFileSync(rotation.file(), 'utf8')).toBe('mine');
  });

  test('nor what a link leads to', async () => {
    symlinkSync(rotation.file('elsewhere'), rotation.file());
    await refused({ place: { kind: 'file', path: rotation.file() } }, /never written over/);
    expect(existsSync(rotation.file('elsewhere'))).toBe(false);
  });

  test('a folder that is not there', () =>
    refused({ place: { kind: 'file', path: rotation.file('no/such/key.json') } }, /cannot be used: ENOENT/));

  test('no secret of that name', () =>
    refused({ place: { kind: 'kms', secretName: 'none' } }, /no KMS secret none[\s\S]*Make it first/));

  test('a secret that is to be deleted', () => {
    rotation.sandbox.world.secrets.named(SECRET).plannedDeleteAt = new Date('2027-01-01T00:00:00Z');
    return refused({}, /is to be deleted at 2027-01-01/);
  });

  test('a file that appears between plan and act: the journal tells, and no key is made', async () => {
    mkdirSync(rotation.file('shut'));
    chmodSync(rotation.file('shut'), 0o700);
    const file = rotation.file('shut/key.json');
    const started = rotation.inNext('before', 'rotation-intent', () => writeFileSync(file, 'mine')).startInto(file);
    expect(await started).toMatchObject({ code: 1, stderr: expect.stringMatching(/FAILED prepare-place: .*EEXIST/) });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(rotation.keysOf()).toHaveLength(1);
    expect(steps()).toEqual(['FAILED prepare-place']);
  });
});

describe('what fails half-way leaves no secret that nobody has', () => {
  test('KMS refuses: the new key is switched off at once, and the way on is named', async () => {
    rotation.fault('kms', 'PutSecretValue', 'deny');
    const { code, stderr } = await rotation.start();
    expect(code).toBe(1);
    const { accessKeyId, status } = rotation.newKey;
    expect(status).toBe('Inactive');
    expect(steps()).toEqual([
      'prepare-place',
      `create-key:${accessKeyId}`,
      'FAILED hand-over',
      `switch-off-new:${accessKeyId}`,
    ]);
    expect(stderr).toContain('FAILED hand-over: kms PutSecretValue failed');
    const again = await rotation.start();
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining(`--discard ${accessKeyId}`)]);
    expect(rotation.keysOf()).toHaveLength(2);
    const discarded = await rotation.start({ discard: accessKeyId });
    expect(discarded.code).toBe(0);
    expect(rotation.keysOf().map((key) => key.accessKeyId)).not.toContain(accessKeyId);
    expect(rotation.sandbox.world.recycledKeys.has(accessKeyId)).toBe(true);
    expect((await rotation.start()).stderr).toContain('rotate verify');
  });

  test('the answer of KMS is lost: the same value goes into the same version again', async () => {
    rotation.fault('kms', 'PutSecretValue', 'reset');
    rotation.fault('kms', 'PutSecretValue', 'malformed');
    expect((await rotation.start()).code).toBe(0);
    expect(rotation.versions.map(([, stages]) => stages)).toEqual(['ACSPrevious', 'ACSCurrent']);
  });

  test.each(['malformed', 'reset', '500'] as const)(
    'CreateAccessKey comes to %s: one key at most is made',
    async (fault) => {
      rotation.fault('ram', 'CreateAccessKey', fault);
      const { code } = await rotation.startInto(rotation.file());
      expect(code).toBe(1);
      expect(rotation.keysOf().length).toBe(fault === 'malformed' ? 2 : 1);
      expect(existsSync(rotation.file())).toBe(false);
      expect(steps()).toEqual(['prepare-place', 'FAILED create-key-unknown']);
      const again = await rotation.startInto(rotation.file());
      if (fault !== 'malformed') expect(again.code).toBe(0);
      else {
        const { accessKeyId } = rotation.newKey;
        expect([again.code, again.stderr]).toEqual([4, expect.stringContaining(`--discard ${accessKeyId}`)]);
        expect((await rotation.startInto(rotation.file(), { discard: accessKeyId })).code).toBe(0);
      }
    },
  );

  test('throttled: tried again, and one key is made', async () => {
    rotation.fault('ram', 'CreateAccessKey', 'throttle', 2);
    expect((await rotation.start()).code).toBe(0);
    expect(rotation.keysOf()).toHaveLength(2);
  });

  test('OSS takes no entry after the key was made: the secret arrives all the same, and the next start finds it', async () => {
    const started = await rotation
      .inNext('behind', 'rotation-intent', () => rotation.fault('oss', 'PutObject', 'deny', 20))
      .start();
    expect([started.code, started.stderr]).toEqual([
      1,
      expect.stringMatching(
        /What was done does not stand in the journal yet[\s\S]*Next: .*rotate start LTAI\w+ --to-kms/,
      ),
    ]);
    rotation.sandbox.kernel.faults.clear();
    expect(rotation.versions).toHaveLength(2);
    rotation.later(1);
    const again = await rotation.start();
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining('found where a start that died')]);
    expect(rotation.keysOf()).toHaveLength(2);
    expect(rotation.versions).toHaveLength(2);
  });
});

describe('two keys are all that RAM gives a user', () => {
  const second = (status: 'Active' | 'Inactive', usedDaysAgo?: number) => {
    const { world } = rotation.sandbox;
    const user = world.users.get('ci-bot');
    const key = {
      accessKeyId: 'LTAI5tSecondKey000000001',
      accessKeySecret: 'x'.repeat(30),
      createDate: new Date('2025-01-01T00:00:00Z'),
      updateDate: new Date('2025-01-01T00:00:00Z'),
      status,
      ...(usedDaysAgo === undefined
        ? {}
        : { lastUsed: { at: new Date(world.now().getTime() - usedDaysAgo * 86_400_000), serviceName: 'Ecs' } }),
    };
    user?.keys.push(key);
    return key.accessKeyId;
  };

  test.each([
    ['Active', 3, /was last used .*--new-user <name>/],
    ['Active', undefined, /never seen in use and could go: switch it off/],
    ['Inactive', 3, /is off already and could go: --discard LTAI5tSecondKey000000001/],
  ] as const)('a second one that is %s, used %s days ago', async (status, usedDaysAgo, words) => {
    const id = second(status, usedDaysAgo);
    const { code, stderr } = await rotation.start();
    expect(code).toBe(4);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(new RegExp(`${rotation.old}: Active.*the one to be replaced`));
    expect(stderr).toContain(`${id}: ${status}, made 2025-01-01T00:00:00.000Z, last used`);
    expect(rotation.writes()).not.toContain('CreateAccessKey 409');
  });

  test('its last use cannot be checked: it may be in use', async () => {
    second('Active');
    rotation.fault('ram', 'GetAccessKeyLastUsed', 'deny', 20);
    const { code, stderr } = await rotation.start();
    expect([code, stderr]).toEqual([4, expect.stringMatching(/could not check[\s\S]*may be in use/)]);
  });

  test('one that is off goes when it is named; one that is on does not, nor the leaked one', async () => {
    const id = second('Active', 3);
    expect(await rotation.start({ discard: id })).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/is active/),
    });
    expect(await rotation.start({ discard: rotation.old })).toMatchObject({ code: 4 });
    expect(await rotation.start({ discard: 'LTAI5tNobodysKey00000001' })).toMatchObject({ code: 4 });
    expect(rotation.keysOf()).toHaveLength(2);
    const key = rotation.keysOf().find(({ accessKeyId }) => accessKeyId === id);
    if (key) key.status = 'Inactive';
    expect(await rotation.start({ discard: id })).toMatchObject({ code: 0 });
    expect(rotation.sandbox.world.recycledKeys.has(id)).toBe(true);
  });
});

test('without a terminal and without --yes the plan is shown, and nothing is begun', async () => {
  const { code, stderr } = await rotation.start({ yes: false });
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/make a new AccessKey for ci-bot[\s\S]*version v1 is kept/),
  ]);
  expect(rotation.journal.some(({ type }) => type.startsWith('rotation'))).toBe(false);
});

test('started twice: the second time says what stands and what is next', async () => {
  await rotation.start();
  const { code, stderr } = await rotation.start();
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/alice began the rotation[\s\S]*Next: npx --no ak-tourniquet rotate verify/),
  ]);
  const elsewhere = await rotation.startInto(rotation.file());
  expect([elsewhere.code, elsewhere.stderr]).toEqual([
    4,
    expect.stringMatching(
      /handed over to the KMS secret app\/ci-bot already\. .*cannot be given to the file .* as well[\s\S]*rotate undo LTAI.*--discard LTAI/,
    ),
  ]);
  expect(rotation.keysOf()).toHaveLength(2);
  expect(existsSync(rotation.file())).toBe(false);
});

test('the leaked key was deleted before: there is nothing to replace', async () => {
  rotation.sandbox.world.users.get('ci-bot')?.keys.splice(0);
  expect(await rotation.start()).toMatchObject({ code: 4, stderr: expect.stringMatching(/somebody deleted it/) });
  rotation.sandbox.world.users.delete('ci-bot');
  expect(await rotation.start()).toMatchObject({ code: 4, stderr: expect.stringMatching(/ci-bot was deleted/) });
});
