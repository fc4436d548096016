import { messageOf } from '../../identity/looked';
import type { Looked } from '../../identity/types';
import { type AccessKeyId, maskKey } from '../../ids';
import type { FenceState } from '../../incident/fence-state';
import { cutWithoutSecrets } from '../../secrecy/cut';
import type { StepResult } from '../types';
import { type FenceDeps, type FencedKey, restoreStep, setPolicy } from './apply';
import { isSamePolicy, restoringText } from './document';

/** What a release puts back in place of our fence. */
export interface PutBack extends FencedKey {
  /** Ours, which must be there still when it is replaced. */
  readonly ours: string;
  /** The former policy's text, byte for byte; where there was none, the one that counts as none. */
  readonly text: string;
}

/**
 * Undefined: nothing of ours is there. Refuses where somebody has changed the policy in between, and shows what it says now,
 * what we set and what it was; and where it could not be read. Pure.
 */
export function planPutBack(
  accessKeyId: AccessKeyId,
  fence: FenceState | null,
  now: Looked<string | null> | 'gone' | undefined,
): PutBack | { readonly refused: string } | undefined {
  if (fence === null || now === 'gone' || now === undefined) return undefined;
  const key = maskKey(accessKeyId);
  if ('couldNotCheck' in now)
    return {
      refused: `The network policy of ${key} could not be read (${now.couldNotCheck}), and a fence of ours may be on it. Nothing was released: try again, or say --keep-network to leave it as it is.`,
    };
  const { userPrincipalName, document: ours, former } = fence;
  if (isSamePolicy(now.value, ours)) {
    const isOwn = isSamePolicy(former, ours);
    return isOwn ? undefined : { userPrincipalName, accessKeyId, ours, text: restoringText(former) };
  }
  // Never set, or put back already.
  if (isSamePolicy(now.value, restoringText(former))) return undefined;
  return {
    refused: [
      `Somebody has changed the network policy of ${key} since the fence was set. Nothing was released.`,
      `  now:    ${shown(now.value)}`,
      `  fence:  ${shown(ours)}`,
      `  before: ${shown(former)}`,
      'Say --keep-network to leave it as it is now; or set it to one of the other two, and release again.',
    ].join('\n'),
  };
}

/** Replaces our fence, if it is still ours, by the former policy, and reads that back. Never throws. */
export async function putBack({ ours, text, ...key }: PutBack, deps: FenceDeps): Promise<StepResult> {
  const step = restoreStep(key.accessKeyId);
  try {
    const now = await deps.cloud.keyPolicies.get(key.userPrincipalName, key.accessKeyId);
    if (isSamePolicy(now, ours)) return (await setPolicy(step, key, text, deps)).step;
    const detail = 'somebody changed the network policy meanwhile: it was left as it is';
    return { step, ok: false, detail, at: deps.clock.now().toISOString() };
  } catch (error) {
    return { step, ok: false, detail: messageOf(error), at: deps.clock.now().toISOString() };
  }
}

/** For a line on a terminal: what the cloud answered may hold anything. */
const shown = (text: string | null): string => cutWithoutSecrets(text ?? 'none', 2_000).replace(/\p{C}/gu, ' ');
