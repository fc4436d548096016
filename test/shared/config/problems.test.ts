import fc from 'fast-check';
import { alertChannelsOf, loadConfig } from '../../../shared/config';
import { VARIABLE_NAMES } from '../../../shared/config/variables';
import { ConfigurationInvalid } from '../../../shared/errors';
import { LEAST, problemsOf, ROBOT } from './environment';

describe('names that are unknown', () => {
  test.each([
    ['TOURNIQUET_EXCLUDE_USER', 'TOURNIQUET_EXCLUDE_USERS'],
    ['TOURNIQUET_EXLCUDE_USERS', 'TOURNIQUET_EXCLUDE_USERS'],
    ['tourniquet_mode', 'TOURNIQUET_MODE'],
    ['TORNIQUET_MFA', 'TOURNIQUET_MFA'],
    ['TOURNIQUET_BUCKET', 'TOURNIQUET_EVIDENCE_BUCKET'],
    ['TOURNIQUET_DINGTALK', 'TOURNIQUET_DINGTALK_URL'],
    ['TOURNIQUET_MAX_PER_HOURS', 'TOURNIQUET_MAX_PER_HOUR'],
    ['TOURNIQUET_EMAIL_TO', 'TOURNIQUET_MAIL_TO'],
  ])('%s is refused and %s named', (name, meant) => {
    expect(problemsOf({ ...LEAST, [name]: 'x' })).toEqual([`${name} is no known variable (closest: ${meant}).`]);
  });

  test('of others are left alone', () => {
    expect(
      problemsOf({
        ...LEAST,
        PATH: '/bin',
        FC_ACCOUNT_ID: '1',
        TOURNAMENT_MODE: 'x',
        _: 'x',
        TOURNIQUET_MODDE: undefined,
      }),
    ).toEqual([]);
  });

  test('cannot smuggle lines into a log', () => {
    expect(problemsOf({ ...LEAST, 'TOURNIQUET_A\n\u001b[2J\u202e': 'x' }).join()).not.toMatch(/\p{C}/u);
  });
});

test.each([
  ['TOURNIQUET_MODE', 'enforec', 'enforce'],
  ['TOURNIQUET_MODE', 'OBSERVE', 'observe'],
  ['TOURNIQUET_CONTAINMENT', 'quarantaine', 'quarantine'],
  ['TOURNIQUET_SITE', 'internatoinal', 'international'],
])('%s=%s: the closest value is named: %s', (name, text, meant) => {
  expect(problemsOf({ ...LEAST, [name]: text })[0]).toContain(`(closest: ${meant})`);
});

test('all problems are told at once', () => {
  const problems = problemsOf({
    TOURNIQUET_MODE: 'enforce',
    TOURNIQUET_EVIDENCE_BUCKET: 'Bad_Bucket',
    TOURNIQUET_MAX_PER_HOUR: 'abc',
    TOURNIQUET_EXCLUDE_USERS: 'ceo,ops-*,a b',
    TOURNIQUET_ENDPOINT: 'https://ram.aliyuncs.com',
    TOURNIQUET_LANGAGE: 'en',
  });
  expect(problems).toHaveLength(7);
  expect(problems.join('\n')).toContain('item 2 "ops-*"');
  expect(problems.join('\n')).toContain('item 3 "a b"');
  expect(() => loadConfig({})).toThrow(/TOURNIQUET_MODE is required.*TOURNIQUET_EVIDENCE_BUCKET is required/s);
});

describe('settings that do not fit each other', () => {
  const { TOURNIQUET_STATE_KEY, TOURNIQUET_WEBHOOK_URL, ...bare } = LEAST;
  const MAIL = {
    TOURNIQUET_SMTP_URL: 'kms:smtp',
    TOURNIQUET_MAIL_FROM: 'a@b.example',
    TOURNIQUET_MAIL_TO: 'c@d.example',
  };

  test('enforce mode needs a state key', () => {
    expect(problemsOf({ ...bare, TOURNIQUET_WEBHOOK_URL })).toEqual([
      expect.stringContaining('TOURNIQUET_STATE_KEY is required in enforce mode'),
    ]);
  });

  test('enforce mode needs somebody who hears of it', () => {
    expect(problemsOf({ ...bare, TOURNIQUET_STATE_KEY })).toEqual([
      expect.stringContaining('Nobody would hear of a leak'),
    ]);
    expect(problemsOf({ ...bare, TOURNIQUET_STATE_KEY, TOURNIQUET_DINGTALK_URL: ROBOT })).toEqual([]);
    expect(problemsOf({ ...bare, TOURNIQUET_STATE_KEY, ...MAIL })).toEqual([]);
  });

  test('observe mode needs neither', () => {
    expect(problemsOf({ ...bare, TOURNIQUET_MODE: 'observe' })).toEqual([]);
  });

  test.each(Object.keys(MAIL))('mail without %s is half a channel', (name) => {
    expect(problemsOf({ ...LEAST, ...MAIL, [name]: '' })).toEqual([
      expect.stringMatching(new RegExp(`^Mail needs .*: ${name} not set`)),
    ]);
  });

  test('a part without its whole has no effect', () => {
    expect(problemsOf({ ...LEAST, TOURNIQUET_DINGTALK_SECRET: 'SECx' })).toEqual([
      expect.stringContaining('TOURNIQUET_DINGTALK_SECRET has no effect'),
    ]);
    expect(problemsOf({ ...LEAST, TOURNIQUET_TRAIL_PREFIX: 'audit' })).toEqual([
      expect.stringContaining('TOURNIQUET_TRAIL_PREFIX has no effect'),
    ]);
  });

  test('the archive is another bucket, because its versions would break the journal', () => {
    const problems = problemsOf({ ...LEAST, TOURNIQUET_ARCHIVE_BUCKET: LEAST.TOURNIQUET_EVIDENCE_BUCKET });
    expect(problems).toEqual([expect.stringContaining('must be another bucket')]);
  });

  test('what runs once a month is not switched off as unused', () => {
    const of = (days: string) =>
      problemsOf({ ...LEAST, TOURNIQUET_IDLE_KEYS: 'disable', TOURNIQUET_UNUSED_DAYS: days });
    expect(of('34')).toEqual([expect.stringContaining('needs TOURNIQUET_UNUSED_DAYS of 35 or more, not 34')]);
    expect(of('35')).toEqual([]);
    expect(problemsOf({ ...LEAST, TOURNIQUET_UNUSED_DAYS: '1' })).toEqual([]);
  });
});

