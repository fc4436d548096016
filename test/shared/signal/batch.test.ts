import { parseEvent } from '../../../shared/signal/parse';

const KEY = 'LTAI5tExampleLeakedKey01';
const OTHER = 'LTAI5tExampleOtherKey002';
const parse = (payload: unknown) => parseEvent(JSON.stringify(payload), 'request-1');

const notice = (accessKeyId: unknown, id = 'e-1') => ({
  specversion: '1.0',
  id,
  source: 'my.scanner',
  type: 'scanner:leak:found',
  data: { accessKeyId },
});
const signal = (accessKeyId: string, id = 'e-1') => ({
  leakId: `bus:my.scanner:${id}`,
  accessKeyId,
  source: 'bus',
  foundAt: undefined,
  claims: {},
});
const config = (id: string) => ({
  specversion: '1.0',
  id,
  source: 'acs.config',
  type: 'config:Config:NonCompliantNotification',
  data: { ruleName: 'security-center-leak-ak-check' },
});
const upload = { specversion: '1.0', id: 'o-1', source: 'acs.oss', type: 'oss:ObjectCreated:PutObject', data: {} };
const skipped = { what: 'oss:ObjectCreated:PutObject o-1', why: 'an event type that names no AccessKey' };
const deletion = {
  specversion: '1.0',
  id: 't-1',
  source: 'acs.ram',
  type: 'ram:ActionTrail:ApiCall',
  data: { eventId: 'E-1', eventName: 'DeletePolicy', requestParameters: { PolicyName: 'AkTourniquetFreeze' } },
};
const undoing = {
  userName: null,
  accessKeyId: null,
  policyName: 'AkTourniquetFreeze',
  groupName: null,
  roleName: null,
  isForAll: true,
  isOff: false,
  doer: {
    type: 'other',
    userName: null,
    accessKeyId: null,
    mfa: false,
    call: 'DeletePolicy',
    eventId: 'E-1',
    at: null,
    isConfirmed: false,
  },
};
const whyOf = (i: number) =>
  `scanner:leak:found e-${i}: Not an AccessKey id: LTAI… (20 characters). A long-lived id begins with LTAI.`;
const MASKED = 'LTAI****************';

describe('what a batch asks for, whole', () => {
  test.each<[string, unknown, object]>([
    ['one event that is no list', notice(KEY), { kind: 'signals', signals: [signal(KEY)], skipped: [] }],
    ['the same twice', [notice(KEY), notice(KEY)], { kind: 'signals', signals: [signal(KEY)], skipped: [] }],
    [
      'two keys under one id',
      [notice(KEY), notice(OTHER)],
      { kind: 'signals', signals: [signal(KEY), signal(OTHER)], skipped: [] },
    ],
    [
      'one key under two ids',
      [notice(KEY), notice(KEY, 'e-2')],
      { kind: 'signals', signals: [signal(KEY), signal(KEY, 'e-2')], skipped: [] },
    ],
    ['a poll', config('c-1'), { kind: 'poll-now', why: 'config:Config:NonCompliantNotification c-1' }],
    [
      'two polls: the last of them says why',
      [config('c-1'), config('c-2'), upload],
      { kind: 'poll-now', why: 'config:Config:NonCompliantNotification c-2' },
    ],
    [
      'a key, a poll, and what asks for nothing',
      [config('c-1'), upload, notice(KEY)],
      {
        kind: 'signals',
        signals: [signal(KEY)],
        skipped: [skipped],
        pollWhy: 'config:Config:NonCompliantNotification c-1',
      },
    ],
    ['what was undone alone', deletion, { kind: 'nothing', skipped: [], undone: [undoing] }],
    [
      'what was undone beside a key',
      [deletion, notice(KEY)],
      { kind: 'signals', signals: [signal(KEY)], skipped: [], undone: [undoing] },
    ],
    [
      'what was undone beside a poll',
      [deletion, config('c-1')],
      { kind: 'poll-now', why: 'config:Config:NonCompliantNotification c-1', undone: [undoing] },
    ],
    ['a masked key', notice(MASKED), { kind: 'nothing', skipped: [], malformed: whyOf(1) }],
    [
      'what is no CloudEvent beside a masked key and a poll',
      [5, notice(MASKED), null, config('c-1')],
      {
        kind: 'poll-now',
        why: 'config:Config:NonCompliantNotification c-1',
        malformed: `of its 4 items, these are no CloudEvents: 1, 3; ${whyOf(1)}`,
      },
    ],
  ])('%s', (_, payload, expected) => {
    const request = parse(payload);
    expect(request).toEqual(expected);
    expect(Object.keys(request).sort()).toEqual(Object.keys(expected).sort());
  });
});

describe('of what cannot be read, 20 are named', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  test.each([20, 21])('of %d items that are no CloudEvents', (count) => {
    expect(parse([...new Array(count).fill(0), upload])).toEqual({
      kind: 'nothing',
      skipped: [skipped],
      malformed: `of its ${count + 1} items, these are no CloudEvents: ${numbers(20).join(', ')}`,
    });
  });

  test.each([20, 21])('of %d notices whose key cannot be read', (count) => {
    expect(parse(numbers(count).map((i) => notice(MASKED, `e-${i}`)))).toEqual({
      kind: 'nothing',
      skipped: [],
      malformed: numbers(20).map(whyOf).join('; '),
    });
  });
});
