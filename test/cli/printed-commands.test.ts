import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { addAccount } from '../../cli/account';
import { addOffline } from '../../cli/offline';
import { CLI, TO_A_FILE, WITH_REASON } from '../../shared/command-line';
import { CommandNotHere } from '../../shared/errors';
import { textsOf } from '../../shared/notify/build';
import { COMMANDS, commandBlock } from '../../shared/notify/parts/next';
import { nextStep, ROOT } from '../../shared/rotation/stage';
import { againLine, rootLine, startLine, undoLine } from '../../shared/rotation/start-line';
import { begun, off, rotation } from '../shared/rotation/facts';

const TOP = path.resolve(__dirname, '../..');
const KEY = 'LTAI5tPutYourKeyIdHere01';
const CONSTANTS: Readonly<Record<string, string>> = { WITH_REASON, TO_A_FILE };

/** What the sources hold between comments. */
const sources = ['cli', 'shared', 'functions'].flatMap((room) =>
  readdirSync(path.join(TOP, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'command-line.ts')
    .map((name) => {
      const text = readFileSync(path.join(TOP, room, name), 'utf8');
      return { file: `${room}/${name}`, code: text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '') };
    }),
);

const nothing = (): void => undefined;
const ends = async (): Promise<void> => undefined;

/** The real commands, with nothing behind them. */
function parser(): Command {
  const program = new Command('ak-tourniquet').enablePositionalOptions().exitOverride();
  program.configureOutput({ writeErr: nothing });
  addAccount(program, ends);
  addOffline(program, ends);
  const disarm = (command: Command): void => {
    command.action(nothing);
    command.commands.forEach(disarm);
  };
  program.commands.forEach(disarm);
  return program;
}
const program = parser();

/** The end of the template or of the placeholder that is open at `from`, each with those inside it. */
function endOf(code: string, from: number, close: '`' | '}'): number {
  for (let at = from; at < code.length; at++) {
    if (code[at] === close) return at;
    if (code[at] === '\\') at++;
    else if (close === '`' && code.startsWith('${', at)) at = endOf(code, at + 2, '}');
    else if (close === '}' && code[at] === '`') at = endOf(code, at + 1, '`');
    else if (close === '}' && code[at] === '{') at = endOf(code, at + 1, '}');
  }
  return code.length;
}

/** Every text that a template's source can become: a choice as each of its branches, what is not known here as a key's id. */
function filled(template: string): string[] {
  const begin = template.indexOf('${');
  if (begin < 0) return [template];
  const end = endOf(template, begin + 2, '}');
  const expression = template.slice(begin + 2, end).trim();
  const branches = /\s\?\s/.test(expression) ? literals(expression.slice(expression.indexOf(' ? ') + 3)) : [];
  const values = branches.length > 0 ? branches.flatMap(filled) : [CONSTANTS[expression] ?? KEY];
  const rest = filled(template.slice(end + 1));
  return values.flatMap((value) => rest.map((more) => template.slice(0, begin) + value + more));
}

function literals(code: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code[at] !== '`' && code[at] !== "'") continue;
    const end = code[at] === '`' ? endOf(code, at + 1, '`') : code.indexOf("'", at + 1);
    found.push(code.slice(at + 1, end));
    at = end;
  }
  return found;
}

/** The words of the command with which a text begins: as far as they can belong to one. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let command = program;
  let open = 0;
  let wantsValue = false;
  for (const [token] of text.matchAll(/"[^"]*"|'[^']*'|[^\s"']+/g)) {
    const isQuoted = /^["']/.test(token);
    const word = isQuoted ? token.slice(1, -1) : token.replace(/[.,;:)`]+$|[，；。）].*$/, '');
    const inner = open === 0 ? command.commands.find((one) => one.name() === word) : undefined;
    if (wantsValue) wantsValue = false;
    else if (word.startsWith('--')) wantsValue = command.options.find(({ long }) => long === word)?.required ?? false;
    else if (inner) command = inner;
    else if (open++ >= command.registeredArguments.length) break;
    words.push(word);
    if (!isQuoted && word !== token) break;
  }
  return words;
}

/** Undefined: it runs as it stands. */
function faultOf(text: string): string | undefined {
  const words = wordsOf(text);
  const asks = words.find((word) => ['--anyway', '--now', '--lift-early'].includes(word));
  if (asks !== undefined && !words.includes('--reason')) return `${words.join(' ')}: ${asks} asks for --reason`;
  try {
    program.parse(words, { from: 'user' });
    return words.length === 0 ? `no command: ${text}` : undefined;
  } catch (error) {
    return `${words.join(' ')}: ${(error as Error).message}`;
  }
}

