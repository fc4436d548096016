import { readFileSync } from 'node:fs';
import path from 'node:path';
import { investigateCommand } from '../../../cli/investigate';
import { narrowCommand } from '../../../cli/rotate/narrow';
import { startCommand } from '../../../cli/rotate/start';
import { stepCommand } from '../../../cli/rotate/step';
import { verifyCommand } from '../../../cli/rotate/verify';
import type { CliRun } from '../../../cli/run';
import { aSandbox, aUser } from '../../builders';
import { Rotation, SECRET } from './arrange';

const PAGE = readFileSync(path.resolve(__dirname, '../../../docs/rotate.md'), 'utf8');
const BY = { by: 'alice', yes: true, json: false };
const WHY = { reason: 'a test says so' };
const KMS = { place: { kind: 'kms' as const, secretName: SECRET }, format: 'json' as const };

/** The rows of the page's table of rights, as a policy for this account. */
function documented(): object[] {
  const table = PAGE.split('## What you need for it')[1] ?? '';
  const values: Record<string, string> = {
    accountId: '1234567890123456',
    region: 'cn-hangzhou',
    user: 'ci-bot',
    newUser: 'svc-ci',
    secret: SECRET,
    bucket: 'ak-tourniquet-evidence',
    prefix: 'ak-tourniquet',
  };
  const inTicks = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');
  const filled = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? `{${name}}`);
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, actions = '', resources = ''] = line.split('|');
      return { Effect: 'Allow', Action: inTicks(actions), Resource: inTicks(resources).map(filled) };
    });
}

let rotation: Rotation;
afterEach(() => rotation.end());

const begin = async (statements: object[]) => {
  rotation = await Rotation.begin(
    aSandbox()
      .withGroup('builders')
      .withPolicy('Deploy', { Effect: 'Allow', Action: 'ecs:*', Resource: '*' })
      .withRole('deployer', 'Custom/Deploy')
      .withPolicy('RotateKeys', ...statements)
      .withUser(
        aUser('ci-bot').withKey().withPolicy('System/AliyunECSFullAccess').inGroup('builders').withConsole().withMfa(),
        aUser('operator').withKey().withPolicy('Custom/RotateKeys'),
      )
      .withEvents({ key: 'ci-bot', daysAgo: 2, service: 'ecs', action: 'DescribeInstances' }),
  );
};
const asOperator = (work: (cli: CliRun) => Promise<number>) =>
  rotation.command(work, rotation.sandbox.keys.get('operator')?.key as never);
const start = (more: object = {}) => asOperator((cli) => startCommand(cli, rotation.old, { ...BY, ...KMS, ...more }));
const step = (name: 'finish' | 'delete' | 'undo', more: object = {}) =>
  asOperator((cli) => stepCommand(cli, rotation.old, name, { ...BY, anyway: false, observeDays: 7, ...more }));

test('the rights of the page are enough for every step and for each way back', async () => {
  await begin(documented());
  expect(await start()).toMatchObject({ code: 0 });
  expect(await step('undo')).toMatchObject({ code: 0 });
  expect(await start({ discard: rotation.newKey.accessKeyId })).toMatchObject({ code: 0 });
  const narrowed = await asOperator((cli) => narrowCommand(cli, rotation.old, BY));
  expect(narrowed).toMatchObject({ code: 0, stderr: expect.stringMatching(/as it looks now: from \d/) });
  await rotation.moveOver();
  expect(await asOperator((cli) => verifyCommand(cli, rotation.old, BY))).toMatchObject({ code: 0 });
  expect(await step('finish')).toMatchObject({ code: 0 });
  expect(await step('undo')).toMatchObject({ code: 0 });
  expect(await step('finish')).toMatchObject({ code: 0 });
  expect(await step('delete', { now: true, ...WHY })).toMatchObject({ code: 0 });
  expect(await step('undo')).toMatchObject({ code: 0, stderr: expect.stringMatching(/restore-key/) });
});

test('and for a fresh user', async () => {
  await begin(documented());
  await rotation.command((cli) => investigateCommand(cli, rotation.old, false));
  expect(await start({ newUser: 'svc-ci' })).toMatchObject({ code: 0 });
  expect(rotation.keysOf('svc-ci')).toHaveLength(1);
});

test('none of its actions is there for nothing', async () => {
  const all = documented();
  await begin(all);
  await rotation.command((cli) => investigateCommand(cli, rotation.old, false));
  const from = rotation.sandbox.kernel.calls.all().length;
  await start({ newUser: 'svc-ci' });
  await asOperator((cli) => narrowCommand(cli, rotation.old, BY));
  rotation.fault('ram', 'CreateAccessKey', 'deny');
  await step('undo', { anyway: true, ...WHY });
  const second = await start({ newUser: 'svc-ci', discard: rotation.keysOf('svc-ci')[0]?.accessKeyId });
  expect(second).toMatchObject({ code: 1, stderr: expect.stringMatching(/done {3}discard-key/) });
  await start({ newUser: 'svc-ci' });
  await rotation.use(rotation.keysOf('svc-ci')[0]?.accessKeyId ?? '');
  rotation.later(3);
  await step('finish');
  await step('delete', { now: true, ...WHY });
  await step('undo');
  const operator = rotation.sandbox.keys.get('operator')?.key.accessKeyId;
  const called = new Set(
    rotation.sandbox.kernel.calls
      .all()
      .slice(from)
      .filter((call) => call.accessKeyId === operator && call.status < 400)
      // IMS asks for the one spelling or the other (docs/permissions.md): a page names either, or both.
      .flatMap(({ service, action }) => [...(service === 'ims' ? [`ram:${action}`] : []), `${service}:${action}`]),
  );
  const granted = new Set(all.flatMap((statement) => (statement as { Action: string[] }).Action));
  // OSS lists by another name than its action.
  for (const name of ['oss:ListObjects']) granted.delete(name);
  expect([...granted].filter((action) => !called.has(action))).toEqual([]);
});
