import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { addAccount } from '../cli/account';
import { wordsOf } from '../cli/completion';
import { addOffline } from '../cli/offline';
import { VARIABLE_NAMES } from '../shared/config/variables';

const ROOT = path.resolve(__dirname, '..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => /^README.*\.md$/.test(name)),
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const inChinese = (name: string): string => name.replace(/\.md$/, '.zh-CN.md');

/** Every document in both languages, the README first. */
const PAIRS = DOCUMENTS.filter((name) => !name.endsWith('.zh-CN.md')).map((name) => [name, inChinese(name)] as const);
const TRANSLATED = PAIRS.filter(([, chinese]) => DOCUMENTS.includes(chinese));

interface Block {
  readonly language: string;
  readonly lines: readonly string[];
}

interface Parsed {
  readonly prose: string;
  readonly headings: readonly string[];
  readonly rows: readonly string[];
  readonly blocks: readonly Block[];
}

/** A document taken apart: what stands in a code block is neither heading nor row. */
function parse(text: string): Parsed {
  const prose: string[] = [];
  const blocks: { language: string; lines: string[] }[] = [];
  let open: { language: string; lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const fence = /^\s*```(.*)$/.exec(line);
    if (fence && open) open = undefined;
    else if (fence) {
      open = { language: fence[1] ?? '', lines: [] };
      blocks.push(open);
    } else if (open) open.lines.push(line);
    else prose.push(line);
  }
  return {
    prose: prose.join('\n'),
    headings: prose.filter((line) => /^#{1,6} /.test(line)).map((line) => /^#+/.exec(line)?.[0] ?? ''),
    rows: prose.filter((line) => /^\|.*\|$/.test(line)),
    blocks,
  };
}

/** A block without its comments: whole lines, and what follows a command. */
const commands = ({ language, lines }: Block): string[] =>
  (language === 'sh' ? lines.map((line) => line.replace(/(^|\s)#.*$/, '')) : lines)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');

const inTicks = (prose: string): string[] => [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

/** Everything in a document that somebody may type: lines of code blocks, and what stands in backticks. */
const typed = (text: string): string[] => {
  const { prose, blocks } = parse(text);
  return [...blocks.flatMap(commands), ...inTicks(prose)];
};

const mentions = (text: string, what: RegExp): string[] =>
  typed(text).flatMap((line) => [...line.matchAll(what)].map((match) => match[1] ?? ''));

/** The names by which a page's headings are linked: as GitHub and GitLab make them. */
const anchors = (text: string): string[] =>
  parse(text)
    .prose.split('\n')
    .filter((line) => /^#{1,6} /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    );

const targets = (text: string): string[] =>
  [...parse(text).prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
const isRelative = (target: string): boolean => !/^(?:[a-z][a-z0-9+.-]*:|#)/i.test(target);

const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts);

/** The commands of the command line, a command's own command after a blank; commander adds help. */
const program = new Command();
addAccount(program, async () => undefined);
addOffline(program, async () => undefined);
const declared = new Set(['help', ...[...wordsOf(program).keys()].filter((path) => path !== '')]);

test('there are documents, scripts and commands to hold to one another', () => {
  expect(PAIRS.length).toBeGreaterThan(10);
  expect([...declared]).toEqual(expect.arrayContaining(['setup', 'release', 'approve', 'status', 'policy evaluate']));
  expect(DOCUMENTS.flatMap((name) => targets(read(name)).filter(isRelative)).length).toBeGreaterThan(30);
  expect(mentions(read('README.md'), /\bnpm run ([\w:-]+)/g)).toEqual(expect.arrayContaining(['build', 'sandbox']));
  expect(mentions(read('docs/deploy.md'), /\bak-tourniquet ([a-z][\w-]*)/g)).toEqual(
    expect.arrayContaining(['setup', 'release', 'status']),
  );
});

test('every document is there in English and in Chinese', () => {
  expect(PAIRS.flat().filter((name) => !DOCUMENTS.includes(name))).toEqual([]);
  expect(DOCUMENTS.filter((name) => !PAIRS.flat().includes(name))).toEqual([]);
});

describe.each(DOCUMENTS)('%s', (name) => {
  const text = read(name);

  test('its relative links point to files that exist', () => {
    const missing = targets(text)
      .filter(isRelative)
      .filter((target) => {
        const file = decodeURIComponent(target.replace(/[#?].*$/, ''));
        return !existsSync(path.join(ROOT, path.dirname(name), file));
      });
    expect(missing).toEqual([]);
  });

  test('its links into a page lead to a heading that is there', () => {
    const missing = targets(text)
      .filter((target) => /^[^:]*#/.test(target) && !target.includes('://'))
      .filter((target) => {
        const [file = '', anchor = ''] = decodeURIComponent(target).split('#');
        const page = file === '' ? text : read(path.join(path.dirname(name), file));
        return !anchors(page).includes(anchor);
      });
    expect(missing).toEqual([]);
  });

  test('names no variable that the code does not have', () => {
    const whole = [...text.matchAll(/\bTOURNIQUET_[A-Z][A-Z_]*/g)].map(([variable]) => variable);
    // `_MAIL_TO` beside `TOURNIQUET_SMTP_URL` is short for TOURNIQUET_MAIL_TO.
    const short = inTicks(parse(text).prose).filter((word) => /^_[A-Z][A-Z_]*$/.test(word));
    const named = new Set([...whole, ...short.map((word) => `TOURNIQUET${word}`)]);
    expect([...named].filter((variable) => !(VARIABLE_NAMES as readonly string[]).includes(variable))).toEqual([]);
  });

  test('names no npm script that package.json does not have', () => {
    const named = [...mentions(text, /\bnpm run ([\w:-]+)/g), ...mentions(text, /\bnpm (start|test)\b/g)];
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
  });

  test('names no command that the command line does not have', () => {
    const named = mentions(text, /\bak-tourniquet ([a-z][\w-]*)/g);
    expect(named.filter((command) => !declared.has(command))).toEqual([]);
  });
});

describe.each(TRANSLATED)('%s and %s', (english, chinese) => {
  const [here, there] = [parse(read(english)), parse(read(chinese))];

  test('have the same headings, by number and level', () => {
    expect(there.headings).toEqual(here.headings);
  });

  test('have the same number of table rows, each with as many cells', () => {
    const cells = ({ rows }: Parsed) => rows.map((row) => row.split('|').length);
    expect(cells(there)).toEqual(cells(here));
  });

  test('have the same code blocks, comments apart', () => {
    const code = ({ blocks }: Parsed) => blocks.map((block) => [block.language, ...commands(block)]);
    expect(code(there)).toEqual(code(here));
  });

  test('have the same commands, names and values in backticks', () => {
    const words = ({ prose }: Parsed) => [...new Set(inTicks(prose))].sort();
    expect(words(here).filter((word) => !words(there).includes(word))).toEqual([]);
  });

  test('show the same pictures, and link to each other', () => {
    const pictures = ({ prose }: Parsed) => [...prose.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map((match) => match[1]);
    expect(pictures(there)).toEqual(pictures(here));
    expect(targets(here.prose)).toContain(path.basename(chinese));
    expect(targets(there.prose)).toContain(path.basename(english));
  });
});

describe.each(['README.md', 'README.zh-CN.md'])('the table of commands in %s', (name) => {
  test('has every command, and no other', () => {
    const table = parse(read(name)).rows.join('\n');
    const named = [
      ...table.matchAll(
        /^\| `([a-z][a-z-]*(?: (?:evaluate|verify|start|narrow|finish|delete|undo|require|restore))?)[^`]*` \|/gm,
      ),
    ]
      .map((match) => match[1] ?? '')
      .filter((command) => !command.startsWith('npm'));
    const leaves = [...declared].filter(
      (command) => command !== 'help' && ![...declared].some((other) => other.startsWith(`${command} `)),
    );
    expect([...named].sort()).toEqual([...leaves].sort());
  });
});
