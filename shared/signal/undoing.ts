import type { Doer } from '../incident/tamper-entries';
import { FREEZE_POLICY, QUARANTINE_GROUP, QUARANTINE_POLICY } from '../ram-policy/documents';
import { credentialOf } from './credential';
import { asText, type JsonObject, object, text, time } from './loose';

/** A call that may have undone something of ours, or switched a key: where to look, and who it says that it was. */
export interface Undoing {
  /** The user it was done to, as far as the event names one. */
  readonly userName: string | null;
  /** The key that was switched, or came back from the recycle bin. */
  readonly accessKeyId: string | null;
  /** The policy, the group and the role, as far as the event names them. */
  readonly policyName: string | null;
  readonly groupName: string | null;
  readonly roleName: string | null;
  /** The network policy that the key got; absent: the event names none. */
  readonly networkPolicy?: string;
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
const ON_KEY = new Set(['UpdateAccessKey', 'RestoreAccessKeyFromRecycleBin']);
/** On the networks that a key works from (IMS 2019-08-15). */
const ON_NETWORK = 'SetAccessKeyPolicy';
/** What the events' rule lets through; s.yaml and the stack are held against it. */
export const UNDOING_CALLS: readonly string[] = [...ON_POLICY, ...ON_GROUP, ...ON_KEY, ON_NETWORK];

/** What puts back what those undo: whoever undid it before has not undone what is gone now. */
const RESTORING = new Set([
  'AttachPolicyToUser',
  'AttachPolicyToGroup',
  'AttachPolicyToRole',
  'AttachPolicy',
  'AddUserToGroup',
]);

/**
 * What an ActionTrail event says was undone; undefined: nothing of ours, or it was refused. What the event leaves out is
 * looked for everywhere: only a live look says whether anything is gone. Field names: ActionTrail, "Event structure".
 */
export function undoingOf(data: JsonObject | undefined): Undoing | undefined {
  const call = text(data, 'eventName');
  return UNDOING_CALLS.some((one) => one === call) ? touchOf(data) : undefined;
}

/** The same of a call that may have put something of ours back as well: what ActionTrail shows is read in its order. */
export function touchOf(data: JsonObject | undefined): Undoing | undefined {
  const call = text(data, 'eventName');
  if (call === undefined || text(data, 'errorCode') !== undefined) return undefined;
  const asked = object(data, 'requestParameters') ?? object(data, 'requestParameterJson');
  const named = text(asked, 'UserName') ?? text(asked, 'UserPrincipalName') ?? text(asked, 'PrincipalName');
  const undoing: Undoing = {
    userName: named?.replace(/@.*/s, '') ?? null,
    accessKeyId: null,
    policyName: text(asked, 'PolicyName') ?? null,
    groupName: text(asked, 'GroupName') ?? null,
    roleName: text(asked, 'RoleName') ?? null,
    isForAll: true,
    isOff: false,
    doer: doerOf(call, data),
  };
  if (ON_KEY.has(call)) {
    const accessKeyId = text(asked, 'UserAccessKeyId') ?? text(asked, 'AccessKeyId') ?? null;
    return { ...undoing, accessKeyId, isForAll: false, isOff: text(asked, 'Status') === 'Inactive' };
  }
  if (call === ON_NETWORK) {
    const document = asked?.['AccessKeyPolicy'];
    const networkPolicy = document === undefined ? {} : { networkPolicy: asText(document) };
    const accessKeyId = text(asked, 'UserAccessKeyId') ?? null;
    return { ...undoing, accessKeyId, isForAll: false, ...networkPolicy };
  }
  const { policyName, groupName } = undoing;
  const isGroup = ON_GROUP.has(call) || call === 'AddUserToGroup';
  if (isGroup) return groupName === null || groupName === QUARANTINE_GROUP ? undoing : undefined;
  if (!ON_POLICY.has(call) && !RESTORING.has(call)) return undefined;
  const isOurs = policyName === null || policyName.startsWith(QUARANTINE_POLICY) || policyName === FREEZE_POLICY;
  return isOurs ? undoing : undefined;
}

const TYPES = ['root-account', 'ram-user', 'assumed-role'] as const;

/** Booleans come as texts as well, and the session's attributes under two names (ActionTrail samples). */
function doerOf(call: string, data: JsonObject | undefined): Doer {
  const identity = object(data, 'userIdentity');
  const session = object(identity, 'sessionContext');
  const attributes = object(session, 'attributes') ?? object(session, 'sessionAttributes');
  const type = text(identity, 'type');
  const mfa = attributes?.['mfaAuthenticated'];
  const userId = text(identity, 'principalId');
  const accessKeyId = text(identity, 'accessKeyId')?.slice(0, 200) ?? null;
  const isAtConsole = credentialOf(accessKeyId, text(data, 'eventType')) === 'console';
  return {
    type: TYPES.find((one) => one === type) ?? 'other',
    userName: text(identity, 'userName')?.slice(0, 200) ?? null,
    // A masked id (`2454942900362****`) is that of many.
    ...(type === 'ram-user' && userId !== undefined && /^\d{1,32}$/.test(userId) ? { userId } : {}),
    accessKeyId,
    ...(accessKeyId !== null && isAtConsole ? { isAtConsole } : {}),
    mfa: mfa === true || mfa === 'true',
    call,
    eventId: text(data, 'eventId')?.slice(0, 200) ?? null,
    at: time(text(data, 'eventTime'))?.toISOString() ?? null,
    isConfirmed: false,
  };
}
