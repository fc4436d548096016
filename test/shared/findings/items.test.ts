import fc from 'fast-check';
import type { Item } from '../../../shared/findings/cutter';
import { EventCollector } from '../../../shared/findings/exported';
import { itemsOf } from '../../../shared/findings/items';

async function read(bytes: Buffer, borders: readonly number[] = [], most?: number): Promise<Item[]> {
  const cuts = [0, ...[...borders].sort((a, b) => a - b), bytes.length];
  const chunks = cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end));
  const items: Item[] = [];
  for await (const item of itemsOf(chunks, most)) items.push(item);
  return items;
}
const unreadOf = (items: readonly Item[]) => items.flatMap((item) => ('unread' in item ? [item.unread] : []));
const valuesOf = (items: readonly Item[]) => items.flatMap((item) => ('value' in item ? [item.value] : []));

const anyEvent = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 6 });
const layouts: Readonly<Record<string, (events: readonly object[]) => string>> = {
  'an array': (events) => JSON.stringify(events),
  'an array, indented': (events) => JSON.stringify(events, null, 2),
  'one a line': (events) => events.map((event) => JSON.stringify(event)).join('\n'),
  'one behind the other': (events) => events.map((event) => JSON.stringify(event)).join(''),
  'one as text a line': (events) => events.map((event) => JSON.stringify(event)).join('\r\n'),
};

describe.each(Object.entries(layouts))('%s', (_, layout) => {
  test('wherever the chunks end, the objects are those that JSON.parse gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 5 }),
        fc.array(fc.nat(400), { maxLength: 8 }),
        async (events, at) => {
          const bytes = Buffer.from(layout(events));
          const items = await read(
            bytes,
            at.map((n) => Math.min(n, bytes.length)),
          );
          expect(unreadOf(items)).toEqual([]);
          expect(valuesOf(items)).toEqual(JSON.parse(JSON.stringify(events)));
        },
      ),
    );
  });
});

test('cut anywhere, what is whole before the cut is read, and the cut is said', async () => {
  const lines = ['{"a":"{\\"b\\":1}"}', '{"c":[1,{"d":"]"}]}'];
  const bytes = Buffer.from(lines.join('\n'));
  for (let end = 1; end < bytes.length; end += 1) {
    const items = await read(bytes.subarray(0, end));
    const whole = end >= Buffer.byteLength(lines[0] ?? '') ? 1 : 0;
    expect(valuesOf(items)).toHaveLength(whole);
    expect(unreadOf(items)).toEqual(end === 17 || end === 18 ? [] : ['cut-short']);
  }
});

describe('an answer whose list is gone through', () => {
  const answers: Readonly<Record<string, (events: readonly object[]) => string>> = {
    'the list last': (events) => JSON.stringify({ RequestId: '"Events":[', Events: events }),
    'the list first, indented': (events) => JSON.stringify({ events, NextToken: 'x' }, null, 2),
    'the same name deeper': (events) => JSON.stringify({ a: { Events: [1] }, Events: events, b: ['Events', []] }),
  };

  test.each(Object.entries(answers))('%s: its events, and then itself without them', async (_, layout) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { maxLength: 5 }),
        fc.array(fc.nat(400), { maxLength: 8 }),
        async (events, at) => {
          const bytes = Buffer.from(`${layout(events)}\n{"last":1}`);
          const items = await read(
            bytes,
            at.map((n) => Math.min(n, bytes.length)),
          );
          expect(items.slice(0, -2)).toEqual(JSON.parse(JSON.stringify(events)).map((value: unknown) => ({ value })));
          expect(items.slice(-2)).toEqual([{ value: JSON.parse(layout([])) }, { value: { last: 1 } }]);
        },
      ),
    );
  });

  test.each([
    ['in an event', '{"Events":[{"a":1},{"b":'],
    ['between two', '{"Events":[{"a":1},'],
    ['behind the list', '{"Events":[{"a":1}],"NextTok'],
  ])('cut %s: what is whole is read', async (_, text) => {
    expect(await read(Buffer.from(text))).toEqual([{ value: { a: 1 } }, { unread: 'cut-short' }]);
  });
});

