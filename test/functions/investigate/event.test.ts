import { parseAssignment } from '../../../functions/investigate/event';
import { parseAccountId } from '../../../shared/ids';

const ACCOUNT = parseAccountId('1234567890123456');
const KEY = 'LTAI5tCiBotLeakedKey0001';
const SCHEDULE = `ak-tourniquet/schedule/2026-05-01T031300Z--${KEY}--investigate.json`;
const parse = (payload: unknown) =>
  parseAssignment(
    Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    ACCOUNT,
    'ak-tourniquet/schedule/',
  );

describe('what an invocation of investigate asks for', () => {
  test.each([
    [
      'the hand-over',
      { task: 'investigate', accountId: ACCOUNT, accessKeyId: KEY, round: 2, schedule: SCHEDULE },
      { round: 2, schedule: SCHEDULE, asked: false },
    ],
    [
      'a command',
      { command: 'investigate', accessKeyId: KEY },
      { round: undefined, schedule: undefined, asked: false },
    ],
    ['a key alone', { accessKeyId: KEY }, { round: undefined, schedule: undefined, asked: false }],
  ])('%s', (_, payload, expected) => {
    expect(parse(payload)).toEqual({ task: 'investigate', accessKeyId: KEY, ...expected });
  });

  test.each([
    ['nothing', '', 'UnparseableEvent'],
    ['no JSON', '{"accessKeyId":"LT', 'UnparseableEvent'],
    ['a list', [], 'UnparseableEvent'],
    ['a megabyte', JSON.stringify({ accessKeyId: KEY, command: 'x'.repeat(1e6) }), 'UnparseableEvent'],
    ['another command', { command: 'respond', accessKeyId: KEY }, 'UnparseableEvent'],
    ['a misspelt field', { accesskeyid: KEY }, 'UnparseableEvent'],
    ['no key', { command: 'investigate' }, 'InvalidAccessKeyId'],
    ['a hash', { accessKeyId: 'h1:9eQbTCJ0vUmS6g2Bbc=' }, 'InvalidAccessKeyId'],
    ['an STS id', { accessKeyId: 'STS.NUQNP4PiGyckMsNiGELCs' }, 'TemporaryAccessKey'],
    ['another account', { accessKeyId: KEY, accountId: '999' }, 'UnparseableEvent'],
    ['no account', { accessKeyId: KEY, accountId: {} }, 'InvalidAccountId'],
    ['round 0', { accessKeyId: KEY, round: 0 }, 'UnparseableEvent'],
    [
      'an object that is no schedule entry',
      { accessKeyId: KEY, schedule: `ak-tourniquet/incidents/1/${KEY}/journal/000001.json` },
      'UnparseableEvent',
    ],
    ["another key's entry", { accessKeyId: KEY, schedule: SCHEDULE.replace('Key0001', 'Key0002') }, 'UnparseableEvent'],
    ['a reminder', { accessKeyId: KEY, schedule: SCHEDULE.replace('investigate', 'remind-1') }, 'UnparseableEvent'],
  ])('refuses %s', (_, payload, name) => {
    expect(() => parse(payload)).toThrow(expect.objectContaining({ name }));
  });
});
