import { isSwitchedOn, userNamed } from '../parameters';
import { keyMade } from './credentials';
import { answered, asked, edge, joined, type Maker, somebody, thing, unnamed, whole } from './forms';

const GRANTS = /^(ram|ims|resourcemanager)$/i;

/** Credentials that let in without the leaked key, power that was given, and whom it was given to or taken from. */
export const POWER: readonly Maker[] = [
  {
    services: /^(ram|ims)$/i,
    calls: /^(Create|Register|Bind)Passkey$/,
    made: (event) => {
      const user = userNamed(event);
      const id = answered(event, 'PasskeyId') ?? asked(event, 'PasskeyId') ?? joined('passkey', user);
      return thing('passkey', id, asked(event, 'PasskeyName') ?? joined('passkey', user));
    },
  },
  {
    services: /^(ram|ims)$/i,
    calls: /^(BindMFADevice|CreateVirtualMFADevice)$/,
    made: (event) => {
      const serial = whole(asked(event, 'SerialNumber')) ?? whole(answered(event, 'SerialNumber'));
      const called = userNamed(event) ?? asked(event, 'VirtualMFADeviceName');
      const id = serial ?? joined('mfa-device', called) ?? unnamed('mfa-device', event);
      return thing('mfa-device', id, serial?.split('/').at(-1) ?? called);
    },
  },
  {
    services: /^(ram|ims|cloudsso)$/i,
    calls: /^AddUserToGroup$/,
    made: (event) =>
      edge('group-membership', userNamed(event) ?? asked(event, 'UserId'), asked(event, 'GroupName', 'GroupId')),
  },
  {
    services: GRANTS,
    calls: /^(CreatePolicy|CreatePolicyVersion|UpdatePolicyVersion|SetDefaultPolicyVersion)$/,
    made: (event) => {
      const policy = asked(event, 'PolicyName');
      const version = asked(event, 'VersionId') ?? answered(event, 'VersionId');
      const ofOld = event.name === 'CreatePolicy' ? undefined : version;
      return thing(
        'policy',
        joined('policy', policy, ...(ofOld ? [ofOld] : [])),
        [policy, ofOld].filter(Boolean).join(' '),
      );
    },
  },
  {
    services: GRANTS,
    calls: /^(AttachPolicyTo(User|Group|Role)|AttachPolicy)$/,
    made: (event) => {
      const group = asked(event, 'ResourceGroupId');
      return edge(
        'grant',
        userNamed(event) ?? asked(event, 'GroupName', 'RoleName'),
        asked(event, 'PolicyName'),
        group,
      );
    },
  },
  {
    services: /^cloudsso$/i,
    calls: /^CreateAccessAssignment$/,
    made: (event) =>
      edge(
        'access-assignment',
        asked(event, 'PrincipalId', 'PrincipalName', 'UserName'),
        asked(event, 'AccessConfigurationId', 'AccessConfigurationName'),
        asked(event, 'TargetId'),
      ),
  },
  {
    services: /^(ram|ims|resourcemanager)$/i,
    calls: /^(AddUserToGroup|AttachPolicyToUser|AttachPolicy)$/,
    made: (event) => {
      const isUser = event.name !== 'AttachPolicy' || /^IMSUser$/i.test(asked(event, 'PrincipalType') ?? '');
      return isUser ? thing('changed-user', userNamed(event)) : undefined;
    },
  },
  {
    services: /^(ram|ims)$/i,
    calls: /^UpdateRole$/,
    made: (event, signs) => (signs.of(event)?.weight === 'grave' ? changedRole(asked(event, 'RoleName')) : undefined),
  },
  {
    services: /^(ram|ims)$/i,
    calls: /^(UpdateAccessKey|RestoreAccessKeyFromRecycleBin)$/,
    // Whoever has the secret of an old key is in again; its own user may be at work with it as well.
    made: (event) =>
      isSwitchedOn(event)
        ? keyMade('changed-key', event, asked(event, 'UserAccessKeyId'), userNamed(event))
        : undefined,
  },
  {
    services: /^(ram|ims)$/i,
    calls: /^RestoreUserFromRecycleBin$/,
    made: (event) => {
      const name = userNamed(event);
      const number = whole(asked(event, 'UserId'));
      if (name !== undefined) return somebody('user', event, name);
      const made = somebody('user', event, undefined, number);
      return made === undefined || number === undefined ? made : { ...made, principalId: number };
    },
  },
];

const changedRole = (name: string | undefined) => thing('changed-role', name?.toLowerCase(), name);
