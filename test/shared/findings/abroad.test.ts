import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { countryCalled } from '../../../shared/findings/phone';
import { ALICE, anEvent, anOrdinaryPast, type Call } from './account';
import { high, idsOf, look } from './look';

type Events = Record<string, unknown>[];
const DAY = 1440;
const RENTED = ['185.220.101.34', '45.155.205.9', '141.98.11.20'];

const called = (PhoneNumbers: unknown) =>
  countryCalled(
    parseAuditEvent({ serviceName: 'Dysmsapi', eventName: 'SendSms', requestParameters: { PhoneNumbers } }),
  );

test.each<[string, string | undefined]>([
  ['13900000000', undefined],
  ['139****0000', undefined],
  ['+8613900000000', undefined],
  ['008613900000000', undefined],
  ['8613900000000', undefined],
  ['01088886666', undefined],
  ['1069000000', undefined],
  ['+1****', undefined],
  ['****', undefined],
  ['', undefined],
  ['00880****000', '880'],
  ['880****000', '880'],
  ['+12025550123', '1'],
  ['+447700900123', '44'],
  ['0092300000000', '92'],
  ['85290000000', '852'],
  ['13900000000,0099455000000', '994'],
  ['["13900000000","+994550000000"]', '994'],
])('a message to %s goes to %s', (numbers, country) => {
  expect(called(numbers)).toBe(country);
});

test('whatever stands where numbers stand, a country is one to three digits or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.jsonValue(), fc.stringMatching(/^[+0-9*,]{0,40}$/)), (numbers) => {
      expect(called(numbers) ?? '1').toMatch(/^\d{1,3}$/);
    }),
  );
});

const sends = (day: number, times: number, PhoneNumbers: string, more: Partial<Call> = {}): Events =>
  Array.from({ length: times }, (_, i) =>
    anEvent({ minute: day * DAY + i, service: 'Dysmsapi', name: 'SendSms', request: { PhoneNumbers }, ...more }),
  );
/** A shop that sends a dozen codes a day, at home. */
const shop = (): Events => Array.from({ length: 39 }, (_, day) => sends(day - 40, 12, '139****0000')).flat();

test('messages abroad, by night, each night from another new address: all of them', () => {
  const nights = RENTED.flatMap((ip, i) => sends(-5 + i, 55, '00880****000', { ip }));
  const found = high(look([...anOrdinaryPast(), ...shop(), ...nights])).find(({ rule }) => rule === 'messages-flood');
  expect([...(found?.eventIds ?? [])].sort()).toEqual(idsOf(nights));
});

test.each<[string, Events]>([
  ['codes at home from a new address', sends(-2, 55, '139****0000', { ip: RENTED[0] ?? '' })],
  ['a few customers abroad', sends(-2, 6, '00880****000', { ip: RENTED[0] ?? '' })],
  ['a country that is opened from the own machine', sends(-2, 55, '00880****000')],
  [
    'customers abroad as ever',
    [
      ...[-30, -25, -20].flatMap((day) => sends(day, 30, '+447700****00')),
      ...sends(-2, 60, '+447700****00', { ip: RENTED[0] ?? '' }),
    ],
  ],
])('ordinary: %s', (_, events) => {
  expect(high(look([...anOrdinaryPast(), ...shop(), ...events]))).toEqual([]);
});

const WORKER = '47.96.10.55';
/** An administrator who signs in at the office, a backup that works on a machine. */
const people = (): Events =>
  Array.from({ length: 12 }, (_, i) => [
    anEvent({ minute: (i - 40) * DAY, service: 'AasSub', name: 'ConsoleSignin', ...ALICE, key: '' }),
    anEvent({
      minute: (i - 40) * DAY + 9,
      service: 'Rds',
      name: 'CreateBackup',
      user: 'backup',
      key: 'LTAI5tBackup',
      ip: WORKER,
    }),
  ]).flat();
const withoutReads = (): Events => anOrdinaryPast().filter(({ eventName }) => eventName !== 'GetObject');
const evenings = (times: number, ip: string): Events =>
  [-6, -4, -2].flatMap((day) =>
    Array.from({ length: times }, (_, i) =>
      anEvent({
        minute: day * DAY + i / 6,
        service: 'Oss',
        name: 'GetObject',
        rw: 'Read',
        request: { bucketName: 'customers' },
        ip,
      }),
    ),
  );

test('objects by the hundred, read at a desk by a key that never read one: all of them', () => {
  const events = evenings(80, ALICE.ip);
  const found = high(look([...withoutReads(), ...people(), ...events])).find(({ rule }) => rule === 'data-read');
  expect([...(found?.eventIds ?? [])].sort()).toEqual(idsOf(events));
});

test.each<[string, Events]>([
  ['a few objects, looked at at a desk', [...withoutReads(), ...evenings(20, ALICE.ip)]],
  ["a worker on a machine of the company's", [...withoutReads(), ...evenings(80, WORKER)]],
  ["the key's own machine", [...withoutReads(), ...evenings(80, '47.96.10.20')]],
  ['a desk, with a key that reads objects every day', [...anOrdinaryPast(), ...evenings(80, ALICE.ip)]],
])('ordinary: %s', (_, events) => {
  expect(high(look([...people(), ...events]))).toEqual([]);
});
