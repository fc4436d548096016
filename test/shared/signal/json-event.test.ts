import { type Unparseable, UnparseableEvent } from '../../../shared/errors';
import { jsonOf } from '../../../shared/signal/json-event';
import { refusalOf } from './refusal';

const MOST = 64;
/** JSON of exactly so many bytes. */
const sized = (bytes: number): string => JSON.stringify({ reason: 'x'.repeat(bytes - '{"reason":""}'.length) });

describe('the bytes of an event', () => {
  test.each<[string, Buffer | string, unknown]>([
    ['text', '{"command":"status"}', { command: 'status' }],
    ['bytes', Buffer.from('{"reason":"泄露"}'), { reason: '泄露' }],
    ['a number', '7', 7],
    ['null', 'null', null],
    ['as many as are read', sized(MOST), { reason: 'x'.repeat(51) }],
    ['as many as are read, as bytes', Buffer.from(sized(MOST)), { reason: 'x'.repeat(51) }],
  ])('%s', (_, event, expected) => {
    expect(jsonOf(event, MOST)).toEqual(expected);
  });

  test.each<[string, Buffer | string, string, Unparseable]>([
    ['none', '', 'it is empty', 'bytes'],
    ['none, as bytes', Buffer.alloc(0), 'it is empty', 'bytes'],
    ['one more than are read', sized(MOST + 1), 'it has 65 bytes, more than 64', 'size'],
    // Counted as it comes, not as it is read: 22 characters of 3 bytes each, in quotes.
    ['few characters of many bytes', `"${'泄'.repeat(22)}"`, 'it has 68 bytes, more than 64', 'size'],
    ['no JSON', 'hello', 'it is not JSON (cut short, perhaps)', 'bytes'],
    ['JSON cut short', '{"accessKeyId":"LTAI5t', 'it is not JSON (cut short, perhaps)', 'bytes'],
    ['blanks', ' \n', 'it is not JSON (cut short, perhaps)', 'bytes'],
  ])('%s', (_, event, why, how) => {
    expect(refusalOf(() => jsonOf(event, MOST))).toEqual({ says: `The event cannot be understood: ${why}`, how });
  });

  test('what JSON.parse says is kept as the cause', () => {
    const thrown = (() => {
      try {
        return jsonOf('hello', MOST);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(UnparseableEvent);
    expect((thrown as Error).cause).toMatchObject({ name: 'SyntaxError' });
  });
});
