import { userNamed } from '../parameters';
import { answered, asked, edge, joined, type Maker, thing } from './forms';

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
      const serial = asked(event, 'SerialNumber') ?? answered(event, 'SerialNumber');
      return thing('mfa-device', serial ?? joined('mfa-device', userNamed(event)), serial?.split('/').at(-1));
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
    made: (event, signs) =>
      signs.of(event)?.weight === 'grave' ? thing('changed-role', asked(event, 'RoleName')?.toLowerCase()) : undefined,
  },
];