const printed = sources.flatMap(({ file, code }) =>
  [...code.matchAll(/\$\{CLI\} /g)].map(({ index, 0: head }) => {
    const from = index + head.length;
    const template = code.slice(from, endOf(code, from, '`')).replaceAll('\\`', '`');
    return { file, template: template.replace(/--retain-days N\b/, '--retain-days 30') };
  }),
);
const isNamedElsewhere = (text: string): boolean => text.startsWith(KEY) || text.startsWith(`rotate ${KEY}`);

test('every command that the sources print is one, with the options that it does not go without', () => {
  const faults = printed.flatMap(({ file, template }) =>
    filled(template)
      .filter((text) => !isNamedElsewhere(text))
      .flatMap((text) => faultOf(text) ?? [])
      .map((fault) => `${file}: ${fault}`),
  );
  expect(printed.length).toBeGreaterThan(60);
  expect(faults).toEqual([]);
});

test('the others take their words from elsewhere, and are held below', () => {
  const others = printed.filter(({ template }) => filled(template).some(isNamedElsewhere)).map(({ file }) => file);
  expect([...new Set(others)].sort()).toEqual([
    'shared/errors.ts',
    'shared/notify/parts/next.ts',
    'shared/rotation/stage.ts',
    'shared/rotation/start-line.ts',
  ]);
});

const words = { place: { kind: 'file', path: "it's.json" }, format: 'env', newUser: 'svc a', discard: KEY } as const;
const step = { anyway: true, now: true, observeDays: 3, reason: 'x' };
const lost = { newKey: KEY, secret: 'lost' } as const;
test.each([
  ['a start', startLine(KEY, words)],
  ["a start of root's", rootLine(KEY, { ...words, newUser: null })],
  ['a step back', undoLine(KEY, false)],
  ["a step back of root's", undoLine(KEY, true)],
  ['a finish again', againLine('finish', KEY, { ...step, now: false, liftEarly: true })],
  ['a deletion again', againLine('delete', KEY, step)],
  ['an undo again', againLine('undo', KEY, { anyway: true, reason: 'x' })],
  ...[begun, rotation(), rotation(lost), rotation({ finished: off }), rotation({ newKeyFound: 'off' })].flatMap(
    (one, at): [string, string | undefined][] => [
      [`what is next, ${at}`, nextStep(one, KEY)],
      [`what is next, ${at}, of root's`, nextStep({ ...one, userName: ROOT }, KEY)],
    ],
  ),
])('of a rotation: %s', (_, line = '') => {
  expect(line.startsWith(`${CLI} rotate `)).toBe(true);
  expect(faultOf(line.slice(CLI.length + 1))).toBeUndefined();
});

test.each(['en', 'zh'] as const)('the commands of an alert, in %s', (language) => {
  const lines = COMMANDS.map((one) => commandBlock(textsOf(language), '', one, { key: KEY }));
  const faults = lines.map((block) => {
    const spans = block.kind === 'command' ? block.command : [];
    const text = spans.map((span) => (typeof span === 'string' ? span : KEY)).join('');
    expect(text.startsWith(`${CLI} `)).toBe(true);
    return faultOf(text.slice(CLI.length + 1));
  });
  expect(faults.filter(Boolean)).toEqual([]);
});

test.each(['release', 'approve', 'rotate'] as const)('what a function answers to %s', (command) => {
  const { message } = new CommandNotHere(command, KEY);
  expect(faultOf(message.split(`${CLI} `)[1] ?? '')).toBeUndefined();
});

test('no command is printed without what runs it from a checkout', () => {
  const names = program.commands.map((command) => command.name()).join('|');
  const bare = sources.flatMap(({ file, code }) =>
    [...code.matchAll(new RegExp(`.*ak-tourniquet (${names})\\b.*`, 'g'))].map(([line]) => `${file}: ${line.trim()}`),
  );
  expect(bare).toEqual([
    // Who did it: nothing to be run.
    "cli/doctor/account.ts: await isNew(store.create(key, 'ak-tourniquet doctor'));",
    "cli/doctor/drill-end.ts: export const REASON = 'drill of ak-tourniquet doctor';",
    "cli/doctor/drill-end.ts: export const COMMENT = 'ak-tourniquet doctor --drill: may be deleted';",
    "cli/doctor/drill-end.ts: ...{ reason: 'drill', by: 'ak-tourniquet doctor', yes: true },",
  ]);
});
