import { detachPolicy } from '../../../sandbox/world/attachments';
import { deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { policyNamed } from '../../../sandbox/world/policies';
import { createRole, deleteRole, roleNamed } from '../../../sandbox/world/roles';
import { deleteUser, userNamed } from '../../../sandbox/world/users';
import { FREEZE } from './arrange';
import { AUTO, account, found, isDue, make, minute, on, released, start, svc, told, world } from './made-arrange';

beforeEach(start);
afterEach(() => account.stop());

function erase(name: string): void {
  const owner = ownerNamed(world(), name);
  for (const { accessKeyId } of [...userNamed(world(), name).keys]) deleteKey(world(), owner, accessKeyId);
  deleteUser(world(), name);
}

test('a user whose id was told, and who was deleted before the first look: whoever bears his name is another one, until the audit tells his id as well', async () => {
  erase('svc');
  const anew = make('svc');
  await found(svc());
  await account.poll(AUTO);
  expect([on('svc'), isDue()]).toEqual([[], false]);
  expect(told()).toContain(
    'user svc was left alone: the user whom the attack made was deleted, and another one bears the name now',
  );
  // Once the audit tells that the attack made this one too, it is so.
  await found({ ...svc(), id: anew });
  await minute();
  expect(on('svc')).toEqual([FREEZE]);
});

test('a user who was seen here, and who was deleted: whoever bears his name is another one', async () => {
  await found(svc());
  await account.poll(AUTO);
  detachPolicy(world(), userNamed(world(), 'svc'), policyNamed(world(), 'Custom', FREEZE));
  erase('svc');
  make('svc');
  await found(svc());
  await minute();
  expect(on('svc')).toEqual([]);
});

describe('a role', () => {
  const trustDocument = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::9999999999999999:root'] } }],
  });
  const aRole = (): string => createRole(world(), { name: 'back', trustDocument }).id;
  const onRole = (): string[] => roleNamed(world(), 'back').attached.current.map(({ policy }) => policy.name);
  const back = (id: string) => ({ type: 'role', name: 'back', id });

  test('of the id that the audit told is frozen, and holds to the look of each minute', async () => {
    await found(back(aRole()));
    await account.poll(AUTO);
    await minute();
    expect([onRole(), isDue()]).toEqual([[FREEZE], false]);
    expect(await released()).toBe(0);
    expect(onRole()).toEqual([]);
  });

  test('that was deleted and made anew under its name is another one, until the audit tells its id as well', async () => {
    const first = aRole();
    deleteRole(world(), 'back');
    const second = aRole();
    await found(back(first));
    await account.poll(AUTO);
    expect([onRole(), isDue()]).toEqual([[], false]);
    expect(told()).toContain(
      'role back was left alone: the role that the attack made was deleted, and another one bears the name now',
    );
    await found(back(second));
    await minute();
    expect(onRole()).toEqual([FREEZE]);
  });
});
