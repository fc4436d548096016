import { type RamErrorCode, ramError } from './ram-errors';

/** Letters, digits and what else the kind of name may hold, 1 to `longest` characters (RAM API reference). */
export function checkName(
  name: string,
  kind: 'UserName' | 'NewUserName' | 'GroupName' | 'RoleName' | 'PolicyName' | 'VirtualMFADeviceName',
): string {
  const { pattern, longest } = NAMES[kind];
  if (name.length < 1 || name.length > longest)
    throw ramError(`InvalidParameter.${kind}.Length` satisfies RamErrorCode);
  if (!pattern.test(name)) throw ramError(`InvalidParameter.${kind}.InvalidChars` satisfies RamErrorCode);
  return name;
}

const NAMES = {
  UserName: { pattern: /^[A-Za-z0-9._-]+$/, longest: 64 },
  NewUserName: { pattern: /^[A-Za-z0-9._-]+$/, longest: 64 },
  GroupName: { pattern: /^[A-Za-z0-9._-]+$/, longest: 64 },
  RoleName: { pattern: /^[A-Za-z0-9.-]+$/, longest: 64 },
  PolicyName: { pattern: /^[A-Za-z0-9-]+$/, longest: 128 },
  VirtualMFADeviceName: { pattern: /^[A-Za-z0-9.-]+$/, longest: 64 },
} as const;
