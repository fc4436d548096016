import fc from 'fast-check';
import { judgeArchive } from '../../cli/doctor/archive';
import { judgeGlobalEvents } from '../../cli/doctor/global-events';
import { judgeRole } from '../../cli/doctor/judge-role';
import { eventRule, nightlyTimer, respondTimer } from '../../cli/doctor/judge-triggers';
import { everySeconds, isDaily } from '../../cli/doctor/trigger-times';
import { DEFAULT_BUS_RULES } from '../../cli/ros-events';
import { differsInWords } from '../../cli/setup/differs';
import { TRUST } from '../../cli/setup/roles';
import { renderSYaml } from '../../sandbox/deployment';
import type { FunctionTrigger } from '../../shared/aliyun/function-trigger';
import { readTrigger } from '../../shared/aliyun/function-trigger';
import { documentDifference } from '../../shared/ram-policy/document-difference';
import { quarantineDocument } from '../../shared/ram-policy/documents';
import { sameDocument } from '../../shared/ram-policy/same-document';

const shown = (found: { readonly kind: string; readonly what: string }) => `${found.kind}: ${found.what}`;

describe('how often a timer runs', () => {
  test.each([
    ['@every 1m', 60],
    ['@every 90s', 90],
    ['@every 1m30s', 90],
    ['0 * * * * *', 60],
    ['30 0/1 * * * ?', 60],
    ['0 */5 * * * *', 300],
    ['*/15 * * * * *', 15],
    ['0 7 * * * *', 3600],
    ['CRON_TZ=Asia/Shanghai 0 */2 * * * *', 120],
    ['0 */7 * * * *', undefined],
    ['0 * 8-20 * * *', undefined],
    ['0 * * * * MON', undefined],
    ['0,30 * * * * *', undefined],
    ['* * * * *', undefined],
    ['@every 0s', undefined],
    ['@hourly', undefined],
    ['', undefined],
  ])('%s', (cron, seconds) => expect(everySeconds(cron)).toBe(seconds));

  test.each([
    ['CRON_TZ=Asia/Shanghai 0 30 2 * * *', true],
    ['0 0 3 * * ?', true],
    ['@every 24h', true],
    ['@every 48h', false],
    ['0 0 3 * * MON', false],
    ['0 0 3 1 * *', false],
    ['nightly', false],
  ])('daily: %s', (cron, daily) => expect(isDaily(cron)).toBe(daily));

  test('no text is too odd for either', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^@every (\d{1,3}[hms]){1,2}$/)), (cron) => {
        const seconds = everySeconds(cron);
        expect(seconds === undefined || seconds > 0).toBe(true);
        expect(typeof isDaily(cron)).toBe('boolean');
      }),
    );
  });
});

const timer = (cron: string, isOn = true): FunctionTrigger => ({
  ...{ name: 't', type: 'timer', isOn, qualifier: 'LATEST', cron, pattern: undefined, isAsync: false },
});
const pinned = (cron: string): FunctionTrigger => ({ ...timer(cron), qualifier: 'prod' });

test.each([
  ['each minute', [timer('@every 1m')], /^ok: .* every 60 s$/],
  ['one of two is on', [timer('@every 1m', false), timer('@every 1m')], /^ok/],
  ['none', [], /^problem: r has no timer/],
  ['off', [timer('@every 1m', false)], /^problem: .* is off/],
  ['seldom', [timer('@every 10m')], /^problem: .* comes every 600 s; a run polls for 60 s \(every 15 s\)/],
  ['of another version', [pinned('@every 1m')], /^could not check: .* runs its version or alias prod; .*LATEST/],
  ['of another version, and of the latest', [pinned('@every 1m'), timer('@every 1m')], /^ok/],
  ['of another version, and of the latest seldom', [pinned('@every 1m'), timer('@every 10m')], /^problem: .* 600 s/],
  ['at times that are not understood', [timer('0 * 8-20 * * *')], /^could not check: .*"0 \* 8-20 \* \* \*"/],
] as const)('the timer of respond: %s', (_, triggers, words) => {
  expect(shown(respondTimer('r', triggers, 15))).toMatch(words);
});

