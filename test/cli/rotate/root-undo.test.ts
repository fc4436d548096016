import { createKey, rootOwner } from '../../../sandbox/world/keys';
import { asRoot, begin, end, keys, leaked, root, rotation, WHY } from './root-arrange';

afterEach(end);

/** Switched off by another key of root's, as a key that nobody used. */
const finished = async () => {
  await begin();
  const { world } = rotation.sandbox;
  const other = createKey(world, rootOwner(world));
  asRoot(other);
  const ended = await root();
  expect(ended).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/one step back \(--undo --anyway, with a reason\)/),
  });
  return other;
};

test('an undo speaks of no deny, because root never has one', async () => {
  await finished();
  const refused = await root({ undo: true });
  expect([refused.code, refused.stderr]).toEqual([
    4,
    expect.stringMatching(/Nothing binds root's key[\s\S]*--undo --anyway/),
  ]);
  expect(refused.stderr).not.toMatch(/deny|respond/);
  const undone = await root({ undo: true, anyway: true, ...WHY });
  expect(undone).toMatchObject({ code: 0 });
  expect(undone.stderr).not.toMatch(/deny|respond|approve/);
  expect(keys()[0]).toEqual([leaked(), 'Active']);
});

test('a deletion is final: it is refused before any plan', async () => {
  await finished();
  expect(await root({ now: true, ...WHY })).toMatchObject({ code: 0 });
  for (const options of [{ undo: true }, { undo: true, anyway: true, ...WHY }]) {
    const { code, stderr } = await root(options);
    expect([code, stderr]).toEqual([4, expect.stringMatching(/was deleted by alice, and that is final/)]);
    expect(stderr).not.toMatch(/This will|recycle bin, switched off|FAILED/);
  }
});

test('nor does the console bring it back when somebody deleted it there', async () => {
  await finished();
  rotation.sandbox.world.rootKeys.splice(0, 1);
  expect(await root({ undo: true })).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/by somebody, and that is final/),
  });
});

test('a key that signs its own end is promised no way back by itself', async () => {
  await begin();
  asRoot(rotation.sandbox.world.rootKeys[0] as never);
  const { code, stderr } = await root({ anyway: true, now: true, ...WHY });
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/signs this itself, so that only another key of root's, or the console/),
  ]);
  expect(stderr).not.toMatch(/one step back|FAILED/);
  for (const options of [{}, { undo: true, anyway: true, ...WHY }])
    expect(await root(options)).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/is not taken any more[\s\S]*another key of root's/),
    });
  const { world } = rotation.sandbox;
  asRoot(createKey(world, rootOwner(world)));
  expect(await root({ undo: true, anyway: true, ...WHY })).toMatchObject({ code: 0 });
  expect(keys()[0]).toEqual([leaked(), 'Active']);
});

test('a program hears of all steps in one document', async () => {
  await begin();
  const { world } = rotation.sandbox;
  const other = createKey(world, rootOwner(world));
  const env = { ROOT_ACCESS_KEY_ID: other.accessKeyId, ROOT_ACCESS_KEY_SECRET: other.accessKeySecret };
  const json = async (...args: string[]) => {
    const ended = await rotation.run(['rotate', '--root', leaked(), '--yes', '--json', ...args], env);
    return { ...ended, document: ended.stdout === '' ? undefined : JSON.parse(ended.stdout) };
  };
  expect((await json('--now', '--reason', 'nobody uses it')).document).toMatchObject({
    incident: `1234567890123456/${leaked()}`,
    command: 'rotate --root',
    exitCode: 0,
    stage: 'deleted',
    next: null,
    steps: [
      { step: `disable-key:${leaked()}`, ok: true },
      { step: `delete-key:${leaked()}`, ok: true },
    ],
  });
  expect((await json()).document).toMatchObject({ stage: 'deleted', steps: [], exitCode: 0 });
  expect(await json('--undo')).toMatchObject({ code: 4, document: { error: { code: 'PERSON_NEEDED' } } });
  expect(await json('--to-stdout')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/both write to standard output/),
  });
});
