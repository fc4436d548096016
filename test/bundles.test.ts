import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const DIST = path.resolve(__dirname, '../dist');
const FUNCTIONS = ['respond', 'investigate', 'hygiene'].filter((name) => existsSync(path.join(DIST, name)));

/** The bundle in a folder of its own, where no node_modules is in reach: as it lies on the platform. */
function load(name: string): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  try {
    cpSync(path.join(DIST, name), folder, { recursive: true });
    const vendor = path.join(folder, 'vendor');
    const script = `
      const { handler } = require(${JSON.stringify(path.join(folder, 'index.js'))});
      if (typeof handler !== 'function') throw new Error('no handler');
      for (const file of require('fs').readdirSync(${JSON.stringify(vendor)})) {
        const loaded = require(require('path').join(${JSON.stringify(vendor)}, file));
        if (Object.keys(loaded).length === 0 && typeof loaded !== 'function') throw new Error(file + ' is empty');
      }
      console.log('loaded');`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });
    return { status, output: `${stdout}${stderr}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Contents {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly packages: readonly string[];
}
const contents = JSON.parse(readFileSync(path.join(DIST, 'contents.json'), 'utf8')) as Contents[];

test.each(contents)('$name: built again it is the same, byte for byte, and the list of its files is true', (listed) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'again-'));
  try {
    const target = path.join(folder, listed.name);
    const script = `import('./scripts/bundle.mjs').then(async ({ buildFunction }) =>
      console.log(JSON.stringify(await buildFunction(${JSON.stringify(listed.name)}, ${JSON.stringify(target)}))))`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
      cwd: path.resolve(DIST, '..'),
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual(listed);
    for (const { path: file, bytes } of listed.files)
      expect([file, readFileSync(path.join(DIST, listed.name, file)).length]).toEqual([file, bytes]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('no package of the tests or of the build is in what is deployed', () => {
  const { devDependencies } = JSON.parse(readFileSync(path.resolve(DIST, '../package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const shipped = new Set(contents.flatMap(({ packages }) => packages.map((one) => one.replace(/@[^@]+$/, ''))));
  expect(shipped.size).toBeGreaterThan(10);
  expect(Object.keys(devDependencies).filter((name) => shipped.has(name))).toEqual([]);
});

test.each(FUNCTIONS)('defect 18 (conformity): %s loads by itself, with every package it may ask for later', (name) => {
  expect(load(name)).toEqual({ status: 0, output: expect.stringMatching(/^loaded/) });
});

test('what containment does not need is no part of what respond loads first', () => {
  const first = readFileSync(path.join(DIST, 'respond', 'index.js'), 'utf8');
  const later = readdirSync(path.join(DIST, 'respond', 'vendor'));
  expect(later).toEqual(expect.arrayContaining(['nodemailer.js', 'ali-oss.js', 'alicloud__fc2.js']));
  for (const trace of ['class SMTPConnection', 'QueryAccountBillResponseBodyData ', 'OSS4-HMAC-SHA256']) {
    expect(first.includes(trace)).toBe(false);
  }
});
