import type { Doer } from '../incident/tamper-entries';
import { FREEZE_POLICY, QUARANTINE_GROUP, QUARANTINE_POLICY } from '../ram-policy/documents';
import { type JsonObject, object, text } from './loose';

/** A call that may have undone something of ours, or switched a key: where to look, and who it says that it was. */
export interface Undoing {
  /** The user it was done to, as far as the event names one. */
  readonly userName: string | null;
  /** The key that was switched. */
  readonly accessKeyId: string | null;
  /** It was done to a policy or a group, and so to everybody who has it. */
  readonly isForAll: boolean;
  /** A key was switched off: nothing is undone, and that it is off is worth knowing. */
  readonly isOff: boolean;
  readonly doer: Doer;
}

/** On a policy: of ours alone it matters. */
const ON_POLICY = new Set([
  'DetachPolicyFromUser',
  'DetachPolicyFromGroup',
  'DetachPolicyFromRole',
  'DeletePolicy',
  'CreatePolicyVersion',
  'DeletePolicyVersion',
  'SetDefaultPolicyVersion',
  // ResourceManager's own, by resource group or for the account (ResourceManager 2020-03-31).
  'AttachPolicy',
  'DetachPolicy',
]);
const ON_GROUP = new Set(['RemoveUserFromGroup', 'DeleteGroup', 'UpdateGroup']);
const ON_KEY = 'UpdateAccessKey';
/** What the events' rule lets through; s.yaml and the stack are held against it. */
export const UNDOING_CALLS: readonly string[] = [...ON_POLICY, ...ON_GROUP, ON_KEY];

/**
 * What an ActionTrail event says was undone; undefined: nothing of ours, or it was refused. What the event leaves out is
 * looked for everywhere: only a live look says whether anything is gone. Field names: ActionTrail, "Event structure".
 */
export function undoingOf(data: JsonObject | undefined): Undoing | undefined {
  const call = text(data, 'eventName') ?? '';
  if (text(data, 'errorCode') !== undefined) return undefined;
  const asked = object(data, 'requestParameters') ?? object(data, 'requestParameterJson');
  const named = text(asked, 'UserName') ?? text(asked, 'UserPrincipalName') ?? text(asked, 'PrincipalName');
  const userName = named?.replace(/@.*$/s, '') ?? null;
  const doer = doerOf(call, data);
  if (call === ON_KEY) {
    const accessKeyId = text(asked, 'UserAccessKeyId') ?? text(asked, 'AccessKeyId') ?? null;
    return { userName, accessKeyId, isForAll: false, isOff: text(asked, 'Status') === 'Inactive', doer };
  }
  if (ON_POLICY.has(call)) {
    const policy = text(asked, 'PolicyName');
    const isOurs = policy === undefined || policy.startsWith(QUARANTINE_POLICY) || policy === FREEZE_POLICY;
    return isOurs ? { userName, accessKeyId: null, isForAll: true, isOff: false, doer } : undefined;
  }
  if (!ON_GROUP.has(call)) return undefined;
  const group = text(asked, 'GroupName');
  const isOurs = group === undefined || group === QUARANTINE_GROUP;
  return isOurs ? { userName, accessKeyId: null, isForAll: true, isOff: false, doer } : undefined;
}

const TYPES: ReadonlySet<string> = new Set(['root-account', 'ram-user', 'assumed-role']);

/** Booleans come as texts as well, and the session's attributes under two names (ActionTrail samples). */
function doerOf(call: string, data: JsonObject | undefined): Doer {
  const identity = object(data, 'userIdentity');
  const session = object(identity, 'sessionContext');
  const attributes = object(session, 'attributes') ?? object(session, 'sessionAttributes');
  const type = text(identity, 'type') ?? '';
  const mfa = attributes?.['mfaAuthenticated'];
  return {
    type: TYPES.has(type) ? (type as Doer['type']) : 'other',
    userName: text(identity, 'userName')?.slice(0, 200) ?? null,
    accessKeyId: text(identity, 'accessKeyId')?.slice(0, 200) ?? null,
    mfa: mfa === true || mfa === 'true',
    call,
    eventId: text(data, 'eventId')?.slice(0, 200) ?? null,
    isConfirmed: false,
  };
}
