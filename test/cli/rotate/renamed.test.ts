import { investigateCommand } from '../../../cli/investigate';
import { renameUser } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { Rotation, SECRET } from './arrange';

const KMS = { place: { kind: 'kms' as const, secretName: SECRET } };
const TO = { ...KMS, newUser: 'svc-ci' };

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin(
    aSandbox()
      .withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunECSFullAccess'))
      .withEvents(
        ...[5, 4, 3].map((daysAgo) => ({ key: 'ci-bot', daysAgo, service: 'ecs', action: 'DescribeInstances' })),
      ),
  );
});
afterEach(() => rotation.end());

const rename = (from: string, to: string): void => {
  const user = rotation.sandbox.world.users.get(from);
  if (user === undefined) throw new Error(`there is no ${from}`);
  renameUser(rotation.sandbox.world, user, to);
};
const newOf = (user: string) => rotation.keysOf(user).find(({ accessKeyId }) => accessKeyId !== rotation.old);
/** Renamed before each step, and once it is done. */
let count = 0;
const again = (): string => {
  const from = count === 0 ? 'ci-bot' : `ci-bot-${count}`;
  count += 1;
  rename(from, `ci-bot-${count}`);
  return `ci-bot-${count}`;
};
beforeEach(() => {
  count = 0;
});

test('a user who is renamed between any two steps: each acts on him, under the name of today', async () => {
  await rotation.start(KMS);
  const newKey = rotation.newKey.accessKeyId;
  await rotation.use(newKey);
  rotation.later(3);
  again();
  expect(await rotation.verify()).toMatchObject({ code: 0, stderr: expect.stringMatching(/is quiet[\s\S]*works/) });
  again();
  const finished = await rotation.step('finish');
  expect([finished.code, finished.stderr]).toEqual([
    0,
    expect.stringMatching(/switch the old key \w+ of ci-bot-2 off[\s\S]*The new key is \w+ of ci-bot-2\./),
  ]);
  expect(rotation.statusOf(rotation.old)).toBe('Inactive');
  again();
  expect(await rotation.step('delete')).toMatchObject({ code: 4, stderr: expect.stringMatching(/is watched until/) });
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect(rotation.statusOf(rotation.old)).toBe('Active');
  expect(await rotation.step('finish')).toMatchObject({ code: 0 });
  rotation.later(7 * 24 + 1);
  const name = again();
  expect(await rotation.step('delete')).toMatchObject({ code: 0, stderr: expect.stringMatching(/recycle bin since/) });
  expect(rotation.policiesOf(name)).toEqual(['AliyunECSFullAccess']);
  again();
  expect(await rotation.step('undo')).toMatchObject({ code: 0, stderr: expect.stringMatching(/back, and off/) });
  expect(rotation.statusOf(rotation.old)).toBe('Inactive');
});

test('a start behind a renaming makes the key for him, and discards of his', async () => {
  again();
  rotation.fault('kms', 'PutSecretValue', 'deny');
  expect(await rotation.start(KMS)).toMatchObject({ code: 1 });
  const lost = newOf('ci-bot-1')?.accessKeyId ?? '';
  const name = again();
  expect(await rotation.start({ ...KMS, discard: lost })).toMatchObject({ code: 0 });
  expect(rotation.keysOf(name).map(({ accessKeyId }) => accessKeyId)).not.toContain(lost);
  again();
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect(newOf(`ci-bot-${count}`)?.status).toBe('Inactive');
});

test('a fresh user of the rotation who is renamed is followed, and not made a second time', async () => {
  await rotation.command((cli) => investigateCommand(cli, rotation.old, false));
  expect(await rotation.start(TO)).toMatchObject({ code: 0 });
  const newKey = rotation.keysOf('svc-ci')[0]?.accessKeyId ?? '';
  rename('svc-ci', 'svc-build');
  expect(await rotation.start(TO)).toMatchObject({ code: 0, stderr: expect.stringMatching(/rotate verify/) });
  expect([rotation.sandbox.world.users.has('svc-ci'), rotation.keysOf('svc-build')]).toMatchObject([false, [{}]]);
  await rotation.use(newKey);
  rotation.later(3);
  expect(await rotation.verify()).toMatchObject({ code: 0, stderr: expect.stringMatching(/works: last used/) });
  rename('svc-build', 'svc-deploy');
  expect(await rotation.step('undo', { anyway: true, reason: 'a test says so' })).toMatchObject({ code: 0 });
  expect(rotation.statusOf(newKey)).toBe('Inactive');
});

test('a user who was deleted is said to be gone, and only then', async () => {
  await rotation.start(KMS);
  rotation.sandbox.world.users.delete('ci-bot');
  expect(await rotation.verify()).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/was deleted[\s\S]*was DELETED/),
  });
});
