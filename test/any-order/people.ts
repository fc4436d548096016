import { SOURCE_IP_HEADER } from '../../sandbox/kernel/server';
import { detachPolicy } from '../../sandbox/world/attachments';
import { deleteKey, setKeyStatus } from '../../sandbox/world/keys';
import { addVersion, policyNamed } from '../../sandbox/world/policies';
import { renameUser } from '../../sandbox/world/users';
import { callRpc } from '../sdk-clients';
import type { PlayedAccount } from './account';
import type { Op } from './operations';

const THIEF = { [SOURCE_IP_HEADER]: '185.220.101.34' };
const TRUST = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['acs:ram::*:root'] } }],
});

type Thief = Extract<Op, { kind: 'thief' }>['does'];
type ByHand = Extract<Op, { kind: 'by-hand' }>['does'];

/** The thief calls with the leaked key, as far as it still lets him. */
export async function thiefActs(account: PlayedAccount, does: Thief): Promise<void> {
  const { sandbox, thiefMade } = account;
  const key = sandbox.world.keyOf(account.keyOf('ci-bot'))?.key;
  if (key === undefined) return;
  // He meets the account's troubles like everybody: what came of a call the account shows.
  const call = async (action: string, parameters: Record<string, string> = {}): Promise<void> => {
    await callRpc(sandbox, key, 'ram', action, parameters, THIEF).catch(() => undefined);
  };
  const name = `svc-${thiefMade.size + 1}`;
  switch (does) {
    case 'looks':
      await call('ListUsers');
      break;
    case 'makes-user': {
      await call('CreateUser', { UserName: name });
      if (sandbox.world.users.has(name)) thiefMade.add(`user ${name}`);
      await call('AttachPolicyToUser', { UserName: name, PolicyName: 'AdministratorAccess', PolicyType: 'System' });
      await call('CreateAccessKey', { UserName: name });
      break;
    }
    case 'makes-role': {
      await call('CreateRole', { RoleName: name, AssumeRolePolicyDocument: TRUST });
      if (sandbox.world.roles.has(name)) thiefMade.add(`role ${name}`);
      await call('AttachPolicyToRole', { RoleName: name, PolicyName: 'AdministratorAccess', PolicyType: 'System' });
      break;
    }
    case 'gives-bystander-key':
      await call('CreateAccessKey', { UserName: 'bystander' });
  }
  // ActionTrail counts whole seconds.
  sandbox.clock.advance(3_000);
}

/** Somebody in the console, who tells nobody. */
export async function byHand(account: PlayedAccount, does: ByHand): Promise<void> {
  const { sandbox, leaked, byHand: done } = account;
  const { world, identities, accountId } = sandbox;
  const id = account.keyOf('ci-bot');
  const isThere = leaked.keys.some(({ accessKeyId }) => accessKeyId === id);
  const owner = { keys: leaked.keys, user: leaked };
  switch (does) {
    case 'deletes-key':
      if (isThere) deleteKey(world, owner, id);
      account.askedToDelete.add(id);
      done.keysGone.add(id);
      return;
    case 'switches-on':
      if (isThere) setKeyStatus(world, owner, id, 'Active');
      done.keysOn.add(id);
      return;
    case 'renames': {
      const name = `ci-bot-${account.names.length + 1}`;
      renameUser(world, leaked, name);
      account.names.push(name);
      return;
    }
    case 'detaches':
      for (const { policy } of leaked.attached.current)
        if (policy.name.startsWith('AkTourniquet')) detachPolicy(world, leaked, policy);
      done.detached = true;
      return;
    case 'edits-policy':
    case 'mends-policy': {
      const edited = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}';
      const policy = policyNamed(world, 'Custom', 'AkTourniquetQuarantine');
      const document = does === 'edits-policy' ? edited : account.quarantine;
      addVersion(world, policy, document, { setAsDefault: true, rotate: true });
      return;
    }
    case 'sets-network': {
      const document =
        '{"Version":1,"Status":"Active","Statements":[{"Type":"ClassicWhiteList","IPList":["198.51.100.0/24"]}]}';
      await callRpc(sandbox, identities.admin, 'ims', 'SetAccessKeyPolicy', {
        UserPrincipalName: `${leaked.name}@${accountId}.onaliyun.com`,
        UserAccessKeyId: id,
        AccessKeyPolicy: document,
      });
      done.network = document;
    }
  }
}
