import fc from 'fast-check';
import {
  CommandNotHere,
  InvalidAccessKeyId,
  TemporaryAccessKey,
  TourniquetError,
  UnparseableEvent,
} from '../../../shared/errors';
import { parseEvent } from '../../../shared/signal/parse';
import type { Request } from '../../../shared/signal/types';
import { busEvent } from './bus-event';

const KEY = 'LTAI5tExampleLeakedKey01';
const OTHER = 'LTAI5tExampleOtherKey002';
/** A go.sum line's hash begins as an id may, and is none. */
const HASH = 'h1:LTAIkx2KHuKTgpRCfBjzZbn3TDGEGK3jhvVNZVWZS8I=';

const parse = (event: unknown): Request => parseEvent(Buffer.from(JSON.stringify(event)), 'request-1');
const RISK = 'Forbidden : There is a risk of leakage of this AccessKey.';

describe('bad input has a named error', () => {
  const rows: [string, Buffer | string, new (...args: never[]) => TourniquetError][] = [
    ['empty', '', UnparseableEvent],
    ['not JSON', 'hello', UnparseableEvent],
    ['truncated', JSON.stringify(busEvent({ accessKeyId: KEY })).slice(0, -9), UnparseableEvent],
    ['invalid UTF-8', Buffer.from([0xff, 0xfe, 0x7b]), UnparseableEvent],
    ['more than 1 MB', JSON.stringify({ accessKeyId: KEY, reason: 'x'.repeat(1024 * 1024) }), UnparseableEvent],
    ['a number', '7', UnparseableEvent],
    ['null', 'null', UnparseableEvent],
    ['text', `"${KEY}"`, UnparseableEvent],
    ['an empty list', '[]', UnparseableEvent],
    ['a list of no CloudEvents', JSON.stringify([1, null, { accessKeyId: KEY }]), UnparseableEvent],
    ['a list of 501 events', JSON.stringify(new Array(501).fill(busEvent({}))), UnparseableEvent],
    ['an object that is nothing', '{"hello":"world"}', UnparseableEvent],
    ['half a timer event', '{"triggerName":"timer"}', UnparseableEvent],
    ['a key id that is a number', '{"accessKeyId":12}', InvalidAccessKeyId],
    ['a key id that is a list', JSON.stringify({ accessKeyId: [KEY] }), InvalidAccessKeyId],
    ['a key id that is empty', '{"accessKeyId":""}', InvalidAccessKeyId],
    ['a key id that is a hash of go.sum', JSON.stringify({ accessKeyId: HASH }), InvalidAccessKeyId],
    ['a key id within text', JSON.stringify({ accessKeyId: `${KEY} ` }), InvalidAccessKeyId],
    ['a key of another cloud', '{"accessKeyId":"AKIAIOSFODNN7EXAMPLE"}', InvalidAccessKeyId],
    ['an STS id', '{"accessKeyId":"STS.NUQNP4PiGyckMsNiGELCs1234"}', TemporaryAccessKey],
    ['an unknown field', JSON.stringify({ accessKeyId: KEY, mode: 'freeze' }), UnparseableEvent],
    ['a reason that is no text', JSON.stringify({ accessKeyId: KEY, reason: {} }), UnparseableEvent],
    ['an unknown command', '{"command":"delete"}', UnparseableEvent],
    ['a command that is no text', '{"command":["respond"]}', UnparseableEvent],
    ['a command that objects have by nature', '{"command":"constructor"}', UnparseableEvent],
    ['a user for the nightly look', '{"command":"hygiene","userName":"alice"}', UnparseableEvent],
    ['a user for the status', '{"command":"status","userName":"alice"}', UnparseableEvent],
    ['respond without a key', '{"command":"respond"}', InvalidAccessKeyId],
    ['investigate without a key', '{"command":"investigate"}', InvalidAccessKeyId],
    ['release', JSON.stringify({ command: 'release', accessKeyId: KEY }), CommandNotHere],
    ['approve', JSON.stringify({ command: 'approve', accessKeyId: KEY }), CommandNotHere],
    ['rotate', JSON.stringify({ command: 'rotate', accessKeyId: KEY }), CommandNotHere],
  ];
  test.each(rows)('%s', (_, event, kind) => {
    expect(() => parseEvent(event, 'request-1')).toThrow(kind);
  });

  test('an error repeats no more of a wrong id than its first characters', () => {
    expect(() => parse({ accessKeyId: 'not a key but perhaps a secret' })).toThrow(/^(?!.*perhaps)/s);
  });
});

