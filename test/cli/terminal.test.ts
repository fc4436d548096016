import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVIDENCE_BUCKET, type RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { inTerminal, withTerminal } from './terminal';

withTerminal('in a terminal', () => {
  let sandbox: RunningSandbox;
  const keyOf = (name: string): string => sandbox.keys.get(name)?.key.accessKeyId ?? '';
  const attached = (name: string): string[] =>
    sandbox.world.users.get(name)?.attached.current.map(({ policy }) => policy.name) ?? [];
  const respond = (name: string): string[] => ['respond', keyOf(name), '--reason', 'seen in a paste'];

  beforeAll(async () => {
    sandbox = await ['ci-1', 'ci-2', 'ci-3', 'ci-4']
      .reduce((builder, name) => builder.withUser(aUser(name).withKey()), aSandbox())
      .start({ env: { TOURNIQUET_LANGUAGE: 'en' } });
  });
  afterAll(() => sandbox.stop());

  test.each([
    ['no', 'n\r'],
    ['nothing', '\r'],
    ['Ctrl-D', '\u0004'],
    ['Ctrl-C', '\u0003'],
  ])('the plan comes first, and %s changes nothing', async (_, types) => {
    const { code, text } = await inTerminal(sandbox, respond('ci-1'), [[/\[y\/N\]/, { types }]]);
    expect(text).toMatch(/This will:\n {2}- attach AkTourniquetQuarantine to the owner of LTAI….{4} of ci-1/);
    expect(text).toMatch(/Nothing was changed\./);
    expect(code).toBe(4);
    expect(attached('ci-1')).toEqual([]);
  });

  test('yes goes ahead', async () => {
    const { code, text } = await inTerminal(sandbox, respond('ci-2'), [[/\[y\/N\]/, { types: 'y\r' }]]);
    expect(text).toMatch(/done +LTAI/);
    expect(code).toBe(0);
    expect(attached('ci-2')).toEqual(['AkTourniquetQuarantine']);
  });

  test('a window that is closed before the answer changes nothing; one that is closed after it stops nothing', async () => {
    await inTerminal(sandbox, respond('ci-3'), [[/\[y\/N\]/, 'closes']]);
    expect(attached('ci-3')).toEqual([]);
    // A decision takes some trips: the window is gone in the midst of them.
    const latency = (ms: number) =>
      fetch(`${sandbox.url}/_sandbox/latency`, { method: 'POST', body: JSON.stringify({ ms }) });
    await latency(500);
    await inTerminal(sandbox, respond('ci-3'), [
      [/\[y\/N\]/, { types: 'y\r' }],
      [/y/, 'closes'],
    ]);
    expect(attached('ci-3')).toEqual([]);
    await latency(0);
    for (let i = 0; i < 200 && attached('ci-3').length === 0; i += 1) await new Promise((r) => setTimeout(r, 50));
    expect(attached('ci-3')).toEqual(['AkTourniquetQuarantine']);
  });

  test('a key that is deleted while the prompt is open is none of this account any more: usage, as it is before the prompt', async () => {
    const answer = {
      get types() {
        sandbox.world.users.get('ci-4')?.keys.splice(0);
        return 'y\r';
      },
    };
    const { code, text } = await inTerminal(sandbox, respond('ci-4'), [[/\[y\/N\]/, answer]]);
    expect([code, text]).toEqual([2, expect.stringMatching(/nothing .*is no key of this account/)]);
  });

  test("another one's exceptions, put while the prompt is open, are not taken away", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'exceptions-'));
    const file = path.join(folder, 'list.json');
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const exceptions = [{ check: 'trail-missing', until, reason: 'kept elsewhere' }];
    writeFileSync(file, JSON.stringify({ schema: 1, exceptions }));
    const objects = sandbox.oss.buckets.get(EVIDENCE_BUCKET)?.objects ?? new Map();
    const listOf = (): [string, object] => [...objects].find(([key]) => key.includes('exceptions')) ?? ['', {}];
    const put = (answer: { types: string }) =>
      inTerminal(sandbox, ['exceptions', file], [[/\[y\/N\]/, answer]], { TOURNIQUET_LANGUAGE: 'en' });
    try {
      expect((await put({ types: 'y\r' })).code).toBe(0);
      const another = { body: Buffer.from("another one's") };
      const { code, text } = await put({
        get types() {
          const [key, list] = listOf();
          objects.set(key, { ...list, ...another });
          return 'y\r';
        },
      });
      expect([code, text]).toEqual([1, expect.stringMatching(/was changed meanwhile: nothing was written/)]);
      expect(listOf()[1]).toMatchObject(another);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