test.each([
  [{ qualifier: 'prod' }, 'prod'],
  [{ qualifier: '' }, 'LATEST'],
  [{}, 'LATEST'],
])('%j sets off %s', (answered, qualifier) => expect(readTrigger(answered)).toMatchObject({ qualifier }));

test.each([
  ['each night', [timer('0 30 2 * * *')], /^ok/],
  ['none', [], /^problem: h has no timer/],
  ['off', [timer('0 30 2 * * *', false)], /^problem: .* is off/],
  ['of another version', [pinned('0 30 2 * * *')], /^could not check: .* alias prod/],
  ['each week', [timer('0 30 2 * * MON')], /^problem: .* not come every day/],
] as const)('the timer of hygiene: %s', (_, triggers, words) => {
  expect(shown(nightlyTimer('h', triggers))).toMatch(words);
});

describe('an event rule', () => {
  const wanted = { trigger: 'leak-refused', pattern: { type: [{ suffix: 'a' }, { suffix: 'b' }], data: { x: [1] } } };
  const turned = '{"data":{"x":[1]},"type":[{"suffix":"b"},{"suffix":"a"}]}';
  const trigger = (more: Partial<FunctionTrigger> = {}): FunctionTrigger => ({
    ...{ name: 'leak-refused', type: 'eventbridge', isOn: true, qualifier: 'LATEST', isAsync: true },
    ...{ cron: undefined, pattern: turned },
    ...more,
  });
  const rule = (more: object = {}) => ({
    ...{ name: 'of-the-stack', isOn: true, pattern: turned, targets: ['acs:fc:cn-hangzhou:1:functions/r'] },
    ...more,
  });
  const refused = { couldNotCheck: 'refused' };

  test.each([
    ['a trigger, however its pattern is written', [trigger()], refused, /^ok: the trigger/],
    ['a rule of the stack in its place', [], { value: [rule()] }, /^ok: the rule of-the-stack/],
    ['a trigger that is off, and a rule that is on', [trigger({ isOn: false })], { value: [rule()] }, /^ok: the rule/],
    ['of another version', [trigger({ qualifier: '3' })], { value: [] }, /^could not check: .* version or alias 3/],
    ['of another version, and a rule', [trigger({ qualifier: '3' })], { value: [rule()] }, /^ok: the rule/],
    ['off', [trigger({ isOn: false })], { value: [] }, /^problem: .* is off/],
    ['synchronous', [trigger({ isAsync: false })], { value: [] }, /^problem: .* waits for the function/],
    ['another pattern', [trigger({ pattern: '{}' })], { value: [] }, /^problem: .* another pattern/],
    ['no pattern at all', [trigger({ pattern: 'x' })], { value: [] }, /^problem: .* another pattern/],
    ['a rule that is off', [], { value: [rule({ isOn: false })] }, /^problem: the rule .* is off/],
    [
      'a rule for another function',
      [],
      { value: [rule({ targets: ['acs:fc:x:1:functions/other'] })] },
      /^problem: no event/,
    ],
    ['neither', [], { value: [] }, /^problem: no event of leak-refused comes to r/],
    ['no trigger, and the bus is not told', [], refused, /^could not check: .*refused/],
  ])('%s', (_, triggers, rules, words) => {
    expect(shown(eventRule('r', wanted, triggers, rules))).toMatch(words);
  });
});

