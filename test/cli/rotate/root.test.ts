import { existsSync, readFileSync } from 'node:fs';
import { rootCommand } from '../../../cli/rotate/root';
import { createKey, rootOwner } from '../../../sandbox/world/keys';
import { callRpc } from '../../sdk-clients';
import { asRoot, BY, begin, end, keys, leaked, root, rotation, WHY } from './root-arrange';

afterEach(end);

const useNew = async () => {
  const fresh = rotation.sandbox.world.rootKeys.find(({ accessKeyId }) => accessKeyId !== leaked());
  if (!fresh) throw new Error('no new key');
  await callRpc(rotation.sandbox, fresh, 'ecs', 'DescribeInstances', { RegionId: 'cn-hangzhou' });
  return fresh;
};

test('a user of the account is not root, and nothing is asked of his keys', async () => {
  await begin();
  const from = rotation.sandbox.kernel.calls.all().length;
  const { code, stderr } = await root();
  expect([code, stderr]).toEqual([1, expect.stringMatching(/user\/sandbox-admin, and not the account/)]);
  const asked = rotation.sandbox.kernel.calls.all().slice(from);
  expect(asked.filter(({ service }) => service === 'ram')).toEqual([]);
});

test('in use: create, replace, verify, switch off, watch, delete; then the incident is closed', async () => {
  await begin({ key: 'root', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' });
  asRoot(rotation.sandbox.world.rootKeys[0] as never);
  const file = rotation.file();
  const started = await root({ place: { kind: 'file', path: file } });
  expect([started.code, started.stderr]).toEqual([0, expect.stringMatching(/rotate --root LTAI/)]);
  const fresh = await useNew();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    AccessKeyId: fresh.accessKeyId,
    AccessKeySecret: fresh.accessKeySecret,
  });
  asRoot(fresh);
  expect(await root({ place: { kind: 'file', path: rotation.file('another') } })).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/cannot be given to the file .*another as well.*rotate --root LTAI\w+ --undo/),
  });
  expect(await root()).toMatchObject({ code: expect.any(Number) });
  expect(keys()).toEqual([
    [leaked(), 'Active'],
    [fresh.accessKeyId, 'Active'],
  ]);
  rotation.later(3);
  const off = await root();
  expect([off.code, off.stderr]).toEqual([0, expect.stringMatching(/disable-key:LTAI\w+: off/)]);
  expect(off.stderr.match(/^Next: /gm)).toHaveLength(1);
  expect(keys()[0]).toEqual([leaked(), 'Inactive']);
  expect(await root()).toMatchObject({ code: 4, stderr: expect.stringMatching(/is watched until/) });
  rotation.later(7 * 24 + 1);
  expect(await root()).toMatchObject({ code: 0, stderr: expect.stringMatching(/for good[\s\S]*incident is closed/) });
  expect(keys()).toEqual([[fresh.accessKeyId, 'Active']]);
  expect(await root()).toMatchObject({ code: 0 });
  const status = await rotation.run(['status', leaked()]);
  expect(status.stdout).toMatch(/release +by alice/);
  expect((await rotation.run(['status'])).stdout).toMatch(/^released +LTAI/m);
});

test('the journal takes nothing behind the intent: each step has failed, and the same again ends it', async () => {
  await begin();
  asRoot(rotation.sandbox.world.rootKeys[0] as never);
  const place = { kind: 'file' as const, path: rotation.file() };
  const unwritten = async (options: Partial<typeof BY>) => {
    rotation.inNext('behind', 'rotation-intent', () => rotation.fault('oss', 'PutObject', 'deny', 99));
    const { code, stderr } = await root(options);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/FAILED journal[\s\S]*Next: .*rotate --root LTAI/)]);
    rotation.sandbox.kernel.faults.clear();
    rotation.later(1);
    expect(await root(options)).toMatchObject({ code: 0 });
  };
  await unwritten({ place });
  asRoot(await useNew());
  await unwritten({ anyway: true, ...WHY });
  await unwritten({ undo: true, anyway: true, ...WHY });
});

