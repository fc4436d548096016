import { policyNamed } from '../../world/policies';
import { ramError } from '../../world/ram-errors';
import { roleNamed } from '../../world/roles';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import type { Parameters } from '../parameters';
import { Targets } from './targets';

/** Tags of roles and policies. */
export function tagOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  const targets: Operation['on'] = (p) => {
    const type = p.text('ResourceType');
    const names = p.list('ResourceNames');
    return (names.length > 0 ? names : ['*']).map((name) => on.of(`${type}/${name}`));
  };
  return {
    TagResources: {
      on: targets,
      answer: (p) => {
        for (const name of p.list('ResourceNames'))
          for (const tag of p.tags('Tag')) tagsOf(world, p, name).set(tag.key, tag.value);
        return {};
      },
    },
    UntagResources: {
      on: targets,
      answer: (p) => {
        for (const name of p.list('ResourceNames')) {
          const tags = tagsOf(world, p, name);
          const keys = p.flag('All') ? [...tags.keys()] : p.list('TagKeys');
          for (const key of keys) tags.delete(key);
        }
        return {};
      },
    },
    ListTagResources: {
      on: targets,
      answer: (p) => {
        const type = p.text('ResourceType');
        const wanted = p.tags('Tag');
        const asked = p.list('ResourceNames');
        const names = asked.length > 0 ? asked : namesOf(world, type);
        const rows = names.flatMap((ResourceName) =>
          [...tagsOf(world, p, ResourceName)]
            .filter(([key, value]) => wanted.length === 0 || wanted.some((t) => t.key === key && t.value === value))
            .map(([TagKey, TagValue]) => ({ ResourceType: type, ResourceName, TagKey, TagValue })),
        );
        return pageOfTags(rows, p);
      },
    },
  };
}

function tagsOf(world: World, p: Parameters, name: string): Map<string, string> {
  const type = p.text('ResourceType');
  if (type === 'role') return roleNamed(world, name).tags;
  if (type === 'policy') return policyNamed(world, 'Custom', name).tags;
  throw ramError('InvalidParameter.ResourceType');
}

function namesOf(world: World, type: string): string[] {
  if (type === 'role') return [...world.roles.keys()];
  return [...world.policies.values()].filter((policy) => policy.type === 'Custom').map((policy) => policy.name);
}

/** A page by NextToken, a position; at most 100 rows. */
function pageOfTags(rows: readonly unknown[], p: Parameters): Record<string, unknown> {
  const from = p.integer('NextToken') ?? 0;
  const until = from + Math.min(p.integer('PageSize') ?? 100, 100);
  return { TagResources: rows.slice(from, until), ...(until < rows.length ? { NextToken: String(until) } : {}) };
}
