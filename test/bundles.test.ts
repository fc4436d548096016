import { isAscii } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
      for (const file of require('fs').readdirSync(${JSON.stringify(vendor)}).filter((one) => one.endsWith('.js'))) {
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
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .flatMap((entry) => (entry.isFile() ? path.relative(folder, path.join(entry.parentPath, entry.name)) : []))
    .sort();
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
    // Whatever lies in the folder is code that runs, or may be.
    expect(filesIn(target)).toEqual(listed.files.map(({ path: file }) => file));
    for (const { path: file, bytes } of listed.files)
      expect([file, readFileSync(path.join(DIST, listed.name, file)).length]).toEqual([file, bytes]);
    const materials = (target: string): string => readFileSync(`${target}.cdx.json`, 'utf8');
    expect(materials(target)).toBe(materials(path.join(DIST, listed.name)));
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
  const first = readFileSync(path.join(DIST, 'respond', 'main.js'), 'utf8');
  const later = readdirSync(path.join(DIST, 'respond', 'vendor'));
  expect(later).toEqual(expect.arrayContaining(['nodemailer.js', 'ali-oss.js', 'alicloud__fc2.js']));
  for (const trace of ['class SMTPConnection', 'QueryAccountBillResponseBodyData ', 'OSS4-HMAC-SHA256']) {
    expect(first.includes(trace)).toBe(false);
  }
});

test.each<[string, string, number?]>([
  ['@darabonba/typescript', 'darabonba__typescript'],
  ['@alicloud/ims20190815', 'alicloud__ims20190815'],
  ['@alicloud/bssopenapi20171214', 'alicloud__bssopenapi20171214'],
  ['@alicloud/fc20230330', 'alicloud__fc20230330'],
  ['@alicloud/openapi-core', 'alicloud__openapi-core', 10],
])('%s has the same names in a bundle, behind which its files are read late', (name, file, least = 20) => {
  const script = `
    const named = (all) => Object.keys(all).sort().map((key) => [key, typeof all[key], all[key]?.name]);
    const inBundle = named(require(${JSON.stringify(path.join(DIST, 'respond/vendor', file))}));
    const own = named(require(${JSON.stringify(name)}));
    require('assert').deepStrictEqual(inBundle, own);
    console.log(own.length);`;
  const options = { cwd: path.resolve(DIST, '..'), encoding: 'utf8' } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], options);
  expect(stderr).toBe('');
  expect(Number(stdout)).toBeGreaterThan(least);
});

describe('the OSS client in a bundle', () => {
  const own = (script: string) => {
    const options = { cwd: path.resolve(DIST, '..'), encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], options);
    return { said: stdout.trim(), stderr };
  };

  test('signs as the package does, and names the program it runs in', () => {
    const script = `
      const Real = Date;
      Date = class extends Real { constructor(...at) { at.length === 0 ? super(1779278400000) : super(...at); } };
      const told = async (OSS) => {
        const client = new OSS({ accessKeyId: 'LTAI5tExample', accessKeySecret: 'x', bucket: 'evidence', region: 'oss-cn-hangzhou' });
        const queries = { prefix: 'a', 'list-type': '2', 'start-after': 'é', 'max-keys': '9', 'continuation-token': 't' };
        return [await client.signatureUrlV4('GET', 60, { queries }, 'o', []), client.userAgent];
      };
      (async () => {
        const [url, agent] = await told(require(${JSON.stringify(path.join(DIST, 'respond/vendor/ali-oss.js'))}));
        const [ofPackage] = await told(require('ali-oss'));
        require('assert').strictEqual(url, ofPackage);
        console.log(agent);
      })();`;
    expect(own(script)).toEqual({
      said: expect.stringMatching(`^aliyun-sdk-nodejs/[0-9.]+ Node.js ${process.version.slice(1)} on linux`),
      stderr: '',
    });
  });

  test('is not built where the package has come to sort in another way', () => {
    const script = "import('./scripts/lean-oss.mjs').then(({ sortedByBytes }) => sortedByBytes('sort: byName,'))";
    expect(own(script).stderr).toContain('ali-oss sorts the names of a query in another way');
  });
});

test('all of it is ASCII, which V8 takes in without decoding it', () => {
  const files = ['respond', 'investigate', 'hygiene', 'cli'].flatMap((name) =>
    filesIn(path.join(DIST, name)).flatMap((file) => (file.endsWith('.js') ? path.join(DIST, name, file) : [])),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !isAscii(readFileSync(file)))).toEqual([]);
});

describe('a file that another hands on as a whole is read when it is asked for', () => {
  const LOAD = '__importStar(require("./a"))';
  const late = (source: string): string => {
    const script = `import('./scripts/lazy-files.mjs').then(({ handedOnLate }) =>
      process.stdout.write(handedOnLate(${JSON.stringify(source)}, './a')))`;
    const options = { cwd: path.resolve(DIST, '..'), encoding: 'utf8' } as const;
    return spawnSync(process.execPath, ['-e', script], options).stdout;
  };

  test.each([
    [
      'under a name',
      `exports.$A = ${LOAD};`,
      `Object.defineProperty(exports, "$A", { enumerable: true, get: function () { return ${LOAD}; } });`,
    ],
    [
      'where its members are used',
      `const a = ${LOAD};\nif (b.a.c === a.D) a.e();`,
      `\nif (b.a.c === ${LOAD}.D) ${LOAD}.e();`,
    ],
    ['another file stays', 'exports.b = __importStar(require("./ab"));', 'exports.b = __importStar(require("./ab"));'],
  ])('%s', (_, source, expected) => expect(late(source)).toBe(expected));
});