test('root has a second key already: its deletion is for good, and no user of the account is offered in its place', async () => {
  await begin({ key: 'root', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' });
  const { world } = rotation.sandbox;
  const spare = createKey(world, rootOwner(world));
  asRoot(world.rootKeys[0] as never);
  const place = { kind: 'file' as const, path: rotation.file() };
  const used = await root({ place });
  expect([used.code, used.stderr]).toEqual([4, expect.stringMatching(/root has 2 keys already/)]);
  spare.status = 'Inactive';
  const off = await root({ place });
  expect([off.code, off.stderr]).toEqual([4, expect.stringMatching(/--discard LTAI\w+ deletes it, for good.*by hand/)]);
  const discarded = await root({ place, discard: spare.accessKeyId });
  expect([discarded.code, discarded.stderr]).toEqual([
    0,
    expect.stringMatching(/delete the key LTAI\w+ of root, for good[\s\S]*make a new AccessKey for root;/),
  ]);
  for (const { stderr } of [used, off, discarded]) expect(stderr).not.toMatch(/to the recycle bin|--new-user|<root>/);
});

test('what the new key signs for these commands is no use of it: nobody has changed over, and a person may say so', async () => {
  await begin({ key: 'root', daysAgo: 3, service: 'ecs', action: 'DescribeInstances' });
  asRoot(rotation.sandbox.world.rootKeys[0] as never);
  await root({ place: { kind: 'file', path: rotation.file() } });
  const [, fresh] = rotation.sandbox.world.rootKeys;
  if (!fresh) throw new Error('no new key');
  asRoot(fresh);
  for (let look = 0; look < 2; look += 1) {
    rotation.later(3);
    const { code, stderr } = await root({ observeDays: 30 });
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(
        /by anything but this command[\s\S]*--anyway[\s\S]*Next: .* --root \S+ --observe-days 30\n/,
      ),
    ]);
  }
  // Another key of root's that signs takes nothing of what this one signed before.
  const { world } = rotation.sandbox;
  const other = {
    ...fresh,
    accessKeyId: 'LTAI5tAnotherKeyOfRoots1',
    accessKeySecret: 'anotherSecretOf30Characters000',
  };
  delete other.lastUsed;
  world.rootKeys.push(other);
  asRoot(other);
  expect(await root()).toMatchObject({ code: 4 });
  expect(await root({ undo: true })).toMatchObject({ code: 4, stderr: expect.stringMatching(/cannot be told/) });
  // As a person's own credentials it signs everything, the journal in OSS too.
  expect(await rotation.command((cli) => rootCommand(cli, leaked(), BY), fresh)).toMatchObject({ code: 4 });
  expect(keys()[0]).toEqual([leaked(), 'Active']);
  expect(rotation.stored).toContain('maybe-own-use');
  expect(await root({ anyway: true, ...WHY })).toMatchObject({ code: 0 });
  expect(keys()[0]).toEqual([leaked(), 'Inactive']);
});

test('a step of root that failed is said again with all that it was told', async () => {
  await begin();
  const { world } = rotation.sandbox;
  const spare = createKey(world, rootOwner(world));
  asRoot(spare);
  const again = `Next: npx --no ak-tourniquet rotate --root ${leaked()}`;
  rotation.fault('ram', 'UpdateAccessKey', 'deny', 9);
  const off = await root({ anyway: true, observeDays: 3, ...WHY });
  expect([off.code, off.stderr]).toEqual([
    1,
    expect.stringContaining(`${again} --observe-days 3 --anyway --reason '${WHY.reason}'\n`),
  ]);
  rotation.sandbox.kernel.faults.clear();
  expect(await root({ anyway: true, observeDays: 3, ...WHY })).toMatchObject({ code: 0 });
  rotation.fault('ram', 'DeleteAccessKey', 'deny', 9);
  const gone = await root({ now: true, ...WHY });
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining(`${again} --now --reason '${WHY.reason}'\n`)]);
});

