import { FREEZE_POLICY, QUARANTINE_GROUP, QUARANTINE_POLICY } from '../../../shared/ram-policy/documents';
import { touchOf, UNDOING_CALLS, type Undoing, undoingOf } from '../../../shared/signal/undoing';

const KEY = 'LTAI5tExampleLeakedKey01';
const OTHER = 'LTAI5tExampleOtherKey002';

/** An ActionTrail event of a call that went through (ActionTrail, "Event structure"). */
const trail = (eventName: string, requestParameters?: unknown, more: object = {}) => ({
  eventId: 'E-1',
  eventName,
  eventTime: '2026-05-20T12:00:00Z',
  eventType: 'ApiCall',
  serviceName: 'Ram',
  recipientAccountId: '1234567890123456',
  userIdentity: { type: 'ram-user', accountId: '1234567890123456', userName: 'mallory', accessKeyId: OTHER },
  ...(requestParameters === undefined ? {} : { requestParameters }),
  ...more,
});
const said = (call: string, more: Partial<Undoing> = {}): Undoing => ({
  userName: null,
  accessKeyId: null,
  policyName: null,
  groupName: null,
  roleName: null,
  isForAll: true,
  isOff: false,
  doer: {
    type: 'ram-user',
    userName: 'mallory',
    accessKeyId: OTHER,
    mfa: false,
    call,
    eventId: 'E-1',
    at: '2026-05-20T12:00:00.000Z',
    isConfirmed: false,
  },
  ...more,
});

const ONE_KEY = { isForAll: false } as const;
const PART_2 = `${QUARANTINE_POLICY}-2`;

describe('what an event says was undone', () => {
  test.each<[string, unknown, Partial<Undoing>]>([
    [
      'DetachPolicyFromUser',
      { PolicyType: 'Custom', PolicyName: QUARANTINE_POLICY, UserName: 'ci-bot' },
      { policyName: QUARANTINE_POLICY, userName: 'ci-bot' },
    ],
    [
      'DetachPolicyFromGroup',
      { PolicyName: PART_2, GroupName: QUARANTINE_GROUP },
      { policyName: PART_2, groupName: QUARANTINE_GROUP },
    ],
    [
      'DetachPolicyFromRole',
      { PolicyName: FREEZE_POLICY, RoleName: 'deployer' },
      { policyName: FREEZE_POLICY, roleName: 'deployer' },
    ],
    ['DeletePolicy', { PolicyName: QUARANTINE_POLICY }, { policyName: QUARANTINE_POLICY }],
    ['CreatePolicyVersion', { PolicyName: FREEZE_POLICY }, { policyName: FREEZE_POLICY }],
    ['DeletePolicyVersion', { PolicyName: QUARANTINE_POLICY }, { policyName: QUARANTINE_POLICY }],
    ['SetDefaultPolicyVersion', { PolicyName: QUARANTINE_POLICY }, { policyName: QUARANTINE_POLICY }],
    ['AttachPolicy', { PolicyName: FREEZE_POLICY }, { policyName: FREEZE_POLICY }],
    [
      'DetachPolicy',
      { PolicyName: QUARANTINE_POLICY, PrincipalType: 'IMSUser', PrincipalName: 'ci-bot@1234.onaliyun.com' },
      { policyName: QUARANTINE_POLICY, userName: 'ci-bot' },
    ],
    [
      'RemoveUserFromGroup',
      { GroupName: QUARANTINE_GROUP, UserName: 'ci-bot' },
      { groupName: QUARANTINE_GROUP, userName: 'ci-bot' },
    ],
    ['DeleteGroup', { GroupName: QUARANTINE_GROUP }, { groupName: QUARANTINE_GROUP }],
    ['UpdateGroup', { GroupName: QUARANTINE_GROUP, NewGroupName: 'x' }, { groupName: QUARANTINE_GROUP }],
    [
      'UpdateAccessKey',
      { UserName: 'ci-bot', UserAccessKeyId: KEY, Status: 'Active' },
      { ...ONE_KEY, userName: 'ci-bot', accessKeyId: KEY },
    ],
    [
      'RestoreAccessKeyFromRecycleBin',
      { UserPrincipalName: 'ci-bot@1234.onaliyun.com', UserAccessKeyId: KEY },
      { ...ONE_KEY, userName: 'ci-bot', accessKeyId: KEY },
    ],
    [
      'SetAccessKeyPolicy',
      { UserPrincipalName: 'ci-bot@1234.onaliyun.com', UserAccessKeyId: KEY, AccessKeyPolicy: '{"Status":"Inactive"}' },
      { ...ONE_KEY, userName: 'ci-bot', accessKeyId: KEY, networkPolicy: '{"Status":"Inactive"}' },
    ],
  ])('%s', (call, asked, more) => {
    expect(UNDOING_CALLS).toContain(call);
    expect(undoingOf(trail(call, asked))).toEqual(said(call, more));
    // A look at what ActionTrail shows, in its order, says the same.
    expect(touchOf(trail(call, asked))).toEqual(said(call, more));
  });

  test.each([...UNDOING_CALLS])('%s whose event names nothing is looked for everywhere', (call) => {
    const isOfOneKey = /AccessKey/.test(call);
    expect(undoingOf(trail(call))).toEqual(said(call, isOfOneKey ? ONE_KEY : {}));
  });

  test.each<[string, string, object, Partial<Undoing>]>([
    ['a key that is switched off', 'UpdateAccessKey', { UserAccessKeyId: KEY, Status: 'Inactive' }, { isOff: true }],
    ['the key under its other name', 'UpdateAccessKey', { AccessKeyId: KEY, Status: 'Active' }, {}],
    ['of both names the key that was asked for', 'UpdateAccessKey', { UserAccessKeyId: KEY, AccessKeyId: OTHER }, {}],
    [
      'a network policy that is no text',
      'SetAccessKeyPolicy',
      { UserAccessKeyId: KEY, AccessKeyPolicy: { Status: 'Active', Statement: [] } },
      { networkPolicy: '{"Status":"Active","Statement":[]}' },
    ],
    ['no network policy', 'SetAccessKeyPolicy', { UserAccessKeyId: KEY }, {}],
  ])('%s', (_, call, asked, more) => {
    expect(undoingOf(trail(call, asked))).toEqual(said(call, { ...ONE_KEY, accessKeyId: KEY, ...more }));
  });

  test('a call whose event names neither the key nor its network policy says so of both', () => {
    const undoing = undoingOf(trail('SetAccessKeyPolicy', { AccessKeyId: OTHER }));
    expect(undoing).toEqual(said('SetAccessKeyPolicy', ONE_KEY));
    expect(undoing).not.toHaveProperty('networkPolicy');
  });

  test.each([
    [{ UserName: 'a', UserPrincipalName: 'b@x', PrincipalName: 'c@x' }, 'a'],
    [{ UserPrincipalName: 'b@1234.onaliyun.com', PrincipalName: 'c@x' }, 'b'],
    [{ PrincipalName: 'c@1234.onaliyun.com' }, 'c'],
    [{ UserName: 'd@first@second' }, 'd'],
    [{ UserName: 'd@first\nsecond' }, 'd'],
  ])('the user of %j is %s, without a domain', (asked, userName) => {
    expect(undoingOf(trail('RemoveUserFromGroup', asked))).toEqual(said('RemoveUserFromGroup', { userName }));
  });

  test('what was asked may stand as JSON text, under its second name', () => {
    const json = JSON.stringify({ PolicyName: FREEZE_POLICY });
    const expected = said('DeletePolicy', { policyName: FREEZE_POLICY });
    expect(undoingOf(trail('DeletePolicy', json))).toEqual(expected);
    expect(undoingOf(trail('DeletePolicy', undefined, { requestParameterJson: json }))).toEqual(expected);
    const both = { requestParameterJson: '{"PolicyName":"somebody-elses"}' };
    expect(undoingOf(trail('DeletePolicy', json, both))).toEqual(expected);
  });
});

