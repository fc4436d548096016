import {
  type EventMeaning,
  isCloudEvent,
  isOwnCall,
  meaningOf,
  type OwnIdentity,
} from '../../../shared/signal/cloud-event';

const KEY = 'LTAI5tExampleLeakedKey01';
const OTHER = 'LTAI5tExampleOtherKey002';
const ACCOUNT = '1234567890123456';
const RISK = 'Forbidden : There is a risk of leakage of this AccessKey.';
const LEAK_RULE = 'security-center-leak-ak-check';

const event = (type: string | undefined, data: unknown, more: object = {}) => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'acs.ram',
  ...(type === undefined ? {} : { type }),
  time: '2026-05-20T12:00:00Z',
  data,
  ...more,
});
const config = (data: object) => event('config:Config:NonCompliantNotification', data, { source: 'acs.config' });
const trail = (data: unknown, type = 'ram:ActionTrail:ApiCall') => event(type, data);
const skipped = (what: string, why: string): EventMeaning => ({ kind: 'skipped', skipped: { what, why } });

const ACTION_TRAIL = 'ram:ActionTrail:ApiCall e-1';
const CONFIG = 'config:Config:NonCompliantNotification e-1';
const NO_LEAK = 'an ActionTrail event that tells of no leak';
const NO_KEY = 'an event type that names no AccessKey';

describe('what an event of the cloud asks for', () => {
  test.each<[string, object, EventMeaning]>([
    ["Cloud Config's leak rule", config({ ruleName: LEAK_RULE }), { kind: 'poll-now', why: CONFIG }],
    [
      'the same, deep in its data',
      config({ evaluation: [{ identifier: `acs:${LEAK_RULE}` }] }),
      { kind: 'poll-now', why: CONFIG },
    ],
    [
      'the same, where it names what is no key',
      config({ ruleName: LEAK_RULE, accessKeyId: 'LTAI****************' }),
      { kind: 'poll-now', why: CONFIG },
    ],
    [
      'the same, spelt another way',
      event('config:CONFIG:x', { ruleName: LEAK_RULE }),
      { kind: 'poll-now', why: 'config:CONFIG:x e-1' },
    ],
    [
      'another rule of Cloud Config',
      config({ ruleName: 'oss-bucket-public-read-prohibited' }),
      skipped(CONFIG, 'a Config event of another rule'),
    ],
    [
      'the rule in an event that is none of Config',
      event('oss:ObjectCreated:PutObject', { key: LEAK_RULE }),
      skipped('oss:ObjectCreated:PutObject e-1', NO_KEY),
    ],
    ['an event without type', event(undefined, {}), skipped('CloudEvent without type e-1', NO_KEY)],
    ['one without id', event('oss:x:y', {}, { id: undefined }), skipped('oss:x:y', NO_KEY)],
    ['one with neither', event(undefined, {}, { id: '' }), skipped('CloudEvent without type', NO_KEY)],
    ['one without data', event('oss:x:y', undefined), skipped('oss:x:y e-1', NO_KEY)],
    ['a long type, of which 200 characters are kept', event('t'.repeat(201), {}), skipped('t'.repeat(200), NO_KEY)],
    [
      'a type and an id of 200 characters',
      event('t'.repeat(100), {}, { id: 'i'.repeat(99) }),
      skipped(`${'t'.repeat(100)} ${'i'.repeat(99)}`, NO_KEY),
    ],
    ['an ActionTrail event without data', trail(undefined), skipped(ACTION_TRAIL, NO_LEAK)],
    [
      'an ordinary call of a key',
      trail({ eventName: 'ListUsers', userIdentity: { type: 'ram-user', accessKeyId: KEY } }),
      skipped(ACTION_TRAIL, NO_LEAK),
    ],
    [
      'a call that was refused for another reason',
      trail({ errorCode: 'NoPermission', errorMessage: 'No.', userIdentity: { type: 'ram-user', accessKeyId: KEY } }),
      skipped(ACTION_TRAIL, NO_LEAK),
    ],
  ])('%s', (_, of, expected) => {
    expect(meaningOf(of as never)).toEqual(expected);
  });

  test('a call that may have undone something of ours says where to look', () => {
    const meaning = meaningOf(trail({ eventId: 'E-1', eventName: 'DeletePolicy', requestParameters: {} }) as never);
    expect(meaning).toEqual({
      kind: 'undone',
      undoing: expect.objectContaining({ isForAll: true, doer: expect.objectContaining({ call: 'DeletePolicy' }) }),
    });
  });
});

