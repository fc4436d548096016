import { CommandNotHere } from '../../../shared/errors';
import { parseEvent } from '../../../shared/signal/parse';

const KEY = 'LTAI5tExampleLeakedKey01';
const parse = (payload: object) => parseEvent(JSON.stringify(payload), 'request-1');
const manual = (more: object = {}) => ({
  kind: 'signals',
  signals: [
    { leakId: 'manual:request-1', accessKeyId: KEY, source: 'manual', foundAt: undefined, claims: {}, ...more },
  ],
  skipped: [],
});

describe('what a manual invocation asks for', () => {
  test.each<[string, object, object]>([
    ['a key alone', { accessKeyId: KEY }, manual()],
    ['the command by its name', { command: 'respond', accessKeyId: KEY }, manual()],
    ['no command', { command: null, accessKeyId: KEY }, manual()],
    ['an empty user names nobody', { accessKeyId: KEY, userName: '' }, manual()],
    ['an empty reason is none', { accessKeyId: KEY, reason: '' }, manual()],
    ['a user', { accessKeyId: KEY, userName: 'ci-bot' }, manual({ claims: { userName: 'ci-bot' } })],
    [
      'a reason of 1000 characters',
      { accessKeyId: KEY, reason: 'on a forum'.repeat(100) },
      manual({ reason: 'on a forum'.repeat(100) }),
    ],
    [
      'a longer one, of which 1000 are kept',
      { accessKeyId: KEY, reason: `${'on a forum'.repeat(100)}!` },
      manual({ reason: `${'on a forum'.repeat(100)}… [1000/1001]` }),
    ],
    ['a name of a megabyte names nobody', { accessKeyId: KEY, userName: 'a'.repeat(1_048_450) }, manual()],
    [
      'a reason that holds a secret',
      { accessKeyId: KEY, reason: 'the secret is Qw3eRt5yUi7oPa9sDf1gHj2kLz4xCv' },
      manual({ reason: 'the secret is [removed]' }),
    ],
    [
      'investigate',
      { command: 'investigate', accessKeyId: KEY },
      { kind: 'command', command: 'investigate', accessKeyId: KEY },
    ],
    [
      'investigate, and why',
      { command: 'investigate', accessKeyId: KEY, reason: 'it was asked for' },
      { kind: 'command', command: 'investigate', accessKeyId: KEY },
    ],
    ['the status of all', { command: 'status' }, { kind: 'command', command: 'status' }],
    [
      'the status of one key',
      { command: 'status', accessKeyId: KEY },
      { kind: 'command', command: 'status', accessKeyId: KEY },
    ],
    ['the nightly look', { command: 'hygiene' }, { kind: 'command', command: 'hygiene' }],
  ])('%s', (_, payload, expected) => {
    expect(parse(payload)).toEqual(expected);
  });

  test.each(['status', 'hygiene'])('%s without a key names none', (command) => {
    expect(parse({ command })).not.toHaveProperty('accessKeyId');
  });
});

describe("the command line's own commands name the key only where it is one", () => {
  const run = (words: string) =>
    `"approve" is the command line's alone, because a function cannot see who invokes it. Run: npx --no ak-tourniquet approve ${words} --reason "…"`;
  test.each<[unknown, string]>([
    [KEY, KEY],
    ['STS.NUQNP4PiGyckMsNiGELCs1234', '<AccessKey id>'],
    ['LTAI; reboot', '<AccessKey id>'],
    [[KEY], '<AccessKey id>'],
    [undefined, '<AccessKey id>'],
  ])('%j', (accessKeyId, shown) => {
    const act = () => parse({ command: 'approve', accessKeyId });
    expect(act).toThrow(CommandNotHere);
    expect(act).toThrow(new Error(run(shown)));
  });
});