describe('a piece that is too long', () => {
  const long = 'x'.repeat(300);
  const good = { eventId: 'e' };
  const line = JSON.stringify(good);

  test.each<[string, string, number, 'open' | 'whole']>([
    ['an object', `{"a":"${long}"}`, 1, 'whole'],
    ['an object over many lines', JSON.stringify({ a: [long, long, long] }, null, 2), 1, 'whole'],
    ['a text', JSON.stringify(long), 1, 'whole'],
    ['a text without end', `"${long}`, 1, 'open'],
    ['an object without end', `{"a":"${long}`, 1, 'open'],
    ['an object without end that is no text', `{"a":[${'1,'.repeat(200)}`, 1, 'open'],
    ['one of an answer', `{"Events":[{"a":"${long}"},${line}]}`, 3, 'whole'],
  ])('%s is set aside by itself, wherever the chunks end', async (_, piece, count, end) => {
    const text = `${line}\n${piece}\n${line}\n${line}\n`;
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (borders) => {
        const items = await read(bytes, borders, 100);
        const offset = text.indexOf(piece) + (piece.startsWith('{"Events"') ? '{"Events":['.length : 0);
        const unread = items.filter((item) => 'unread' in item);
        // Of a line that has no end, what is behind it may tell first that it is none.
        expect([
          [{ unread: 'too-long', offset }],
          ...(end === 'open' ? [[{ unread: 'not-json' }]] : []),
        ]).toContainEqual(unread);
        expect(valuesOf(items).filter((value) => JSON.stringify(value) === line)).toHaveLength(count > 1 ? 4 : 3);
      }),
    );
  });

  test('whole lines behind a broken one are no long piece', async () => {
    const text = `{"half":\n${`${line}\n`.repeat(50)}`;
    const items = await read(Buffer.from(text), [70, 140, 200, 400], 100);
    expect(valuesOf(items)).toHaveLength(50);
    expect(unreadOf(items)).toEqual(['not-json']);
  });

  test('however much of it comes, no more than one piece is kept', async () => {
    const chunk = Buffer.alloc(1 << 20, 'x');
    function* chunks() {
      yield Buffer.from('{"a":"');
      for (let i = 0; i < 300; i += 1) yield chunk;
      yield Buffer.from(`"}\n${line}\n`);
    }
    const before = process.memoryUsage();
    let most = 0;
    const items: Item[] = [];
    function* watched() {
      for (const one of chunks()) {
        yield one;
        const { rss } = process.memoryUsage();
        most = Math.max(most, rss - before.rss);
      }
    }
    for await (const item of itemsOf(watched())) items.push(item);
    expect(items).toEqual([{ unread: 'too-long', offset: 0 }, { value: good }]);
    expect(most).toBeLessThan(200 * 2 ** 20);
  });
});

test('whatever bytes come: no crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const collector = new EventCollector(undefined);
      for (const item of await read(Buffer.from(bytes))) collector.add(item);
      expect(collector.events).toEqual([]);
    }),
  );
});

