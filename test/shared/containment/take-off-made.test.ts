import { attachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { createUser, deleteUser, renameUser } from '../../../sandbox/world/users';
import { takeOffMade } from '../../../shared/containment/apply-made';
import { aSandbox } from '../../builders';
import { Account, FREEZE } from '../../functions/respond/arrange';
import { aRun } from '../../run';

let account: Account;
afterEach(() => account.stop());

/** A frozen user, with what happens to him right before he is asked to give the policy back. */
async function takenOff(happens: (name: string) => void): Promise<string> {
  account = await Account.start(aSandbox());
  const { world, kernel } = account.sandbox;
  const user = createUser(world, { name: 'svc' });
  attachPolicy(world, user, policyNamed(world, 'Custom', FREEZE));
  kernel.takeFault = async (service, action) => {
    if (action === 'DetachPolicyFromUser') happens(user.name);
    return kernel.faults.take(service, action);
  };
  const { cloud } = await aRun(account.sandbox, {}, 'respond', undefined, account.sandbox.identities.admin);
  return takeOffMade({ type: 'user', name: 'svc', id: user.id }, cloud).catch(({ message }: Error) => message);
}

test('what the attack made gives the policy back', async () => {
  expect(await takenOff(() => undefined)).toBe('detached');
  expect(account.policiesOf('svc')).toEqual([]);
});

test('renamed in between he carries it still, and is not said to have given it back', async () => {
  const said = await takenOff((name) => {
    if (name === 'svc') renameUser(account.sandbox.world, account.sandbox.world.users.get('svc') as never, 'svc-2');
  });
  expect(said).toBe('svc was renamed meanwhile');
  expect(account.policiesOf('svc-2')).toEqual([FREEZE]);
});

test('deleted in between he needs nothing', async () => {
  const said = await takenOff((name) => {
    const { world } = account.sandbox;
    const user = world.users.get(name);
    if (user === undefined) return;
    world.change(user.attached, []);
    deleteUser(world, name);
  });
  expect(said).toBe('already');
});
