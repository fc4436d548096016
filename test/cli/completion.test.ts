import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withTerminal } from './terminal';

const CLI = path.resolve(__dirname, '../../dist/cli/index.js');
const script = (shell: string): string => spawnSync(process.execPath, [CLI, 'completion', shell]).stdout.toString();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'completion-'));
  mkdirSync(path.join(folder, 'events'));
  for (const name of ['events/status.json', 'with blank.json']) writeFileSync(path.join(folder, name), '{}');
  for (const shell of ['bash', 'zsh']) writeFileSync(path.join(folder, `${shell}.sh`), script(shell));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is offered for the last word. `before`: what the shell was told before our script. */
function offered(
  words: readonly string[],
  before = '',
  how = words[0] === 'npx' ? '_ak_tourniquet_npx' : '_ak_tourniquet',
) {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; ${how}; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', `${before}\n. ./bash.sh\n${ask}`], { cwd: folder });
  expect(stderr.toString()).toBe('');
  return stdout.toString().trim().split('\n');
}

describe.each([
  ['ak-tourniquet', ['ak-tourniquet']],
  ['npx', ['npx', '--no', 'ak-tourniquet']],
  ['npx with a package', ['npx', '-p', 'ak-tourniquet', '--', 'ak-tourniquet']],
])('behind %s', (_, begin) => {
  test.each([
    ['a command', ['rot'], ['rotate']],
    ['a command of a command', ['rotate', 'fin'], ['finish']],
    ['an option', ['release', 'LTAI', '--fa'], ['--false-alarm']],
    ['an option behind a value that is a command', ['respond', '--reason', 'setup', '--us'], ['--user']],
    ['a command behind a value that is one', ['--profile', 'setup', 'rot'], ['rotate']],
    ['an option of the sandbox', ['sandbox', '--p'], ['--port', '--propagation']],
    ['the same behind --', ['sandbox', '--', '--la'], ['--latency']],
    ['a shell', ['completion', ''], ['bash', 'zsh', '--help']],
    ['a value', ['rotate', 'start', 'k', '--format', ''], ['json', 'env']],
    ['a value behind =, as bash cuts it', ['rotate', 'start', 'k', '--format', '=', 'j'], ['json']],
    ['a value behind =, as zsh leaves it', ['rotate', 'start', 'k', '--format=j'], ['--format=json']],
    ['a file behind @, as bash cuts it', ['invoke', 'f', '--event', '@', 'events/st'], ['@events/status.json']],
    ['a file behind =@, as bash cuts it', ['invoke', 'f', '--event', '=@', 'events/st'], ['@events/status.json']],
    ['a file behind @, as zsh leaves it', ['invoke', 'f', '--event', '@events/st'], ['@events/status.json']],
    ['any file', ['invoke', 'f', '--event', '@'], ['@bash.sh', '@events/', '@with\\ blank.json', '@zsh.sh']],
    ['what may stand behind such a file', ['invoke', 'f', '--event', '@', 'events/status.json', '--as'], ['--async']],
    ['a file with a blank in its name', ['rotate', 'start', 'k', '--to-file', 'wi'], ['with blank.json']],
  ])('%s', (__, words, answer) => {
    // Files come in the order in which the disk has them.
    expect(offered([...begin, ...words]).sort()).toEqual([...answer].sort());
  });
});