test("what s.yaml deploys is what is looked for: every trigger's name, pattern and times", () => {
  const { resources } = renderSYaml({ accountId: '1234567890123456', region: 'cn-hangzhou' }) as {
    resources: Record<string, { props: { functionName: string; triggers?: object[] } }>;
  };
  const of = (name: string) => (resources[name]?.props.triggers ?? []).map(readTrigger);
  const found = [
    respondTimer('respond', of('respond'), 60),
    ...Object.values(DEFAULT_BUS_RULES).map((rule) => eventRule('respond', rule, of('respond'), { value: [] })),
    nightlyTimer('hygiene', of('hygiene')),
  ];
  expect(found.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  const names = of('respond').flatMap(({ name, type }) => (type === 'eventbridge' ? [name] : []));
  expect(Object.values(DEFAULT_BUS_RULES).map(({ trigger }) => trigger)).toEqual(names);
});

describe('the region of global events', () => {
  const facts = { site: 'china', region: 'cn-hangzhou', hasUsers: { value: true } } as const;
  const here = { value: 'cn-hangzhou' };
  const refused = { couldNotCheck: 'refused' };
  const event = { value: '2026-01-01T00:00:00Z' };
  const none = { value: undefined };
  test.each([
    ['they are there', { storage: here, last: event }, /^ok: RAM's events are in cn-hangzhou/],
    ['they are there, whatever else is refused', { storage: refused, last: event }, /^ok/],
    [
      'they are kept elsewhere',
      { storage: { value: 'ap-southeast-1' }, last: none },
      /^problem: .* kept in ap-southeast-1/,
    ],
    [
      'none is there, and the place is right',
      { storage: here, last: none },
      /^could not check: .*none of the last 7 days/,
    ],
    ['none is there, with users', { storage: refused, last: none }, /^problem: .* though the account has users/],
    [
      'none, without users',
      { storage: refused, last: none, hasUsers: { value: false } },
      /^could not check: .* no users yet/,
    ],
    ['none, and users are refused', { storage: refused, last: none, hasUsers: refused }, /^could not check: .*refused/],
    ['they cannot be looked up', { storage: here, last: refused }, /^could not check: .*refused/],
  ])('%s', (_, some, words) => {
    expect(judgeGlobalEvents({ ...facts, ...some }).map(shown)).toEqual([expect.stringMatching(words)]);
  });

  test('functions elsewhere hear of no event: a note', () => {
    const found = judgeGlobalEvents({ ...facts, region: 'cn-beijing', storage: here, last: event });
    expect(found.map(shown)).toEqual([expect.stringMatching(/^ok/), expect.stringMatching(/^note: .*cn-beijing/)]);
  });
});

describe('the archive', () => {
  const right = { acl: 'private', versioning: 'Enabled', encryption: 'AES256', retention: undefined };
  const held = (isLocked: boolean) => ({ id: 'W', days: 30, isLocked });
  test.each([
    ['versions alone', {}, [/^ok: .*keeps versions/, /^note: .* has no retention/]],
    ['a locked retention alone', { versioning: undefined, retention: held(true) }, [/^ok: .* for 30 days$/]],
    ['a retention that nobody locked', { retention: held(false) }, [/^ok/, /^note: .* no locked retention/]],
    ['neither', { versioning: 'Suspended', retention: held(false) }, [/^problem: .* keeps no versions/, /^note/]],
    ['public', { acl: 'public-read', retention: held(true) }, [/^problem: .* is public-read/]],
    ['not encrypted', { encryption: undefined, retention: held(true) }, [/^problem: .* not encrypted/]],
  ])('%s', (_, some, words) => {
    expect(judgeArchive('a', { ...right, ...some }).map(shown)).toEqual(words.map((one) => expect.stringMatching(one)));
  });
});

describe('how a policy differs, in words', () => {
  interface Statement {
    Effect: string;
    Action: string[];
    Resource: string | string[];
    Condition?: object;
  }
  const scope = { bucket: 'evidence-bucket', accountId: '1234567890123456' };
  const should = quarantineDocument(scope).document;
  const is = (change: (everywhere: Statement, statements: Statement[]) => void): string => {
    const document = JSON.parse(should) as { Statement: [Statement, ...Statement[]] };
    change(document.Statement[0], document.Statement);
    return JSON.stringify(document);
  };
  const changed = /\. Somebody changed it, or another version of ak-tourniquet made it$/;
  const settings = /\. If nobody changed it, TOURNIQUET_\* of this shell and of the deployment differ/;

  test.each([
    [
      'nothing denied',
      is((_, all) => all.splice(0, 9, { Effect: 'Allow', Action: ['ecs:*'], Resource: '*' })),
      /^it denies nothing of what it must \(0 of \d+\), and it lacks /,
      changed,
    ],
    [
      'a condition that is never met',
      is((all) => {
        all.Condition = { StringEquals: { 'acs:SourceVpc': 'none' } };
      }),
      /^it denies nothing of what it must/,
      changed,
    ],
    [
      'a resource that is none',
      is((all) => {
        all.Resource = 'acs:ecs:*:*:none';
      }),
      /^it denies nothing .* it lacks \*, and it names acs:ecs:\*:\*:none besides/,
      changed,
    ],
    ['some denied no more', is((all) => all.Action.splice(0, 8)), /^it does not deny 8 of .* 2 more\. /, changed],
    [
      'another bucket',
      quarantineDocument({ ...scope, bucket: 'another' }).document,
      /^it lacks acs:oss:\*:\*:evidence-bucket/,
      settings,
    ],
    ['more denied', is((all) => all.Action.push('oss:GetObject')), /^it names the same resources/, /effects$/],
    ['no policy', '{', /^it is no policy document$/, /./],
  ])('%s', (_, document, begin, end) => {
    expect(differsInWords([document], should)).toMatch(begin);
    expect(differsInWords([document], should)).toMatch(end);
  });
});

describe("a function's role", () => {
  const doc = (...actions: string[]) =>
    JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });
  const name = 'ak-tourniquet-investigate';
  const wanted = {
    ...{ of: 'investigate' as const, name, description: '' },
    policies: [
      { name, document: doc('ram:GetUser', 'oss:GetObject') },
      { name: `${name}-trail`, document: doc('oss:ListObjects') },
    ],
  };
  const custom = (policy: string) => ({ name: policy, type: 'Custom' as const });
  const right = {
    trust: JSON.stringify(TRUST),
    carried: [custom(name), custom(`${name}-trail`)],
    documents: new Map(wanted.policies.map((policy) => [policy.name, policy.document])),
  };
  const documents = (document: string) => new Map([...right.documents, [name, document]]);
  const optional = /^ok: optional rights of .* granted trail; not granted, .*: archive, sls, access-logs, access-sls$/;

  test.each([
    ['exactly its rights', {}, [/^ok: .* exactly the rights of docs\/roles/, optional]],
    ['no role', { trust: undefined }, [/^problem: there is no role/]],
    ['others may take it', { trust: '{"Version":"1","Statement":[]}' }, [/^problem: .* by others/, optional]],
    ['a right is missing', { documents: documents(doc('ram:GetUser')) }, [/lacks oss:GetObject on \*$/, optional]],
    [
      'a right is too many',
      { documents: documents(doc('ram:GetUser', 'oss:GetObject', 'ram:*')) },
      [/says more: ram:\* on \*$/, optional],
    ],
    ['a document that is none', { documents: documents('{') }, [/^problem: .* no document/, optional]],
    [
      'a foreign policy',
      { carried: [...right.carried, { name: 'AdministratorAccess', type: 'System' as const }] },
      [/^problem: .* more than its rights: AdministratorAccess$/, optional],
    ],
    [
      'an optional policy that is configured and not carried',
      { carried: [custom(name)] },
      [/^problem: .* lacks its policy .*-trail$/, /granted none; not granted/],
    ],
    [
      'an optional policy that is carried and not configured',
      { carried: [...right.carried, custom(`${name}-sls`)] },
      [
        /^note: .* carries ak-tourniquet-investigate-sls, which .* does not ask for/,
        /: archive, access-logs, access-sls$/,
      ],
    ],
  ])('%s', (_, some, words) => {
    expect(judgeRole(wanted, { ...right, ...some }).map(shown)).toEqual(words.map((one) => expect.stringMatching(one)));
  });

  test('two documents differ in nothing where they are the same, and in what one has alone', () => {
    const actions = fc.uniqueArray(fc.constantFrom('ram:GetUser', 'RAM:getuser', 'oss:Get*', 'fc:*', 'kms:X'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(actions, actions, (a, b) => {
        const { missing, more } = documentDifference(doc(...a), doc(...b));
        expect(missing.length + more.length === 0).toBe(sameDocument(doc(...a), doc(...b)));
        const back = documentDifference(doc(...b), doc(...a));
        expect([back.more, back.missing]).toEqual([missing, more]);
      }),
    );
  });
});
