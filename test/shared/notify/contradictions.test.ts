import type { Language } from '../../../shared/config/types';
import { buildAlert } from '../../../shared/notify/build';
import type { AlertFacts, IncidentFacts } from '../../../shared/notify/facts';
import { renderText } from '../../../shared/notify/render/text';
import { AT, inUse, KEY, OTHER_KEY, ofRow, summary } from './alert-facts';

const text = (facts: AlertFacts, language: Language = 'en'): string =>
  renderText(buildAlert(facts, language, { site: 'china' }));
const headline = (facts: AlertFacts, language: Language = 'en'): string =>
  text(facts, language)
    .split('\n')
    .find((one) => one !== '' && !one.startsWith('Subject')) ?? '';
const incident = (of: IncidentFacts): AlertFacts => ({ kind: 'incident', at: AT, incident: of });

const releasedBefore = { by: 'alice', at: '2026-04-30T18:00:00.000Z', reason: 'false alarm' };
const released = (row: IncidentFacts['row'], verdict: IncidentFacts['verdict']): IncidentFacts =>
  ofRow(row, { verdict, releasedBefore, steps: [], heldUntilDecision: verdict === 'hold' });
function withoutDeny(of: IncidentFacts): IncidentFacts {
  const { attached: _attached, verification: _verification, ...rest } = of;
  return { ...rest, keyDisabled: false };
}

describe('after a release', () => {
  const rows: [string, AlertFacts][] = [
    ['the same leak again', incident(released('released-same-leak', 'none'))],
    ['a new leak', incident(released('released-new-leak', 'hold'))],
    ['the reminder', { kind: 'reminder', at: AT, incident: released('released-new-leak', 'hold'), hours: 4 }],
    [
      'a planned later look',
      { kind: 'summary', at: AT, incident: withoutDeny(released('in-use', 'none')), summary: summary() },
    ],
  ];
  test.each(rows)('%s says in its headline who released it and when, and offers approve', (_, facts) => {
    expect(headline(facts)).toMatch(/released by alice, 2026-04-30 18:00:00 UTC/);
    expect(headline(facts, 'zh')).toMatch(/alice 于 2026-05-01 02:00:00（北京时间） ?解除限制/);
    const all = text(facts);
    expect(all).toContain(`ak-tourniquet approve ${KEY}`);
    expect(all).not.toContain('ak-tourniquet release');
    expect(all).not.toMatch(/could not be contained|by hand, now|Nothing was changed|Meanwhile nothing was done/);
    expect(all).not.toMatch(/attached to ci-bot|Done: attach/);
  });
  test('a thief who shows only afterwards asks for a decision', () => {
    const facts = withoutDeny(released('in-use', 'none'));
    const all = text({ kind: 'summary', at: AT, incident: { ...facts, thief: { seen: 'yes' } }, summary: summary() });
    expect(all).toContain('Was that known when it was released?');
  });
});

test.each(['secret-invalid', 'excluded', 'over-cap', 'success-after-deny', 'persistence-after-leak'] as const)(
  'a hold (%s) beside a deny says that the deny stays',
  (row) => {
    const held = ofRow(row, { verdict: 'hold', heldUntilDecision: true, attached: 'quarantine', keyDisabled: false });
    for (const facts of [incident(held), { kind: 'reminder', at: AT, incident: held, hours: 4 } as const]) {
      expect(headline(facts)).toMatch(/deny .*stays/i);
      expect(text(facts)).not.toMatch(/nothing was done|still has all its power|Nothing was changed/i);
    }
    expect(headline(incident(held), 'zh')).toContain('拒绝策略继续有效');
  },
);

test('an incident of root that the credential report has closed was closed by no person, and no deny came off', () => {
  const by = { by: 'the credential report', at: '2026-04-30T18:00:00.000Z', reason: 'root has no active AccessKey' };
  const { accountId } = ofRow('root-key');
  const of = {
    ...withoutDeny(ofRow('persistence-after-leak', { verdict: 'hold', releasedBefore: by, steps: [] })),
    owner: { type: 'root', accountId } as unknown as IncidentFacts['owner'],
  };
  const facts: AlertFacts = { kind: 'summary', at: AT, incident: of, summary: summary() };
  expect(headline(facts)).toMatch(/was closed by the credential report, 2026-04-30 18:00:00 UTC/);
  expect(headline(facts, 'zh')).toMatch(/已由 凭证报告 于 2026-05-01 02:00:00（北京时间） ?结束/);
  expect(text(facts)).not.toMatch(/by a person|deny is off/);
  expect(text(facts, 'zh')).not.toContain('the credential report');
});

