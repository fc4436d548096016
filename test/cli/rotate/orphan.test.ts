import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { investigateCommand } from '../../../cli/investigate';
import { statusCommand } from '../../../cli/status';
import { CLI } from '../../../shared/command-line';
import { aSandbox, aUser } from '../../builders';
import { Rotation } from './arrange';
import { asRoot, begin, end, keys, leaked, root, rotation as rooted, WHY } from './root-arrange';

let rotation: Rotation;
const begun = async (builder?: Parameters<typeof Rotation.begin>[0]): Promise<void> => {
  rotation = await Rotation.begin(builder);
};
afterEach(async () => {
  if (rotation === undefined) return;
  for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
  await rotation.end();
});
const args = (file: string, ...more: string[]) => ['start', rotation.old, '--yes', '--to-file', file, ...more];
const isBlank = (file: string) => /^ *$/.test(readFileSync(file, 'utf8'));

describe('a start that is killed before RAM has answered: its file is blank', () => {
  beforeEach(() => begun());
  /** Killed while RAM has made nothing yet: the file is reserved, and that is all. */
  const killedBefore = async (file: string): Promise<void> => {
    await rotation.killed(args(file), ['ram', 'CreateAccessKey']);
    rotation.keysOf().splice(1);
    expect([isBlank(file), statSync(file).mode & 0o777]).toEqual([true, 0o600]);
    rotation.later(1);
  };

  test('the same command goes on with it', async () => {
    const file = rotation.file();
    await killedBefore(file);
    const { code, stderr } = await rotation.run(['rotate', ...args(file)]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/reserved and left blank/)]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      AccessKeyId: rotation.newKey.accessKeyId,
      AccessKeySecret: rotation.newKey.accessKeySecret,
    });
    expect(readdirSync(rotation.folder)).toEqual(['key.json']);
  });

  test.each([
    ['has something in it', (file: string) => writeFileSync(file, '   x', { flag: 'a' }), /something in it/],
    ['others may read', (file: string) => chmodSync(file, 0o640), /others than you/],
    [
      'is a link now',
      (file: string) => {
        writeFileSync(`${file}.else`, '', { mode: 0o600 });
        require('node:fs').unlinkSync(file);
        symlinkSync(`${file}.else`, file);
      },
      /ELOOP/,
    ],
    ['has another name', (file: string) => require('node:fs').linkSync(file, `${file}.else`), /another name/],
  ])('one that %s is refused, and stays as it is', async (_, change, words) => {
    const file = rotation.file();
    await killedBefore(file);
    change(file);
    const before = readFileSync(file, 'utf8');
    const ended = await rotation.run(['rotate', ...args(file)]);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(words)]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(rotation.keysOf()).toHaveLength(1);
  });

  test('a blank file that no start which died had named is refused', async () => {
    await killedBefore(rotation.file('first.json'));
    const file = rotation.file();
    writeFileSync(file, '', { mode: 0o600 });
    expect(await rotation.run(['rotate', ...args(file)])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is there already and is never written over: name another/),
    });
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});