describe('an index of which each file is read late', () => {
  const GETTER = (name: string, what: string) =>
    `Object.defineProperty(exports, "${name}", { enumerable: true, get: function () { return ${what}; } });`;
  const made = (source: string, names: Record<string, string[]> = {}): string => {
    const script = `import('./scripts/lazy-files.mjs').then(({ lazily }) =>
      process.stdout.write(lazily(${JSON.stringify(source)}, (file) => (${JSON.stringify(names)})[JSON.parse(file)])))`;
    const { stdout } = spawnSync(process.execPath, ['-e', script], {
      cwd: path.resolve(DIST, '..'),
      encoding: 'utf8',
    });
    return stdout;
  };

  test.each<[string, string, string, Record<string, string[]>?]>([
    [
      'a file behind its name',
      `var a_1 = require("./a");\n${GETTER('A', 'a_1.A')}`,
      `\n${GETTER('A', 'require("./a").A')}`,
    ],
    [
      '… and its default',
      `var a_1 = require("./a");\n${GETTER('A', '__importDefault(a_1).default')}`,
      `\n${GETTER('A', '__importDefault(require("./a")).default')}`,
    ],
    [
      'every name of a file',
      '__exportStar(require("./a"), exports);',
      GETTER('B', 'require("./a").B'),
      { './a': ['B'] },
    ],
  ])('%s', (_, source, expected, names = {}) => {
    expect(made(source, names)).toBe(expected);
  });

  test.each([
    ['a file that is used besides', `var a_1 = require("./a");\n${GETTER('A', 'a_1.A')}\na_1.begin();`],
    ['a package', `var a_1 = require("a");\n${GETTER('A', 'a_1.A')}`],
    ['names that nobody can tell', '__exportStar(require("./a"), exports);'],
    ['another form', 'export { A } from "./a";'],
  ])('%s stays as it is', (_, source) => {
    expect(made(source)).toBe(source);
  });
});

describe('what V8 compiled ahead', () => {
  const AHEAD = path.resolve(__dirname, '../scripts/ahead');
  const node = (...args: string[]) => spawnSync(process.execPath, args, { encoding: 'utf8', env: {} });
  const SUM_BYTES = 32;
  let folder: string;
  let main: string;
  const word = (...flags: string[]) => node(...flags, '-p', `require(${JSON.stringify(folder)}).word()`).stdout.trim();
  const code = () => readFileSync(`${main}.v8`).subarray(SUM_BYTES);
  const write = (compiled: Buffer) => {
    const sum = createHash('sha256').update(readFileSync(main)).update(compiled).digest();
    writeFileSync(`${main}.v8`, Buffer.concat([sum, compiled]));
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ahead-'));
    main = path.join(folder, 'main.js');
    mkdirSync(path.join(folder, 'vendor'));
    copyFileSync(path.join(AHEAD, 'index.cjs'), path.join(folder, 'index.js'));
    writeFileSync(main, "const one = 'ahead.'; exports.word = () => one; exports.word();");
    expect(node(path.join(AHEAD, 'compile.cjs'), folder)).toMatchObject({ status: 0, stderr: '' });
    // As long as the source that was compiled: only its own sum tells V8's code from another's.
    writeFileSync(main, readFileSync(main, 'utf8').replace('ahead.', 'source'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is run by the node that compiled it', () => {
    write(code());
    expect(word()).toBe('ahead.');
  });

  test('lies beside what is built alone', () => {
    expect(readdirSync(AHEAD).filter((file) => file.endsWith('.v8'))).toEqual([]);
  });

  test('names no folder of the machine that built it', () => {
    expect(readFileSync(`${main}.v8`).includes(folder)).toBe(false);
    const naming = [...FUNCTIONS, 'cli'].flatMap((name) =>
      filesIn(path.join(DIST, name)).filter((file) =>
        readFileSync(path.join(DIST, name, file)).includes(path.dirname(DIST)),
      ),
    );
    expect(naming).toEqual([]);
  });

  test.each<[string, () => void, string[]]>([
    ['is of another source', () => undefined, []],
    ['is not there', () => rmSync(`${main}.v8`), []],
    ['is empty', () => writeFileSync(`${main}.v8`, ''), []],
    ['was cut', () => writeFileSync(`${main}.v8`, readFileSync(`${main}.v8`).subarray(0, 200)), []],
    ['is none', () => write(Buffer.from('no code')), []],
    ['comes from other flags', () => write(code()), ['--max-old-space-size=100']],
  ])('leaves the source to be run where it %s', (_, change, flags) => {
    change();
    expect(word(...flags)).toBe('source');
  });

  test.each([...FUNCTIONS, 'cli'])('is taken of every file of %s', (name) => {
    const vendor = path.join(DIST, name, 'vendor');
    const packages = readdirSync(vendor).filter((file) => file.endsWith('.js'));
    const script = `
      const vm = require('vm');
      const told = {};
      const Compiled = vm.Script;
      vm.Script = class extends Compiled {
        constructor(source, options) {
          super(source, options);
          told[options.filename] = this.cachedDataRejected;
        }
      };
      require(${JSON.stringify(path.join(DIST, name))});
      for (const file of ${JSON.stringify(packages)}) require(${JSON.stringify(vendor)} + '/' + file);
      process.stderr.write(JSON.stringify(told));`;
    const { stderr } = node('-e', script, '--', '--version');
    const files = ['main.js', ...packages.map((file) => path.join('vendor', file))];
    expect(JSON.parse(stderr)).toEqual(Object.fromEntries(files.map((file) => [file, false])));
  });
});
