import hygieneRole from '../../docs/roles/hygiene.json';
import investigateRole from '../../docs/roles/investigate.json';
import accessLogRights from '../../docs/roles/investigate-access-logs.json';
import accessSlsRights from '../../docs/roles/investigate-access-sls.json';
import logRights from '../../docs/roles/investigate-sls.json';
import trailRights from '../../docs/roles/investigate-trail.json';
import respondRole from '../../docs/roles/respond.json';
import { freezeDocument, QUARANTINE_GROUP, quarantineDocuments } from '../../shared/ram-policy/documents';
import { attachPolicy } from './attachments';
import type { Role } from './entities';
import { createGroup } from './groups';
import { createPolicy, policyNamed } from './policies';
import { createRole } from './roles';
import type { World } from './world';

export const FUNCTIONS = ['respond', 'investigate', 'hygiene'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export interface DeploymentNames {
  readonly bucket: string;
  readonly prefix: string;
  /** Where a trail delivers to, if investigate is to read there. */
  readonly trail?: { readonly bucket: string; readonly prefix: string };
  /** The logstore that a trail delivers to, likewise. */
  /** Where buckets' access logs may be read, likewise. */
  readonly accessLogSls?: { readonly project: string; readonly logstore: string };
  readonly accessLogs?: { readonly bucket: string; readonly prefix: string };
  readonly logs?: { readonly project: string; readonly logstore: string };
}

const ROLE_POLICIES: Readonly<Record<FunctionName, unknown>> = {
  respond: respondRole,
  investigate: investigateRole,
  hygiene: hygieneRole,
};

const TRUST_FUNCTION_COMPUTE = JSON.stringify({
  Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: ['fc.aliyuncs.com'] } }],
  Version: '1',
});

/** The role of a deployed function. */
export const functionName = (name: FunctionName): string => `ak-tourniquet-${name}`;

/** What `ak-tourniquet setup` leaves in RAM: the deny policies, the group that carries one, and each function's role
 *  with exactly the rights of docs/roles. */
export function setUpDeployment(world: World, names: DeploymentNames): void {
  const freeze = freezeDocument();
  createPolicy(world, freeze.name, freeze.document, 'ak-tourniquet: explicit deny of everything');
  const quarantines = quarantineDocuments({ bucket: names.bucket, accountId: world.accountId });
  for (const { name, document } of quarantines)
    createPolicy(world, name, document, 'ak-tourniquet: explicit deny of high-risk actions');
  const group = createGroup(world, QUARANTINE_GROUP, 'ak-tourniquet: for users without a free policy slot');
  for (const { name } of quarantines) attachPolicy(world, group, policyNamed(world, 'Custom', name));
  for (const name of FUNCTIONS) {
    const role = createFunctionRole(world, name, names);
    if (name === 'investigate' && names.trail) grant(world, role, `${role.name}-trail`, trailRights, names);
    if (name === 'investigate' && names.logs) grant(world, role, `${role.name}-sls`, logRights, names);
    if (name === 'investigate' && names.accessLogSls)
      grant(world, role, `${role.name}-access-sls`, accessSlsRights, names);
    if (name === 'investigate' && names.accessLogs)
      grant(world, role, `${role.name}-access-logs`, accessLogRights, names);
  }
}

function createFunctionRole(world: World, name: FunctionName, names: DeploymentNames): Role {
  const role = createRole(world, {
    name: functionName(name),
    trustDocument: TRUST_FUNCTION_COMPUTE,
    description: `ak-tourniquet: the ${name} function`,
    maxSessionSeconds: 43_200,
  });
  grant(world, role, role.name, ROLE_POLICIES[name], names);
  return role;
}

function grant(world: World, role: Role, policyName: string, rights: unknown, names: DeploymentNames): void {
  const { bucket, prefix, trail, logs, accessLogs, accessLogSls } = names;
  const document = filledIn(JSON.stringify(rights), {
    bucket,
    prefix,
    accountId: world.accountId,
    region: world.region,
    trailBucket: trail?.bucket ?? '',
    trailFolder: trail?.prefix ? `${trail.prefix}/` : '',
    logProject: logs?.project ?? '',
    logstore: logs?.logstore ?? '',
    accessLogProject: accessLogSls?.project ?? '',
    accessLogstore: accessLogSls?.logstore ?? '',
    accessLogBucket: accessLogs?.bucket ?? '',
    accessLogPrefix: accessLogs?.prefix ?? '',
  });
  attachPolicy(world, role, createPolicy(world, policyName, document, `ak-tourniquet: rights of ${role.name}`));
}

/** The role documents name the deployment's own things by placeholder. */
function filledIn(document: string, values: Readonly<Record<string, string>>): string {
  return document.replace(
    /\{(bucket|prefix|accountId|region|trailBucket|trailFolder|logProject|logstore|accessLogBucket|accessLogPrefix|accessLogProject|accessLogstore)\}/g,
    (_, name: string) => values[name] ?? '',
  );
}
