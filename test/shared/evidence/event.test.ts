import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { detail, isRefusal, parseAuditEvent } from '../../../shared/evidence/event';
import { inHandbook, withHandbook } from '../../handbook';

const SAMPLES = inHandbook('samples/actiontrail');
const published = withHandbook('samples/actiontrail', 'the event parser over published events');

describe('an ActionTrail event, however it is spelt', () => {
  published.test('every published sample', () => {
    for (const file of readdirSync(SAMPLES)) {
      const raw = JSON.parse(readFileSync(path.join(SAMPLES, file), 'utf8'));
      const event = parseAuditEvent(raw);
      expect([file, event.name, event.at]).toEqual([file, raw.eventName, new Date(raw.eventTime).toISOString()]);
      expect(event.errorCode).toBeUndefined();
      expect(event.raw).toEqual(raw);
    }
  });

  test.each([
    [
      'UpperCamel',
      {
        EventName: 'CreateUser',
        ServiceName: 'Ram',
        EventTime: '2026-05-01T03:00:00Z',
        SourceIpAddress: '1.2.3.4',
        UserIdentity: { AccessKeyId: 'LTAIx' },
      },
    ],
    [
      'an SLS record',
      {
        event: JSON.stringify({
          eventName: 'CreateUser',
          serviceName: 'Ram',
          eventTime: '2026-05-01T03:00:00Z',
          sourceIpAddress: '1.2.3.4',
          userIdentity: { accessKeyId: 'LTAIx' },
        }),
      },
    ],
    [
      'text',
      JSON.stringify({
        eventName: 'CreateUser',
        serviceName: 'Ram',
        eventTime: 1777604400000,
        sourceIpAddress: '1.2.3.4',
        userIdentity: '{"accessKeyId":"LTAIx"}',
      }),
    ],
    [
      'Beijing time',
      {
        eventName: 'CreateUser',
        serviceName: 'Ram',
        eventTime: '2026-05-01T11:00:00+08:00',
        sourceIpAddress: '1.2.3.4',
        userIdentity: { accessKeyId: 'LTAIx' },
      },
    ],
    [
      'seconds as text',
      {
        eventName: 'CreateUser',
        eventSource: 'Ram.aliyuncs.com',
        eventTime: '1777604400',
        sourceIpAddress: '1.2.3.4',
        userIdentity: { accessKeyId: 'LTAIx' },
      },
    ],
  ])('%s', (_, raw) => {
    expect(parseAuditEvent(raw)).toMatchObject({
      name: 'CreateUser',
      service: 'Ram',
      at: '2026-05-01T03:00:00.000Z',
      ip: '1.2.3.4',
      accessKeyId: 'LTAIx',
    });
  });

  test('no shape makes it throw, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const event = parseAuditEvent(value);
        for (const text of [
          event.eventId,
          event.at,
          event.service,
          event.name,
          event.region,
          event.ip,
          event.userAgent,
        ])
          expect(typeof text).toBe('string');
        if (event.at !== '') expect(new Date(event.at).toISOString()).toBe(event.at);
        isRefusal(event);
        detail(event, 'requestParameters', 'UserName');
        // An object of whatever realm: packages are loaded once a worker.
        expect(Object(event.raw)).toBe(event.raw);
      }),
    );
    const known = ['eventName', 'eventTime', 'userIdentity', 'errorCode', 'eventRW', 'event', 'sourceIpAddress'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...known, 'unknownField'), fc.jsonValue()), (raw) => {
        const event = parseAuditEvent(raw);
        if (event.raw === raw) expect(Object.keys(event.raw)).toEqual(Object.keys(raw));
      }),
    );
  });

  test.each([
    ['NoPermission', true],
    ['Forbidden.RAM', true],
    ['Forbidden.AccessKeyDisabled', true],
    ['AccessDenied', true],
    ['InvalidAccessKeyId.Inactive', true],
    ['InvalidParameter', false],
    ['EntityNotExist.User', false],
    ['Throttling.User', false],
    [undefined, false],
  ])('%s is a refusal: %s', (errorCode, expected) => {
    expect(isRefusal({ errorCode })).toBe(expected);
  });
});

test.each(['0', 0, 200, 'OK', 'Success', 'null', '-', '', false, null])('%j as an error is none', (errorCode) => {
  expect(parseAuditEvent({ eventName: 'StopLogging', errorCode }).errorCode).toBeUndefined();
});

test('a number names no service and no call: the source of the event does, where it is told', () => {
  const event = { eventName: 'StopLogging', serviceName: 9, eventSource: 'actiontrail.cn-hangzhou.aliyuncs.com' };
  expect(parseAuditEvent(event)).toMatchObject({ service: 'actiontrail', name: 'StopLogging' });
  expect(parseAuditEvent({ ...event, eventName: 7 }).name).toBe('');
});

test.each([
  [{ eventName: 'CreateUser' }, 'Write'],
  [{ eventName: 'DescribeInstances' }, 'Read'],
  [{ eventName: 'GetObject', eventRW: 'write' }, 'Write'],
  [{}, undefined],
])('%j reads or writes as the event tells it, else as the name of the call: %s', (event, rw) => {
  expect(parseAuditEvent(event).rw).toBe(rw);
});
