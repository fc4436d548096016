import { inOrder, inPlainWords, type Moment, type Printer, type Result, textPrinter } from '../../sandbox/demo/print';

const moment = (ms: number, what: string): Moment => ({
  type: 'moment',
  time: new Date(ms).toISOString(),
  sinceLeakMs: ms,
  who: 'thief',
  what,
});
const result: Result = {
  type: 'result',
  scenario: 'root-key',
  ok: true,
  row: 'root-key',
  signal: 'timer',
  pollWaitMs: 2000,
  signalToDenyMs: null,
  signalToLastDenyMs: null,
  leakedKeys: 1,
  thief: { allowedBefore: 10, allowedAfter: 0, refusedAfter: 0 },
  verification: null,
  checks: [],
  out: 'out/x',
};

test('moments that are learnt late are told in the order of time, before the result', () => {
  const told: string[] = [];
  const printer: Printer = {
    begin: () => undefined,
    moment: ({ what }) => void told.push(what),
    result: () => void told.push('result'),
    night: () => undefined,
    nights: () => undefined,
  };
  const ordered = inOrder(printer);
  for (const [ms, what] of [
    [30, 'c'],
    [10, 'a'],
    [20, 'b'],
  ] as const)
    ordered.moment(moment(ms, what));
  ordered.result(result);
  expect(told).toEqual(['a', 'b', 'c', 'result']);
});

test('without a deny nothing is said to have happened before it', () => {
  const parts: string[] = [];
  const stream = { isTTY: false, write: (part: string) => parts.push(part) > 0 } as unknown as NodeJS.WriteStream;
  textPrinter(stream).result(result);
  const text = parts.join('');
  expect(text).toContain('10 calls allowed; nothing was there to refuse them');
  expect(text).not.toContain('before the deny');
});

test.each([
  ['deny attached', ['3 calls'], /took effect late: 3 calls/],
  ['contained, quiet', [], /^Contained, and quiet since\.$/],
  ['contained, still active', ['x'], /^STILL ACTIVE/],
  ['not verified', ['x'], /could not be verified/],
])('%s in plain words', (state, problems, words) => {
  expect(inPlainWords({ row: 'in-use', signalToDenyMs: 300, verification: { state, problems } })).toMatch(words);
});
