import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

test.each([
  ['chain=5000', /identities followed +121\b/],
  ['report=1000', /calls in the timeline +1\d{3}\b/],
])(
  '%s, small: measures both sides and says what it measured',
  (what, told) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
    try {
      const program = path.resolve(__dirname, '../../dist/bench/index.js');
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, what], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(told);
      expect(stdout).toMatch(/ beside .* \d+\.\d\d x/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
