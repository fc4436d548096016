import {
  FREEZE_POLICY,
  freezeDocument,
  QUARANTINE_GROUP,
  QUARANTINE_POLICY,
  quarantineDocument,
} from '../shared/ram-policy/documents';
import { FUNCTIONS, type FunctionName, ROLE_RIGHTS, roleName } from '../shared/ram-policy/role-rights';
import { UNCONFIRMED_CODES, withoutCodes } from '../shared/ram-policy/unconfirmed';
import { ARCHIVE, filledIn, type Json, SCOPE, TRAIL, titled } from './ros-values';

/** The deny policies, and the group that carries one of them. */
export function denyPolicies(): Json {
  const policy = (name: string, document: unknown, more: Json = {}): Json => ({
    Type: 'ALIYUN::RAM::ManagedPolicy',
    Properties: {
      PolicyName: name,
      Description: 'ak-tourniquet: attached to the user of a leaked AccessKey',
      PolicyDocumentUnchecked: filledIn(document),
      ...more,
    },
  });
  return {
    QuarantineGroup: {
      Type: 'ALIYUN::RAM::Group',
      Properties: { GroupName: QUARANTINE_GROUP, Comments: 'ak-tourniquet: for users without a free policy slot' },
    },
    QuarantinePolicy: policy(QUARANTINE_POLICY, quarantineWithSwitches(), { Groups: [{ Ref: 'QuarantineGroup' }] }),
    FreezePolicy: policy(FREEZE_POLICY, JSON.parse(freezeDocument().document)),
  };
}

interface Statements {
  readonly Statement: readonly (Json & { readonly Action: unknown; readonly Resource: unknown })[];
}

/**
 * The quarantine with both lists where the account decides: of actions, because RAM may refuse some, and of what is
 * protected, because there may be no archive; and with a statement more where a trail is read. Whole lists, because ROS
 * documents Fn::If for the value of a property, and neither for one item of a list nor ALIYUN::NoValue in its place.
 */
function quarantineWithSwitches(): Json {
  const { document } = quarantineDocument({ ...SCOPE, ...TRAIL, archiveBucket: ARCHIVE });
  const whole = JSON.parse(document) as Statements;
  const least = JSON.parse(withoutCodes(document, UNCONFIRMED_CODES)) as Statements;
  const plain = JSON.parse(quarantineDocument({ ...SCOPE, ...TRAIL }).document) as Statements;
  const all = whole.Statement.map((statement, i) => ({
    ...statement,
    Action: either('WithUnconfirmedCodes', statement.Action, least.Statement[i]?.Action),
    Resource: either('WithArchive', statement.Resource, plain.Statement[i]?.Resource),
  }));
  const { length } = (JSON.parse(quarantineDocument(SCOPE).document) as Statements).Statement;
  return { ...whole, Statement: either('WithTrail', all, all.slice(0, length)) };
}

function either(condition: string, yes: unknown, no: unknown): unknown {
  return JSON.stringify(yes) === JSON.stringify(no) ? yes : { 'Fn::If': [condition, yes, no] };
}

/** A role for each function, with exactly the rights of docs/roles. */
export function roles(): Json {
  return Object.fromEntries(FUNCTIONS.map((of) => [`${titled(of)}Role`, role(of)]));
}

function role(of: FunctionName): Json {
  return {
    Type: 'ALIYUN::RAM::Role',
    Properties: {
      RoleName: roleName(of),
      Description: `ak-tourniquet: the ${of} function`,
      MaxSessionDuration: 43_200,
      AssumeRolePolicyDocument: {
        Version: '1',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
      },
    },
  };
}

/** What a right is called in the stack, and when it is granted: nothing of the account's own is, unless it is named. */
const RESOURCES: Readonly<Record<string, readonly [id: string, condition?: string]>> = {
  '': ['Rights'],
  '-archive': ['ArchiveRights', 'WithArchive'],
  '-trail': ['TrailRights', 'WithTrail'],
  '-sls': ['LogRights', 'WithLogTrail'],
  '-access-logs': ['AccessLogRights', 'WithAccessLogs'],
  '-access-sls': ['AccessSlsRights', 'WithAccessLogSls'],
  '-mfa': ['MfaRights', 'WithMfa'],
  '-excluded': ['ExcludedUsersDeny', 'WithExcludeUsers'],
  '-idle-keys': ['IdleKeyRights', 'WithIdleKeys'],
};

export function rights(): Json {
  return Object.fromEntries(
    ROLE_RIGHTS.map(({ of, suffix, rights: document }) => {
      const [id, condition] = RESOURCES[suffix] ?? [];
      if (id === undefined) throw new Error(`the stack has no name for the rights ${roleName(of)}${suffix}`);
      const resource = {
        ...(condition ? { Condition: condition } : {}),
        Type: 'ALIYUN::RAM::ManagedPolicy',
        Properties: {
          PolicyName: `${roleName(of)}${suffix}`,
          Description: `ak-tourniquet: rights of ${of}`,
          PolicyDocumentUnchecked: filledIn(document),
          Roles: [{ 'Fn::GetAtt': [`${titled(of)}Role`, 'RoleName'] }],
        },
      };
      return [`${titled(of)}${id}`, resource];
    }),
  );
}
