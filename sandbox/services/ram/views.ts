import { isoSeconds } from '../../kernel/trail';
import type {
  Attachment,
  Group,
  LoginProfile,
  Policy,
  PolicyVersion,
  Role,
  StoredKey,
  User,
} from '../../world/entities';
import { roleArn } from '../../world/roles';
import type { World } from '../../world/world';

/** Things of the account as RAM 2015-05-01 prints them. */
export function userView(user: User): Record<string, unknown> {
  return {
    UserId: user.id,
    UserName: user.name,
    DisplayName: user.displayName,
    MobilePhone: user.mobilePhone,
    Email: user.email,
    Comments: user.comments,
    CreateDate: isoSeconds(user.createDate),
    UpdateDate: isoSeconds(user.updateDate),
  };
}

export function keyView(key: StoredKey): Record<string, unknown> {
  return { AccessKeyId: key.accessKeyId, Status: key.status, CreateDate: isoSeconds(key.createDate) };
}

export function loginView(user: User, login: LoginProfile): Record<string, unknown> {
  return {
    UserName: user.name,
    PasswordResetRequired: login.passwordResetRequired,
    MFABindRequired: login.mfaBindRequired,
    CreateDate: isoSeconds(login.createDate),
  };
}

export function groupView(group: Group): Record<string, unknown> {
  return {
    GroupId: group.id,
    GroupName: group.name,
    Comments: group.comments,
    CreateDate: isoSeconds(group.createDate),
    UpdateDate: isoSeconds(group.updateDate),
  };
}

export function roleView(world: World, role: Role): Record<string, unknown> {
  return {
    RoleId: role.id,
    RoleName: role.name,
    Arn: roleArn(world, role),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    CreateDate: isoSeconds(role.createDate),
    UpdateDate: isoSeconds(role.updateDate),
  };
}

export function policyView(world: World, policy: Policy): Record<string, unknown> {
  return { ...policyHead(policy), AttachmentCount: world.entitiesOf(policy).length };
}

export function policyHead(policy: Policy): Record<string, unknown> {
  return {
    PolicyName: policy.name,
    PolicyType: policy.type,
    Description: policy.description,
    DefaultVersion: policy.versions.find((version) => version.isDefault)?.id ?? '',
    CreateDate: isoSeconds(policy.createDate),
    UpdateDate: isoSeconds(policy.updateDate),
  };
}

export function versionView(version: PolicyVersion): Record<string, unknown> {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.isDefault,
    PolicyDocument: version.document,
    CreateDate: isoSeconds(version.createDate),
  };
}

export function attachmentView({ policy, attachDate }: Attachment): Record<string, unknown> {
  return {
    PolicyName: policy.name,
    PolicyType: policy.type,
    Description: policy.description,
    DefaultVersion: policy.versions.find((version) => version.isDefault)?.id ?? '',
    AttachDate: isoSeconds(attachDate),
  };
}

export function tagsView(tags: ReadonlyMap<string, string>): Record<string, unknown> {
  return { Tag: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })) };
}
