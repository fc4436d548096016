import fc from 'fast-check';
import { EventCollector } from '../../../shared/findings/exported';
import { itemsOf } from '../../../shared/findings/items';
import { anEvent } from './account';

const stop = () => anEvent({ minute: 5, service: 'Actiontrail', name: 'StopLogging' });
const make = (UserName: string, more: object = {}) =>
  ({ ...anEvent({ minute: 6, service: 'Ram', name: 'CreateUser', request: { UserName } }), ...more }) as Record<
    string,
    unknown
  >;

/** What a file holds. */
async function read(text: string) {
  const collector = new EventCollector(undefined);
  for await (const item of itemsOf([Buffer.from(text)])) collector.add(item);
  return { names: collector.events.map(({ name }) => name), events: collector.events, skipped: collector.skipped };
}
const users = ({ events }: Awaited<ReturnType<typeof read>>) =>
  events.map(({ raw }) => (raw['requestParameters'] as { UserName?: string } | undefined)?.UserName);

describe('an event in whatever an export packs it into', () => {
  const event = stop();
  test.each<[string, unknown]>([
    ['as it is', event],
    ['with a field events of its own', { ...event, events: [] }],
    ['with a field Events of its own', { ...event, Events: [] }],
    ['with a field data of its own', { ...event, data: { eventName: 'Other' } }],
    ['a message with the event as text', { body: JSON.stringify(event) }],
    ['a message with the event', { body: event }],
    ['a CloudEvent', { specversion: '1.0', id: '1', source: 's', type: 't', data: event }],
    ['a CloudEvent with its data as text', { specversion: '1.0', id: '1', data: JSON.stringify(event) }],
    ['a list under data', { data: [event] }],
    ['a list under data, as text', { data: JSON.stringify([event]) }],
    ['an answer', { Events: [event] }],
    ['a record of SLS', { __time__: 1, event: JSON.stringify(event) }],
    ['text in text', JSON.stringify(JSON.stringify(event))],
  ])('%s', async (_, packed) => {
    expect(await read(JSON.stringify(packed))).toMatchObject({ names: ['StopLogging'], skipped: {} });
  });

  test('an answer without events is none, and nothing to be counted', async () => {
    expect(await read('{"Events":[]}')).toMatchObject({ names: [], skipped: {} });
  });
});

describe('what nobody can walk', () => {
  const deep = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  test.each([
    ['without an id', `{"eventName":"CreateUser","requestParameters":${deep(20_000)}}`],
    ['with a masked id', `{"eventId":"ab**","eventName":"CreateUser","x":${deep(20_000)}}`],
    ['as text within', `{"eventName":"CreateUser","requestParameters":${JSON.stringify(deep(20_000))}}`],
  ])('%s is set aside, and its neighbours are read', async (_, odd) => {
    const event = JSON.stringify(stop());
    for (const text of [`[${event},${odd},${event.replace('StopLogging', 'DeleteTrail')}]`, `${event}\n${odd}`]) {
      const { names, skipped } = await read(text);
      expect([names[0], skipped]).toEqual(['StopLogging', { 'too-deep': 1 }]);
    }
  });
});

describe('events of one id', () => {
  const id = { eventId: 'same' };
  const list = (...events: object[]) => read(JSON.stringify(events));

  test('with other requests are others', async () => {
    const seen = await list(make('eve', id), make('mallory', id), make('eve', id));
    expect([users(seen), seen.skipped]).toEqual([['eve', 'mallory'], { duplicate: 1 }]);
  });
  test('refused once and answered once are two', async () => {
    const seen = await list(make('eve', { ...id, errorCode: 'NoPermission' }), make('eve', id));
    expect(seen.events.map(({ errorCode }) => errorCode)).toEqual(['NoPermission', undefined]);
  });
  test('of two copies the fuller one is kept, whichever came first', async () => {
    const { userIdentity: _, ...nobody } = make('eve', id);
    const masked = { ...make('eve', id), userIdentity: { type: 'ram-user', accessKeyId: 'LTAI****' } };
    for (const poor of [nobody, masked])
      for (const order of [
        [poor, make('eve', id)],
        [make('eve', id), poor],
      ]) {
        const seen = await list(...order);
        expect(seen.events.map(({ accessKeyId }) => accessKeyId)).toEqual(['LTAI5tLeakedKeyOfCiBot01']);
      }
  });
  test('masked ids tell nothing: what is not the same is another', async () => {
    const seen = await list(...['a', 'b', 'a'].map((name) => make(name, { eventId: '****' })));
    expect([users(seen), seen.skipped]).toEqual([['a', 'b'], { duplicate: 1 }]);
  });
  test('whatever their number, none is lost', async () => {
    const events = Array.from({ length: 300 }, (_, i) => make(`user-${i}`, id));
    expect(new Set(users(await list(...events))).size).toBe(300);
  });
});

describe('a broken record in a line with others', () => {
  const whole = (i: number) =>
    JSON.stringify(make(`user-${i}`, { eventId: `id-${i}`, tags: [{ Key: 'a', Value: '}' }] }));
  const broken: readonly (readonly [string, string])[] = [
    ['a bracket too few', '{"eventName":"X","requestParameters":{"a":1}'],
    ['a bracket too many', '{"eventName":"X"}}'],
    ['a quote that is not escaped', '{"eventName":"X","a":"b"c"}'],
    ['a comma at its end', '{"eventName":"X",}'],
  ];
  test.each(broken)('%s: every whole one is read, and the loss is counted', async (_, odd) => {
    const { names, skipped } = await read(`[${whole(1)},${odd},${whole(2)},${whole(3)}]`);
    expect(names.filter((name) => name === 'CreateUser')).toHaveLength(3);
    expect(skipped['cut-short'] ?? 0).toBe(0);
    if (!names.includes('X')) expect(skipped['not-json'] ?? 0).toBeGreaterThan(0);
  });
  test('cut at its end', async () => {
    const text = `[${whole(1)},${whole(2)},${whole(3)}]`;
    const { names, skipped } = await read(text.slice(0, -30));
    expect([names.length, skipped]).toEqual([2, { 'cut-short': 1 }]);
  });
  test('wherever one byte of a line is wrong, at most one record is lost', async () => {
    const text = `[${whole(1)},${whole(2)},${whole(3)},${whole(4)}]`;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.constantFrom('"', '{', '}', ']', '\\', ',', 'x'),
        async (at, sign) => {
          const { events } = await read(text.slice(0, at) + sign + text.slice(at + 1));
          const left = new Set(events.map(({ eventId }) => eventId));
          expect(['id-1', 'id-2', 'id-3', 'id-4'].filter((one) => left.has(one)).length).toBeGreaterThanOrEqual(2);
        },
      ),
      { numRuns: 300 },
    );
  });
});