describe('what undoes nothing of ours', () => {
  const REFUSED = { errorCode: 'NoPermission', errorMessage: 'You are not authorized to do this action.' };
  test.each<[string, object | undefined]>([
    ['no data', undefined],
    ['an event without a name', { ...trail('', { PolicyName: QUARANTINE_POLICY }), eventName: undefined }],
    ['a call that only reads', trail('GetPolicy', { PolicyName: QUARANTINE_POLICY })],
    ['another call, which names none of ours', trail('CreateAccessKey', { UserName: 'ci-bot' })],
    ['a refused call', trail('DeletePolicy', { PolicyName: QUARANTINE_POLICY }, REFUSED)],
    ['a refused switch of a key', trail('UpdateAccessKey', { UserAccessKeyId: KEY }, REFUSED)],
    ["somebody's policy", trail('DetachPolicyFromUser', { PolicyName: 'AliyunOSSFullAccess', UserName: 'ci-bot' })],
    ['a policy whose name ends as ours begins', trail('DeletePolicy', { PolicyName: `Old${QUARANTINE_POLICY}` })],
    ['a policy whose name begins as the freeze', trail('DeletePolicy', { PolicyName: `${FREEZE_POLICY}Notes` })],
    ["somebody's group", trail('RemoveUserFromGroup', { GroupName: 'developers', UserName: 'ci-bot' })],
    ['a group whose name begins as ours', trail('DeleteGroup', { GroupName: `${QUARANTINE_GROUP}-2` })],
  ])('%s', (_, data) => {
    expect(undoingOf(data as never)).toBeUndefined();
    expect(touchOf(data as never)).toBeUndefined();
  });
});

