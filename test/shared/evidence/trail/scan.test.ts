import fc from 'fast-check';
import { searchFor, TextScan } from '../../../../shared/evidence/trail/scan';
import { isWanted, type Wanted } from '../../../../shared/evidence/trail/wanted';

const KEY = 'LTAI5tWantedKeyOfTests01';
const SESSION = 'STS.NWantedSessionOfTests1';
const WANTED: Wanted = { mode: 'actor', keyIds: [KEY, SESSION], userNames: ['ci-bot', '12345', 'al'] };

const layouts = {
  'a list': (events: readonly object[], space: number) => JSON.stringify(events, null, space),
  'one a line': (events: readonly object[], _: number) => events.map((event) => `${JSON.stringify(event)}\n`).join(''),
};

/** Pieces that make a careless reader stumble: brackets, quotes and backslashes in strings, in names as in values. */
const word = fc.oneof(
  fc.constantFrom(
    KEY,
    SESSION,
    `x${KEY}`,
    'ci-bot',
    '12345',
    'al',
    'false',
    '":[',
    '},{',
    ':[',
    '"',
    '\\',
    '\\"',
    '[{',
  ),
  fc.constantFrom('{"accessKeyId":"', `[{"userIdentity":{"accessKeyId":"${KEY}"}}]`, `{"a":"${KEY}"}`, ',', ' ', 'a:'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(''));
const name = fc.oneof(text, fc.constantFrom('userIdentity', 'accessKeyId', 'userName', 'event', 'items'));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    text,
    fc.constantFrom(null, true, false, 12345, -1.5e10),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(tie('event'), { maxLength: 3 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  ),
  event: fc.record(
    {
      items: tie('json'),
      userIdentity: fc.record({ accessKeyId: word, userName: word, type: text }, { requiredKeys: [] }),
      more: tie('json'),
    },
    { requiredKeys: [] },
  ),
}));
const event = fc
  .tuple(fc.dictionary(name, json, { maxKeys: 3 }), fc.option(fc.record({ accessKeyId: word, userName: word })), json)
  .map(([fields, userIdentity, last]): object => ({
    ...fields,
    ...(userIdentity ? { userIdentity } : {}),
    last,
    eventName: 'X',
  }));

/** The text in pieces that end wherever `cuts` say, searched by small steps. */
function scanned(
  body: Buffer,
  cuts: readonly number[],
  wanted: Wanted,
  sizes?: { stepBytes: number; eventBytes: number },
) {
  const scan = new TextScan(searchFor(wanted), sizes);
  const ends = [...new Set(cuts.map((cut) => cut % (body.length + 1)))].sort((a, b) => a - b);
  const found = [0, ...ends].flatMap((from, i) => scan.push(Buffer.from(body.subarray(from, ends[i] ?? body.length))));
  found.push(...scan.end());
  return { events: found.map((one) => one.event), found, malformed: scan.malformed };
}

