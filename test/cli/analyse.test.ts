import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { withBuilt } from '../built';
import { anEvent, anOrdinaryPast, KEY, LEAK_AT, THIEF } from '../shared/findings/account';

const BUILT = path.resolve(__dirname, '../../dist/cli/index.js');
const built = withBuilt('cli', 'analyse.');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'analyse-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Buffer): string => {
  const at = path.join(folder, name);
  writeFileSync(at, content);
  return at;
};
const run = (...words: string[]) => runWith({}, ...words);
const runWith = (options: SpawnSyncOptions, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUILT, 'analyse', ...words], {
    ...options,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const inShell = (command: string, ...files: string[]) => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command, BUILT, process.execPath, ...files], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};
const given = ['--key', KEY, '--leak-time', LEAK_AT, '--now', '2026-05-22T00:00:00Z'];
const theft = anEvent({
  minute: 5,
  service: 'Ram',
  name: 'CreateUser',
  ip: THIEF,
  request: { UserName: 'x\u001b[31m' },
});
const events = [...anOrdinaryPast(), theft];

built.describe('ak-tourniquet analyse', () => {
  test.each<[string, () => string]>([
    ['.json', () => file('a.json', JSON.stringify(events))],
    ['.jsonl', () => file('a.jsonl', events.map((event) => JSON.stringify(event)).join('\n'))],
    ['.json.gz', () => file('a.json.gz', gzipSync(JSON.stringify(events)))],
    ['.gz of lines', () => file('b.gz', gzipSync(events.map((event) => JSON.stringify(event)).join('\n')))],
  ])('%s: the same findings', (_, make) => {
    const { status, stdout } = run(...given, '--json', make());
    const answer = JSON.parse(stdout) as Record<string, unknown>;
    expect(answer).toMatchObject({ skipped: {}, notes: [] });
    expect(answer['findings']).toEqual(
      expect.arrayContaining([
        {
          rule: 'persistence-user',
          kind: 'persistence',
          severity: 'high',
          technique: 'T1136.003',
          title: 'A RAM user was made',
          actors: [KEY],
          eventIds: [theft['eventId']],
        },
      ]),
    );
    expect(answer['actors']).toEqual([
      { type: 'access-key', id: KEY, name: KEY, parent: null, how: 'leaked' },
      { type: 'user', id: 'x\u001b[31m', name: 'x\u001b[31m', parent: KEY, how: 'Ram CreateUser' },
    ]);
    expect(status).toBe(0);
  });

  test('a file that is cut short: what is whole is read, the cut is named, and the exit code says so', () => {
    const packed = gzipSync(events.map((event) => JSON.stringify(event)).join('\n'));
    const { status, stdout } = run(...given, '--json', file('cut.gz', packed.subarray(0, packed.length - 200)));
    const { notes, skipped } = JSON.parse(stdout) as { notes: string[]; skipped: object };
    expect([status, skipped]).toEqual([3, { 'cut-short': 1 }]);
    expect(notes[0]).toMatch(/cut\.gz: it ends in the midst of an event/);
  });

  test.each<[string, Buffer, RegExp | undefined]>([
    [
      'something behind the end of a packed file',
      Buffer.concat([gzipSync(JSON.stringify(events)), Buffer.from('junk')]),
      /something else follows it/,
    ],
    ['UTF-16, as Windows exports it', Buffer.from(`\ufeff${JSON.stringify(events)}`, 'utf16le'), undefined],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${JSON.stringify(events)}`, 'utf16le').swap16(), undefined],
  ])('%s: every event is read', (_, bytes, note) => {
    const whole = run(...given, '--json', file('whole.json', JSON.stringify(events)));
    const { stdout, status } = run(...given, '--json', file('odd.json', bytes));
    const [ours, theirs] = [stdout, whole.stdout].map(
      (text) => JSON.parse(text) as { findings: object[]; notes: string[] },
    );
    expect(ours?.findings).toEqual(theirs?.findings);
    expect(ours?.findings.length).toBeGreaterThan(0);
    expect(status).toBe(note === undefined ? 0 : 3);
    if (note) expect(ours?.notes[0]).toMatch(note);
  });

  test('a packed file of which nothing is left but its head is cut, and not empty', () => {
    const { status, stdout } = run(
      ...given,
      '--json',
      file('head.gz', gzipSync(JSON.stringify(events)).subarray(0, 8)),
    );
    expect([status, (JSON.parse(stdout) as { notes: string[] }).notes[0]]).toEqual([3, expect.stringMatching(/cut/)]);
  });

  test('what cannot be unpacked is named, and the other files are read', () => {
    const { status, stdout } = run(
      ...given,
      '--json',
      file('bad.gz', Buffer.concat([gzipSync('').subarray(0, 10), Buffer.from('no gzip')])),
      file('c.json', JSON.stringify(events)),
    );
    const { notes, findings } = JSON.parse(stdout) as { notes: string[]; findings: object[] };
    expect([status, notes[0]]).toEqual([3, expect.stringMatching(/bad\.gz: unpacked up to a broken place/)]);
    expect(findings.length).toBeGreaterThan(0);
  });

  test.each<[string, () => string, RegExp]>([
    ['an empty file', () => file('empty.json', ''), /empty\.json: it holds no event/],
    [
      'a file without the key',
      () => file('other.json', JSON.stringify(events.filter((e) => JSON.stringify(e).includes('alice')))),
      /no event of/,
    ],
  ])('%s is not taken for a clean one', (_, make, note) => {
    const { status, stdout } = run(...given, '--json', make());
    expect(status).toBe(3);
    expect((JSON.parse(stdout) as { notes: string[] }).notes.join()).toMatch(note);
  });

  test('a packed file under another name', () => {
    const { status } = run(...given, '--json', file('renamed.json', gzipSync(JSON.stringify(events))));
    expect(status).toBe(0);
  });

  test('for a person: the gravest first, and no escape sequence of a name reaches the terminal', () => {
    const { status, stdout } = run(...given, file('d.json', JSON.stringify(events)));
    expect(status).toBe(0);
    expect(stdout).toMatch(/1 finding shows an attack:/);
    expect(stdout).toContain('A RAM user was made');
    expect(stdout).toContain('Not made by you: disable its keys and console login, then delete the user');
    expect(stdout).not.toContain('\u001b');
  });

  test('bills that end before the leak could not be checked: exit 3, and until when they reach', () => {
    const day = (n: number) => new Date(Date.parse(LEAK_AT) - n * 86_400_000).toISOString().slice(0, 10);
    const bills = (last: number) => ({
      days: Array.from({ length: 20 }, (_, i) => ({
        BillingDate: day(last + 19 - i),
        response: { Data: { Items: [{ ProductCode: 'ecs', PretaxAmount: 100, Currency: 'CNY' }] } },
      })),
    });
    const trail = file('past.json', JSON.stringify(anOrdinaryPast()));
    const answer = (last: number) =>
      run(...given, '--json', '--bills', file('bills.json', JSON.stringify(bills(last))), trail);
    expect(answer(0)).toMatchObject({ status: 0 });
    const { status, stdout } = answer(1);
    expect(status).toBe(3);
    expect((JSON.parse(stdout) as { notes: string[] }).notes).toEqual([
      `bills: no day since the suspicion (${day(0)}, UTC+8) is in them, they reach until ${day(1)}: not checked`,
    ]);
  });

  const lines = events.map((event) => JSON.stringify(event)).join('\n');
  const ours = (words: string) => JSON.parse(words) as { findings: object[]; notes: string[]; skipped: object };

  test.each<[string, () => SpawnSyncOptions, string]>([
    ['- is standard input', () => ({ input: lines }), '-'],
    ['/dev/stdin as well', () => ({ input: lines }), '/dev/stdin'],
    ['packed', () => ({ input: gzipSync(lines) }), '-'],
    ['from a file', () => ({ stdio: [openSync(file('in.jsonl', lines), 'r'), 'pipe', 'pipe'] }), '/dev/stdin'],
  ])('%s', (_, options, name) => {
    const { status, stdout } = runWith(options(), ...given, '--json', name);
    expect(ours(stdout).findings).toEqual(ours(run(...given, '--json', file('in.json', lines)).stdout).findings);
    expect(status).toBe(0);
  });

  test('of a packed pipe that is cut, what can be unpacked is read', () => {
    const packed = gzipSync(lines);
    const [piped, read] = [
      runWith({ input: packed.subarray(0, packed.length - 200) }, ...given, '--json', '-'),
      run(...given, '--json', file('cut-too.gz', packed.subarray(0, packed.length - 200))),
    ];
    expect(ours(piped.stdout).findings).toEqual(ours(read.stdout).findings);
    expect([piped.status, ours(piped.stdout).skipped]).toEqual([3, ours(read.stdout).skipped]);
  });

  test('what a shell puts in the place of a file', () => {
    const { status, stdout } = inShell(`"$1" "$0" analyse ${given.join(' ')} --json <(cat "$2")`, file('p', lines));
    expect([status, ours(stdout).findings.length > 0]).toEqual([0, true]);
  });

  test('a folder stands for the exports in it, at whatever depth', () => {
    const deep = path.join(folder, 'trail', '2026', '05');
    mkdirSync(deep, { recursive: true });
    writeFileSync(path.join(deep, 'a.jsonl'), lines);
    writeFileSync(path.join(folder, 'trail', 'b.gz'), gzipSync(lines));
    writeFileSync(path.join(folder, 'trail', 'notes.txt'), 'no export');
    const { status, stdout } = run(...given, '--json', path.join(folder, 'trail'));
    expect([status, ours(stdout).skipped]).toEqual([0, { duplicate: events.length }]);
  });

  test('an answer of LookupEvents whose next page is missing is not the whole', () => {
    const { status, stdout } = run(
      ...given,
      '--json',
      file('page.json', JSON.stringify({ Events: events, NextToken: 'x' })),
    );
    expect([status, ours(stdout).notes]).toEqual([3, [expect.stringMatching(/NextToken/)]]);
  });

  test('a piece that no event is as long as is set aside with its place, and what is behind it is read', () => {
    const long = `{"eventName":"${'x'.repeat(40 * 2 ** 20)}"}`;
    const { status, stdout } = run(...given, '--json', file('long.jsonl', `${lines}\n${long}\n${lines}`));
    expect(ours(stdout)).toMatchObject({
      findings: ours(run(...given, '--json', file('short.jsonl', lines)).stdout).findings,
      skipped: { 'too-long': 1, duplicate: events.length },
      notes: [expect.stringMatching(new RegExp(`long\\.jsonl: longer than any event.* at byte ${lines.length + 1}$`))],
    });
    expect(status).toBe(3);
  });

  test('events of another account than the given one are set aside', () => {
    const exported = events.map(({ recipientAccountId: _, ...event }) => JSON.stringify(event)).join('\n');
    const { status, stdout } = run(...given, '--account', '9999999999999999', '--json', file('x.jsonl', exported));
    expect([status, ours(stdout).skipped]).toEqual([3, { 'other-account': events.length }]);
  });

  test.each<[string, () => string]>([
    ['an empty file', () => file('w0', '')],
    ['an empty list', () => file('w1', '[]')],
    ['no JSON', () => file('w2', 'no json at all')],
    ['any bytes', () => file('w3', Buffer.from([0, 255, 34, 7, 123, 200, 10, 91]))],
    ['events of others', () => file('w4', JSON.stringify(events.filter((e) => JSON.stringify(e).includes('alice'))))],
    ['an early cut', () => file('w5', JSON.stringify(events).slice(0, 300))],
    ['a history that is cut', () => file('w6', JSON.stringify(anOrdinaryPast()).slice(0, -9))],
  ])('%s: a person is not told that nothing shows an attack', (_, make) => {
    const { status, stdout } = run(...given, make());
    expect([status, stdout]).toEqual([3, expect.stringMatching(/NOT (ALL )?CHECKED/)]);
    expect(stdout).not.toContain('Nothing here shows an attack');
  });

  test('an ordinary history that was read whole shows none', () => {
    const { status, stdout } = run(...given, file('w7', JSON.stringify(anOrdinaryPast())));
    expect([status, stdout]).toEqual([0, expect.stringContaining('Nothing here shows an attack.')]);
  });

  test.each<[string, string, RegExp]>([
    ['whose reader is gone', '| true', /the output could not be written: whoever read it is gone/],
    ['on a full disk', '> /dev/full', /the output could not be written: the disk is full/],
  ])('output %s is a failure in one sentence', (_, where, sentence) => {
    const words = `"$1" "$0" analyse ${given.join(' ')} --json "$2"`;
    const { stderr, stdout } = inShell(`{ ${words}; echo "ended $?" >&2; } ${where}`, file('o.jsonl', lines));
    expect([stdout, stderr]).toEqual(['', expect.stringMatching(/ended 1\n$/)]);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  test.each<[string, number, RegExp, string[]]>([
    ['a folder without exports', 1, /is a folder without \.json, \.jsonl, \.ndjson or \.gz/, ['--key', KEY, __dirname]],
    [
      'a leak in the future',
      2,
      /--leak-time 2099-01-01T00:00:00.000Z lies ahead/,
      ['--key', KEY, '--leak-time', '2099-01-01T00:00:00Z', 'a.json'],
    ],
    [
      'a leak after the time to judge by',
      2,
      /--leak-time \S+ lies ahead/,
      ['--key', KEY, '--leak-time', '2026-05-20T12:00:00Z', '--now', '2026-05-20T11:00:00Z', 'a.json'],
    ],
    [
      'a deny in the future',
      2,
      /--deny-time \S+ lies ahead/,
      ['--key', KEY, '--deny-time', '2099-01-01T00:00:00Z', 'a'],
    ],
    ['no key', 2, /--key/, ['a.json']],
    ['a secret as key', 2, /AccessKey/, ['--key', `aB3${'x'.repeat(27)}`, 'a.json']],
    ['no file', 2, /missing required argument/, ['--key', KEY]],
    [
      'a file that is not there',
      1,
      /^ak-tourniquet: gone\.json cannot be read: [^:]+: [^:]+\n$/,
      ['--key', KEY, 'gone.json'],
    ],
    [
      'a time without its offset',
      2,
      /--leak-time must be a time/,
      ['--key', KEY, '--leak-time', '2026-05-20 12:00', 'a.json'],
    ],
    ['an account that is none', 2, /account/i, ['--key', KEY, '--account', 'acme', 'a.json']],
    [
      'a day that no month has',
      2,
      /--leak-time must be a time/,
      ['--key', KEY, '--leak-time', '2026-02-31T00:00:00Z', 'a.json'],
    ],
    ['a region that is none', 2, /--home-region must be/, ['--key', KEY, '--home-region', 'moon', 'a.json']],
    ['bills that are no JSON', 1, /cannot be read as bills/, ['--key', KEY, '--bills', BUILT, BUILT]],
  ])('%s', (_, code, message, words) => {
    const { status, stderr, stdout } = run(...words);
    expect([status, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(message);
  });
});
