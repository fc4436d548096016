import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { anEvent, anOrdinaryPast, KEY, LEAK_AT, THIEF } from '../shared/findings/account';

const BUILT = path.resolve(__dirname, '../../dist/cli/index.js');
const built = existsSync(BUILT);
if (!built)
  process.stderr.write('SKIPPED, dist/cli is absent (npm run build makes it): the tests of analyse are skipped.\n');

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
const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUILT, 'analyse', ...words], { encoding: 'utf8' });
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

(built ? describe : describe.skip)('ak-tourniquet analyse', () => {
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
    expect(stdout).toMatch(/1 findings? shows? an attack/);
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
      `bills: no day since the suspicion (${day(0)}) is in them, they reach until ${day(1)}: not checked`,
    ]);
  });

  test.each<[string, number, RegExp, string[]]>([
    ['no key', 2, /--key/, ['a.json']],
    ['a secret as key', 2, /AccessKey/, ['--key', 'not-a-key', 'a.json']],
    ['no file', 2, /missing required argument/, ['--key', KEY]],
    ['a file that is not there', 1, /gone\.json cannot be read/, ['--key', KEY, 'gone.json']],
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