describe('what an event asks for', () => {
  test('a manual invocation: one signal, its leak id by the request', () => {
    expect(parse({ accessKeyId: KEY, reason: 'seen on a forum', userName: 'ci-bot' })).toEqual({
      kind: 'signals',
      signals: [
        {
          leakId: 'manual:request-1',
          accessKeyId: KEY,
          source: 'manual',
          foundAt: undefined,
          claims: { userName: 'ci-bot' },
          reason: 'seen on a forum',
        },
      ],
      skipped: [],
    });
  });

  test('commands that only look or start our own functions', () => {
    expect(parse({ command: 'status' })).toEqual({ kind: 'command', command: 'status' });
    expect(parse({ command: 'status', accessKeyId: KEY })).toMatchObject({ command: 'status', accessKeyId: KEY });
    expect(parse({ command: 'investigate', accessKeyId: KEY })).toMatchObject({ command: 'investigate' });
    expect(parse({ command: 'hygiene' })).toEqual({ kind: 'command', command: 'hygiene' });
    expect(() => parse({ command: 'hygiene', accessKeyId: KEY })).toThrow('takes no "accessKeyId"');
  });

  test('what has specversion is a CloudEvent and never a manual invocation', () => {
    const event = { specversion: '1.0', accessKeyId: KEY, command: 'respond' };
    expect(parse(event)).toMatchObject({
      kind: 'nothing',
      malformed: expect.stringMatching(/none in data.accessKeyId$/),
    });
    expect(parse({ ...busEvent({ accessKeyId: OTHER }), accessKeyId: KEY })).toMatchObject({
      signals: [{ accessKeyId: OTHER, source: 'bus' }],
    });
  });

  test('a custom bus: the same event is the same leak, whatever the id of the invocation', () => {
    const event = busEvent({ accessKeyId: KEY, userName: 'ci-bot', url: 'https://paste.example/1' });
    const signal = {
      leakId: 'bus:my.scanner:e-1',
      accessKeyId: KEY,
      source: 'bus',
      foundAt: new Date('2026-05-20T04:00:00Z'),
      claims: { userName: 'ci-bot' },
      link: 'https://paste.example/1',
    };
    expect(parse(event)).toEqual({ kind: 'signals', signals: [signal], skipped: [] });
    expect(parse([event, event])).toEqual({ kind: 'signals', signals: [signal], skipped: [] });
  });

  test('UpperCamel spelling, PRC time and data as JSON text are read', () => {
    const data = JSON.stringify({ AccessKeyId: KEY });
    expect(parse(busEvent(data, { time: '2026-05-20T12:00:00PRC' }))).toMatchObject({
      signals: [{ accessKeyId: KEY, foundAt: new Date('2026-05-20T04:00:00Z') }],
    });
  });

  test("Cloud Config's leak rule means poll now, whatever its data names", () => {
    const config = (rule: string) => ({
      ...busEvent({ ruleName: rule, resourceId: OTHER }),
      type: 'config:Config:NonCompliantNotification',
    });
    expect(parse(config('security-center-leak-ak-check'))).toMatchObject({ kind: 'poll-now' });
    const other = { ...config('oss-bucket-public-read'), data: { ruleName: 'oss-bucket-public-read' } };
    expect(parse(other)).toMatchObject({ kind: 'nothing' });
    expect(parse([config('security-center-leak-ak-check'), busEvent({ accessKeyId: KEY })])).toMatchObject({
      kind: 'signals',
      signals: [{ accessKeyId: KEY }],
      pollWhy: expect.stringContaining('Config'),
    });
  });

  test("a scanner's notice that speaks of Cloud Config's rule is both: the key it names, and a poll", () => {
    const notice = busEvent(
      { accessKeyId: KEY, reason: 'as security-center-leak-ak-check says' },
      { type: 'x:Config:y' },
    );
    expect(parse(notice)).toMatchObject({
      kind: 'signals',
      signals: [{ accessKeyId: KEY }],
      pollWhy: expect.any(String),
    });
  });

  test('a notice that dresses as a refusal is a notice: what it says of itself decides nothing', () => {
    const data = { accessKeyId: KEY, errorMessage: RISK, userIdentity: { accessKeyId: OTHER } };
    expect(parse(busEvent(data, { type: 'ecs:ActionTrail:ApiCall' }))).toMatchObject({
      kind: 'signals',
      signals: [{ accessKeyId: KEY, source: 'bus' }],
    });
  });

  test.each(['acme:Config:LeakFound', 'acme:ActionTrail:KeyInLog', ''])(
    "a scanner's own notice is one whatever it calls its type: %j",
    (type) => {
      expect(parse(busEvent({ accessKeyId: KEY }, { type }))).toMatchObject({
        kind: 'signals',
        signals: [{ accessKeyId: KEY, source: 'bus' }],
      });
    },
  );

  test('an ActionTrail event that tells of the risk names a leaked key; root is a claim, not a user', () => {
    const data = (userIdentity: object) => ({
      eventTime: '2026-05-20T12:00:00Z',
      errorCode: 'Forbidden.AccessKey',
      errorMessage: 'There is a risk of leakage of this AccessKey.',
      userIdentity,
    });
    const event = (identity: object) => ({ ...busEvent(data(identity)), type: 'ecs:ActionTrail:ApiCall' });
    expect(parse(event({ type: 'ram-user', userName: 'ci-bot', accountId: '12', accessKeyId: KEY }))).toMatchObject({
      signals: [{ leakId: `actiontrail:${KEY}`, claims: { userName: 'ci-bot', accountId: '12' } }],
    });
    expect(parse(event({ type: 'root-account', userName: 'root', accessKeyId: KEY }))).toMatchObject({
      signals: [{ claims: { userType: 'root' } }],
    });
    expect(parse(event({ type: 'assumed-role', accessKeyId: 'STS.NUQNP4PiGyckMsNiGELCs1234' }))).toMatchObject({
      kind: 'nothing',
      skipped: [{ why: expect.stringContaining('STS') }],
    });
  });

  test('in a batch what cannot be used is recorded beside what can', () => {
    const request = parse([busEvent({ accessKeyId: HASH }, { id: 'e-2' }), 5, busEvent({ accessKeyId: KEY })]);
    expect(request).toMatchObject({
      kind: 'signals',
      signals: [{ accessKeyId: KEY }],
      skipped: [],
      malformed: expect.stringMatching(
        /^of its 3 items, these are no CloudEvents: 2; scanner:leak:found e-2: Not an AccessKey id/,
      ),
    });
  });

  test('a bus event without id or source is known by its content: the key that it names is not lost', () => {
    const nameless = { ...busEvent({ accessKeyId: KEY }), id: undefined };
    const [leakId, again, other] = [nameless, nameless, { ...nameless, subject: 'x' }].map((event) => {
      const request = parse(event);
      return request.kind === 'signals' ? request.signals[0]?.leakId : undefined;
    });
    expect(leakId).toMatch(/^bus:my\.scanner:[0-9a-f]{64}$/);
    expect(again).toBe(leakId);
    expect(other).not.toBe(leakId);
  });

  test('two keys under one source and id are two leaks; the same key twice is one', () => {
    const other = `${KEY.slice(0, -1)}9`;
    const request = parse([KEY, other, KEY].map((accessKeyId) => busEvent({ accessKeyId })));
    expect(request).toMatchObject({ signals: [{ accessKeyId: KEY }, { accessKeyId: other }] });
  });

  test('blanks around a key id do not lose it', () => {
    expect(parse(busEvent({ accessKeyId: ` ${KEY}\n` }))).toMatchObject({ signals: [{ accessKeyId: KEY }] });
  });

  test('a long source is not cut: what differs at its end is another leak', () => {
    const long = (end: string) => ({ ...busEvent({ accessKeyId: KEY }), source: `${'s'.repeat(400)}${end}` });
    const idOf = (event: object) => {
      const request = parse(event);
      return request.kind === 'signals' ? request.signals[0]?.leakId : undefined;
    };
    expect(idOf(long('a'))).not.toBe(idOf(long('b')));
    expect(idOf(long('a'))?.length).toBeLessThan(300);
  });
});

