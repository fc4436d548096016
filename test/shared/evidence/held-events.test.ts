import fc from 'fast-check';
import { parseAuditEvent } from '../../../shared/evidence/event';
import { eventsHeld, isEvent } from '../../../shared/evidence/held-events';
import { SeenEvents } from '../../../shared/evidence/seen-events';
import { withoutSecrets } from '../../../shared/secrecy/named';

const EVENT = { eventName: 'CreateUser', requestParameters: { UserName: 'eve' } };
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('the events that something holds', () => {
  test.each<[string, unknown, number]>([
    ['an event', EVENT, 1],
    ['UpperCamel', { EventName: 'CreateUser' }, 1],
    ['a list', [EVENT, EVENT], 2],
    ['an answer', { Events: [EVENT, EVENT] }, 2],
    ['a notification', { data: EVENT }, 1],
    ['text', JSON.stringify(EVENT), 1],
    ['text of text', JSON.stringify(JSON.stringify(EVENT)), 1],
    ['a column for each field', { 'event.eventName': 'CreateUser', 'event.requestParameters.UserName': 'eve' }, 1],
    ['a message', { body: JSON.stringify(EVENT) }, 1],
    ['a list of logs', [{ event: JSON.stringify([EVENT]) }], 1],
  ])('%s', (_, value, count) => {
    const held = eventsHeld(value);
    expect(held).toHaveLength(count);
    expect(held.every((one) => 'event' in one)).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ...[null, 5, {}, true, { eventName: 7 }, { eventName: '-' }].map((value): [string, unknown, string] => [
      JSON.stringify(value),
      value,
      'no-event',
    ]),
    ...[[], { events: [] }].map((value): [string, unknown, string] => [JSON.stringify(value), value, 'empty']),
    ['x', 'x', 'not-json'],
    ['an event that is a maze', { ...EVENT, z: nested(20_000) }, 'too-deep'],
    ['a maze', nested(20_000), 'no-event'],
    ['a text that is a maze', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'no-event'],
  ])('%s is none', (_, value, aside) => expect(eventsHeld(value)).toEqual([{ aside }]));

  test('whatever it is, it comes out as events that can be walked, or says why not', () => {
    const packed = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 6 },
        fc.anything(),
        fc.constantFrom(EVENT, { ...EVENT, z: nested(300) }),
        fc.record({ events: fc.array(tie('any'), { maxLength: 3 }) }),
        fc.record({ data: tie('any') }),
        tie('any').map((one) => ({ event: JSON.stringify(one, (_, item) => (typeof item === 'bigint' ? 0 : item)) })),
      ),
    })).any;
    fc.assert(
      fc.property(packed, (value) => {
        for (const held of eventsHeld(value))
          if ('event' in held) {
            expect(isEvent(held.event)).toBe(true);
            withoutSecrets(held.event);
          } else expect(held.aside).not.toBe('');
      }),
    );
  });
});

describe('an event that comes again', () => {
  const raw = {
    ...{ eventId: 'e1', eventName: 'CreateUser', serviceName: 'Ram', eventTime: '2026-05-20T12:05:00Z' },
    ...{ sourceIpAddress: '185.220.101.34', userIdentity: { accessKeyId: 'LTAI5tKey', userName: 'ci-bot' } },
    ...{ requestParameters: { UserName: 'eve', Count: 5, Flag: true }, responseElements: { User: { UserId: '1' } } },
  };
  const again = (more: object): boolean => {
    const seen = new SeenEvents();
    seen.isAgain(parseAuditEvent(raw));
    return seen.isAgain(parseAuditEvent({ ...raw, ...more }));
  };

  test.each<[string, object]>([
    ['as it was', {}],
    ['from another region', { acsRegion: 'cn-beijing' }],
    [
      'with its parameters as text, in another order',
      { requestParameters: '{"Flag":"true","Count":"5","UserName":"eve"}' },
    ],
    ['without its answer', { responseElements: undefined }],
    ['with a parameter left out', { requestParameters: { username: 'eve' } }],
    ['with a parameter masked', { requestParameters: { UserName: '****', Count: 5, Flag: true } }],
    ['with its key masked', { userIdentity: { accessKeyId: 'LTAI****', userName: 'ci-bot' } }],
    ['with its time in another form', { eventTime: 1_779_278_700_000 }],
  ])('%s is the same', (_, more) => expect(again(more)).toBe(true));

  test.each<[string, object]>([
    ['another call', { eventName: 'DescribeInstances' }],
    ['another parameter', { requestParameters: { UserName: 'mallory', Count: 5, Flag: true } }],
    ['a parameter with a wildcard', { requestParameters: { UserName: '*', Count: 5, Flag: true } }],
    ['another answer', { responseElements: { User: { UserId: '2' } } }],
    ['another time', { eventTime: '2026-05-20T12:05:01Z' }],
    ['another caller', { userIdentity: { accessKeyId: 'LTAI5tOther', userName: 'ci-bot' } }],
    ['another result', { errorCode: 'NoPermission' }],
  ])('%s under its id is another event', (_, more) => expect(again(more)).toBe(false));

  test('is counted; without an id nothing is known again', () => {
    const seen = new SeenEvents();
    const other = { ...raw, requestParameters: { UserName: 'mallory' } };
    const answers = [raw, raw, other, other, { ...raw, eventId: '' }, { ...raw, eventId: '' }];
    expect(answers.map((one) => seen.isAgain(parseAuditEvent(one)))).toEqual([false, true, false, true, false, false]);
    expect([seen.again, seen.sharing]).toEqual([2, 1]);
  });
});