describe('what nobody was asked', () => {
  test.each(['not-ours', 'deleted', 'root-key'] as const)('%s claims no failed check', (row) => {
    const { lastUse: _l, application: _a, businessImpact: _b, liveSessions: _s, billable: _c, ...rest } = ofRow(row);
    const nobody = { owner: { type: 'unknown', claimed: 'ci-bot' }, keyDeleted: { user: 'gone' } } as const;
    const facts: IncidentFacts = row === 'deleted' ? { ...rest, ...nobody } : rest;
    expect(text(incident(facts))).not.toMatch(/could not check|Last use|Which application/);
    expect(text(incident(facts), 'zh')).not.toMatch(/未能查到|最近使用|哪个应用/);
  });
  test('what is looked for later is told as that', () => {
    const all = text(incident(inUse({ liveSessions: { later: true } })));
    expect(all).toContain('Not looked at yet: the second message tells.');
  });
});

describe('a key that was off or deleted before anybody acted', () => {
  const of = (row: 'deleted' | 'already-inactive', more: Partial<IncidentFacts>): IncidentFacts => ({
    ...withoutDeny(ofRow(row, { steps: [] })),
    ...more,
  });
  test.each([
    ['there', /user ci-bot is there still/, /用户 ?ci-bot ?仍然存在/],
    ['gone', /user ci-bot has been deleted as well/, /用户 ?ci-bot ?也已经删除/],
    ['unchecked', /user ci-bot is there still could not be checked/, /未能查到它的用户 ?ci-bot ?是否仍然存在/],
  ] as const)('says of its user what is known: %s', (user, en, zh) => {
    const facts = incident(of('deleted', { keyDeleted: { user } }));
    expect(text(facts)).toMatch(en);
    expect(text(facts, 'zh')).toMatch(zh);
  });
  test.each(['deleted', 'already-inactive'] as const)(
    '%s: urgent where a thief was seen, or something was made',
    (row) => {
      const told = (more: Partial<IncidentFacts>) =>
        buildAlert({ kind: 'summary', at: AT, incident: of(row, more), summary: summary() }, 'en', { site: 'china' });
      const seen = told({ thief: { seen: 'yes' } });
      expect([seen.title, seen.severity]).toEqual([expect.stringMatching(/^\[URGENT\]/), 'critical']);
      const made = told({ made: [{ kind: 'access-key', name: OTHER_KEY, of: 'ci-bot' }] });
      expect(made.title).toMatch(/^\[URGENT\]/);
      expect(told({}).title).toMatch(/^\[NOTICE\]/);
      expect(
        text({ kind: 'summary', at: AT, incident: of(row, { thief: { seen: 'yes' } }), summary: summary() }),
      ).not.toContain('nobody has to decide');
    },
  );
  test('what was made with a deleted key is frozen: that is no containment that failed', () => {
    const steps = [{ step: 'freeze-user:svc', ok: true, detail: 'attached', at: AT }];
    const facts = of('deleted', {
      row: 'persistence-after-leak',
      verdict: 'contain',
      keyDeleted: { user: 'there' },
      steps,
    });
    expect(headline(incident(facts))).toMatch(/All calls of what a thief made with it are denied/);
    expect(headline(incident(facts), 'zh')).toMatch(/创建的身份的所有操作都已被拒绝/);
    expect(text(incident(facts))).not.toMatch(/respond LTAI|did not succeed|your business goes on|after the old key/);
    expect(text(incident(facts))).toMatch(/the key is deleted; look first at what it made/);
    const none = of('deleted', { row: 'persistence-after-leak', verdict: 'contain', keyDeleted: { user: 'there' } });
    expect(headline(incident(none))).toMatch(/making a way back in/);
    expect(buildAlert(incident(none), 'en', { site: 'china' }).title).toMatch(/^\[URGENT\]/);
  });
});

describe('a deny that took effect late', () => {
  const late = inUse({
    verification: {
      state: 'deny attached',
      at: AT,
      problems: ['18 calls that the deny covers still succeeded, the last 08:18:12 UTC, 5 s after it'],
      residual: { value: [] },
    },
  });
  test('is the headline, with what came through', () => {
    expect(headline(incident(late))).toMatch(/took effect late: 18 calls that the deny covers still succeeded/);
    expect(headline({ kind: 'summary', at: AT, incident: late, summary: summary() })).toContain('took effect late');
    expect(headline(incident(late), 'zh')).toContain('仍有 18 次本应被拒绝的调用成功，最后一次在 16:18:12（北京时间）');
  });
});

test('what the key made is the first thing to do, by name', () => {
  const made = [
    { kind: 'user', name: 'svc-backup' },
    { kind: 'grant', name: 'AdministratorAccess', of: 'svc-backup', power: 'all' },
    { kind: 'console', name: 'svc-backup@acme.onaliyun.com' },
  ] as const;
  const all = text({ kind: 'summary', at: AT, incident: inUse({ made }), summary: summary() });
  const now = all.split('\n').find((one) => one.startsWith('You now')) ?? '';
  expect(now).toContain('(3 identities or grants): user svc-backup (AdministratorAccess, console login)');
  expect(all).toMatch(/1\. What the key made is another way in/);
});

