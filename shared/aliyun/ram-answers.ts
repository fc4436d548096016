import type { GetLoginProfileResponse } from '@alicloud/ram20150501';
import { type CloudAlreadyThere, CloudNotFound } from '../errors';
import { promised } from './call';
import type { LoginProfile } from './login-profiles';
import type { AttachedPolicy, KeyStatus } from './ram';

/** The first of `answers` when the call goes through, the second when it fails in the one way that is as good. */
export async function settled<T>(
  call: Promise<unknown>,
  asGood: typeof CloudNotFound | typeof CloudAlreadyThere,
  answers: readonly [T, T],
): Promise<T> {
  try {
    await call;
    return answers[0];
  } catch (error) {
    if (error instanceof asGood && !isOfAnother(error)) return answers[1];
    throw error;
  }
}

/** What the call answers; `missing` where what was asked for is not there, while whom it was asked of is. */
export async function unlessMissing<T, M>(call: Promise<T>, missing: M): Promise<T | M> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CloudNotFound && !isOfAnother(error)) return missing;
    throw error;
  }
}

/** The user, the policy, the group or the role is not there itself. */
const isOfAnother = ({ cloudCode }: CloudNotFound | CloudAlreadyThere): boolean =>
  /^EntityNotExist\.(User|Policy|Group|Role)$/.test(cloudCode);

/** What RAM leaves out of a profile stays out: it is no "no". */
export function profileOf(answer: GetLoginProfileResponse | undefined): LoginProfile {
  const { createDate, MFABindRequired, passwordResetRequired } = answer?.body?.loginProfile ?? {};
  return {
    ...(typeof createDate === 'string' ? { createdAt: createDate } : {}),
    ...(typeof MFABindRequired === 'boolean' ? { mfaBindRequired: MFABindRequired } : {}),
    ...(typeof passwordResetRequired === 'boolean' ? { passwordResetRequired } : {}),
  };
}

export function policyRefs(
  action: string,
  list:
    | readonly { policyName?: string; policyType?: string; defaultVersion?: string; attachDate?: string }[]
    | undefined,
): AttachedPolicy[] {
  return promised('ram', action, 'Policies.Policy', list).map((policy) => ({
    name: promised('ram', action, 'PolicyName', policy.policyName),
    type: policy.policyType === 'System' ? 'System' : 'Custom',
    ...(policy.defaultVersion ? { version: policy.defaultVersion } : {}),
    ...(policy.attachDate ? { attachedAt: policy.attachDate } : {}),
  }));
}

export function keyStatus(status: string | undefined): KeyStatus {
  const known = promised('ram', 'ListAccessKeys', 'Status', status);
  return known === 'Inactive' ? 'Inactive' : 'Active';
}
