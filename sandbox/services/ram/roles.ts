import { checkSessionLength, checkTrust, createRole, deleteRole, roleNamed } from '../../world/roles';
import type { World } from '../../world/world';
import type { Operation } from '../operation';
import { pageOf } from '../paging';
import { Targets } from './targets';
import { roleView, tagsView } from './views';

export function roleOperations(world: World): Record<string, Operation> {
  const on = new Targets(world);
  return {
    CreateRole: {
      on: on.role,
      answer: (p) => {
        const seconds = p.integer('MaxSessionDuration');
        const role = createRole(world, {
          name: p.text('RoleName'),
          trustDocument: p.text('AssumeRolePolicyDocument'),
          description: p.optional('Description') ?? '',
          ...(seconds === undefined ? {} : { maxSessionSeconds: seconds }),
        });
        for (const tag of p.tags('Tag')) role.tags.set(tag.key, tag.value);
        const { UpdateDate: _updated, ...view } = roleView(world, role);
        return { Role: { ...view, AssumeRolePolicyDocument: role.trustDocument } };
      },
    },
    GetRole: {
      on: on.role,
      answer: (p) => {
        const role = roleNamed(world, p.text('RoleName'));
        return { Role: { ...roleView(world, role), AssumeRolePolicyDocument: role.trustDocument } };
      },
    },
    UpdateRole: {
      on: on.role,
      answer: (p) => {
        const role = roleNamed(world, p.text('RoleName'));
        const trust = p.optional('NewAssumeRolePolicyDocument');
        if (trust !== undefined) {
          checkTrust(trust);
          role.trustDocument = trust;
        }
        role.maxSessionSeconds = checkSessionLength(p.integer('NewMaxSessionDuration') ?? role.maxSessionSeconds);
        role.description = p.optional('NewDescription') ?? role.description;
        role.updateDate = world.now();
        return { Role: { ...roleView(world, role), AssumeRolePolicyDocument: role.trustDocument } };
      },
    },
    DeleteRole: {
      on: on.role,
      answer: (p) => {
        deleteRole(world, p.text('RoleName'));
        return {};
      },
    },
    ListRoles: {
      on: on.roles,
      answer: (p) => {
        const wanted = p.tags('Tag');
        const all = [...world.roles.values()].filter((role) =>
          wanted.every((tag) => role.tags.get(tag.key) === tag.value),
        );
        const page = pageOf(all, (role) => role.name, p, { usual: 100, most: 1000 });
        return {
          ...page.more,
          Roles: { Role: page.items.map((role) => ({ ...roleView(world, role), Tags: tagsView(role.tags) })) },
        };
      },
    },
  };
}
