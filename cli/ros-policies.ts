import hygieneRole from '../docs/roles/hygiene.json';
import investigateRole from '../docs/roles/investigate.json';
import accessLogRights from '../docs/roles/investigate-access-logs.json';
import accessSlsRights from '../docs/roles/investigate-access-sls.json';
import logRights from '../docs/roles/investigate-sls.json';
import trailRights from '../docs/roles/investigate-trail.json';
import respondRole from '../docs/roles/respond.json';
import { FREEZE_POLICY, freezeDocument, QUARANTINE_GROUP, quarantineDocument } from '../shared/ram-policy/documents';
import { UNCONFIRMED_CODES, withoutCodes } from '../shared/ram-policy/unconfirmed';
import { filledIn, type Json, SCOPE } from './ros-values';

const ROLES: Readonly<Record<string, object>> = {
  respond: respondRole,
  investigate: investigateRole,
  hygiene: hygieneRole,
};

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
  return Object.fromEntries(
    Object.entries(ROLES).flatMap(([name, document]) => {
      const id = name[0]?.toUpperCase() + name.slice(1);
      const full = `ak-tourniquet-${name}`;
      return [
        [
          `${id}Role`,
          {
            Type: 'ALIYUN::RAM::Role',
            Properties: {
              RoleName: full,
              Description: `ak-tourniquet: the ${name} function`,
              MaxSessionDuration: 43_200,
              AssumeRolePolicyDocument: {
                Version: '1',
                Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
              },
            },
          },
        ],
        [`${id}Rights`, rights(name, full, document)],
      ];
    }),
  );
}

/** A trail's bucket and logstore are the account's own: nothing of them is granted unless they are named. */
export function trail(): Json {
  const name = 'ak-tourniquet-investigate';
  return {
    InvestigateTrailRights: { Condition: 'WithTrail', ...rights('investigate', `${name}-trail`, trailRights) },
    InvestigateAccessLogRights: {
      Condition: 'WithAccessLogs',
      ...rights('investigate', `${name}-access-logs`, accessLogRights),
    },
    InvestigateAccessSlsRights: {
      Condition: 'WithAccessLogSls',
      ...rights('investigate', `${name}-access-sls`, accessSlsRights),
    },
    InvestigateLogRights: { Condition: 'WithLogTrail', ...rights('investigate', `${name}-sls`, logRights) },
  };
}

function rights(role: string, PolicyName: string, document: unknown): Json {
  const id = role[0]?.toUpperCase() + role.slice(1);
  return {
    Type: 'ALIYUN::RAM::ManagedPolicy',
    Properties: {
      PolicyName,
      Description: `ak-tourniquet: rights of ${role}`,
      PolicyDocumentUnchecked: filledIn(document),
      Roles: [{ 'Fn::GetAtt': [`${id}Role`, 'RoleName'] }],
    },
  };
}
