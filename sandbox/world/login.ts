import type { LoginProfile, MfaDevice, User } from './entities';
import { checkName } from './names';
import { QUOTAS } from './quotas';
import { ramError } from './ram-errors';
import type { World } from './world';

export interface LoginChange {
  readonly password?: string;
  readonly passwordResetRequired?: boolean;
  readonly mfaBindRequired?: boolean;
  readonly status?: string;
}

export function createLogin(world: World, user: User, given: LoginChange, createDate = world.now()): LoginProfile {
  if (user.login) throw ramError('EntityAlreadyExists.User.LoginProfile');
  const login: LoginProfile = {
    createDate,
    updateDate: createDate,
    password: '',
    passwordResetRequired: false,
    mfaBindRequired: false,
    status: 'Active',
  };
  changeLogin(world, user, login, given, createDate);
  user.login = login;
  return login;
}

export function loginOf(user: User): LoginProfile {
  if (!user.login) throw ramError('EntityNotExist.User.LoginProfile');
  return user.login;
}

export function changeLogin(
  world: World,
  user: User,
  login: LoginProfile,
  change: LoginChange,
  at = world.now(),
): void {
  if (change.password !== undefined) login.password = checkPassword(world, user, change.password);
  if (change.passwordResetRequired !== undefined) login.passwordResetRequired = change.passwordResetRequired;
  if (change.mfaBindRequired !== undefined) login.mfaBindRequired = change.mfaBindRequired;
  if (change.status !== undefined) {
    if (change.status !== 'Active' && change.status !== 'Inactive') throw ramError('InvalidParameter.Status');
    login.status = change.status;
  }
  login.updateDate = at;
}

export function deleteLogin(user: User): void {
  loginOf(user);
  delete user.login;
}

/** Throws InvalidParameter.Password.TooWeak where the account's password policy is not met. */
export function checkPassword(world: World, user: User, password: string): string {
  const policy = world.settings.passwordPolicy;
  const met =
    password.length >= policy.minimumPasswordLength &&
    (!policy.requireLowercaseCharacters || /[a-z]/.test(password)) &&
    (!policy.requireUppercaseCharacters || /[A-Z]/.test(password)) &&
    (!policy.requireNumbers || /\d/.test(password)) &&
    (!policy.requireSymbols || /[^A-Za-z0-9]/.test(password)) &&
    (!policy.notContainUserName || !password.toLowerCase().includes(user.name.toLowerCase()));
  if (!met) throw ramError('InvalidParameter.Password.TooWeak');
  return password;
}

export function createMfaDevice(world: World, name: string): MfaDevice {
  checkName(name, 'VirtualMFADeviceName');
  const serialNumber = `acs:ram::${world.accountId}:mfa/${name}`;
  if (world.mfaDevices.has(serialNumber)) throw ramError('EntityAlreadyExists.VirtualMFADevice');
  if (world.mfaDevices.size >= QUOTAS.virtualMfaDevices) throw ramError('LimitExceeded.VirtualMFADevice');
  const device: MfaDevice = { serialNumber, seed: world.newId('secret').toUpperCase().repeat(2) };
  world.mfaDevices.set(serialNumber, device);
  return device;
}

export function mfaOf(world: World, user: User): MfaDevice | undefined {
  return [...world.mfaDevices.values()].find((device) => device.boundTo === user.id);
}

export function bindMfa(
  world: World,
  user: User,
  serialNumber: string,
  codes: readonly string[],
  activateDate = world.now(),
): void {
  const device = world.mfaDevices.get(serialNumber);
  if (!device) throw ramError('EntityNotExist.VirtualMFADevice');
  if (codes.some((code) => !/^\d{6}$/.test(code))) throw ramError('InvalidParameter.AuthenticationCode.Format');
  if (device.boundTo) throw ramError('EntityAlreadyExists.VirtualMFADevice.User');
  if (mfaOf(world, user)) throw ramError('EntityAlreadyExists.User.MFADevice');
  device.boundTo = user.id;
  device.activateDate = activateDate;
}

export function unbindMfa(world: World, user: User): MfaDevice {
  const device = mfaOf(world, user);
  if (!device) throw ramError('EntityNotExist.User.MFADevice');
  delete device.boundTo;
  delete device.activateDate;
  return device;
}

export function deleteMfaDevice(world: World, serialNumber: string): void {
  const device = world.mfaDevices.get(serialNumber);
  if (!device) throw ramError('EntityNotExist.VirtualMFADevice');
  if (device.boundTo) throw ramError('DeleteConflict.VirtualMFADevice.User');
  world.mfaDevices.delete(serialNumber);
}
