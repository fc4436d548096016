import type { Gone } from '../../incident/tamper-entries';
import { QUARANTINE_GROUP } from '../../ram-policy/documents';
import type { Undoing } from '../../signal/undoing';
import { type DenyPolicy, POLICY_NAMES } from '../apply';
import { stillFences } from '../fence/document';

/** Whose things they are. */
export interface Whose {
  /** The user's name as a live look has just shown it, and as the journal knows it. */
  readonly userNames: readonly string[];
  /** His deny was given by our group. */
  readonly viaGroup: boolean;
  /** The network policy that we set on the leaked key. */
  readonly fence?: string | undefined;
}

/** What a call can have done to one thing of ours: undone it, put it back, or nothing. */
export type Touch = 'undid' | 'restored' | undefined;

const ON_DOCUMENT = new Set(['DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion', 'SetDefaultPolicyVersion']);

/**
 * What a call can have done to exactly this thing. A name that its event leaves out may be any: what it says must fit.
 * A policy's document makes its attachment no looser, and its deletion ends that as well. Pure.
 */
export function touchOn(thing: Gone, undoing: Undoing, { userNames, viaGroup, fence }: Whose): Touch {
  const [, what = thing, name = ''] = /^([a-z-]+)(?::(.+))?$/s.exec(thing) ?? [];
  const { doer, accessKeyId, isOff, policyName, groupName, roleName } = undoing;
  const { call } = doer;
  const fits = (said: string | null, ...is: readonly string[]): boolean => said === null || is.includes(said);
  if (what === 'disable-key') {
    const isOnKey = call === 'UpdateAccessKey' || call === 'RestoreAccessKeyFromRecycleBin';
    if (!isOnKey || !fits(accessKeyId, name)) return undefined;
    return isOff ? 'restored' : 'undid';
  }
  if (what === 'fence') {
    if (call !== 'SetAccessKeyPolicy' || !fits(accessKeyId, name)) return undefined;
    const isBack = undoing.networkPolicy != null && fence !== undefined && stillFences(undoing.networkPolicy, fence);
    return isBack ? 'restored' : 'undid';
  }
  if (what === 'policy') {
    // A document in several parts bears its first one's name, with a number behind it.
    const isIt = policyName === null || (policyName.startsWith(name) && /^\d*$/.test(policyName.slice(name.length)));
    return ON_DOCUMENT.has(call) && isIt ? 'undid' : undefined;
  }
  const policy = policyOf(what, name);
  if (policy === undefined || !fits(policyName, policy)) return undefined;
  const isRole = what === 'freeze-role';
  const names = isRole || what === 'freeze-user' ? [name] : userNames;
  const principals = viaGroup && !isRole ? [...names, QUARANTINE_GROUP] : names;
  switch (call) {
    case 'DetachPolicyFromUser':
    case 'AttachPolicyToUser':
      return !isRole && fits(undoing.userName, ...names) ? direction(call) : undefined;
    case 'DetachPolicyFromRole':
    case 'AttachPolicyToRole':
      return isRole && fits(roleName, name) ? direction(call) : undefined;
    case 'DetachPolicy':
    case 'AttachPolicy':
      return fits(undoing.userName, ...principals) ? direction(call) : undefined;
    case 'DeletePolicy':
      return 'undid';
    case 'RemoveUserFromGroup':
    case 'AddUserToGroup':
      return viaGroup && fits(undoing.userName, ...names) ? direction(call) : undefined;
    case 'DetachPolicyFromGroup':
    case 'AttachPolicyToGroup':
    case 'DeleteGroup':
    case 'UpdateGroup':
      return viaGroup && fits(groupName, QUARANTINE_GROUP) ? direction(call) : undefined;
    default:
      return undefined;
  }
}

const direction = (call: string): Touch => (/^(Attach|Add)/.test(call) ? 'restored' : 'undid');

function policyOf(what: string, name: string): string | undefined {
  if (what === 'attach-part') return name;
  if (what === 'freeze-user' || what === 'freeze-role') return POLICY_NAMES.freeze;
  const policy = what.startsWith('attach-') ? what.slice('attach-'.length) : '';
  return policy in POLICY_NAMES ? POLICY_NAMES[policy as DenyPolicy] : undefined;
}

/** Events bear whole seconds, and the clock of a function is not ActionTrail's. */
const SKEW_MS = 3_000;

/**
 * The call that undid this thing, of those that are known: the last one behind the moment when it was in its place, unless
 * it was put back behind that. `restored`: so it was, and who undid it again is not among them. Pure.
 */
export function lastUndoing(
  thing: Gone,
  calls: readonly Undoing[],
  whose: Whose,
  inPlaceAt: Date | undefined,
): Undoing | 'restored' | undefined {
  const from = inPlaceAt === undefined ? 0 : inPlaceAt.getTime() - SKEW_MS;
  const touches = calls
    .map((call) => ({ call, at: Date.parse(call.doer.at ?? ''), touch: touchOn(thing, call, whose) }))
    .filter(({ at, touch }) => touch !== undefined && at >= from)
    // Of the same second: what is gone was undone behind its being put back.
    .sort((a, b) => a.at - b.at || Number(a.touch === 'undid') - Number(b.touch === 'undid'));
  const last = touches.at(-1);
  return last?.touch === 'restored' ? 'restored' : last?.call;
}
