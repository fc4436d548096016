import { anEvent, anOrdinaryPast, type Call, THIEF } from './account';
import { high, idsOf, look } from './look';

type Events = Record<string, unknown>[];
const DAY = 1440;
/** Three months of the build machine, which writes objects and reads none. */
const past = (): Events => [
  ...Array.from({ length: 50 }, (_, i) =>
    anEvent({ minute: (i - 90) * DAY, service: 'Ecs', name: 'DescribeInstances', rw: 'Read' }),
  ),
  ...anOrdinaryPast().filter(({ eventName }) => eventName !== 'GetObject'),
];
const read = { service: 'Oss', name: 'GetObject', rw: 'Read', request: { bucketName: 'builds' } } as const;
const usual = { service: 'Ecs', name: 'DescribeInstances', rw: 'Read' } as const;

/** So many of a call each day of these. */
const daily = (from: number, to: number, times: number, call: Omit<Call, 'minute'>): Events =>
  Array.from({ length: to - from }, (_, day) =>
    Array.from({ length: times }, (__, i) => anEvent({ minute: (from + day) * DAY + i, ...call })),
  ).flat();

test.each<[string, Events, string]>([
  [
    'thirty objects a night for three weeks, from before the history ends',
    daily(-21, 0, 30, { ...read, ip: THIEF }),
    'data-read',
  ],
  ['… for nine nights of it, until somebody noticed', daily(-24, -15, 30, { ...read, ip: THIEF }), 'data-read'],
  ['eight objects a night, no night of which is much', daily(-13, 0, 8, { ...read, ip: THIEF }), 'data-read'],
  [
    'secrets, eight a night',
    daily(-13, 0, 8, { service: 'Kms', name: 'GetSecretValue', rw: 'Read', ip: THIEF }),
    'secret-read',
  ],
  ['four objects a night, for six weeks', daily(-42, 0, 4, { ...read, ip: THIEF }), 'data-read'],
  ['all at once, by a key that never read an object', daily(-1, 0, 120, { ...read, ip: THIEF }), 'data-read'],
])("carried out, with the business's program: %s", (_, events, rule) => {
  const found = high(look([...past(), ...events])).find((one) => one.rule === rule);
  expect([...(found?.eventIds ?? [])].sort()).toEqual(idsOf(events));
});

test.each<[string, Events]>([
  ['had looked round', [anEvent({ minute: -20 * DAY, service: 'Ram', name: 'ListUsers', rw: 'Read', ip: THIEF })]],
  ['had read a few', daily(-20, -19, 4, { ...read, ip: THIEF })],
])('an address is not known by one visit, weeks before, in which somebody %s', (_, visit) => {
  const events = daily(-3, 0, 60, { ...read, ip: THIEF });
  const found = high(look([...past(), ...visit, ...events])).find(({ rule }) => rule === 'data-read');
  expect([...(found?.eventIds ?? [])].sort()).toEqual(idsOf(events));
});

const OTHER_HOST = '120.26.1.1';
test('not carried out: an application whose key is new, and reads from its first day', () => {
  expect(high(look(daily(-12, 1, 40, { ...read, ip: OTHER_HOST })))).toEqual([]);
});

test.each<[string, Events]>([
  ["the business's own machine begins to read", daily(-13, 0, 30, read)],
  ['a machine beside it reads', daily(-13, 0, 30, { ...read, ip: '47.96.10.21' })],
  ['an application that reads from its own host for two months', daily(-60, 0, 30, { ...read, ip: OTHER_HOST })],
  [
    'the build moved to another host, which reads as well',
    [...daily(-30, 0, 25, { ...usual, ip: OTHER_HOST }), ...daily(-30, 0, 25, { ...read, ip: OTHER_HOST })],
  ],
  ['a person looks at a few objects for some days', daily(-4, 0, 6, { ...read, ip: OTHER_HOST })],
  [
    'a key that reads objects every day does so at a new office',
    [...daily(-80, 0, 30, read), ...daily(-13, 0, 30, { ...read, ip: OTHER_HOST })],
  ],
])('not carried out: %s', (_, events) => {
  expect(high(look([...past(), ...events]))).toEqual([]);
});
