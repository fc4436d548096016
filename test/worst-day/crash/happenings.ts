import { SOURCE_IP_HEADER } from '../../../sandbox/kernel/server';
import { ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import { callRpc } from '../../sdk-clients';
import type { DyingAccount } from './account';

const THIEF_IP = '185.220.101.34';

export function switchLeaked(account: DyingAccount, to: 'Active' | 'Inactive'): void {
  const { world } = account.sandbox;
  setKeyStatus(world, ownerNamed(world, 'ci-bot'), account.idOf('ci-bot'), to);
}

/** Once, between the look at the leaked key and the deny. */
export function rightBeforeTheDeny(
  { sandbox }: DyingAccount,
  act: (rename: (from: string, to: string) => void) => void,
): void {
  const { faults } = sandbox.kernel;
  const usual = faults.take.bind(faults);
  faults.take = (service, action) => {
    if (action === 'AttachPolicyToUser') {
      faults.take = usual;
      act((from, to) => renameUser(sandbox.world, userNamed(sandbox.world, from), to));
    }
    return usual(service, action);
  };
}

const TRUST = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::*:root'] } }],
});

/** With the leaked key: a second key for its user, a user with a key that goes on, and a role. */
export async function attack(account: DyingAccount): Promise<void> {
  const { sandbox } = account;
  const leaked = sandbox.keys.get('ci-bot')?.key;
  if (leaked === undefined) throw new Error('the account has no such key');
  const as =
    (identity: { readonly accessKeyId: string; readonly accessKeySecret: string }) =>
    (action: string, parameters: Record<string, string> = {}) =>
      callRpc(sandbox, identity, 'ram', action, parameters, { [SOURCE_IP_HEADER]: THIEF_IP });
  const thief = as(leaked);
  await thief('CreateAccessKey', { UserName: 'ci-bot' });
  await thief('CreateUser', { UserName: 'svc-one' });
  await thief('AttachPolicyToUser', { UserName: 'svc-one', PolicyName: 'AdministratorAccess', PolicyType: 'System' });
  const { body } = await thief('CreateAccessKey', { UserName: 'svc-one' });
  await thief('CreateRole', { RoleName: 'svc-role', AssumeRolePolicyDocument: TRUST });
  await thief('AttachPolicyToRole', { RoleName: 'svc-role', PolicyName: 'AdministratorAccess', PolicyType: 'System' });
  // ActionTrail counts whole seconds.
  account.later(3_000);
  const made = body['AccessKey'] as { AccessKeyId: string; AccessKeySecret: string };
  await as({ accessKeyId: made.AccessKeyId, accessKeySecret: made.AccessKeySecret })('ListUsers');
  account.later(3_000);
}
