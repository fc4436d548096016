import { FREEZE_POLICY, freezeDocument, QUARANTINE_GROUP, quarantineDocument } from '../shared/ram-policy/documents';
import { FUNCTIONS, type FunctionName, ROLE_RIGHTS, roleName } from '../shared/ram-policy/role-rights';
import { UNCONFIRMED_CODES, withoutCodes } from '../shared/ram-policy/unconfirmed';
import { filledIn, type Json, SCOPE, titled } from './ros-values';

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
  const { name, document } = quarantineDocument(SCOPE);
  return {
    QuarantineGroup: {
      Type: 'ALIYUN::RAM::Group',
      Properties: { GroupName: QUARANTINE_GROUP, Comments: 'ak-tourniquet: for users without a free policy slot' },
    },
    QuarantinePolicy: policy(name, withSwitchedCodes(document), { Groups: [{ Ref: 'QuarantineGroup' }] }),
    FreezePolicy: policy(FREEZE_POLICY, JSON.parse(freezeDocument().document)),
  };
}

interface Statements {
  readonly Statement: readonly (Json & { readonly Action: readonly string[] })[];
}

/**
 * The document with both lists of actions where RAM may refuse some: whole lists, because ROS documents Fn::If for the
 * value of a property, and neither for one item of a list nor ALIYUN::NoValue in its place.
 */
function withSwitchedCodes(document: string): Json {
  const whole = JSON.parse(document) as Statements;
  const least = JSON.parse(withoutCodes(document, UNCONFIRMED_CODES)) as Statements;
  const Statement = whole.Statement.map((statement, i) => {
    const Action = least.Statement[i]?.Action ?? [];
    return Action.length === statement.Action.length
      ? statement
      : { ...statement, Action: { 'Fn::If': ['WithUnconfirmedCodes', statement.Action, Action] } };
  });
  return { ...whole, Statement };
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
  '-trail': ['TrailRights', 'WithTrail'],
  '-sls': ['LogRights', 'WithLogTrail'],
  '-access-logs': ['AccessLogRights', 'WithAccessLogs'],
  '-access-sls': ['AccessSlsRights', 'WithAccessLogSls'],
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