describe('secrets', () => {
  const PASSWORD = 'hunter2-Correct';
  const TOKEN = 'd00dfeedd00dfeed';
  const SIGNING = 'SECfeedfacecafebeef';
  const KEY_SECRET = 'Xq7kP2mN9vB4cL8sD1fG6hJ3wR5tYz';

  test.each([
    ['TOURNIQUET_SMTP_URL', `https://user:${PASSWORD}@mail.example.com`],
    ['TOURNIQUET_SMTP_URL', `smtps://user:${PASSWORD}@mail.example.com/x`],
    ['TOURNIQUET_SMTP_URL', `user:${PASSWORD}@mail.example.com`],
    ['TOURNIQUET_DINGTALK_URL', `http://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`],
    ['TOURNIQUET_WEBHOOK_URL', `https://user:${PASSWORD}@alerts.example.com/${TOKEN}`],
    ['TOURNIQUET_HEARTBEAT_URL', `http://beat.example.com/${TOKEN}`],
    ['TOURNIQUET_STATE_KEY', PASSWORD],
    ['TOURNIQUET_STATE_KEY', `kms:${PASSWORD} ${TOKEN}`],
    ['TOURNIQUET_OSS_ENDPOINT', `https://user:${PASSWORD}@oss.example.com`],
    // Pasted into the wrong variable.
    ['TOURNIQUET_MAIL_FROM', `smtps://user:${PASSWORD}@mail.example.com`],
    ['TOURNIQUET_EVIDENCE_BUCKET', `smtps://user:${PASSWORD}@mail.example.com`],
    ['TOURNIQUET_MODE', SIGNING],
    ['TOURNIQUET_TRAIL_SLS', `?access_token=${TOKEN}`],
    ['TOURNIQUET_EXCLUDE_KEYS', KEY_SECRET],
    ['TOURNIQUET_EXCLUDE_KEYS', `${KEY_SECRET},LTAI`],
    ['TOURNIQUET_MAX_PER_HOUR', KEY_SECRET],
    ['TOURNIQUET_REGIONS', KEY_SECRET],
    ['TOURNIQUET_TYPO', KEY_SECRET],
  ])('do not come back in the problem of %s=%s', (name, text) => {
    const problems = problemsOf({ ...LEAST, [name]: text });
    expect(problems.join()).toContain(name);
    for (const secret of [PASSWORD, TOKEN, SIGNING, KEY_SECRET]) {
      for (let from = 0; from + 10 <= secret.length; from += 1) {
        expect(problems.join()).not.toContain(secret.slice(from, from + 10));
      }
    }
  });
});

const anyEnvironment = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(...VARIABLE_NAMES, 'FC_REGION'),
        fc.string().map((end) => `TOURNIQUET_${end}`),
        fc.string(),
      ),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.webUrl(),
        fc.emailAddress(),
        fc.constantFrom('enforce', 'kms:', 'kms:x', ',', '60', 'smtp://%@h', 'http://[', ROBOT, ' ', undefined),
      ),
    ),
    { maxLength: 12 },
  )
  .map((pairs) => Object.fromEntries(pairs));

test('no environment makes it throw anything but ConfigurationInvalid, with a line for each problem', () => {
  fc.assert(
    fc.property(anyEnvironment, (environment) => {
      try {
        loadConfig({ ...LEAST, ...environment });
      } catch (error) {
        if (!(error instanceof ConfigurationInvalid)) throw error;
        expect(error.problems.length).toBeGreaterThan(0);
        for (const problem of error.problems) expect(problem).not.toMatch(/\p{C}/u);
      }
    }),
    { numRuns: 500 },
  );
});

test('no environment makes the look for alert channels throw', () => {
  fc.assert(
    fc.property(anyEnvironment, (environment) => Object.isFrozen(alertChannelsOf(environment))),
    { numRuns: 300 },
  );
});