describe('what an export holds', () => {
  const userIdentity = { type: 'ram-user', accessKeyId: 'LTAI5tX' };
  const event = { eventId: 'e-1', eventName: 'CreateUser', recipientAccountId: '1', userIdentity };
  const collect = async (text: string, account?: string) => {
    const collector = new EventCollector(account);
    for (const item of await read(Buffer.from(text))) collector.add(item);
    return { ids: collector.events.map(({ eventId }) => eventId), skipped: collector.skipped };
  };

  test.each<[string, string, string[], object]>([
    ["LookupEvents' answer", JSON.stringify({ RequestId: 'r', Events: [event] }), ['e-1'], {}],
    ['an event as text', JSON.stringify(JSON.stringify(event)), ['e-1'], {}],
    ['a CloudEvent', JSON.stringify({ specversion: '1.0', data: event }), ['e-1'], {}],
    ['an SLS record', JSON.stringify({ __topic__: 't', event: JSON.stringify(event) }), ['e-1'], {}],
    ['UpperCamel names', JSON.stringify({ EventId: 'e-2', EventName: 'X', UserIdentity: userIdentity }), ['e-2'], {}],
    ['an event as text in text', JSON.stringify({ event: JSON.stringify(JSON.stringify(event)) }), ['e-1'], {}],
    ['a number for the name of a call', JSON.stringify({ ...event, eventName: 7 }), [], { 'no-event': 1 }],
    ['a caller that is not told', JSON.stringify({ ...event, userIdentity: null }), ['e-1'], { 'no-caller': 1 }],
    ['a caller without a word', JSON.stringify({ ...event, userIdentity: {} }), ['e-1'], { 'no-caller': 1 }],
    [
      'a service of the cloud, which may name nobody',
      JSON.stringify({ ...event, userIdentity: null, eventType: 'AliyunServiceEvent' }),
      ['e-1'],
      {},
    ],
    ['the same twice', `${JSON.stringify(event)}\n${JSON.stringify(event)}`, ['e-1'], { duplicate: 1 }],
    [
      'a broken line between two',
      `${JSON.stringify(event)}\n{"half":\n${JSON.stringify({ ...event, eventId: 'e-3' })}`,
      ['e-1', 'e-3'],
      { 'not-json': 1 },
    ],
    ['prose', 'not json at all\n', [], { 'not-json': 1 }],
    ['something else', '{"a":1}', [], { 'no-event': 1 }],
    ['nothing', '', [], {}],
  ])('%s', async (_, text, ids, skipped) => {
    expect(await collect(text)).toEqual({ ids, skipped });
  });

  test('an event without an id gets one by what it says, so that it can be found again; the same twice is one', async () => {
    const { eventId: _, ...nameless } = event;
    const other = { ...nameless, eventName: 'DeleteUser' };
    const text = [nameless, other, nameless].map((one) => JSON.stringify(one)).join('\n');
    const { ids, skipped } = await collect(text);
    expect(ids).toEqual([expect.stringMatching(/^no-id-[0-9a-f]{24}$/), expect.stringMatching(/^no-id-/)]);
    expect(new Set(ids).size).toBe(2);
    expect(skipped).toEqual({ duplicate: 1 });
  });

  test.each<[string, object, object]>([
    [
      "an SLS record's columns",
      {
        __topic__: 'actiontrail_audit_event',
        'event.eventId': 'e-1',
        'event.eventName': 'CreateUser',
        'event.errorCode': 'null',
        'event.userIdentity.accessKeyId': 'LTAI5tX',
        'event.requestParameters': '{"A":"1"}',
        'event.requestParameters.UserName': 'x',
      },
      { accessKeyId: 'LTAI5tX', errorCode: undefined, parameters: { A: '1', UserName: 'x' } },
    ],
    [
      'parameters under their other name',
      { ...event, requestParameterJson: '{"UserName":"x"}', errorCode: 'NULL', userIdentity: { accessKeyId: 'null' } },
      { accessKeyId: undefined, errorCode: undefined, parameters: { UserName: 'x' } },
    ],
    ['no id but the request\u2019s', { eventName: 'X', requestId: 'e-1' }, {}],
    [
      'a column named like a prototype',
      { 'event.eventName': 'X', 'event.eventId': 'e-1', 'event.__proto__.a': '1' },
      {},
    ],
  ])('%s', (_, record, expected) => {
    const collector = new EventCollector(undefined);
    collector.add({ value: record });
    const [one] = collector.events;
    expect(one?.eventId).toBe('e-1');
    const { parameters, ...rest } = expected as Record<string, unknown>;
    expect(one).toMatchObject(rest);
    if (parameters) expect(one?.raw['requestParameters']).toEqual(parameters);
    expect(Object.prototype).not.toHaveProperty('a');
  });

  test('masked ids make no duplicates of different events, and a second copy is one', async () => {
    const masked = { ...event, eventId: 'fab****', requestId: 'r-1' };
    const lines = [masked, { ...masked, requestId: 'r-2' }, masked];
    const { ids, skipped } = await collect(lines.map((line) => JSON.stringify(line)).join('\n'));
    expect([ids.length, skipped]).toEqual([2, { duplicate: 1 }]);
  });

  test('of two copies of an event, the one that names its key in full is kept', () => {
    const collector = new EventCollector(undefined);
    for (const accessKeyId of ['LTAI5t****', 'LTAI5tFull'])
      collector.add({ value: { ...event, userIdentity: { accessKeyId } } });
    expect(collector.events.map(({ accessKeyId }) => accessKeyId)).toEqual(['LTAI5tFull']);
    expect(collector.skipped).toEqual({ duplicate: 1 });
  });

  const page = (more: object) => ({ StartTime: '1', EndTime: '2', Events: [event], ...more });
  test.each<[string, object[], number]>([
    ['whose next page is missing', [page({ NextToken: 'x' })], 1],
    ['whose last page is there, in whatever order', [page({}), page({ NextToken: 'x' })], 0],
    ['of another window whose page is there', [page({ NextToken: 'x' }), page({ EndTime: '3' })], 1],
    ['that is all there is', [page({ NextToken: '' })], 0],
  ])('an answer of LookupEvents %s', async (_, pages, missing) => {
    const collector = new EventCollector(undefined);
    for (const item of await read(Buffer.from(pages.map((one) => JSON.stringify(one)).join('\n')))) collector.add(item);
    expect(collector.notes).toHaveLength(missing);
    for (const note of collector.notes) expect(note).toMatch(/1 to 2.*NextToken/);
  });

  test('of another account: set aside, and counted', async () => {
    expect(await collect(JSON.stringify([event]), '2')).toEqual({ ids: [], skipped: { 'other-account': 1 } });
  });
});
