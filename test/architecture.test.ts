import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..');
const ROOMS = ['functions', 'shared', 'cli', 'sandbox', 'bench'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = ROOMS.flatMap((room) =>
  readdirSync(path.join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => path.posix.join(room, name.split(path.sep).join('/'))),
);
const sources = new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]));

/** Every static and dynamic import, our own files by their path from the root, packages by their name. */
const imports: readonly Import[] = [...sources].flatMap(([from, source]) =>
  [...source.matchAll(/\b(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/g)].map(
    (match) => {
      const target = match[3] ?? match[4] ?? '';
      const to = target.startsWith('.') ? path.posix.join(path.posix.dirname(from), target) : target;
      // `import { type A, type B }` is a type import as well.
      const names = /\{([^}]*)\}/
        .exec(match[0])?.[1]
        ?.split(',')
        .map((name) => name.trim())
        .filter(Boolean);
      const onlyTypes = names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
      return { from, to, typeOnly: match[2] !== undefined || onlyTypes };
    },
  ),
);

const within = (room: string) => (file: string) => file === room || file.startsWith(`${room}/`);
const isPackage = (to: string) => !ROOMS.some((room) => within(room)(to));

function violations(breaks: (one: Import) => boolean): string[] {
  return imports.filter(breaks).map(({ from, to }) => `${from} -> ${to}`);
}

/** The layers inside shared, lowest first: a room imports from lower layers and from its own. */
const LAYERS: readonly (readonly string[])[] = [
  ['command-line', 'error-base', 'errors', 'ids', 'clock', 'either-end', 'lanes', 'moment', 'nesting', 'secrecy'],
  ['config'],
  ['aliyun'],
  ['signal', 'identity', 'incident', 'ram-policy'],
  ['containment', 'evidence', 'findings', 'hygiene', 'least-privilege', 'notify', 'origins', 'report', 'rotation'],
];
const layerOf = (file: string): number | undefined => {
  const room = /^shared\/([^/]+)/.exec(file)?.[1]?.replace(/\.ts$/, '');
  const layer = LAYERS.findIndex((rooms) => room !== undefined && rooms.includes(room));
  return layer < 0 ? undefined : layer;
};

/** Rooms that ask nobody: they import no client, directly or by another room's code. */
const PURE = [
  within('shared/ram-policy'),
  (file: string) => /^shared\/containment\/(decide|decide-later)\.ts$/.test(file),
  within('shared/notify/parts'),
  within('shared/notify/render'),
  within('shared/notify/texts'),
  (file: string) => file === 'shared/notify/build.ts',
  within('shared/report'),
  within('shared/findings'),
  within('shared/least-privilege'),
  within('shared/origins'),
  within('shared/rotation'),
  (file: string) => /^shared\/hygiene\/checks\//.test(file),
];

test('imports are read as they are written: code, types, packages, at their time', () => {
  const has = (from: string, to: string, typeOnly: boolean) =>
    imports.some((one) => one.from === from && one.to === to && one.typeOnly === typeOnly);
  expect(has('shared/identity/directory.ts', 'shared/aliyun/limiter', false)).toBe(true);
  expect(has('shared/identity/owner.ts', 'shared/aliyun', true)).toBe(true);
  expect(has('shared/aliyun/ims.ts', '@alicloud/ims20190815', false)).toBe(true);
  expect(has('functions/respond/handle.ts', 'functions/respond/aftermath', false)).toBe(true);
});

test('every shared room has its layer', () => {
  const unknown = files.filter((file) => file.startsWith('shared/') && layerOf(file) === undefined);
  expect(unknown).toEqual([]);
});

test('inside shared, code is imported from lower layers only; types may come from anywhere in shared', () => {
  const wrong = violations(({ from, to, typeOnly }) => {
    const [here, there] = [layerOf(from), layerOf(to)];
    return !typeOnly && here !== undefined && there !== undefined && there > here;
  });
  expect(wrong).toEqual([]);
});

test('shared and functions import neither sandbox nor command line, and shared no function', () => {
  const wrong = violations(
    ({ from, to }) =>
      (/^(shared|functions)\//.test(from) && /^(sandbox|cli|bench)\//.test(to)) ||
      (from.startsWith('shared/') && to.startsWith('functions/')),
  );
  expect(wrong).toEqual([]);
});

test('the sandbox uses the policy language, the plain words and types, and no workflow', () => {
  const wrong = violations(
    ({ from, to, typeOnly }) =>
      from.startsWith('sandbox/') &&
      /^(functions|cli|shared)\//.test(to) &&
      !typeOnly &&
      !/^shared\/(ram-policy\/|errors$|ids$|clock$)/.test(to),
  );
  expect(wrong).toEqual([]);
});

test('nothing but shared/aliyun speaks to the cloud', () => {
  const wrong = violations(
    ({ from, to, typeOnly }) =>
      /^(shared|functions|cli)\//.test(from) &&
      !from.startsWith('shared/aliyun/') &&
      !typeOnly &&
      /^(@alicloud\/|ali-oss$|@darabonba\/)/.test(to) &&
      // The command line alone asks the default chain whose credentials it has.
      !(from === 'cli/credentials.ts' && to === '@alicloud/credentials'),
  );
  expect(wrong).toEqual([]);
});

test('pure rooms import no client, and nothing that does', () => {
  const code = imports.filter(({ typeOnly }) => !typeOnly);
  const fileOf = (to: string) => [`${to}.ts`, `${to}/index.ts`, to].find((name) => sources.has(name));
  const reached = (start: string): ReadonlySet<string> => {
    const seen = new Set([start]);
    for (const file of seen) {
      for (const { from, to } of code) {
        const next = from === file && !isPackage(to) ? fileOf(to) : undefined;
        if (next) seen.add(next);
      }
    }
    return seen;
  };
  const wrong = files
    .filter((file) => PURE.some((isPure) => isPure(file)))
    .flatMap((file) => [...reached(file)].filter(within('shared/aliyun')).map((client) => `${file} reaches ${client}`));
  expect(wrong).toEqual([]);
});

test('a handler parses, calls and returns: about 20 lines', () => {
  const handlers = files.filter((file) => /^functions\/[^/]+\/handler\.ts$/.test(file));
  expect(handlers.length).toBeGreaterThan(0);
  for (const file of handlers) expect([file, (sources.get(file) ?? '').split('\n').length <= 25]).toEqual([file, true]);
});

test('no file is longer than 300 lines', () => {
  const long = [...sources].filter(([, source]) => source.split('\n').length > 301).map(([file]) => file);
  expect(long).toEqual([]);
});

test('defect 15 (Prowler): no test puts a mock in the place of a client or of our own code', () => {
  const tests = readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join('test', name.split(path.sep).join('/')));
  const mocking = /\bjest\s*\.\s*(?:mock|doMock|unstable_mockModule|spyOn|replaceProperty|createMockFromModule)\b/;
  expect(tests.length).toBeGreaterThan(50);
  expect(tests.filter((file) => mocking.test(readFileSync(path.join(ROOT, file), 'utf8')))).toEqual([]);
});