test('of what the key made the number told is that of all, and who can do most stands first', () => {
  const made = [
    ...Array.from({ length: 30 }, (_, i) => ({ kind: 'user', name: `zz${i}` }) as const),
    { kind: 'user', name: 'evil' },
    { kind: 'grant', name: 'AdministratorAccess', of: 'evil', power: 'all' },
    { kind: 'access-key', name: 'LTAI5tEvilKey0001', of: 'evil' },
    ...Array.from({ length: 12 }, (_, i) => ({ kind: 'grant', name: `policy-${i}`, of: 'evil' }) as const),
  ] as const;
  const facts = inUse({ made, madeLeftOut: 5 });
  const all = text({ kind: 'summary', at: AT, incident: facts, summary: summary() });
  const now = all.split('\n').find((one) => one.startsWith('You now')) ?? '';
  expect(now).toMatch(
    /\(50 identities or grants\): user evil \(AdministratorAccess, AccessKey \S+, policy-0, .*6 more\), /,
  );
  expect(now).toMatch(/user zz6, … and 28 more\./);
});

test('what costs is told with the call that made it, and the number of all', () => {
  const value = Array.from({ length: 10 }, (_, i) => ({
    what: `i-${i}`,
    region: 'cn-hangzhou',
    at: AT,
    how: 'Ecs RunInstances',
  }));
  const facts = incident(inUse({ billable: { value }, billableLeftOut: 40 }));
  expect(text(facts)).toMatch(/i-0 in cn-hangzhou, made .+ UTC by Ecs RunInstances\n/);
  expect(text(facts)).toContain('… and 42 more');
  expect(text(facts)).not.toContain('to stop it');
  expect(text(facts, 'zh')).toMatch(/i-0，地域 cn-hangzhou，于 .+ 由 Ecs RunInstances 创建\n/);
  expect(text(facts, 'zh')).toContain('另有 42 项');
});

describe('who uses the key', () => {
  test('what was used only since the leak stands apart, and columns that know nothing are left out', () => {
    const facts = inUse({
      application: { value: [{ ip: '198.51.100.23', userAgent: 'app/1' }] },
      businessImpact: { value: [{ action: 'ecs:RunCommand', lastAt: AT }] },
      suspectUse: { calls: 7, ips: ['203.0.113.7'] },
    });
    const all = text(incident(facts));
    expect(all).toContain('Used since the leak, perhaps by the thief: at least 7 calls from 203.0.113.7.');
    expect(all).toMatch(/Address \| Program\n198/);
    expect(all).toMatch(/Action \| Last \(UTC\)\necs:RunCommand/);
  });
});

describe('in Chinese', () => {
  test.each([
    [
      'schedule: oss GetObject failed: AccessDenied (HTTP 403): no [a/x.json]; nor could be read: a/y.json, a/z.json, 4 more',
      '到期任务：调用 oss GetObject 失败，错误码 AccessDenied，对象 a/x.json；同样未能读取：a/y.json, a/z.json，另有 4 个',
    ],
    [
      'a former release cannot be seen (journal: oss GetObject failed: Timeout: no answer in 2000 ms)',
      '看不到此前是否解除过（事件记录：调用 oss GetObject 失败，错误码 Timeout）',
    ],
    ['the hourly cap for manual is reached', '来源“手动调用”已达每小时上限'],
    ['in use (last 2026-11-24T08:18:12.000Z)', '正在使用（最近一次 2026-11-24 16:18:12（北京时间））'],
    [
      '3 calls that the deny covers succeeded more than 5 minutes after it, the last at 2026-11-24T08:18:12.000Z',
      '最后一次在 2026-11-24 16:18:12（北京时间）',
    ],
    [
      'alice released LTAI…wxyz; since then: the key is still active',
      'alice 解除了 LTAI…wxyz 的限制，此后：这个 AccessKey 仍处于启用状态',
    ],
  ])('%s', (english, chinese) => {
    expect(text(incident(inUse({ reason: english, caveats: [english] })), 'zh')).toContain(chinese);
  });
  test('a session whose id the log does not tell has no question mark', () => {
    const all = text(incident(inUse({ liveSessions: { value: [{ id: '?', role: 'acs:ram::1:role/x' }] } })), 'zh');
    expect(all).not.toContain('（?）');
    expect(all).toContain('acs:ram::1:role/x，到期');
  });
  test('the second subject of a root key names root', () => {
    const facts: AlertFacts = { kind: 'summary', at: AT, incident: ofRow('root-key'), summary: summary() };
    expect(buildAlert(facts, 'en', { site: 'china' }).title).toContain('what the leaked key of root did');
    expect(buildAlert(facts, 'zh', { site: 'china' }).title).toContain('主账号 root 泄露的 AccessKey 做过什么');
  });
});