describe('a start whose key was made, and whose answer never came', () => {
  beforeEach(() => begun());
  const died = async () => {
    await rotation.killed(args(rotation.file()), ['ram', 'CreateAccessKey']);
    rotation.later(1);
    return rotation.newKey.accessKeyId;
  };
  const lost = async () => {
    rotation.fault('ram', 'CreateAccessKey', 'malformed');
    const { code, stderr } = await rotation.startInto(rotation.file());
    expect([code, stderr]).toEqual([1, expect.stringMatching(/FAILED create-key-unknown[\s\S]*an undo, looks/)]);
    return rotation.newKey.accessKeyId;
  };

  test.each([
    ['killed', died],
    ['answer lost', lost],
  ])('%s: undo names it and switches it off', async (_, how) => {
    const id = await how();
    const { code, stderr } = await rotation.step('undo');
    expect([code, stderr]).toEqual([0, expect.stringMatching(`switch the new key ${id} of ci-bot off`)]);
    expect(rotation.statusOf(id)).toBe('Inactive');
    expect(rotation.statusOf(rotation.old)).toBe('Active');
    // The next start says whose it is, and takes its place when it is named.
    const again = await rotation.startInto(rotation.file('next.json'));
    expect([again.code, again.stderr]).toEqual([
      4,
      expect.stringMatching(
        new RegExp(`${id} of ci-bot \\(Inactive.*was made by the start of[\\s\\S]*--discard ${id}`),
      ),
    ]);
    expect(await rotation.startInto(rotation.file('next.json'), { discard: id })).toMatchObject({ code: 0 });
    expect(rotation.statusOf(id)).toBeUndefined();
  });

  test.each([
    ['killed', died],
    ['answer lost', lost],
  ])('%s: the next start names it as ours, and makes another in its place', async (_, how) => {
    const id = await how();
    const again = await rotation.startInto(rotation.file());
    expect([again.code, again.stderr]).toEqual([
      4,
      expect.stringMatching(`${id} of ci-bot[\\s\\S]*nobody was ever given its secret[\\s\\S]*--discard ${id}`),
    ]);
    expect(await rotation.startInto(rotation.file(), { discard: id })).toMatchObject({ code: 0 });
    expect(rotation.keysOf().map(({ accessKeyId }) => accessKeyId)).not.toContain(id);
  });

  test.each([
    ['killed', died],
    ['answer lost', lost],
  ])('%s: what status shows next goes on at once', async (_, how) => {
    const id = await how();
    const from = rotation.output.length;
    await rotation.command((cli) => statusCommand(cli, rotation.old, false));
    const [, next = ''] = /next (npx --no .*--discard \S+)/.exec(rotation.output.slice(from)) ?? [];
    expect(next).toBe(`${CLI} rotate start ${rotation.old} --to-file ${rotation.file()} --discard ${id}`);
    expect(await rotation.startInto(rotation.file(), { discard: id })).toMatchObject({ code: 0 });
  });

  test('one that is in use is not ours for certain: named, and left on', async () => {
    const id = await lost();
    await rotation.use(id);
    rotation.later(3);
    const refused = await rotation.step('undo');
    expect([refused.code, refused.stderr]).toEqual([
      4,
      expect.stringMatching(new RegExp(`${id} of ci-bot[\\s\\S]*it was used at[\\s\\S]*--anyway --reason`)),
    ]);
    expect(await rotation.step('undo', { anyway: true, reason: 'it is the build server' })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(`left-as-is:${id}: left on`),
    });
    expect(rotation.statusOf(id)).toBe('Active');
  });

  test('nor one whose last use nobody tells', async () => {
    const id = await lost();
    rotation.fault('ram', 'GetAccessKeyLastUsed', 'deny', 99);
    expect(await rotation.step('undo')).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/could not be checked/),
    });
    expect(rotation.statusOf(id)).toBe('Active');
  });

  test('nor one that somebody made before or after that start', async () => {
    const id = await lost();
    Object.assign(rotation.newKey, { createDate: new Date(Date.now() + 3_600_000) });
    expect(await rotation.step('undo')).toMatchObject({ code: 4, stderr: expect.stringMatching(/it was made at/) });
    expect(rotation.statusOf(id)).toBe('Active');
  });

  test('a refusal makes none: what appears later is not ours', async () => {
    rotation.fault('ram', 'CreateAccessKey', 'deny');
    await rotation.startInto(rotation.file());
    const user = rotation.sandbox.world.users.get('ci-bot');
    user?.keys.push({ ...(user.keys[0] as never as object), accessKeyId: 'LTAI5tMadeBySomebody001' } as never);
    expect(await rotation.step('undo')).toMatchObject({ code: 0 });
    expect(rotation.statusOf('LTAI5tMadeBySomebody001')).toBe('Active');
  });

  test('one killed with its secret for standard output may have been read: left to a person', async () => {
    await rotation.killed(['start', rotation.old, '--yes', '--to-stdout'], ['ram', 'CreateAccessKey']);
    rotation.later(1);
    expect(await rotation.step('undo')).toMatchObject({ code: 4, stderr: expect.stringMatching(/standard output/) });
  });
});

