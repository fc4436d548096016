import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { RunningSandbox } from '../../sandbox/start';
import { maskKey } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { callRpc } from '../sdk-clients';
import { worldText } from '../world-text';
import { inTerminal, type Reaction, withTerminal } from './terminal';

/** What the terminal shows is the same, with a sentence before it in either language. */
const DOCUMENTS = ['transcript.md', 'transcript.zh-CN.md'].map((name) => path.resolve(__dirname, '../../docs', name));
const SECRET_FILE = path.join('out', 'transcript-new-key.json');
const OLD = 'LTAI5tPutYourKeyIdHere01';
const NEW = 'LTAI5tTheNewKeyOfYours02';
const HOUR_MS = 3_600_000;
const YES: Reaction = [/\[y\/N\]/, { types: 'y\r' }];

/** Names that are others in each run become the same; so do times and durations. */
function settled(text: string, names: Readonly<Record<string, string>>): string {
  const known = Object.entries(names).reduce((all, [name, shown]) => all.replaceAll(name, shown), text);
  return known
    .replace(/\d{4}-\d{2}-\d{2}T[\d:]+(\.\d+)?Z/g, '2026-05-20T12:00:00Z')
    .replace(/\d{4}-\d{2}-\d{2}/g, '2026-05-20')
    .replace(new RegExp(`\\b${userInfo().username}\\b`, 'g'), 'alice')
    .trimEnd();
}

withTerminal('an incident from beginning to end, in a terminal', () => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunECSFullAccess'))
      .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' })
      .start({ env: { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' } });
    mkdirSync(path.dirname(SECRET_FILE), { recursive: true });
    rmSync(SECRET_FILE, { force: true });
  });
  afterAll(async () => {
    rmSync(SECRET_FILE, { force: true });
    await sandbox.stop();
  });

  test('respond, status, investigate, rotate from start to delete, release: as both pages of docs/transcript show it', async () => {
    const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    const before = worldText(sandbox);
    const screens: string[] = [];
    const type = async (args: readonly string[], code: number, reactions: readonly Reaction[] = []) => {
      const { code: ended, text } = await inTerminal(sandbox, args, reactions);
      const line = args.map((word) => (/[\s"]/.test(word) ? `"${word}"` : word)).join(' ');
      screens.push(`$ npx --no ak-tourniquet ${line}\n${text}`.trimEnd());
      expect({ args, ended, text }).toMatchObject({ ended: code });
    };

    await type(['respond', key, '--reason', 'seen on a forum'], 0, [YES]);
    await sandbox.fc.idle();
    await type(['status', key], 0);
    await type(['investigate', key], 0);
    await type(['rotate', 'start', key, '--to-file', SECRET_FILE, '--reason', 'it leaked'], 0, [YES]);
    const made = JSON.parse(readFileSync(SECRET_FILE, 'utf8')) as { AccessKeyId: string; AccessKeySecret: string };
    expect(screens.join('\n')).not.toContain(made.AccessKeySecret);
    // The workload takes the new key, and two hours show it.
    const credentials = { accessKeyId: made.AccessKeyId, accessKeySecret: made.AccessKeySecret };
    await callRpc(sandbox, credentials, 'ecs', 'DescribeInstances', { RegionId: 'cn-hangzhou' });
    sandbox.clock.advance(3 * HOUR_MS);
    await type(['rotate', 'verify', key], 0);
    await type(['rotate', 'finish', key, '--reason', 'the new key works'], 0, [YES]);
    sandbox.clock.advance(8 * 24 * HOUR_MS);
    await type(['rotate', 'delete', key, '--reason', 'quiet for a week'], 0, [YES]);
    await type(['release', key, '--reason', 'rotated'], 0, [YES]);
    await type(['status', key], 0);

    expect(worldText(sandbox)).not.toBe(before);
    const user = sandbox.world.users.get('ci-bot');
    expect(user?.keys.map(({ accessKeyId }) => accessKeyId)).toEqual([made.AccessKeyId]);
    expect(user?.attached.current.map(({ policy }) => policy.name)).toEqual(['AliyunECSFullAccess']);
    await sandbox.fc.idle();

    const names = {
      ...{
        [key]: OLD,
        [maskKey(key)]: maskKey(OLD),
        [made.AccessKeyId]: NEW,
        [maskKey(made.AccessKeyId)]: maskKey(NEW),
      },
      ...{ [sandbox.accountId]: '1234567890123456', [`${process.cwd()}/`]: '/home/alice/' },
    };
    const text = settled(screens.join('\n\n'), names);
    for (const page of DOCUMENTS) {
      const document = readFileSync(page, 'utf8');
      if (process.env['WRITE_TRANSCRIPT'] === '1')
        writeFileSync(
          page,
          document.replace(/```text\n.*?\n```/s, () => `\`\`\`text\n${text}\n\`\`\``),
        );
      else expect(/```text\n(.*?)\n```/s.exec(document)?.[1]).toBe(text);
    }
  }, 120_000);
});