describe('a call that was refused because its key is at risk', () => {
  const identity = { type: 'ram-user', accountId: ACCOUNT, userName: 'ci-bot', accessKeyId: KEY };
  const signal = (claims: object, more: object = {}) => ({
    kind: 'signal',
    signal: {
      leakId: `actiontrail:${KEY}`,
      accessKeyId: KEY,
      source: 'actiontrail',
      foundAt: new Date('2026-05-20T11:59:00Z'),
      claims,
      reason: 'Alibaba Cloud refuses calls of this key as leaked',
      ...more,
    },
  });
  const refused = (userIdentity: object | undefined, more: object = {}) =>
    trail({ eventTime: '2026-05-20T11:59:00Z', errorMessage: RISK, userIdentity, ...more }, 'ecs:ActionTrail:ApiCall');

  test.each<[string, object, object]>([
    ['a RAM user', refused(identity), signal({ userName: 'ci-bot', accountId: ACCOUNT })],
    [
      'root, whose name is no user',
      refused({ ...identity, type: 'root-account', userName: 'root' }),
      signal({ accountId: ACCOUNT, userType: 'root' }),
    ],
    ['nobody named', refused({ accessKeyId: KEY }), signal({})],
    ['at no time', refused({ accessKeyId: KEY }, { eventTime: 12 }), signal({}, { foundAt: undefined })],
    ['said by its code', refused({ accessKeyId: KEY }, { errorMessage: undefined, errorCode: RISK }), signal({})],
    ['said beside a code', refused({ accessKeyId: KEY }, { errorCode: 'Forbidden.AccessKey' }), signal({})],
    ['in small letters', refused({ accessKeyId: KEY }, { errorMessage: RISK.toLowerCase() }), signal({})],
    [
      'of a call that would have undone something',
      refused({ accessKeyId: KEY }, { eventName: 'DeletePolicy' }),
      signal({}),
    ],
    [
      'of a session',
      refused({ type: 'assumed-role', accessKeyId: 'STS.NUQNP4PiGyckMsNiGELCs1234' }),
      skipped(
        'ecs:ActionTrail:ApiCall e-1',
        "STS.NUQN… is an STS session's key: it ends by itself, and no policy on a user stops it.",
      ),
    ],
    [
      'of nobody',
      refused(undefined),
      skipped(
        'ecs:ActionTrail:ApiCall e-1',
        'No AccessKey id was given: accessKeyId is missing. A long-lived id begins with LTAI.',
      ),
    ],
  ])('%s', (_, of, expected) => {
    expect(meaningOf(of as never)).toEqual(expected);
  });
});

describe('what our own roles did asks for nothing', () => {
  const own: OwnIdentity = { accountId: ACCOUNT, roleNames: ['ak-tourniquet-respond', 'ak-tourniquet-hygiene'] };
  const session = (more: object = {}) => ({
    type: 'assumed-role',
    accountId: ACCOUNT,
    userName: 'ak-tourniquet-respond:fc-session',
    ...more,
  });

  test.each<[string, object | undefined, OwnIdentity | undefined, boolean]>([
    ['a role of ours', session(), own, true],
    ['another role of ours', session({ userName: 'ak-tourniquet-hygiene:s' }), own, true],
    ['a session that has a colon in its name', session({ userName: 'ak-tourniquet-respond:a:b' }), own, true],
    ['a role of ours without a session', session({ userName: 'ak-tourniquet-respond' }), own, true],
    ["somebody's role", session({ userName: 'deployer:fc-session' }), own, false],
    ['a role whose session is called like ours', session({ userName: 'deployer:ak-tourniquet-respond' }), own, false],
    ['a role whose name begins as ours', session({ userName: 'ak-tourniquet-respond-2:s' }), own, false],
    ['a role of ours in another account', session({ accountId: '6543210987654321' }), own, false],
    ['no account', session({ accountId: undefined }), own, false],
    ['no name', session({ userName: undefined }), own, false],
    ['a RAM user who is called like our role', session({ type: 'ram-user' }), own, false],
    ['no type', session({ type: undefined }), own, false],
    ['nobody', undefined, own, false],
    ['a role of ours, where nobody has said what is ours', session(), undefined, false],
  ])('%s', (_, userIdentity, of, expected) => {
    const data = { eventId: 'E-1', eventName: 'DeletePolicy', requestParameters: {}, userIdentity };
    expect(isOwnCall(data, of)).toBe(expected);
    const meaning = meaningOf(trail(data) as never, of);
    if (expected) expect(meaning).toEqual(skipped(ACTION_TRAIL, "a call of our own function's role"));
    else expect(meaning.kind).toBe('undone');
  });

  test('an event without data is nobody of ours', () => {
    expect(isOwnCall(undefined, own)).toBe(false);
  });
});

describe('what is a CloudEvent', () => {
  const bare = { type: 'scanner:leak:found', source: 'my.scanner', data: { accessKeyId: OTHER } };
  test.each<[string, unknown, boolean]>([
    ['what says its version', { specversion: '1.0' }, true],
    ['whatever version it says', { specversion: null, command: 'status' }, true],
    ['type, source and data', bare, true],
    ['data that is null', { ...bare, data: null }, true],
    ['no type', { ...bare, type: undefined }, false],
    ['no source', { ...bare, source: undefined }, false],
    ['a type that is no text', { ...bare, type: 7 }, false],
    ['a source that is no text', { ...bare, source: {} }, false],
    ['no data', { type: bare.type, source: bare.source }, false],
    ['a manual invocation', { accessKeyId: KEY }, false],
    ['a list', [bare], false],
    ['text', 'specversion', false],
    ['null', null, false],
    ['nothing', undefined, false],
  ])('%s', (_, value, expected) => {
    expect(isCloudEvent(value)).toBe(expected);
  });
});
