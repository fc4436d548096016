import type { Unparseable } from '../../../shared/errors';
import { parseEvent } from '../../../shared/signal/parse';
import { refusalOf } from './refusal';

const KEY = 'LTAI5tExampleLeakedKey01';
const MB = 1024 * 1024;

const event = (more: object = {}) => ({
  specversion: '1.0',
  id: 'e-1',
  source: 'acs.oss',
  type: 'oss:ObjectCreated:PutObject',
  data: { region: 'cn-hangzhou' },
  ...more,
});
const listOf = (count: number) => new Array(count).fill(event());
/** A text of exactly so many bytes. */
const sized = (bytes: number): string => {
  const bare = JSON.stringify({ accessKeyId: KEY, reason: '' });
  return JSON.stringify({ accessKeyId: KEY, reason: 'x'.repeat(bytes - bare.length) });
};
/** The event itself is the first level, its data the second. */
const nested = (levels: number): object => {
  let data: object = {};
  for (let level = 2; level < levels; level += 1) data = [data];
  return event({ data });
};
const FORM = 'it is neither a timer event, nor a CloudEvent, nor has it accessKeyId or command';
const COMMANDS = '"command" is none of respond, investigate, status, hygiene';

describe('what a refusal says, whole', () => {
  test.each<[string, unknown, string, Unparseable]>([
    ['a number', 7, 'it is JSON, but a number', 'form'],
    ['text', KEY, 'it is JSON, but a string', 'form'],
    ['true', true, 'it is JSON, but a boolean', 'form'],
    ['null', null, 'it is JSON, but null', 'form'],
    ['an object that is nothing', { hello: 'world' }, FORM, 'form'],
    ['half a timer event', { triggerName: 'poll' }, FORM, 'form'],
    ['its other half', { triggerTime: '2026-05-20T12:00:00Z' }, FORM, 'form'],
    ['an empty list', [], 'it is a list that holds no CloudEvent', 'form'],
    ['a list of no CloudEvents', [1, null, { accessKeyId: KEY }], 'it is a list that holds no CloudEvent', 'form'],
    ['a list of 501', listOf(501), 'it holds 501 events, more than 500', 'size'],
    ['one of 102 levels', nested(102), 'nothing in it can be read: it is nested more than 100 levels deep', 'size'],
    ['an unknown field', { accessKeyId: KEY, mode: 'freeze' }, 'it has unknown fields: mode', 'invocation'],
    [
      'many unknown fields: five of them are named',
      { accessKeyId: KEY, a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 },
      'it has unknown fields: a, b, c, d, e',
      'invocation',
    ],
    [
      'a long unknown field: 100 characters of it',
      { accessKeyId: KEY, ['long name '.repeat(11)]: 1 },
      `it has unknown fields: ${'long name '.repeat(10)}`,
      'invocation',
    ],
    ['an unknown command', { command: 'delete' }, COMMANDS, 'invocation'],
    ['a command that is no text', { command: ['respond'] }, COMMANDS, 'invocation'],
    ['a reason that is no text', { accessKeyId: KEY, reason: {} }, '"reason" is not text', 'invocation'],
    ['a user that is no text', { accessKeyId: KEY, userName: 7 }, '"userName" is not text', 'invocation'],
    ['a user for the status', { command: 'status', userName: 'alice' }, '"status" takes no "userName"', 'invocation'],
    [
      'a user to investigate',
      { command: 'investigate', accessKeyId: KEY, userName: 'alice' },
      '"investigate" takes no "userName"',
      'invocation',
    ],
    [
      'a user for the nightly look',
      { command: 'hygiene', userName: 'a' },
      '"hygiene" takes no "userName"',
      'invocation',
    ],
    ['a key for it', { command: 'hygiene', accessKeyId: KEY }, '"hygiene" takes no "accessKeyId"', 'invocation'],
  ])('%s', (_, payload, why, how) => {
    expect(refusalOf(() => parseEvent(JSON.stringify(payload), 'request-1'))).toEqual({
      says: `The event cannot be understood: ${why}`,
      how,
    });
  });

  test('more than 1 MB', () => {
    expect(refusalOf(() => parseEvent(sized(MB + 1), 'request-1'))).toEqual({
      says: 'The event cannot be understood: it has 1048577 bytes, more than 1048576',
      how: 'size',
    });
  });
});

describe('at the bounds it is understood', () => {
  test('1 MB', () => {
    expect(parseEvent(sized(MB), 'request-1')).toMatchObject({ kind: 'signals', signals: [{ accessKeyId: KEY }] });
  });

  test.each<[string, unknown, number]>([
    ['500 events', listOf(500), 500],
    ['101 levels: the outermost is level 0', nested(101), 1],
  ])('%s', (_, payload, count) => {
    const skipped = { what: 'oss:ObjectCreated:PutObject e-1', why: 'an event type that names no AccessKey' };
    expect(parseEvent(JSON.stringify(payload), 'request-1')).toEqual({
      kind: 'nothing',
      skipped: new Array(count).fill(skipped),
    });
  });

  test.each<[string, unknown]>([
    ['a timer event', { triggerTime: '2026-05-20T12:00:00Z', triggerName: 'poll' }],
    // What stands in the trigger's message does not change what the timer is for.
    ['with its message', { triggerTime: '2026-05-20T12:00:00Z', triggerName: 'poll', payload: '{"command":"status"}' }],
    ['with fields of its own', { triggerTime: '', triggerName: '', accessKeyId: KEY }],
  ])('%s means poll', (_, payload) => {
    expect(parseEvent(JSON.stringify(payload), 'request-1')).toEqual({ kind: 'timer' });
  });
});
