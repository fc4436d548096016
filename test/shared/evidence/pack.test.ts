import { parseManifest } from '../../../shared/evidence/pack';
import { PartWriter } from '../../../shared/evidence/parts';
import { unnamedIn, verifyManifest } from '../../../shared/evidence/verify';
import { doubtOf } from '../../../shared/evidence/vouch';
import type { Entry } from '../../../shared/incident/entries';
import { sha256 } from '../../../shared/incident/seal';
import { withoutSecrets } from '../../../shared/secrecy/named';
import { rawEvent } from './events';

describe('a manifest', () => {
  const body = Buffer.from('evidence');
  const item = { path: 'a', bytes: body.length, sha256: sha256(body), source: 's', complete: true };

  test.each([
    ['untouched', async () => body, []],
    ['changed', async () => Buffer.from('Evidence'), [{ path: 'a', problem: 'changed' }]],
    ['missing', async () => undefined, [{ path: 'a', problem: 'missing' }]],
  ])('tells of an object that is %s', async (_, read, problems) => {
    expect(await verifyManifest(read, { items: [item] })).toEqual(problems);
  });

  test('that names an object twice does not count it for two', async () => {
    expect(await verifyManifest(async () => body, { items: [item, item] })).toEqual([{ path: 'a', problem: 'twice' }]);
  });

  test.each([['../a'], ['/a'], ['b/../a'], ['./a'], ['b//a'], ['b\\a'], [''], ['.']])(
    'that names %j names no place in the pack',
    async (path) => {
      const read = () => Promise.reject(new Error('it was read'));
      expect(await verifyManifest(read, { items: [{ ...item, path }] })).toEqual([{ path, problem: 'outside' }]);
    },
  );

  test('what it does not name is told: among the objects, and beside them', () => {
    const paths = [
      'a',
      'manifest.json',
      'journal/000001.json',
      'journal/x.json',
      'b.html',
      'evidence/c/d',
      'logs/1.log',
    ];
    expect(unnamedIn(paths, { items: [item] })).toEqual({
      surplus: ['b.html', 'evidence/c/d', 'journal/x.json'],
      beside: ['logs'],
    });
  });

  test.each([
    ['{"schema":1,"items":'],
    ['[]'],
    ['{"schema":2,"items":[]}'],
    ['{"schema":1}'],
    ['{"schema":1,"incident":"1/LTAI","sources":[],"items":[null]}'],
    ['{"schema":1,"incident":"1/LTAI","sources":[],"items":[{"path":1,"bytes":1,"sha256":""}]}'],
    ['{"schema":1,"incident":"1/LTAI","sources":null,"items":[]}'],
  ])('%s is none', (text) => {
    expect(parseManifest(Buffer.from(text))).toBeUndefined();
  });
});

describe('the journal', () => {
  const round = (n: number, manifestSha256: string) => ({ type: 'investigated', round: n, manifestSha256 }) as Entry;
  const begun = (n: number, manifestSha256: string) => ({ type: 'manifest', round: n, manifestSha256 }) as Entry;
  const other = { type: 'look-end' } as Entry;

  test.each<[string, Entry[], RegExp | undefined]>([
    ['vouches for the newest round', [round(1, 'a'), other, round(2, 'b'), other], undefined],
    [
      'does not vouch for an earlier one',
      [round(1, 'b'), round(2, 'a')],
      /for round 1, and another manifest for round 2/,
    ],
    ['vouches for that of a look that died before it was recorded', [round(1, 'a'), begun(2, 'b')], undefined],
    ['vouches for the one before it, which may stand there still', [round(1, 'b'), begun(2, 'a')], undefined],
    [
      'does not vouch for what a dead look wrote, once another is recorded',
      [round(1, 'a'), begun(2, 'b'), begun(3, 'c'), round(3, 'c')],
      /for round 2, and another manifest for round 3/,
    ],
    ['does not vouch for what it never named', [round(1, 'a')], /another manifest/],
    ['does not vouch where nothing was investigated', [other], /no investigation/],
  ])('%s', (_, entries, doubt) => {
    if (doubt === undefined) expect(doubtOf(entries, 'b')).toBeUndefined();
    else expect(doubtOf(entries, 'b')).toMatch(doubt);
  });
});

describe('the parts of a region', () => {
  test('are cut by number and size, and lose nothing', async () => {
    const written = new Map<string, Buffer>();
    const writer = new PartWriter(
      (n) => `part-${n}`,
      async (path, body) => void written.set(path, body),
      [],
    );
    for (let page = 0; page < 45; page += 1)
      await writer.add(
        Array.from({ length: 50 }, (_, i) =>
          rawEvent(
            `2026-05-01T03:${String(page).padStart(2, '0')}:${String(i).padStart(2, '0')}Z`,
            'Ecs:DescribeInstances',
          ),
        ),
      );
    await writer.flush();
    expect(writer.parts.map(({ events }) => events)).toEqual([1000, 1000, 250]);
    for (const part of writer.parts) expect(sha256(written.get(part.path) ?? '')).toBe(part.sha256);
    expect(writer.parts[2]).toMatchObject({ oldest: '2026-05-01T03:40:00.000Z', newest: '2026-05-01T03:44:49.000Z' });
  });

  test('hold no secrets, at any depth', () => {
    const kept = withoutSecrets({
      responseElements: { AccessKey: { AccessKeyId: 'LTAIx', AccessKeySecret: 's3cret' } },
      list: [{ Password: 'p' }],
      requestParameters: { NewPassword: 'q', SecurityToken: 't' },
    });
    expect(JSON.stringify(kept)).not.toMatch(/s3cret|"p"|"q"|"t"/);
    expect(JSON.stringify(kept)).toContain('LTAIx');
  });
});
