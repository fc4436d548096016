import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Parser } from 'htmlparser2';
import { renderHygiene } from '../../../shared/hygiene/page/render';
import { aReport, keyId, manyKeys } from './a-report';

const SHELLS = ['/bin/bash', '/usr/bin/zsh', '/bin/sh'].filter(existsSync);

/** What stands in the page to be copied: its text, as a browser gives it. */
function commandsOf(html: string): string[] {
  const found: string[] = [];
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (tag) => {
        if (tag === 'pre') depth = found.push('');
      },
      ontext: (text) => {
        if (depth > 0) found[found.length - 1] += text;
      },
      onclosetag: (tag) => {
        if (tag === 'pre') depth = 0;
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return found;
}

const [first = '', second = ''] = commandsOf(renderHygiene(aReport(manyKeys(20))));
const KEYS = [keyId(1), keyId(7)];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ak-tourniquet-'));
  // Stands for Serverless Devs: what it is given is what would be deployed.
  writeFileSync(
    path.join(folder, 's'),
    '#!/bin/sh\n[ "$1" = deploy ] && printf %s "$TOURNIQUET_EXCLUDE_KEYS/$OTHER"\n',
  );
  chmodSync(path.join(folder, 's'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.each(SHELLS)('the command that exempts a key, as it is printed, in %s', (shell) => {
  const given = (text: string) => writeFileSync(path.join(folder, 'deploy.env'), text);
  const run = (command: string, env: Readonly<Record<string, string>> = {}) =>
    execFileSync(shell, ['-c', command], {
      ...{ cwd: folder, encoding: 'utf8' as const, stdio: ['ignore', 'pipe', 'inherit'] },
      env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
    });

  test.each([
    ['a file that does not end with a line', 'OTHER=1', [], '1'],
    ['keys that it has already', 'TOURNIQUET_EXCLUDE_KEYS=LTAI5tA,LTAI5tB\nOTHER=1\n', ['LTAI5tA', 'LTAI5tB'], '1'],
    ['keys in quotes, in the last line', `OTHER=1\nTOURNIQUET_EXCLUDE_KEYS='LTAI5tA'`, ['LTAI5tA'], '1'],
    ['an empty list', 'TOURNIQUET_EXCLUDE_KEYS=\n', [], ''],
  ])('%s: it deploys them with the key, and one after another', (_, text, before, other) => {
    given(text);
    expect(run(first)).toBe(`${[...before, KEYS[0]].join(',')}/${other}`);
    expect(run(second)).toBe(`${[...before, ...KEYS].join(',')}/${other}`);
    expect(readFileSync(path.join(folder, 'deploy.env'), 'utf8').startsWith(text)).toBe(true);
  });

  test('what an earlier shell has loaded does not count', () => {
    given('OTHER=1\n');
    expect(run(first, { TOURNIQUET_EXCLUDE_KEYS: 'LTAI5tOld' })).toBe(`${KEYS[0]}/1`);
  });
});
