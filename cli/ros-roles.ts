import hygieneRole from '../docs/roles/hygiene.json';
import investigateRole from '../docs/roles/investigate.json';
import trailRights from '../docs/roles/investigate-trail.json';
import respondRole from '../docs/roles/respond.json';
import { filledIn, type Json } from './ros-values';

const ROLES: Readonly<Record<string, object>> = {
  respond: respondRole,
  investigate: investigateRole,
  hygiene: hygieneRole,
};

/** A role for each function, with the rights of docs/roles. */
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
        [`${id}Rights`, rights(full, document, `${id}Role`)],
      ];
    }),
  );
}

function rights(policyName: string, document: unknown, role: string): Json {
  return {
    Type: 'ALIYUN::RAM::ManagedPolicy',
    Properties: {
      PolicyName: policyName,
      Description: 'ak-tourniquet: rights of a function',
      PolicyDocumentUnchecked: filledIn(document),
      Roles: [{ 'Fn::GetAtt': [role, 'RoleName'] }],
    },
  };
}

/** A trail's bucket is the account's own: nothing of it is granted unless it is named. */
export function trail(): Json {
  const name = 'ak-tourniquet-investigate-trail';
  return { InvestigateTrailRights: { Condition: 'WithTrail', ...rights(name, trailRights, 'InvestigateRole') } };
}
