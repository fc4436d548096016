import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser, type SandboxBuilder } from '../builders';
import { worldText } from '../world-text';
import { cli } from './run-cli';

const TEN = Array.from({ length: 10 }, (_, i) => `Team${i}`);
const crowded = (): SandboxBuilder =>
  TEN.reduce(
    (builder, name) => builder.withPolicy(name, { Effect: 'Allow', Action: 'ecs:Describe*', Resource: '*' }),
    aSandbox(),
  ).withUser(
    aUser('ci-bot')
      .withKey()
      .withPolicy(...TEN.map((name) => `Custom/${name}`)),
  );

const WAYS: readonly (readonly [string, () => SandboxBuilder, Record<string, string>, readonly string[]])[] = [
  ['the quarantine', () => aSandbox().withUser(aUser('ci-bot').withKey()), {}, []],
  ['freeze', () => aSandbox().withUser(aUser('ci-bot').withKey()), { TOURNIQUET_CONTAINMENT: 'freeze' }, []],
  [
    'the key switched off, and on again by name',
    () => aSandbox().withUser(aUser('ci-bot').withKey()),
    { TOURNIQUET_CONTAINMENT: 'disable' },
    ['--reactivate'],
  ],
  ['the group, where the user has no place left', crowded, {}, []],
  [
    'a user with console, two keys and a policy of his own',
    () =>
      aSandbox().withUser(
        aUser('ci-bot').withKey().withKey('second').withConsole().withPolicy('System/AliyunECSReadOnlyAccess'),
      ),
    {},
    [],
  ],
];

describe.each(WAYS)('respond and release: %s', (_, builder, env, more) => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await builder()
      .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' })
      .start();
  });
  afterAll(() => sandbox.stop());

  test('leave the account byte for byte as it was, besides the records', async () => {
    const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
    const before = worldText(sandbox);
    const responded = await cli(sandbox, ['respond', key, '--reason', 'test', '--yes'], env);
    expect(responded).toMatchObject({ code: 0 });
    expect(worldText(sandbox)).not.toBe(before);
    const args = [
      'release',
      key,
      '--reason',
      'test',
      '--false-alarm',
      ...(more.length > 0 ? [...more, key] : []),
      '--yes',
    ];
    expect(await cli(sandbox, args, env)).toMatchObject({ code: 0 });
    expect(worldText(sandbox)).toBe(before);
    // Once more changes nothing.
    expect(await cli(sandbox, args, env)).toMatchObject({ code: 0 });
    expect(worldText(sandbox)).toBe(before);
    await sandbox.fc.idle();
  });
});