test('the fresh user of a start whose answer was lost: undo switches his key off, and names him', async () => {
  const used = { key: 'ci-bot', daysAgo: 2, service: 'ecs', action: 'DescribeInstances', sourceIp: '203.0.113.7' };
  await begun(aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AdministratorAccess')).withEvents(used));
  await rotation.command((cli) => investigateCommand(cli, rotation.old, false));
  rotation.fault('ram', 'CreateAccessKey', 'malformed');
  await rotation.startInto(rotation.file(), { newUser: 'svc-ci' });
  const [orphan] = rotation.keysOf('svc-ci');
  const { stderr } = await rotation.startInto(rotation.file(), { newUser: 'other', yes: false });
  expect(stderr).toMatch(new RegExp(`leave an AccessKey on: ${orphan?.accessKeyId} of svc-ci[\\s\\S]*switch it off`));
  const undone = await rotation.step('undo');
  expect([undone.code, undone.stderr]).toEqual([
    0,
    expect.stringMatching(
      new RegExp(`${orphan?.accessKeyId} of svc-ci off[\\s\\S]*Left in the account: the RAM user svc-ci`),
    ),
  ]);
  expect(rotation.keysOf('svc-ci')).toMatchObject([{ status: 'Inactive' }]);
});

describe("root's", () => {
  beforeEach(() => begin());
  afterEach(end);
  test('status shows what goes on at once where root lets it look, and else that it could not', async () => {
    const [old] = rooted.sandbox.world.rootKeys;
    if (old) asRoot(old);
    rooted.fault('ram', 'CreateAccessKey', 'malformed');
    const place = { kind: 'file' as const, path: rooted.file() };
    await root({ place, ...WHY });
    const [, made] = rooted.sandbox.world.rootKeys;
    const status = async () => (await rooted.command((cli) => statusCommand(cli, leaked(), false))).stdout;
    const next = `next ${CLI} rotate --root ${leaked()} --to-file ${rooted.file()}`;
    const shown = await status();
    expect(shown).toContain(`${next} --discard ${made?.accessKeyId}\n`);
    expect(shown).not.toContain('notSeen');
    delete process.env['ROOT_ACCESS_KEY_ID'];
    delete process.env['ROOT_ACCESS_KEY_SECRET'];
    expect(await status()).toContain(
      `${next}; notSeen whether its last start left a key behind could not be checked: root's keys show to root alone`,
    );
  });

  test('an undo switches it off, and nothing of root is deleted', async () => {
    const [old] = rooted.sandbox.world.rootKeys;
    if (old) asRoot(old);
    rooted.fault('ram', 'CreateAccessKey', 'malformed');
    const place = { kind: 'file' as const, path: rooted.file() };
    expect(await root({ place, ...WHY })).toMatchObject({ code: 1 });
    const [, made] = rooted.sandbox.world.rootKeys;
    expect(await root({ place, ...WHY })).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(`--discard ${made?.accessKeyId}`),
    });
    expect(await root({ undo: true, ...WHY })).toMatchObject({ code: 0 });
    expect(keys()).toEqual([
      [leaked(), 'Active'],
      [made?.accessKeyId, 'Inactive'],
    ]);
    expect(existsSync(path.join(rooted.folder, 'key.json'))).toBe(false);
  });
});

describe('a place that cannot take a secret is found before anything is written', () => {
  beforeEach(() => begun());
  test.each([
    ['a folder where nothing can be made', () => ['--to-file', '/proc/x'], /\/proc cannot be used: E/],
    ['a folder that is not there', () => ['--to-file', rotation.file('none/key')], /ENOENT/],
    [
      'a folder that is a file',
      () => {
        writeFileSync(rotation.file('plain'), '');
        return ['--to-file', rotation.file('plain/key')];
      },
      /is no folder/,
    ],
    ['a secret that is not there', () => ['--to-kms', 'app/none'], /There is no KMS secret app\/none/],
    [
      'a secret that KMS fills itself',
      () => {
        const { secrets } = rotation.sandbox.world;
        secrets.create('app/managed', '', { id: 'v1', data: '{}', type: 'text' }, 'RAMCredentials');
        return ['--to-kms', 'app/managed'];
      },
      /of the type RAMCredentials/,
    ],
    [
      'a secret that is to be deleted',
      () => {
        const { secrets } = rotation.sandbox.world;
        secrets.create('app/going', '', { id: 'v1', data: '{}', type: 'text' });
        secrets.named('app/going').plannedDeleteAt = new Date();
        return ['--to-kms', 'app/going'];
      },
      /is to be deleted at/,
    ],
  ])('%s', async (_, where, words) => {
    const before = rotation.journal.length;
    const ended = await rotation.run(['rotate', 'start', rotation.old, '--yes', ...where()]);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringMatching(words)]);
    expect([rotation.journal.length, rotation.keysOf().length]).toEqual([before, 1]);
  });
});
