import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aSandbox } from '../builders';
import { cli } from './run-cli';

test('setup and remove --json: what was done, what to know, and the key that was made', async () => {
  const sandbox = await aSandbox().start({ bare: true });
  try {
    const run = async (args: readonly string[], env: Record<string, string | undefined> = {}) => {
      const { code, stdout } = await cli(sandbox, [...args, '--json'], env);
      return { code, answer: JSON.parse(stdout) as Record<string, unknown> };
    };
    expect(await run(['setup', '--yes'], { TOURNIQUET_STATE_KEY: undefined })).toEqual({
      code: 0,
      answer: {
        done: expect.arrayContaining([expect.stringMatching(/^make the private bucket/)]),
        notes: [],
        stateKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(await run(['setup'])).toEqual({ code: 0, answer: { done: [], notes: [], stateKey: null } });
    const archive = { TOURNIQUET_ARCHIVE_BUCKET: 'acme-archive' };
    await run(['setup', '--yes'], archive);
    expect((await run(['setup'], archive)).answer['notes']).toEqual([
      expect.stringMatching(/^acme-archive has no retention/),
    ]);
    const done = expect.arrayContaining([expect.stringMatching(/^delete the role/)]);
    expect(await run(['remove', '--yes'])).toEqual({ code: 0, answer: { done } });
    expect(await run(['remove', '--yes'])).toEqual({ code: 0, answer: { done: [] } });
  } finally {
    await sandbox.stop();
  }
});

test('invoke --json: the answer as part of a document that tells how it went', async () => {
  const sandbox = await aSandbox().start();
  try {
    const invoke = async (event: object) => {
      const args = ['invoke', 'ak-tourniquet-respond', '--event', JSON.stringify(event), '--json'];
      const { code, stdout } = await cli(sandbox, args);
      return { code, answer: JSON.parse(stdout) as unknown };
    };
    expect(await invoke({ command: 'status' })).toEqual({
      code: 0,
      answer: {
        ...{ function: 'ak-tourniquet-respond', status: 200, errorType: null },
        answer: expect.objectContaining({ mode: 'enforce', incidents: [] }),
      },
    });
    expect(await invoke({ command: 'release' })).toMatchObject({
      code: 1,
      answer: { errorType: expect.any(String), answer: { errorType: 'COMMAND_NOT_HERE' } },
    });
  } finally {
    await sandbox.stop();
  }
});

test('evidence verify --json: each object that is not as it was, and what the journal says', async () => {
  const sandbox = await aSandbox().start();
  const folder = mkdtempSync(path.join(tmpdir(), 'pack-'));
  try {
    const incident = '1234567890123456/LTAI5tSomeKey000000001';
    const item = { path: 'evidence/a.json', bytes: 1, sha256: 'f'.repeat(64) };
    writeFileSync(
      path.join(folder, 'manifest.json'),
      JSON.stringify({ schema: 1, incident, items: [item], sources: [] }),
    );
    const { code, stdout } = await cli(sandbox, ['evidence', 'verify', folder, '--json']);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      {
        ...{ incident, exitCode: 1, objects: 1, surplus: [], manifestSha256: expect.any(String) },
        problems: [{ path: 'evidence/a.json', problem: 'missing' }],
        journal: { says: 'doubt', why: expect.any(String) },
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
    await sandbox.stop();
  }
});
