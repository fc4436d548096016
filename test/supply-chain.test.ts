import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';

const ROOT = path.resolve(__dirname, '..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');
const json = (name: string) => JSON.parse(read(name));

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: true;
  readonly license?: string | readonly string[];
}

const { dependencies, devDependencies, overrides } = json('package.json') as Record<string, Record<string, string>>;
const { '': _, ...locked } = json('package-lock.json').packages as Record<string, Locked>;

test('every package is asked for in one version, and the lock file says what it must hold', () => {
  const asked = Object.entries({ ...dependencies, ...devDependencies, ...overrides });
  expect(asked.length).toBeGreaterThan(40);
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  expect(Object.entries(locked).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
});

test('no host is written down: packages come from the registry of whoever installs', () => {
  expect(Object.entries(locked).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(read('package-lock.json')).not.toMatch(/"(?:git\+|https?:|file:)[^"]*"(?=,?\n\s*"(?:integrity|link))/);
});

test("no package's install script is run; a new one that has one is looked at first", () => {
  expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
  const withScript = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(withScript.map(([folder]) => folder.replace(/^.*node_modules\//, ''))).toEqual([
    // Picks its typings by the version of TypeScript. Ours is met by those that it comes with.
    '@alicloud/openapi-core',
    // These check that the binary for this machine, a package of its own, is there.
    '@parcel/watcher',
    '@swc/core',
    // Asks for donations.
    'core-js',
    'esbuild',
    // Warns of a version range.
    'protobufjs',
    'unrs-resolver',
  ]);
});

/** What may be passed on under Apache-2.0, or used to build it. */
const LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
];
const ALLOWED = new Set([...LICENCES, 'MIT', 'MIT-0']);
/** Packages that state their licence in words of their own. */
const IN_WORDS: Readonly<Record<string, readonly string[]>> = {
  'Apache License 2.0': ['Apache-2.0'],
  'MIT,Apache2': ['MIT'],
  'SEE LICENSE IN ROUTEVIEWS-LICENSE and DBIP-LICENSE (CC-BY-4.0)': ['CC-BY-4.0'],
};

test('every licence is one that this project may live with', () => {
  const isAllowed = (licence: string): boolean => {
    const stated = IN_WORDS[licence] ?? [licence.replace(/[()]/g, '')];
    return stated.some((one) =>
      one.split(' OR ').some((either) => either.split(' AND ').every((each) => ALLOWED.has(each))),
    );
  };
  expect(isAllowed('GPL-3.0-only') || isAllowed('MIT AND GPL-3.0-only') || isAllowed('undefined')).toBe(false);
  const stated = Object.entries(locked).map(([folder, { license }]) => [folder, String(license)] as const);
  expect(stated.filter(([, licence]) => !isAllowed(licence))).toEqual([]);
});

interface Part {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly unknown[];
  readonly licenses?: readonly unknown[];
}

describe.each(
  json('dist/contents.json') as { name: string; packages: string[]; files: { path: string; bytes: number }[] }[],
)('what is deployed as $name', ({ name, packages, files }) => {
  test('has a bill of materials: valid, and of exactly the packages that are in it', async () => {
    const text = read(`dist/${name}.cdx.json`);
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
    const parts = JSON.parse(text).components as Part[];
    const names = parts.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
    expect([...new Set(names)].sort()).toEqual(packages);
    expect(parts.filter(({ licenses, hashes }) => !(licenses?.length && hashes?.length))).toEqual([]);
    expect(parts.find((part) => part.name === 'pino')?.purl).toMatch(/^pkg:npm\/pino@\d/);
  });

  test('is no larger than it was: what makes it grow is looked at first', () => {
    const kb = (chosen: typeof files) => Math.round(chosen.reduce((sum, { bytes }) => sum + bytes, 0) / 1024);
    const limit = { respond: [1200, 10200], investigate: [1430, 13500], hygiene: [1160, 10000] }[name] ?? [0, 0];
    expect(kb(files.filter((file) => file.path === 'main.js'))).toBeLessThan(limit[0] ?? 0);
    expect(kb(files)).toBeLessThan(limit[1] ?? 0);
  });
});