describe('npx', () => {
  const theirs = '_theirs() { COMPREPLY=("of theirs: $1"); }; complete -o nospace -F _theirs npx';
  const asNpx = '_ak_tourniquet_npx npx';

  test.each([
    ['another package', ['npx', 'other', 'ak-tourniquet', 'rot']],
    ['its own options', ['npx', '--n']],
  ])('%s is completed as before, by whoever did', (_, words) => {
    expect(offered(words, theirs, asNpx)).toEqual(['of theirs: npx']);
  });

  test('where nobody did, our name is offered, and nothing for others', () => {
    expect(offered(['npx', '--no', 'ak'])).toEqual(['ak-tourniquet']);
    expect(offered(['npx', 'other', 'ro'])).toEqual(['']);
  });

  test('keeps its settings; sourced twice, ours is there once; what is no function is left alone', () => {
    const spec = (before: string) =>
      spawnSync(
        'bash',
        ['--norc', '-c', `${before}\n. ./bash.sh\n. ./bash.sh\ncomplete -p npx; echo "[$_ak_tourniquet_npx_before]"`],
        {
          cwd: folder,
        },
      ).stdout.toString();
    expect(spec(theirs)).toBe('complete -o nospace -F _ak_tourniquet_npx npx\n[_theirs]\n');
    expect(spec('complete -W "a b" npx')).toBe("complete -W 'a b' npx\n[]\n");
    expect(spec('')).toBe('complete -o bashdefault -o default -F _ak_tourniquet_npx npx\n[]\n');
  });
});

/** Types the line with Tab at its end, then has it shown instead of run. */
function typed(shell: string, own: string, line: string): Promise<string> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb', PS1: '$ ', INPUTRC: '/dev/null' };
    const child = spawn('script', ['-qec', shell, '/dev/null'], {
      env,
      cwd: folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    const steps = [`. ./${own}; echo rea""dy\n`, `${line}\t`, '\u0001# \n', 'exit\n'];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: zsh puts its own behind its prompt
    const prompt = /\$ (\u001b\[\?2004h)?$/;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const shows = [prompt, /ready\r\n[\s\S]*\$ (\u001b\[\?2004h)?$/, new RegExp(line.slice(0, 8)), prompt];
    let unread = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      unread += chunk.toString();
      if (!shows[0]?.test(unread)) return;
      shows.shift();
      unread = '';
      const step = steps.shift() ?? '';
      setTimeout(() => child.stdin.write(step), 400);
    });
    child.on('close', () => resolve(text));
  });
}

const LINES = [
  ['ak-tourniquet rot', 'ak-tourniquet rotate '],
  ['npx --no ak-tourniquet rotate sta', 'npx --no ak-tourniquet rotate start '],
  ['ak-tourniquet release k --fal', 'ak-tourniquet release k --false-alarm '],
  ['ak-tourniquet rotate start k --format j', 'ak-tourniquet rotate start k --format json '],
  [
    'npx --no ak-tourniquet invoke f --event @events/st',
    'npx --no ak-tourniquet invoke f --event @events/status.json ',
  ],
  ['ak-tourniquet rotate start k --to-file wi', 'ak-tourniquet rotate start k --to-file with\\ blank.json '],
] as const;

withTerminal('a person at a bash', () => {
  test.each(LINES)('%s and Tab', async (line, whole) =>
    expect(await typed('bash --norc -i', 'bash.sh', line)).toContain(whole),
  );
});

const hasZsh = spawnSync('zsh', ['-fc', 'true']).status === 0;
if (!hasZsh) process.stderr.write('Skipped: what needs a zsh.\n');
(hasZsh ? withTerminal : describe.skip)('a person at a zsh', () => {
  test.each(LINES)('%s and Tab', async (line, whole) =>
    expect(await typed('zsh -f -i', 'zsh.sh', line)).toContain(whole),
  );
});

test('for zsh the same functions, and no name that is its own; npx keeps what zsh has for it', () => {
  const zsh = script('zsh');
  const shared = script('bash').split('_ak_tourniquet_wrap_npx')[0] ?? '-';
  expect(zsh).toContain(shared.trim());
  expect(zsh).not.toMatch(/local [^\n]*\b(?:path|words|status|options|fpath|argv|prefix)\b/);
  // Behind the colon of a subscript zsh takes a letter for a modifier.
  expect(zsh).not.toMatch(/@\]:\d*:?[A-Za-z]/);
  expect(zsh).toMatch(/compdef _ak_tourniquet_zsh_npx npx\n$/);
  for (const word of ['respond', 'release', '--false-alarm', 'verify', 'evaluate', '--bills'])
    expect(zsh).toContain(word);
});
