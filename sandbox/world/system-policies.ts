import { addPolicy } from './policies';
import type { World } from './world';

const allow = (actions: readonly string[]): string =>
  JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

/** Policies that every account finds in place; their documents in short form, the meaning as the RAM console shows it. */
const SYSTEM_POLICIES: Readonly<Record<string, readonly [description: string, document: string]>> = {
  AdministratorAccess: ['Full access to all cloud services and resources', allow(['*'])],
  ReadOnlyAccess: [
    'Read-only access to all cloud services and resources',
    allow(['*:Describe*', '*:List*', '*:Get*', '*:BatchGet*', '*:Query*', '*:BatchQuery*', 'actiontrail:LookupEvents']),
  ],
  AliyunOSSFullAccess: ['Full access to Object Storage Service', allow(['oss:*'])],
  AliyunOSSReadOnlyAccess: ['Read-only access to Object Storage Service', allow(['oss:Get*', 'oss:List*'])],
  AliyunECSFullAccess: [
    'Full access to Elastic Compute Service',
    allow(['ecs:*', 'vpc:DescribeVpcs', 'vpc:DescribeVSwitches']),
  ],
  AliyunECSReadOnlyAccess: ['Read-only access to Elastic Compute Service', allow(['ecs:Describe*', 'ecs:List*'])],
  AliyunRAMFullAccess: ['Full access to Resource Access Management', allow(['ram:*'])],
  AliyunRAMReadOnlyAccess: ['Read-only access to Resource Access Management', allow(['ram:Get*', 'ram:List*'])],
  AliyunSTSAssumeRoleAccess: ['Permission to call AssumeRole', allow(['sts:AssumeRole'])],
  AliyunRDSFullAccess: ['Full access to ApsaraDB RDS', allow(['rds:*'])],
  AliyunVPCFullAccess: ['Full access to Virtual Private Cloud', allow(['vpc:*'])],
  AliyunLogFullAccess: ['Full access to Simple Log Service', allow(['log:*'])],
  AliyunFCFullAccess: ['Full access to Function Compute', allow(['fc:*'])],
  AliyunFCInvocationAccess: ['Permission to invoke functions', allow(['fc:InvokeFunction'])],
  AliyunContainerRegistryFullAccess: ['Full access to Container Registry', allow(['cr:*'])],
  AliyunActionTrailFullAccess: ['Full access to ActionTrail', allow(['actiontrail:*'])],
  AliyunBSSReadOnlyAccess: [
    'Read-only access to Expenses and Costs',
    allow(['bss:Describe*', 'bssapi:Query*', 'bssapi:Describe*']),
  ],
  AliyunYundunSASFullAccess: ['Full access to Security Center', allow(['yundun-sas:*', 'yundun-aegis:*'])],
};

export function addSystemPolicies(world: World): void {
  for (const [name, [description, document]] of Object.entries(SYSTEM_POLICIES))
    addPolicy(world, 'System', name, document, description);
}