test('the new key was deleted: what verify and a deletion say is to be done can be done', async () => {
  await begin({ key: 'root', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' });
  const { world } = rotation.sandbox;
  asRoot(world.rootKeys[0] as never);
  await root({ place: { kind: 'file', path: rotation.file() } });
  world.rootKeys.splice(1, 1);
  const spare = createKey(world, rootOwner(world));
  asRoot(spare);
  expect(await root()).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/was DELETED.*--root \S+ --to-file \S+/),
  });
  world.rootKeys.splice(1, 1);
  asRoot(world.rootKeys[0] as never);
  expect(await root({ place: { kind: 'file', path: rotation.file('another') } })).toMatchObject({ code: 0 });
  const fresh = world.rootKeys[1];
  expect(JSON.parse(readFileSync(rotation.file('another'), 'utf8')).AccessKeyId).toBe(fresh?.accessKeyId);
  asRoot(fresh as never);
  expect(await root({ anyway: true, ...WHY })).toMatchObject({ code: 0 });
  world.rootKeys.splice(1, 1, spare);
  asRoot(spare);
  expect(await root({ now: true, ...WHY })).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /was deleted, and the workload would be left .*rotate --root.*makes another; or --undo/,
    ),
  });
  // With a place it is the start that is made, and nothing is deleted.
  expect(await root({ place: { kind: 'file', path: rotation.file('another-2') }, now: true, ...WHY })).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/root has 2 keys already/),
  });
  expect(keys()[0]).toEqual([leaked(), 'Inactive']);
  expect(await root({ anyway: true, now: true, ...WHY })).toMatchObject({ code: 0 });
  expect(keys()).toEqual([[spare.accessKeyId, 'Active']]);
});

test('the leaked key does not look whether it is in use itself: the new one is asked for', async () => {
  await begin();
  asRoot(rotation.sandbox.world.rootKeys[0] as never);
  await root({ place: { kind: 'file', path: rotation.file() } });
  expect(await root()).toMatchObject({ code: 4, stderr: expect.stringMatching(/give root's new key/) });
});

test("a secret that is not the key's says nothing of the key: it is on still", async () => {
  await begin();
  const { world } = rotation.sandbox;
  const other = createKey(world, rootOwner(world));
  for (const { accessKeyId } of [world.rootKeys[0] ?? other, other]) {
    asRoot({ accessKeyId, accessKeySecret: 'mistypedSecretOf30Characters00' });
    const { code, stderr } = await root();
    expect([code, stderr]).toEqual([2, expect.stringMatching(/ROOT_ACCESS_KEY_SECRET is not the secret of the key/)]);
    expect(stderr).not.toMatch(/is off|deleted/);
  }
  // As the command line's own credentials it is told as in any other command.
  const own = { accessKeyId: leaked(), accessKeySecret: 'mistypedSecretOf30Characters00' };
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: own.accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: own.accessKeySecret };
  expect(await rotation.run(['rotate', '--root', leaked()], env)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/SignatureDoesNotMatch[\s\S]*The secret is not that of your own AccessKey/),
  });
  other.status = 'Inactive';
  asRoot(other);
  expect(await root()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/ROOT_ACCESS_KEY_ID does not exist, is off, or was del/),
  });
});

test('not in use: switched off, watched, deleted, by another key of root', async () => {
  await begin();
  const { world } = rotation.sandbox;
  asRoot(createKey(world, rootOwner(world)));
  expect(await root()).toMatchObject({ code: 0, stderr: expect.stringMatching(/disable-key/) });
  expect(keys()[0]).toEqual([leaked(), 'Inactive']);
  expect(await root({ undo: true })).toMatchObject({ code: 4, stderr: expect.stringMatching(/whoever found it/) });
  expect(await root({ undo: true, anyway: true, ...WHY })).toMatchObject({ code: 0 });
  expect(keys()[0]).toEqual([leaked(), 'Active']);
  expect(await root({ now: true, ...WHY })).toMatchObject({ code: 0, stderr: expect.stringMatching(/is closed/) });
  expect(keys()).toHaveLength(1);
});

