import { parseAccessLine } from '../../shared/evidence/data/line';
import type { AuditEvent } from '../../shared/evidence/types';
import { toolOf } from '../../shared/findings/baseline';
import { carriesHostileScript } from '../../shared/findings/commands';
import { defangAddress } from '../../shared/notify/defang';
import { growthForFourTimes, LINEAR_AT_MOST } from '../growth';

/** Of what a thief may write into each of his calls, also where they are refused. */
const SIZE = 16_000;
const LINE_END =
  '"b.oss-cn-hangzhou.aliyuncs.com" "5FF16B65F05BC932307A3C3C" "true" "1" "GetObject" "b" "x" 9 8 "-" 1 "1" - "-" "standard"';
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a user agent, read for its tool': toolOf,
  'a script, read for what is hostile': (text) =>
    carriesHostileScript({ raw: { requestParameters: { CommandContent: text } } } as unknown as AuditEvent),
  'an access log’s line, of its headers': (text) =>
    parseAccessLine(`203.0.113.7 - - [20/May/2026:12:00:00 +0800] "GET /x HTTP/1.1" 200 1 1 "${text}" ${LINE_END}`),
  'an address, defanged': defangAddress,
};
const PIECES = [
  '(',
  ' ',
  '" "',
  '/1',
  'sh -i ',
  'nc -e ',
  'mkfifo sh -i ',
  'curl http://1.1.1.1 ',
  '-',
  ':',
  '.',
  '\n',
];

describe.each(Object.entries(READERS))('%s', (_, read) => {
  test.each(PIECES)('%j again and again takes time by its length', (piece) => {
    const growth = growthForFourTimes((size) => {
      const text = piece.repeat(Math.ceil(size / piece.length));
      read(text);
      read(`${text}!`);
    }, SIZE);
    expect(growth).toBeLessThan(LINEAR_AT_MOST);
  });
});
