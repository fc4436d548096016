import type { AuditEvent } from '../evidence/types';
import { bucketOf, destinationOf } from './account';
import { answerWords, parameter, userNamed, wordsOf } from './parameters';
import type { Signs } from './rules';
import type { Made } from './rules/model';

interface Maker {
  readonly services: RegExp;
  readonly calls: RegExp;
  readonly made: (event: AuditEvent, signs: Signs) => Made | undefined;
}

const GRANTS = /^(ram|ims|resourcemanager)$/i;
const FC = /^(fc|fc-open)$/i;

/**
 * What calls make beside the identities that the rules know: credentials, power that was given and to whom, and what acts
 * on by itself. Each is named by the id that the cloud's lists know it by, or by what it joins (`grant/user/bob/Admin`).
 */
const MAKERS: readonly Maker[] = [
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
  {
    services: FC,
    calls: /^(Create|Update)Function(Code)?$/,
    made: (event) => thing('function', asked(event, 'functionName')),
  },
  {
    services: FC,
    calls: /^(Create|Publish)LayerVersion$/,
    made: (event) => {
      const version = answered(event, 'version');
      const layer = asked(event, 'layerName') ?? answered(event, 'layerName');
      return thing('layer', joined('layer', layer, ...(version ? [version] : [])), layer);
    },
  },
  {
    services: FC,
    calls: /^(Create|Update)Trigger$/,
    made: (event) => {
      const trigger = asked(event, 'triggerName') ?? answered(event, 'triggerName');
      const runs = asked(event, 'functionName');
      return thing('trigger', joined('trigger', runs, ...(trigger ? [trigger] : [])), trigger ?? runs);
    },
  },
  {
    services: /^ecs$/i,
    calls: /^(InvokeCommand|CreateCommand|RunCommand)$/,
    made: (event) => (isTimed(event) ? byId('timed-command', event, 'CommandId', 'InvokeId', 'Name') : undefined),
  },
  {
    services: /^ess$/i,
    calls: /^(Create|Modify)ScalingRule$/,
    made: (event) => byId('scaling-rule', event, 'ScalingRuleId', 'ScalingRuleAri', 'ScalingRuleName'),
  },
  {
    services: /^ess$/i,
    calls: /^(Create|Modify)ScheduledTask$/,
    made: (event) => byId('scheduled-task', event, 'ScheduledTaskId', 'ScheduledTaskId', 'ScheduledTaskName'),
  },
  {
    services: /^oos$/i,
    calls: /^(Start|Create)Execution$/,
    made: (event) => byId('execution', event, 'ExecutionId', 'ExecutionId', 'TemplateName'),
  },
  {
    services: /^ros$/i,
    calls: /^(Create|Update|Continue)Stack$/,
    made: (event) => byId('stack', event, 'StackId', 'StackId', 'StackName'),
  },
  {
    services: /^oss$/i,
    calls: /^PutBucketReplication$/,
    made: (event) => edge('bucket-replication', bucketOf(event), destinationOf(event)),
  },
  {
    services: /^oss$/i,
    calls: /^PutBucketPolicy$/,
    made: (event, signs) => edge('bucket-policy', bucketOf(event), givenTo(event, signs)),
  },
  {
    services: /^ecs$/i,
    calls: /^ModifyImageSharePermission$/,
    made: (event, signs) => edge('shared-image', asked(event, 'ImageId'), givenTo(event, signs)),
  },
  {
    services: /^ecs$/i,
    calls: /^ModifySnapshot(Attribute|SharePermission)$/,
    made: (event, signs) => edge('shared-snapshot', asked(event, 'SnapshotId'), givenTo(event, signs)),
  },
];

/** Everything that the call made or changed, beside what its rule names. The call went through. Pure. */
export function alsoMade(event: AuditEvent, signs: Signs): Made[] {
  return MAKERS.filter(({ services, calls }) => services.test(event.service) && calls.test(event.name)).flatMap(
    ({ made }) => made(event, signs) ?? [],
  );
}

/** The role that the call gave to a function, in lower case: whoever runs the function speaks by it. */
export function roleOfFunction(event: AuditEvent): string | undefined {
  const arn = FC.test(event.service) ? asked(event, 'role') : undefined;
  return arn?.slice(arn.lastIndexOf('/') + 1).toLowerCase();
}

const thing = (type: Made['type'], id: string | undefined, name?: string): Made | undefined =>
  id === undefined ? undefined : { type, id, ...(name ? { name } : {}) };

/** `grant`, `bob`, `Admin` -> `grant/bob/Admin`; undefined while the first that it joins is not told. */
function joined(type: Made['type'], first: string | undefined, ...more: readonly string[]): string | undefined {
  return first === undefined ? undefined : [type, first, ...more].join('/');
}

/** What was given to whom: neither alone tells it. */
function edge(type: Made['type'], from: string | undefined, to: string | undefined, within?: string): Made | undefined {
  if (from === undefined || to === undefined) return undefined;
  return thing(
    type,
    joined(type, from, to, ...(within ? [within] : [])),
    `${from} → ${to}${within ? ` (${within})` : ''}`,
  );
}

function byId(type: Made['type'], event: AuditEvent, id: string, other: string, name: string): Made | undefined {
  const told = asked(event, id) ?? answered(event, id, other);
  const called = asked(event, name);
  return thing(type, told ?? joined(type, called), called);
}

const among = (words: readonly { name: string; word: string }[], names: readonly string[]): string | undefined =>
  names
    .map((wanted) => words.find(({ name, word }) => word !== '' && name.toLowerCase() === wanted.toLowerCase())?.word)
    .find((word) => word !== undefined);

/** Function Compute's parameters lie below `body`; the other services' at the top. */
const asked = (event: AuditEvent, ...names: readonly string[]) =>
  parameter(event, ...names) ?? among(wordsOf(event), names);
const answered = (event: AuditEvent, ...names: readonly string[]) => among(answerWords(event), names);

const givenTo = (event: AuditEvent, signs: Signs): string | undefined => signs.receivers(event).join(', ') || undefined;

/** It runs again by itself: by a clock, or whenever the instance starts (ECS, RunCommand, `RepeatMode`). */
function isTimed(event: AuditEvent): boolean {
  const mode = asked(event, 'RepeatMode');
  if (mode !== undefined) return !/^once$/i.test(mode);
  return /^(true|1)$/i.test(asked(event, 'Timed') ?? '') || asked(event, 'Frequency') !== undefined;
}
