import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CloudError } from '../../../sandbox/kernel/types';
import type { RunningSandbox } from '../../../sandbox/start';
import { cli } from '../../cli/run-cli';
import { TIMER } from '../../functions/respond/arrange';
import { IS_LONG } from '../table';
import {
  anAccountOfSecrets,
  aReceiver,
  canariesOf,
  canary,
  everythingKept,
  quoteSecrets,
  type Receiver,
} from './account';
import { canariesIn } from './readings';

let receiver: Receiver;
let sandbox: RunningSandbox;
let folder: string;
const screens: [string, string][] = [];
beforeAll(async () => {
  receiver = await aReceiver();
  sandbox = await anAccountOfSecrets(receiver);
  folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  sandbox.publishLeak({ key: 'ci-bot', when: 'found' });
  await sandbox.fc.invoke('ak-tourniquet-respond', TIMER);
  await sandbox.fc.idle();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await sandbox.stop();
  await receiver.stop();
});

const run = async (args: readonly string[], env: Record<string, string> = {}) => {
  const ended = await cli(sandbox, args, { HOME: folder, DEBUG: '*', TMPDIR: folder, ...env });
  screens.push([args.join(' '), `${ended.stdout}\n${ended.stderr}`]);
  return ended;
};
const keyOf = (name: string): string => sandbox.keys.get(name)?.key.accessKeyId ?? '';

test('no screen, no object, no alert and no file beside the one asked for holds a secret', async () => {
  const file = path.join(folder, 'new-key.json');
  await run(['status', '--json']);
  await run(['evidence', keyOf('ci-bot')]);
  expect((await run(['doctor', '--send'])).stdout).toMatch(/has taken a test message/);
  await run(['invoke', 'status']);
  const rotated = await run(['rotate', 'start', keyOf('ci-bot'), '--to-file', file, '--yes']);
  expect(rotated).toMatchObject({ code: 0 });
  sandbox.world.secrets.set('app/ci-bot', '{}');
  await run(['rotate', 'start', keyOf('other'), '--to-kms', 'app/ci-bot', '--yes']);
  const pasted = `replaced by ${keyOf('other')}:${sandbox.keys.get('other')?.key.accessKeySecret}`;
  const ofSettings = `the webhook is ${canary('webhook')}, see https://x.example/?token=${encodeURIComponent(canary('password'))}`;
  await run(['release', keyOf('ci-bot'), '--reason', pasted, '--false-alarm', '--yes']);
  expect(await run(['approve', keyOf('ci-bot'), '--reason', ofSettings, '--yes'])).toMatchObject({ code: 0 });
  const exceptions = path.join(folder, 'exceptions.json');
  const exception = { check: 'key-unused', user: 'other', until: '2026-06-01', reason: pasted };
  writeFileSync(exceptions, JSON.stringify({ schema: 1, exceptions: [exception] }));
  expect(await run(['exceptions', exceptions, '--yes'])).toMatchObject({ code: 0 });
  rmSync(exceptions);
  quoteSecrets(sandbox, (service) => service === 'ims' || service === 'sas');
  for (const args of [
    ['doctor'],
    ...(IS_LONG
      ? [
          ['hygiene', '--json'],
          ['setup', '--json'],
          ['status', keyOf('other')],
        ]
      : []),
  ])
    await run(args);
  const given = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  expect(canariesIn(JSON.stringify(given), canariesOf(sandbox))).not.toEqual([]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && one.name !== 'new-key.json')
    .map((one): [string, string] => [
      one.name,
      readFileSync(path.join(one.parentPath ?? one.path, one.name), 'latin1'),
    ]);
  const canaries = canariesOf(sandbox);
  const found = [...screens, ...files, ...everythingKept(sandbox, receiver)].flatMap(([where, text]) =>
    canariesIn(text, canaries).map((place) => `${place} in ${where}`),
  );
  expect(found).toEqual([]);
  const kept = everythingKept(sandbox, receiver);
  const journal = kept.filter(([where]) => /\/journal\//.test(where)).map(([, text]) => text);
  expect(journal.join()).toContain(`replaced by ${keyOf('other')}:[removed]`);
  expect(journal.join()).toContain('the webhook is [secret], see https://x.example/?token=[removed]');
});

test('credentials that the cloud refuses and quotes are told without them', async () => {
  const credentials = {
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: canary('own-secret').replace('é', 'e'),
    ALIBABA_CLOUD_SECURITY_TOKEN: canary('own-token').replace('é', 'e'),
  };
  const own = Object.values(credentials).map((secret) => ({ place: 'own', secret }));
  const { faults } = sandbox.kernel;
  const usual = faults.take;
  faults.take = () => {
    throw new CloudError(
      403,
      'SignatureDoesNotMatch',
      `server string to sign is: ${Object.values(credentials).join(' ')}`,
    );
  };
  const refused = await run(['status'], credentials);
  faults.take = usual;
  expect(refused.stderr).toMatch(/SignatureDoesNotMatch/);
  expect(refused.code).not.toBe(0);
  expect(canariesIn(`${refused.stdout}${refused.stderr}`, own)).toEqual([]);
});

test('what is deployed asks for no core file, no heap dump and no report of a crash', () => {
  const root = path.resolve(__dirname, '../../..');
  const texts = ['s.yaml', 'docs/ros.yaml', 'package.json'].map((name) => readFileSync(path.join(root, name), 'utf8'));
  const bundles = ['respond', 'investigate', 'hygiene', 'cli'].map((name) =>
    readFileSync(path.join(root, `dist/${name}/index.js`), 'utf8'),
  );
  const dumps =
    /heapsnapshot|heap-?prof|report-(on|uncaught)|abort-on-uncaught|diagnostic-dir|writeHeapSnapshot|writeReport|core_pattern/;
  expect([...texts, ...bundles].filter((text) => dumps.test(text))).toEqual([]);
});