describe('what puts back what was undone', () => {
  test.each<[string, object, Partial<Undoing>]>([
    [
      'AttachPolicyToUser',
      { PolicyName: QUARANTINE_POLICY, UserName: 'ci-bot' },
      { policyName: QUARANTINE_POLICY, userName: 'ci-bot' },
    ],
    [
      'AttachPolicyToGroup',
      { PolicyName: QUARANTINE_POLICY, GroupName: QUARANTINE_GROUP },
      { policyName: QUARANTINE_POLICY, groupName: QUARANTINE_GROUP },
    ],
    [
      'AttachPolicyToRole',
      { PolicyName: FREEZE_POLICY, RoleName: 'deployer' },
      { policyName: FREEZE_POLICY, roleName: 'deployer' },
    ],
    [
      'AddUserToGroup',
      { GroupName: QUARANTINE_GROUP, UserName: 'ci-bot' },
      { groupName: QUARANTINE_GROUP, userName: 'ci-bot' },
    ],
  ])('%s touches, and undoes nothing', (call, asked, more) => {
    expect(touchOf(trail(call, asked))).toEqual(said(call, more));
    expect(undoingOf(trail(call, asked))).toBeUndefined();
    expect(UNDOING_CALLS).not.toContain(call);
  });

  test.each([
    ['AttachPolicyToUser', { PolicyName: 'AliyunOSSFullAccess', UserName: 'ci-bot' }],
    ['AddUserToGroup', { GroupName: 'developers', UserName: 'ci-bot' }],
  ])('%s of somebody else does not touch', (call, asked) => {
    expect(touchOf(trail(call, asked))).toBeUndefined();
  });
});

describe('who an event says that it was', () => {
  const doerOf = (more: object) => undoingOf(trail('DeletePolicy', undefined, more))?.doer;
  const by = (userIdentity: unknown) => doerOf({ userIdentity });
  const { doer } = said('DeletePolicy');

  test.each([
    ['root-account', 'root-account'],
    ['ram-user', 'ram-user'],
    ['assumed-role', 'assumed-role'],
    ['system', 'other'],
    ['', 'other'],
    [undefined, 'other'],
    [7, 'other'],
  ])('the type %j is %s', (type, expected) => {
    expect(by({ type, userName: 'mallory', accessKeyId: OTHER })).toEqual({ ...doer, type: expected });
  });

  test.each<[string, object, boolean]>([
    ['text', { attributes: { mfaAuthenticated: 'true' } }, true],
    ['a boolean', { attributes: { mfaAuthenticated: true } }, true],
    ['under the second name', { sessionAttributes: { mfaAuthenticated: 'true' } }, true],
    ['in upper case', { Attributes: { mfaAuthenticated: 'true' } }, true],
    ['text that denies it', { attributes: { mfaAuthenticated: 'false' } }, false],
    ['a boolean that denies it', { attributes: { mfaAuthenticated: false } }, false],
    ['a number', { attributes: { mfaAuthenticated: 1 } }, false],
    ['left out', { attributes: { creationDate: '2026-05-20T11:00:00Z' } }, false],
    ['no attributes', {}, false],
  ])('a second factor: %s', (_, sessionContext, mfa) => {
    const identity = { type: 'ram-user', userName: 'mallory', accessKeyId: OTHER, sessionContext };
    expect(by(identity)).toEqual({ ...doer, mfa });
  });

  test('that it was the console, the event itself says, whatever id stands there', () => {
    const identity = { type: 'ram-user', userName: 'mallory', accessKeyId: OTHER };
    const atConsole = doerOf({ userIdentity: identity, eventType: 'ConsoleOperation' });
    expect(atConsole).toEqual({ ...doer, isAtConsole: true });
    expect(doerOf({ userIdentity: { ...identity, accessKeyId: undefined }, eventType: 'ConsoleOperation' })).toEqual({
      ...doer,
      accessKeyId: null,
    });
  });

  test('an event that says nothing of it names nobody', () => {
    const nobody = { ...doer, type: 'other', userName: null, accessKeyId: null, eventId: null, at: null };
    expect(doerOf({ userIdentity: undefined, eventId: undefined, eventTime: undefined })).toEqual(nobody);
    expect(doerOf({ userIdentity: 'mallory', eventId: 12, eventTime: 'yesterday' })).toEqual(nobody);
  });

  test('each of its texts is kept to 200 characters', () => {
    const long = (start: string, length: number) => start.padEnd(length, 'x');
    const as = (length: number) => ({
      eventId: long('E', length),
      userIdentity: { type: 'ram-user', userName: long('m', length), accessKeyId: long('L', length) },
    });
    const kept = { ...doer, eventId: long('E', 200), userName: long('m', 200), accessKeyId: long('L', 200) };
    expect(doerOf(as(200))).toEqual(kept);
    expect(doerOf(as(201))).toEqual(kept);
    expect(doerOf(as(199))?.eventId).toHaveLength(199);
  });
});
