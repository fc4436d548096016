import type { Attachment, StoredKey } from '../world/entities';
import { mfaOf } from '../world/login';
import type { World } from '../world/world';

/** The account as `GET /_sandbox/state` shows it: everything that a test may want to assert on, and no secret. */
export function accountState(world: World): Record<string, unknown> {
  return {
    now: world.now().toISOString(),
    accountId: world.accountId,
    region: world.region,
    root: { keys: world.rootKeys.map(keyState) },
    users: [...world.users.values()].map((user) => ({
      userName: user.name,
      userId: user.id,
      keys: user.keys.map(keyState),
      policies: user.attached.current.map(attachmentState),
      groups: user.groups.current.map(({ group }) => group.name),
      loginProfile: user.login ? { status: user.login.status, mfaBindRequired: user.login.mfaBindRequired } : null,
      mfa: mfaOf(world, user) !== undefined,
    })),
    groups: [...world.groups.values()].map((group) => ({
      groupName: group.name,
      members: world.membersOf(group).map((user) => user.name),
      policies: group.attached.current.map(attachmentState),
    })),
    roles: [...world.roles.values()].map((role) => ({
      roleName: role.name,
      policies: role.attached.current.map(attachmentState),
    })),
    policies: [...world.policies.values()]
      .filter((policy) => policy.type === 'Custom')
      .map((policy) => ({
        policyName: policy.name,
        defaultVersion: policy.versions.find((version) => version.isDefault)?.id ?? null,
        document: policy.document.current,
        versions: policy.versions.length,
      })),
    sessions: [...world.sessions.values()].map((session) => ({
      accessKeyId: session.accessKeyId,
      role: session.role.name,
      sessionName: session.sessionName,
      expiresAt: session.expiresAt.toISOString(),
    })),
    instances: [...world.compute.instances.values()].map(({ id, region, type, name, status }) => ({
      instanceId: id,
      region,
      instanceType: type,
      instanceName: name,
      status,
    })),
    leaks: world.leaks.map(({ code: _code, ...leak }) => leak),
    events: world.events.all().length,
  };
}

function keyState(key: StoredKey): Record<string, unknown> {
  return {
    accessKeyId: key.accessKeyId,
    status: key.status,
    createDate: key.createDate.toISOString(),
    lastUsed: key.lastUsed?.at.toISOString() ?? null,
  };
}

function attachmentState({ policy }: Attachment): Record<string, unknown> {
  return { policyName: policy.name, policyType: policy.type };
}
