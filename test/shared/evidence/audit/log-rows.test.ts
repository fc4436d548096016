import fc from 'fast-check';
import { rowOf } from '../../../../sandbox/sls';
import { searchOf } from '../../../../sandbox/sls/query';
import type { LogIndex } from '../../../../shared/aliyun/log-service';
import { eventsOfRow } from '../../../../shared/evidence/audit/log-rows';
import { statementOf } from '../../../../shared/evidence/audit/log-search';
import { nextWindow, readCursor, writeCursor } from '../../../../shared/evidence/audit/log-window';
import { parseAuditEvent } from '../../../../shared/evidence/event';

const EVENT = { eventName: 'CreateUser', userIdentity: { accessKeyId: 'LTAI5tKey' } };
const UPPER = { EventName: 'CreateUser', UserIdentity: { AccessKeyId: 'LTAI5tKey' } };

/** `null` and the like are how columns write "nothing": no event has such a value. */
const word = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => !/^(null|undefined|-)$/i.test(text));
/** A name without a letter names no call. */
const call = word.filter((text) => /\p{L}/u.test(text));
const anEvent = fc.record({
  eventId: word,
  eventName: call,
  eventTime: fc
    .date({ min: new Date('2024-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  serviceName: word,
  sourceIpAddress: fc.ipV4(),
  userAgent: word,
  userIdentity: fc.record({ type: fc.constant('ram-user'), accessKeyId: word, userName: word }),
  requestParameters: fc.dictionary(word, word),
});

describe('the event in a log', () => {
  test.each(['json', 'columns'] as const)('comes out as it went in, as %s', (form) => {
    fc.assert(
      fc.property(anEvent, (event) => {
        const [read] = eventsOfRow(rowOf(event, form));
        const got = read && 'event' in read ? read.event : undefined;
        const { raw: _, ...parsed } = parseAuditEvent(got);
        const { raw: __, ...expected } = parseAuditEvent(event);
        expect(parsed).toEqual(expected);
        expect(got?.['requestParameters']).toEqual(event.requestParameters);
        if (form === 'json') expect(got).toEqual(JSON.parse(JSON.stringify(event)));
      }),
    );
  });

  test('whatever a log is, it is an event or says why not', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.dictionary(
            fc.oneof(
              fc.constantFrom('event', 'event.eventName', 'event.userIdentity.accessKeyId', 'event.a.b'),
              fc.string(),
            ),
            fc.oneof(fc.json(), fc.anything()),
          ),
        ),
        (row) => {
          for (const read of eventsOfRow(row))
            if ('event' in read) expect(parseAuditEvent(read.event).name).not.toBe('');
            else expect(read.aside).not.toBe('');
        },
      ),
    );
  });

  test.each([
    [{ event: '{"eventName":' }, 'not-json'],
    [{ event: '[]' }, 'empty'],
    [{ event: '{}' }, 'no-event'],
    [{ event: 'null' }, 'no-event'],
    [{ 'event.eventId': 'x' }, 'no-event'],
    [{ '__proto__.eventName': 'x' }, 'no-event'],
    ['text', 'no-event'],
    [{ event: `{"eventName":"X","a":${'['.repeat(100)}1${']'.repeat(100)}}` }, 'too-deep'],
    [
      { 'event.eventName': 'X', 'event.requestParameters': `{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}` },
      'too-deep',
    ],
  ])('%j: %s', (row, aside) => {
    expect(eventsOfRow(row)).toEqual([{ aside }]);
  });

  test.each([
    ['a list', { event: JSON.stringify([EVENT, EVENT]) }, 2],
    ['text of text', { event: JSON.stringify(JSON.stringify(EVENT)) }, 1],
    ['UpperCamel', { event: JSON.stringify(UPPER) }, 1],
    ['UpperCamel columns', { 'event.EventName': 'CreateUser', 'event.UserIdentity.AccessKeyId': 'LTAI5tKey' }, 1],
  ])('%s is read', (_, row, count) => {
    const read = eventsOfRow(row).map((one) => ('event' in one ? parseAuditEvent(one.event) : one));
    expect(read).toHaveLength(count);
    for (const one of read) expect(one).toMatchObject({ name: 'CreateUser', accessKeyId: 'LTAI5tKey' });
  });
});

describe('the search statement', () => {
  const everything: LogIndex = { isFullText: true, fields: {} };

  test('finds a log that holds the words, whatever they are, or says that it cannot', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), { minLength: 1, maxLength: 5 }),
        (words) => {
          const { query, left } = statementOf(
            words.map((one) => ({ word: one, field: undefined })),
            everything,
          );
          const found = query === undefined ? () => false : searchOf(query, { fullText: true, keys: {} });
          const lost = words.filter((one) => !found({ message: one }));
          expect(lost.length).toBeLessThanOrEqual(left.length);
        },
      ),
    );
  });

  test.each([
    ['"x" or "y"', '"\\"x\\" or \\"y\\""'],
    ['a\\', '"a\\\\"'],
    ['a\nb?', '"a b "'],
  ])('%j cannot leave its quotes', (word, query) => {
    expect(statementOf([{ word, field: undefined }], everything)).toEqual({ query, left: [] });
  });

  test.each(['*', '?', '--', 'curl*'])('%j is left, by name', (word) => {
    expect(statementOf([{ word, field: undefined }], everything)).toEqual({
      query: undefined,
      left: [expect.stringContaining(JSON.stringify(word))],
    });
  });
});

describe('where a search goes on', () => {
  const window = { from: 1_000, to: 5_000, offset: 0 };
  test.each([
    ['a page with logs', { rows: 100, last: 2_000 }, { from: 1_000, to: 5_000, offset: 100 }],
    ['an empty one', { rows: 0, last: undefined }, { from: 5_000, to: 9_000, offset: 0 }],
    ['too deep', { rows: 300, last: 2_000 }, { from: 1_980, to: 5_000, offset: 0 }],
    ['too deep in its first minute', { rows: 300, last: 1_010 }, { from: 1_000, to: 5_000, offset: 300 }],
  ])('%s', (_, page, next) => {
    expect(nextWindow(window, page, 10_000, 300)).toEqual(next);
  });

  test('nothing is left behind the end', () => {
    expect(nextWindow(window, { rows: 0, last: undefined }, 5_000, 300)).toBeUndefined();
  });

  test('a cursor is read as it was written, and nothing else is one', () => {
    expect(readCursor(writeCursor(window))).toEqual(window);
    fc.assert(fc.property(fc.string(), (text) => expect(() => readCursor(text)).not.toThrow()));
    expect(readCursor('1 2')).toBeUndefined();
  });
});
