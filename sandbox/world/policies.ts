import { parsePolicy } from '../../shared/ram-policy/parse';
import { CloudError } from '../kernel/types';
import type { Policy, PolicyVersion } from './entities';
import { checkName } from './names';
import { QUOTAS } from './quotas';
import { ramError } from './ram-errors';
import { Versioned } from './versioned';
import type { World } from './world';

/** Throws InvalidParameter.PolicyType and EntityNotExist.Policy. */
export function policyNamed(world: World, type: string, name: string): Policy {
  if (type !== 'System' && type !== 'Custom') throw ramError('InvalidParameter.PolicyType');
  const policy = world.policies.get(`${type}/${name}`);
  if (!policy) throw ramError('EntityNotExist.Policy');
  return policy;
}

export function createPolicy(
  world: World,
  name: string,
  document: string,
  description = '',
  createDate = world.now(),
): Policy {
  checkName(name, 'PolicyName');
  if (world.policies.has(`Custom/${name}`)) throw ramError('EntityAlreadyExists.Policy');
  const customs = [...world.policies.values()].filter((policy) => policy.type === 'Custom');
  if (customs.length >= QUOTAS.policies) throw ramError('LimitExceeded.Policy');
  if (description.length > 1024) throw ramError('InvalidParameter.Description.Length');
  checkDocument(document);
  return addPolicy(world, 'Custom', name, document, description, createDate);
}

/** Puts a policy in place without asking for its size: system policies are the cloud's own. */
export function addPolicy(
  world: World,
  type: Policy['type'],
  name: string,
  document: string,
  description: string,
  createDate = world.now(),
): Policy {
  const policy: Policy = {
    type,
    name,
    description,
    createDate,
    updateDate: createDate,
    versions: [{ id: 'v1', document, createDate, isDefault: true }],
    document: new Versioned(document),
    tags: new Map(),
  };
  world.policies.set(`${type}/${name}`, policy);
  return policy;
}

export function addVersion(
  world: World,
  policy: Policy,
  document: string,
  options: { readonly setAsDefault: boolean; readonly rotate: boolean },
): PolicyVersion {
  checkDocument(document);
  if (policy.versions.length >= QUOTAS.versionsPerPolicy) {
    const oldest = policy.versions.find((version) => !version.isDefault);
    if (!options.rotate || !oldest) throw ramError('LimitExceeded.Policy.Version');
    policy.versions = policy.versions.filter((version) => version !== oldest);
  }
  const newest = Math.max(...policy.versions.map((version) => Number(version.id.slice(1))));
  const version: PolicyVersion = { id: `v${newest + 1}`, document, createDate: world.now(), isDefault: false };
  policy.versions.push(version);
  if (options.setAsDefault) setDefaultVersion(world, policy, version.id);
  return version;
}

/** Throws InvalidParameter.VersionId.Format and EntityNotExist.Policy.Version. */
export function versionOf(policy: Policy, id: string): PolicyVersion {
  if (!/^v\d+$/.test(id)) throw ramError('InvalidParameter.VersionId.Format');
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (!version) throw ramError('EntityNotExist.Policy.Version');
  return version;
}

export function setDefaultVersion(world: World, policy: Policy, id: string): void {
  const chosen = versionOf(policy, id);
  for (const version of policy.versions) version.isDefault = version === chosen;
  policy.updateDate = world.now();
  world.change(policy.document, chosen.document);
}

export function deleteVersion(policy: Policy, id: string): void {
  const version = versionOf(policy, id);
  if (version.isDefault) throw ramError('DeleteConflict.Policy.Version.Default');
  policy.versions = policy.versions.filter((candidate) => candidate !== version);
}

/** `cascading` detaches the policy from everything first, and drops its versions. */
export function deletePolicy(world: World, policy: Policy, cascading: boolean): void {
  for (const { principal } of world.entitiesOf(policy)) {
    if (!cascading) {
      if (principal.kind === 'user') throw ramError('DeleteConflict.Policy.User');
      throw ramError(principal.kind === 'group' ? 'DeleteConflict.Policy.Group' : 'DeleteConflict.Policy.Role');
    }
    world.change(
      principal.attached,
      principal.attached.current.filter((attachment) => attachment.policy !== policy),
    );
  }
  if (!cascading && policy.versions.length > 1) throw ramError('DeleteConflict.Policy.Version');
  world.policies.delete(`${policy.type}/${policy.name}`);
}

/** RAM refuses at writing what it could not evaluate (MalformedPolicyDocument). */
export function checkDocument(document: string): void {
  if (document.length < 1 || document.length > QUOTAS.policySize)
    throw ramError('InvalidParameter.PolicyDocument.Length');
  try {
    parsePolicy(document);
  } catch (error) {
    throw new CloudError(400, 'MalformedPolicyDocument', error instanceof Error ? error.message : String(error));
  }
}
