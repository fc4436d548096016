import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

test('audit-scan, small: parsing everything, DuckDB and ours find the same events', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    const program = path.resolve(__dirname, '../../dist/bench/index.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'audit-scan=20000'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/ours, 20 keys \(median\)/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
