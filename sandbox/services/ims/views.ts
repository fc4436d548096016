import { isoSeconds } from '../../kernel/trail';
import type { Group, LoginProfile, StoredKey, User } from '../../world/entities';
import type { World } from '../../world/world';
import { tagsView } from '../ram/views';
import { principalName } from './targets';

/** Things of the account as IMS 2019-08-15 prints them. */
export function userView(world: World, user: User): Record<string, unknown> {
  const lastLogin = user.lastLoginDate ?? user.login?.lastLoginDate;
  return {
    UserId: user.id,
    UserPrincipalName: principalName(world, user.name),
    DisplayName: user.displayName,
    MobilePhone: user.mobilePhone,
    Email: user.email,
    Comments: user.comments,
    CreateDate: isoSeconds(user.createDate),
    UpdateDate: isoSeconds(user.updateDate),
    ...(lastLogin ? { LastLoginDate: isoSeconds(lastLogin) } : {}),
    ProvisionType: 'Manual',
    Tags: tagsView(user.tags),
  };
}

export function basicInfo(world: World, user: User): Record<string, unknown> {
  return {
    UserId: user.id,
    UserPrincipalName: principalName(world, user.name),
    DisplayName: user.displayName,
    Status: 'active',
  };
}

export function keyView(key: StoredKey): Record<string, unknown> {
  return {
    AccessKeyId: key.accessKeyId,
    Status: key.status,
    CreateDate: isoSeconds(key.createDate),
    UpdateDate: isoSeconds(key.updateDate),
  };
}

export function loginView(world: World, user: User, login: LoginProfile): Record<string, unknown> {
  return {
    UserPrincipalName: principalName(world, user.name),
    Status: login.status,
    PasswordResetRequired: login.passwordResetRequired,
    MFABindRequired: login.mfaBindRequired,
    UpdateDate: isoSeconds(login.updateDate),
    ...(login.lastLoginDate ? { LastLoginTime: isoSeconds(login.lastLoginDate) } : {}),
  };
}

export function groupView(group: Group): Record<string, unknown> {
  return {
    GroupId: group.id,
    GroupName: group.name,
    DisplayName: group.displayName,
    Comments: group.comments,
    CreateDate: isoSeconds(group.createDate),
    UpdateDate: isoSeconds(group.updateDate),
  };
}
