import { missing } from '../../rpc/request';
import type { User } from '../../world/entities';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import type { Parameters } from '../parameters';
import { ImsTargets, nameOf } from './targets';

/** Tags of users. */
export function imsTagOperations(world: World): Record<string, Operation> {
  const on = new ImsTargets(world);
  const meant = (p: Parameters): User[] => {
    p.text('ResourceType');
    const ids = p.list('ResourceId');
    const names = p.list('ResourcePrincipalName').map((upn) => nameOf(world, upn));
    return [...world.users.values()].filter((user) => ids.includes(user.id) || names.includes(user.name));
  };
  const targets: Operation['on'] = (p) => {
    const users = meant(p);
    return (users.length === 0 ? ['*'] : users.map((user) => user.name)).map((name) => on.of(`user/${name}`));
  };
  return {
    TagResources: {
      on: targets,
      answer: (p) => {
        const tags = p.tags('Tag');
        if (tags.length === 0) missing('Tag.1.Key');
        for (const user of meant(p)) for (const tag of tags) user.tags.set(tag.key, tag.value);
        return {};
      },
    },
    UntagResources: {
      on: targets,
      answer: (p) => {
        for (const user of meant(p))
          for (const key of p.flag('All') ? [...user.tags.keys()] : p.list('TagKey')) user.tags.delete(key);
        return {};
      },
    },
    ListTagResources: {
      on: targets,
      answer: (p) => {
        const asked = meant(p);
        const wanted = p.tags('Tag');
        const rows = (asked.length > 0 ? asked : [...world.users.values()]).flatMap((user) =>
          [...user.tags]
            .filter(([key, value]) => wanted.length === 0 || wanted.some((t) => t.key === key && t.value === value))
            .map(([TagKey, TagValue]) => ({ ResourceType: 'user', ResourceId: user.id, TagKey, TagValue })),
        );
        const from = p.integer('NextToken') ?? 0;
        const until = from + Math.min(p.integer('PageSize') ?? 100, 100);
        const IsTruncated = until < rows.length;
        return {
          TagResources: { TagResource: rows.slice(from, until) },
          IsTruncated,
          ...(IsTruncated ? { NextToken: String(until) } : {}),
        };
      },
    },
  };
}