test('used of late, and no place for a new one: a person says whose use that was', async () => {
  await begin({ key: 'root', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' });
  const { world } = rotation.sandbox;
  asRoot(createKey(world, rootOwner(world)));
  expect(await root()).toMatchObject({ code: 4, stderr: expect.stringMatching(/By the thief alone.*--anyway/) });
  rotation.fault('ram', 'GetAccessKeyLastUsed', 'deny', 9);
  expect(await root()).toMatchObject({ code: 4, stderr: expect.stringMatching(/could not check/) });
  expect(keys()[0]).toEqual([leaked(), 'Active']);
  rotation.sandbox.kernel.faults.clear();
  expect(await root({ anyway: true, ...WHY })).toMatchObject({ code: 0 });
  expect(keys()[0]).toEqual([leaked(), 'Inactive']);
});

test('the leaked key does not switch itself off where it writes the journal too', async () => {
  await begin();
  const own = rotation.sandbox.world.rootKeys[0] as never;
  const { code, stderr } = await rotation.command((cli) => rootCommand(cli, leaked(), BY), own);
  expect([code, stderr]).toEqual([4, expect.stringMatching(/itself signs this command[\s\S]*ROOT_ACCESS_KEY_ID/)]);
  asRoot(own);
  expect(await root()).toMatchObject({ code: 4, stderr: expect.stringMatching(/by this very command/) });
  expect(await root({ anyway: true, ...WHY })).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/signs its own end/),
  });
  expect(keys()).toEqual([[leaked(), 'Inactive']]);
  expect(rotation.stored).toContain('disable-key');
});

test("another's key is not root's, and a root key is nothing for the other commands", async () => {
  await begin();
  asRoot(rotation.sandbox.world.rootKeys[0] as never);
  expect(await rotation.run(['rotate', 'start', leaked(), '--to-stdout', '--yes'])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/rotate --root LTAI/),
  });
  await rotation.contain();
  const ended = await rotation.command((cli) => rootCommand(cli, rotation.old, BY));
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/is not root's/) });
  expect(existsSync(rotation.file())).toBe(false);
});

test('over the command line, asked for each step', async () => {
  await begin();
  const { world } = rotation.sandbox;
  const other = createKey(world, rootOwner(world));
  const env = { ROOT_ACCESS_KEY_ID: other.accessKeyId, ROOT_ACCESS_KEY_SECRET: other.accessKeySecret };
  const unasked = await rotation.run(['rotate', '--root', leaked()], env);
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringMatching(/switch the old key[\s\S]*no terminal/)]);
  expect(await rotation.run(['rotate', '--root', leaked(), '--yes'], env)).toMatchObject({ code: 0 });
  expect(keys()[0]).toEqual([leaked(), 'Inactive']);
  expect(await rotation.run(['rotate', '--root', leaked(), '--now'], env)).toMatchObject({ code: 2 });
  expect(await rotation.run(['rotate'], env)).toMatchObject({ code: 2 });
  for (const more of [[], ['--undo']])
    expect(
      await rotation.run(['rotate', '--root', leaked(), '--discard', other.accessKeyId, ...more], env),
    ).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/this step makes none: nothing was deleted/),
    });
  const half = await rotation.run(['rotate', '--root', leaked()], { ...env, ROOT_ACCESS_KEY_SECRET: undefined });
  expect(half).toMatchObject({ code: 2, stderr: expect.stringMatching(/together, or neither/) });
  const finish = await rotation.run(['rotate', 'finish', leaked(), '--anyway', '--reason', 'x']);
  expect(finish).toMatchObject({ code: 4, stderr: expect.stringMatching(/rotate --root/) });
});
