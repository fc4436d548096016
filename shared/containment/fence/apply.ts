import type { Cloud } from '../../aliyun';
import { isUnknownCall } from '../../aliyun/call';
import type { Clock } from '../../clock';
import { CloudCallFailed, CloudForbidden, CloudNotFound } from '../../errors';
import { messageOf } from '../../identity/looked';
import type { AccessKeyId } from '../../ids';
import type { StepResult } from '../types';
import { isSamePolicy } from './document';

export interface FenceDeps {
  readonly cloud: Pick<Cloud, 'keyPolicies'>;
  readonly clock: Clock;
}

/** The key as IMS names it. */
export interface FencedKey {
  readonly userPrincipalName: string;
  readonly accessKeyId: AccessKeyId;
}

/** The step's name in journal, alert and report. */
export const fenceStep = (accessKeyId: string): string => `fence:${accessKeyId}`;
export const restoreStep = (accessKeyId: string): string => `restore-network:${accessKeyId}`;
export const keepFenceStep = (accessKeyId: string): string => `keep-fence:${accessKeyId}`;

/** Why a call about a key's policy failed, in words for a person: an unknown operation is no missing key. */
export function whyRefused(error: unknown): string {
  if (error instanceof CloudCallFailed && isUnknownCall(error))
    return `this account's IMS does not know network policies of AccessKeys (${error.cloudCode})`;
  return messageOf(error);
}

/** Whether the key or its user is gone, as opposed to: the operation is unknown. */
export function isGone(error: unknown): boolean {
  return error instanceof CloudNotFound;
}

/** How a change of the key's policy went; `isRefused`: plainly, so that it is as it was, and nothing can have come of the call. */
export interface PolicySet {
  readonly step: StepResult;
  readonly isRefused: boolean;
}

/** Sets the key's policy and reads it back. Never throws: a failure is the step's result. Repeating it changes nothing. */
export async function setPolicy(
  step: string,
  key: FencedKey,
  document: string,
  { cloud, clock }: FenceDeps,
): Promise<PolicySet> {
  const result = (ok: boolean, detail: string, isRefused = false): PolicySet => ({
    step: { step, ok, detail, at: clock.now().toISOString() },
    isRefused,
  });
  let failure: string | undefined;
  try {
    await cloud.keyPolicies.set(key.userPrincipalName, key.accessKeyId, document);
  } catch (error) {
    if (isPlainRefusal(error)) return result(false, whyRefused(error), true);
    // It may have been carried out all the same: what stands there tells.
    failure = whyRefused(error);
  }
  try {
    const now = await cloud.keyPolicies.get(key.userPrincipalName, key.accessKeyId);
    if (isSamePolicy(now, document)) return result(true, 'read back');
    return result(false, failure ?? 'read back, the network policy says something else than was set');
  } catch (error) {
    return result(false, failure ?? whyRefused(error));
  }
}

/** The right is missing, or IMS does not know the call: a call that broke off may have been carried out. */
function isPlainRefusal(error: unknown): boolean {
  return error instanceof CloudForbidden || isUnknownCall(error);
}
