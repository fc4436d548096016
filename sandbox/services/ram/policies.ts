import type { Policy } from '../../world/entities';
import {
  addVersion,
  createPolicy,
  deletePolicy,
  deleteVersion,
  policyNamed,
  setDefaultVersion,
  versionOf,
} from '../../world/policies';
import { ramError } from '../../world/ram-errors';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import { invalid, type Parameters } from '../parameters';
import { Targets } from './targets';
import { policyHead, policyView, tagsView, versionView } from './views';

const ROTATE = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';

/** Policies and their versions. */
export function policyOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  const named = (p: Parameters): Policy => policyNamed(world, p.text('PolicyType'), p.text('PolicyName'));
  const custom = (p: Parameters): Policy => policyNamed(world, 'Custom', p.text('PolicyName'));
  return {
    CreatePolicy: {
      on: on.customPolicy,
      answer: (p) => {
        const policy = createPolicy(world, p.text('PolicyName'), p.text('PolicyDocument'), p.optional('Description'));
        for (const tag of p.tags('Tag')) policy.tags.set(tag.key, tag.value);
        const { UpdateDate: _updated, ...view } = policyHead(policy);
        return { Policy: view };
      },
    },
    GetPolicy: {
      on: on.policy,
      answer: (p) => {
        const policy = named(p);
        const standing = policy.versions.find((version) => version.isDefault);
        return {
          Policy: { ...policyView(world, policy), PolicyDocument: 'N/A' },
          ...(standing ? { DefaultPolicyVersion: versionView(standing) } : {}),
        };
      },
    },
    UpdatePolicyDescription: {
      on: on.customPolicy,
      answer: (p) => {
        const policy = custom(p);
        policy.description = p.text('NewDescription');
        policy.updateDate = world.now();
        return { Policy: policyHead(policy) };
      },
    },
    DeletePolicy: {
      on: on.customPolicy,
      answer: (p) => {
        deletePolicy(world, custom(p), p.flag('CascadingDelete') ?? false);
        return {};
      },
    },
    ListPolicies: {
      on: on.policies,
      answer: (p) => {
        const type = p.optional('PolicyType');
        if (type !== undefined && type !== 'System' && type !== 'Custom') throw ramError('InvalidParameter.PolicyType');
        const wanted = p.tags('Tag');
        const all = [...world.policies.values()].filter(
          (policy) =>
            (type === undefined || policy.type === type) &&
            wanted.every((tag) => policy.tags.get(tag.key) === tag.value),
        );
        const page = pageOf(all, (policy) => `${policy.type}/${policy.name}`, p, { usual: 100, most: 1000 });
        const view = (policy: Policy) => ({ ...policyView(world, policy), Tags: tagsView(policy.tags) });
        return { ...page.more, Policies: { Policy: page.items.map(view) } };
      },
    },
    CreatePolicyVersion: {
      on: on.customPolicy,
      answer: (p) => {
        const strategy = p.optional('RotateStrategy') ?? 'None';
        if (strategy !== 'None' && strategy !== ROTATE) throw invalid('RotateStrategy');
        const version = addVersion(world, custom(p), p.text('PolicyDocument'), {
          setAsDefault: p.flag('SetAsDefault') ?? false,
          rotate: strategy === ROTATE,
        });
        return { PolicyVersion: versionView(version) };
      },
    },
    GetPolicyVersion: {
      on: on.policy,
      answer: (p) => ({ PolicyVersion: versionView(versionOf(named(p), p.text('VersionId'))) }),
    },
    ListPolicyVersions: {
      on: on.policy,
      answer: (p) => ({ PolicyVersions: { PolicyVersion: named(p).versions.map(versionView) } }),
    },
    DeletePolicyVersion: {
      on: on.customPolicy,
      answer: (p) => {
        deleteVersion(custom(p), p.text('VersionId'));
        return {};
      },
    },
    SetDefaultPolicyVersion: {
      on: on.customPolicy,
      answer: (p) => {
        setDefaultVersion(world, custom(p), p.text('VersionId'));
        return {};
      },
    },
  };
}