describe('a secret in what tells one notice from another is in no signal', () => {
  const SECRET = 'Qw3eRt5yUi7oPa9sDf1gHj2kLz4xCv';
  const TOKEN = 'ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8';
  const leakIdOf = (event: object): string => {
    const request = parse(event);
    expect(JSON.stringify(request)).not.toMatch(/Qw3eRt5y|A1b2C3d4/);
    if (request.kind !== 'signals') throw new Error(`it is ${request.kind}`);
    return request.signals[0]?.leakId ?? '';
  };

  test.each<[string, object, RegExp]>([
    [
      'a password in the source',
      { source: `https://x-access-token:${TOKEN}@github.com/o/r` },
      /^bus:https:\/\/github\.com\/o\/r:e-1#[0-9a-f]{16}$/,
    ],
    [
      'a token in its query',
      { source: `https://x.example/o/r?ref=main&token=${TOKEN}` },
      /^bus:https:\/\/x\.example\/o\/r\?ref=main&token=\[removed\]:e-1#[0-9a-f]{16}$/,
    ],
    [
      'the key with its secret as the id',
      { id: `${KEY}:${SECRET}` },
      /^bus:my\.scanner:LTAI\w+:\[removed\]#[0-9a-f]{16}$/,
    ],
    ['a token as the id', { id: TOKEN }, /^bus:my\.scanner:\[removed\]#[0-9a-f]{16}$/],
    ['one too long to be kept', { id: `${SECRET} ${'x'.repeat(400)}` }, /^bus:[0-9a-f]{64}$/],
  ])('%s', (_, more, form) => {
    const notice = busEvent({ accessKeyId: KEY }, more);
    const leakId = leakIdOf(notice);
    expect(leakId).toMatch(form);
    expect(leakIdOf(notice)).toBe(leakId);
    // What differs in the secret alone is another leak.
    const other = parse(JSON.parse(JSON.stringify(notice).replace(/Qw3eRt|A1b2C3/, 'Zz9Yy8')));
    expect(other).toMatchObject({ kind: 'signals', signals: [{ leakId: expect.not.stringMatching(leakId) }] });
    expect(other.kind === 'signals' && other.signals[0]?.leakId).not.toBe(leakId);
  });

  test.each([
    ['without source', { source: undefined, id: SECRET }],
    ['without id', { source: `https://a:${TOKEN}@x.example`, id: undefined }],
    ['as the name of its owner', {}],
  ])('%s', (_, more) => {
    leakIdOf(busEvent({ accessKeyId: KEY, userName: SECRET, accountId: TOKEN }, more));
  });

  test('nor in what is said of one that is skipped, unreadable, or asks for a poll', () => {
    const dressed = { id: `${'x'.repeat(150)} ${SECRET}`, type: `found ${TOKEN}` };
    for (const event of [
      busEvent({}, dressed),
      busEvent({ accessKeyId: HASH }, dressed),
      busEvent({ ruleName: 'security-center-leak-ak-check' }, { ...dressed, type: `x:Config:${TOKEN}` }),
      { accessKeyId: KEY, userName: SECRET, reason: `see https://a:${TOKEN}@x.example/?token=${TOKEN}` },
    ])
      expect(JSON.stringify(parse(event))).not.toMatch(/Qw3eRt|A1b2C3/);
  });

  test('whatever stands around it, and what holds none is kept as it came', () => {
    const words = fc.string({ maxLength: 40 });
    const between = fc.constantFrom(' ', ':', '/', '?', '#', '@', '"', '&x=', '-');
    const secret = fc.constantFrom(SECRET, TOKEN, '');
    const dressed = fc.tuple(words, between, secret, between, words).map((parts) => parts.join(''));
    fc.assert(
      fc.property(dressed, dressed, (id, source) => {
        const leakId = leakIdOf(busEvent({ accessKeyId: KEY }, { id, source }));
        expect(leakId.length).toBeLessThanOrEqual(300);
        expect(leakIdOf(busEvent({ accessKeyId: KEY }, { id, source }))).toBe(leakId);
      }),
      { numRuns: 400 },
    );
  });
});

describe('whatever comes, only named errors are thrown', () => {
  const named = (event: Buffer | string): void => {
    try {
      const request = parseEvent(event, 'r');
      expect(request.kind).toMatch(/^(timer|poll-now|signals|command|nothing)$/);
    } catch (error) {
      expect(error).toBeInstanceOf(TourniquetError);
    }
  };

  test('bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => named(Buffer.from(bytes))));
  });

  test('any JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => named(text)));
  });

  test('JSON that looks like an event of ours, with anything in its places', () => {
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(KEY, HASH, '', 'root', 'release'));
    const data = fc.dictionary(
      fc.constantFrom('accessKeyId', 'AccessKeyId', 'userIdentity', 'errorMessage', 'eventTime', 'url', '__proto__'),
      anything,
    );
    const names = ['specversion', 'id', 'source', 'time', 'accessKeyId', 'command', 'reason', 'triggerTime'] as const;
    const event = fc.tuple(
      fc.dictionary(fc.constantFrom(...names), anything),
      fc.constantFrom('a:Config:b', 'a:ActionTrail:b', 'custom', undefined),
      fc.oneof(data, anything),
    );
    const shape = event.map(([rest, type, value]) => ({ ...rest, type, data: value }));
    fc.assert(
      fc.property(fc.oneof(shape, fc.array(shape, { maxLength: 3 })), (value) => named(JSON.stringify(value))),
      { numRuns: 400 },
    );
  });

  test('nesting as deep as a megabyte allows', () => {
    const depth = 400_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    named(deep);
    const config = `{"specversion":"1.0","type":"a:Config:b","data":{"a":${deep}}}`;
    expect(() => parseEvent(config, 'r')).toThrow(UnparseableEvent);
  });
});

describe('an event that is nested deeper than anybody can walk', () => {
  const deep = `{"specversion":"1.0","type":"x","data":{"accessKeyId":"${KEY}","x":${'['.repeat(5000)}${']'.repeat(5000)}}}`;

  test('alone is unparseable, and so kept and told', () => {
    expect(() => parseEvent(deep, 'r')).toThrow(UnparseableEvent);
  });

  test('takes no other event of its batch along', () => {
    const good = JSON.stringify({ specversion: '1.0', id: '1', source: 's', type: 't', data: { accessKeyId: OTHER } });
    expect(parseEvent(`[${good},${deep}]`, 'r')).toMatchObject({
      kind: 'signals',
      signals: [{ accessKeyId: OTHER }],
      malformed: expect.stringContaining('2'),
    });
  });
});
