import { parseManifest, verifyManifest } from '../../../shared/evidence/pack';
import { PartWriter, withoutSecrets } from '../../../shared/evidence/parts';
import { sha256 } from '../../../shared/incident/seal';
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

  test.each([['{"schema":1,"items":'], ['[]'], ['{"schema":2,"items":[]}'], ['{"schema":1}']])('%s is none', (text) => {
    expect(parseManifest(Buffer.from(text))).toBeUndefined();
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