describe.each(Object.entries(layouts))('%s', (_, write) => {
  test.each(['actor', 'mention'] as const)('mode %s: exactly the events that parsing all of it gives', (mode) => {
    const wanted = { ...WANTED, mode };
    fc.assert(
      fc.property(
        fc.array(event, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom(0, 2),
        fc.constantFrom(1, 50, 1_000),
        (events, cuts, space, stepBytes) => {
          const body = Buffer.from(write(events, space));
          const result = scanned(body, cuts, wanted, { stepBytes, eventBytes: 1_000_000 });
          const all = JSON.parse(JSON.stringify(events)) as object[];
          expect(result.events).toEqual(all.filter(isWanted(wanted)));
          expect(result.malformed).toEqual([]);
          for (const { event: found, offset } of result.found)
            expect(body.toString('utf8', offset)).toMatch(/^\{/) ?? found;
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

test('a single event, packed over several lines, with a byte order mark', () => {
  const single = { eventName: 'X', userIdentity: { accessKeyId: KEY }, list: [{ userIdentity: { accessKeyId: KEY } }] };
  const body = Buffer.from(`\ufeff${JSON.stringify(single, null, 2)}\n`);
  expect(scanned(body, [], WANTED)).toMatchObject({ events: [single], malformed: [] });
});

test('a user name that is written as a number is found', () => {
  const numbered = { eventName: 'X', userIdentity: { userName: 12345 }, last: [] };
  const events = [
    numbered,
    { last: [] },
    { eventName: 'X', userIdentity: { userName: 12346 } },
    { eventName: 'X', count: 12345 },
  ];
  for (const space of [0, 2]) {
    const body = Buffer.from(JSON.stringify(events, null, space));
    expect(scanned(body, [], WANTED)).toMatchObject({ events: [numbered], malformed: [] });
  }
});

test('an event that only mentions the key is no event of the key', () => {
  const other = {
    eventName: 'X',
    userIdentity: { accessKeyId: 'LTAIother' },
    requestParameters: { UserAccessKeyId: KEY },
  };
  const body = Buffer.from(JSON.stringify([other]));
  expect(scanned(body, [], WANTED).events).toEqual([]);
  expect(scanned(body, [], { ...WANTED, mode: 'mention' }).events).toEqual([other]);
});

test('an event that another event holds in a list is not taken for one of the trail', () => {
  const forged = { eventId: 'forged', eventName: 'DeleteAll', userIdentity: { accessKeyId: KEY } };
  const carrier = {
    eventId: 'true',
    eventName: 'X',
    userIdentity: { accessKeyId: 'LTAIother' },
    requestParameters: { body: [forged] },
  };
  expect(scanned(Buffer.from(JSON.stringify([carrier, carrier])), [], WANTED)).toMatchObject({
    events: [],
    malformed: [],
  });
});

/** Words that can stand nowhere but in strings: only what holds them is looked at. */
const KEYS_ALONE: Wanted = { mode: 'actor', keyIds: [KEY, SESSION] };

describe('damage is named, and costs no more than itself', () => {
  const good = (n: number) => ({ eventId: String(n), eventName: 'X', userIdentity: { accessKeyId: KEY } });

  test('a text that is cut within an event', () => {
    const body = Buffer.from(JSON.stringify([good(1), { ...good(2), more: 'x' }])).subarray(0, -6);
    const { events, malformed } = scanned(body, [], KEYS_ALONE);
    expect(events).toEqual([good(1)]);
    expect(malformed.map(({ why }) => why)).toEqual(['it ends within an event', 'the list of events has no end']);
  });

  test('an event that is no JSON between two that are', () => {
    const broken = `{"eventId":oops,"userIdentity":{"accessKeyId":"${KEY}"}}`;
    const body = Buffer.from(`[${JSON.stringify(good(1))},${broken},${JSON.stringify(good(2))}]`);
    const { events, malformed } = scanned(body, [], KEYS_ALONE);
    expect(events).toEqual([good(1), good(2)]);
    expect(malformed).toEqual([
      { offset: body.indexOf(broken), bytes: broken.length, why: expect.stringMatching(/JSON/) },
    ]);
  });

  test('something else altogether', () => {
    expect(scanned(Buffer.from(`<html>${KEY}</html>`), [], KEYS_ALONE).malformed.length).toBeGreaterThan(0);
  });

  test('an event longer than may be kept', () => {
    const long = { filler: 'x'.repeat(5_000), ...good(1) };
    const body = Buffer.from(JSON.stringify([long, good(2)]));
    const cuts = Array.from({ length: body.length / 100 }, (_, i) => i * 100);
    const { events, malformed } = scanned(body, cuts, KEYS_ALONE, { stepBytes: 100, eventBytes: 1_000 });
    expect(events).toEqual([good(2)]);
    expect(malformed.length).toBe(1);
  });
});

describe('what events are packed in', () => {
  const event = (eventId: string, more = {}) => ({
    eventId,
    eventName: 'X',
    userIdentity: { accessKeyId: KEY },
    ...more,
  });
  const other = { eventId: 'other', eventName: 'X', userIdentity: { accessKeyId: 'LTAIother' }, note: KEY };
  const found = (value: unknown) => {
    const { events, malformed } = scanned(Buffer.from(JSON.stringify(value)), [], KEYS_ALONE);
    return { ids: events.map(({ eventId }) => eventId), why: malformed.map(({ why }) => why) };
  };

  test.each<[string, unknown, string[]]>([
    ['an answer', { Events: [event('a'), other, event('b')], NextToken: 't' }, ['a', 'b']],
    ['a notification', { id: '1', data: event('a') }, ['a']],
    ['a log', { event: JSON.stringify(event('a')) }, ['a']],
    ['a list of answers', [{ events: [event('a')] }, event('b')], ['a', 'b']],
  ])('%s is opened', (_, value, ids) => expect(found(value)).toEqual({ ids, why: [] }));

  test.each<[string, unknown, string]>([
    ['an object that is no event', { note: KEY }, 'no-event'],
    ['an event without a name', [{ userIdentity: { accessKeyId: KEY } }], 'no-event'],
    ['text that is no JSON', { event: `{"a":"${KEY}"` }, 'not-json'],
  ])('%s is named', (_, value, aside) => {
    expect(found(value)).toEqual({ ids: [], why: [`it holds a wanted word in what is no event (${aside})`] });
  });

  test('letters as escapes are named, and signs as escapes are not', () => {
    const text = JSON.stringify([event('a', { note: 'x' })]);
    const { malformed } = scanned(Buffer.from(text.replaceAll('LTAI', '\\u004cTAI')), [20], KEYS_ALONE);
    expect(malformed).toEqual([
      expect.objectContaining({ bytes: 0, why: expect.stringMatching(/^letters are written/) }),
    ]);
    const signs = scanned(Buffer.from(text.replace('"x"', '"\\u003c\\u003d\\u0026\\u4e2d\\u00e9"')), [20], KEYS_ALONE);
    expect(signs).toMatchObject({ malformed: [], events: [{ eventId: 'a' }] });
  });
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.constantFrom('[', '{', '}', ']', '"')), { maxLength: 20 }), (words) => {
      const { events } = scanned(Buffer.from(words.join('')), [7, 11], KEYS_ALONE, { stepBytes: 1, eventBytes: 100 });
      expect(events.every(isWanted(KEYS_ALONE))).toBe(true);
    }),
  );
});

describe('what costs much to read and gives nothing is given up, and named', () => {
  const unit = `{"x":"${KEY}"`;
  const good = JSON.stringify({ eventName: 'X', userIdentity: { accessKeyId: KEY } });
  const given = (text: string) => {
    const { events, malformed } = scanned(Buffer.from(text), [], WANTED);
    return { events: events.length, damages: malformed.length, last: malformed.at(-1)?.why };
  };
  const UP = 'so much of it is damaged that the rest was not read';

  test.each([
    ['objects that never end: what came before is kept', `[${good},${unit.repeat(30_000)}`, 1, UP],
    ['words in nothing', `[${KEY.repeat(50_000)}`, 0, UP],
    ['a thousand places', `[${Array(1_001).fill(`{"x":"${KEY}"}`).join(',')},${good}]`, 0, UP],
    [
      'one place fewer: the event behind them is found',
      `[${Array(999).fill(`{"x":"${KEY}"}`).join(',')},${good}]`,
      1,
      expect.stringContaining('it holds a wanted word in what is no event'),
    ],
    ['a cut object', `[${good},${unit}`, 1, 'the list of events has no end'],
  ])('%s', (_, text, events, last) => {
    const all = given(text);
    expect(all).toMatchObject({ events, last });
    expect(all.damages).toBeLessThanOrEqual(1_001);
  });
});
