import { aSandbox, aUser } from '../../builders';
import { giveId, NAMED_IDS, UNNAMED_ID } from '../../odd-ids';
import { Rotation } from './arrange';

let rotation: Rotation;
afterEach(() => rotation.end());

async function begin(second: string): Promise<void> {
  rotation = await Rotation.begin(
    aSandbox()
      .withUser(
        aUser('ci-bot').withKey().withKey('second', { status: 'Inactive' }).withPolicy('System/AliyunECSFullAccess'),
      )
      .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' }),
  );
  giveId(rotation.sandbox, 'second', second);
}

test.each(NAMED_IDS)('a second key %s can make room for the new one', async (id) => {
  await begin(id);
  const full = await rotation.start();
  expect(full.stderr).toContain(`${id} is off already and could go: --discard ${id}`);
  expect((await rotation.start({ discard: id })).code).toBe(0);
  expect(rotation.newKey.accessKeyId).toMatch(/^LTAI/);
});

test('one that nothing can name is told of in no command', async () => {
  await begin(UNNAMED_ID);
  const full = await rotation.start();
  expect(full.code).not.toBe(0);
  expect(full.stderr).toContain('odd_…_his is of a form that no command can name');
  expect(full.stderr).not.toContain('--discard');
  expect(full.stderr).not.toContain(UNNAMED_ID);
});
