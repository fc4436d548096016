import type { Language } from '../../../shared/config/types';
import type { Verification } from '../../../shared/containment/types';
import { buildAlert, textsOf } from '../../../shared/notify/build';
import { isConsolePage } from '../../../shared/notify/consoles';
import type { AlertFacts, IncidentFacts } from '../../../shared/notify/facts';
import { type Message, PARTS } from '../../../shared/notify/message';
import { parseMessage } from '../../../shared/notify/outbox/parse-message';
import { DINGTALK_LIMIT_BYTES, renderDingTalk } from '../../../shared/notify/render/dingtalk';
import { renderHtml } from '../../../shared/notify/render/html';
import { renderText } from '../../../shared/notify/render/text';
import { AT, EVERY_ALERT, inUse, KEY, OTHER_KEY, ofRow, ROWS, summary, VERDICTS } from './alert-facts';

const LANGUAGES: readonly Language[] = ['zh', 'en'];
const every = LANGUAGES.flatMap((language) =>
  Object.entries(EVERY_ALERT).map(([name, facts]) => [language, name, facts] as const),
);

const build = (facts: AlertFacts, language: Language = 'en'): Message => buildAlert(facts, language, { site: 'china' });
const ofIncident = (incident: IncidentFacts, language: Language = 'en'): Message =>
  build({ kind: 'incident', at: AT, incident }, language);
const textOf = (incident: IncidentFacts, language: Language = 'en'): string =>
  renderText(ofIncident(incident, language));
const dingTalkOf = (message: Message) => renderDingTalk(message, textsOf(message.language));

describe.each(every)('%s: %s', (language, _name, facts) => {
  const message = build(facts, language);
  const renderings = [message.title, renderText(message), renderHtml(message), dingTalkOf(message).body.markdown.text];

  it('has words for everything', () => {
    for (const text of renderings) expect(text).not.toMatch(/undefined|\[object|NaN|Invalid Date|\bnull\b/);
  });
  it('names the keyword that a robot may filter by', () => {
    for (const text of renderings) expect(text).toContain('AccessKey');
  });
  it('begins with a verdict, asks for something and says who decides', () => {
    const [verdict, facts1] = message.blocks;
    expect(verdict?.kind).toBe('verdict');
    const { labels } = textsOf(language);
    const shown = facts1?.kind === 'facts' ? facts1.rows.map(({ label }) => label) : [];
    expect(shown).toEqual(expect.arrayContaining([labels.todo, labels.who]));
  });
  it('keeps the order of the parts', () => {
    const order = message.blocks.map(({ part }) => PARTS.indexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
  it('fits DingTalk, survives being written down, and is the same for the same facts', () => {
    expect(dingTalkOf(message).shortened).toBe(false);
    expect(parseMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
    expect(build(facts, language)).toEqual(message);
  });
  it('shows no asterisk in DingTalk: every bold run begins and ends where Markdown sees it', () => {
    for (const line of dingTalkOf(message).body.markdown.text.split('\n')) {
      const rest = line.replace(/(^|[\s（(])\*\*[^\s*](?:[^*]*[^\s*])?\*\*(?=$|[\s：:，,。)）])/g, '$1');
      expect(rest).not.toContain('*');
    }
  });
  it('links to nothing but the console', () => {
    const links = [...renderHtml(message).matchAll(/href="([^"]*)"/g)].map(([, url = '']) =>
      url.replace(/&amp;/g, '&'),
    );
    expect(links.filter((url) => !isConsolePage(url))).toEqual([]);
  });
});

describe.each(ROWS)('the row %s', (row) => {
  it('has a headline of its own in both languages, and a title', () => {
    for (const language of LANGUAGES) {
      const own = ofIncident(ofRow(row), language);
      const others = ROWS.filter((other) => other !== row && VERDICTS[other] !== 'contain').map((other) =>
        ofIncident(ofRow(other), language),
      );
      if (VERDICTS[row] !== 'contain') {
        expect(others.map(({ title }) => title)).not.toContain(own.title);
        expect(others.map(({ blocks }) => JSON.stringify(blocks[0]))).not.toContain(JSON.stringify(own.blocks[0]));
      }
    }
  });
  it('says everything that an alert has to say, in the order of the design', () => {
    const parts = new Set(ofIncident(ofRow(row)).blocks.map(({ part }) => part));
    const expected = PARTS.filter(
      (part) => part !== 'investigation' && (part !== 'limited' || !['root-key', 'not-ours'].includes(row)),
    );
    expect([...parts]).toEqual(expected);
  });
  it('says in observe mode that nothing was changed, and offers nothing to undo', () => {
    for (const [language, words] of [
      ['en', 'observe: nothing was changed'],
      ['zh', '观察模式，未做任何改动'],
    ] as const) {
      const message = build(EVERY_ALERT[`${row} observed`] as AlertFacts, language);
      expect(message.title).toContain(words);
      expect(renderText(message)).not.toContain('ak-tourniquet release');
    }
  });
});

describe('an incident', () => {
  it('speaks of what took hold, not of what was meant to', () => {
    const { attached: _attached, verification: _verification, ...nothing } = inUse();
    expect(ofIncident(nothing)).toMatchObject({ severity: 'critical' });
    expect(textOf(nothing)).toContain('could not be contained');
    expect(textOf(inUse({ attached: 'freeze' }))).toContain('Every call of this user is denied');
    expect(textOf({ ...nothing, keyDisabled: true })).toContain('the deny on the user could not be attached');
  });
  it.each([
    ['unverified', /could NOT be verified/, /could not be checked: policies of the user/],
    ['power beside the deny', /STILL allowed/, /high-risk actions are still allowed/],
  ])('%s is never told as contained', (name, title, words) => {
    const message = build(EVERY_ALERT[name] as AlertFacts);
    expect(message).toMatchObject({ severity: 'critical', title: expect.stringMatching(title) });
    expect(message.title).toMatch(/^\[URGENT\]/);
    expect(renderText(message)).toMatch(words);
    expect(renderText(message)).not.toMatch(/your business goes on/);
  });
  it("is critical when the key was an administrator's, when a thief was seen, and when calls go on", () => {
    const { owner } = inUse();
    const administrator = owner.type === 'ram-user' ? { ...owner, administrator: { value: true } } : owner;
    expect(ofIncident(inUse()).severity).toBe('high');
    expect(ofIncident(inUse({ owner: administrator })).severity).toBe('critical');
    expect(ofIncident(inUse({ thief: { seen: 'yes', dataUpTo: AT } })).severity).toBe('critical');
  });
  it('never shows a look that failed as none', () => {
    const unknown = { couldNotCheck: 'the call was throttled' };
    const facts = inUse({
      lastUse: unknown,
      application: unknown,
      businessImpact: unknown,
      liveSessions: unknown,
      billable: unknown,
      owner: { type: 'ram-user', userName: 'ci-bot', administrator: unknown, otherKeys: [], console: unknown },
      verification: { state: 'not verified', at: AT, problems: ['ListPolicies failed'], residual: unknown },
    });
    const text = textOf(facts);
    expect(text.match(/could not check \(the call was throttled\)/g)).toHaveLength(8);
    expect(textOf(facts, 'zh').match(/未能查到（the call was throttled）/g)).toHaveLength(8);
  });
  it('never calls a containment verified that nobody read back', () => {
    const { verification: _verification, ...facts } = inUse();
    expect(textOf(facts)).toContain('NOT VERIFIED');
  });
  it.each(['toString', 'a state of a later version'])(
    'never calls a containment verified whose state is %s',
    (state) => {
      const verification = { at: AT, problems: [], residual: { value: [] }, state } as unknown as Verification;
      expect(textOf(inUse({ verification }))).toContain('NOT VERIFIED');
    },
  );
  it('tells Beijing time in Chinese and UTC in English, each with its name', () => {
    expect(textOf(inUse(), 'zh')).toContain('2026-05-01 03:12:45（北京时间）');
    expect(textOf(inUse(), 'en')).toContain('2026-04-30 19:12:45 UTC');
  });
  it('gives the exact commands: release for what was contained, approve for what is held', () => {
    expect(textOf(inUse())).toContain(`npx --no ak-tourniquet release ${KEY} --reason "…"`);
    const held = textOf(ofRow('excluded'));
    expect(held).toContain(`npx --no ak-tourniquet approve ${KEY} --reason "…"`);
    expect(held).not.toContain('ak-tourniquet release');
    expect(textOf(ofRow('not-ours'))).not.toContain('npx');
    // No approval can be written down while OSS is down.
    expect(textOf(ofRow('excluded', { unrecorded: true }))).toContain(
      `ak-tourniquet respond --approve ${KEY} --reason`,
    );
    const { attached: _, ...failed } = inUse();
    expect(textOf(failed)).toMatch(new RegExp(`your own rights:\\s+npx --no ak-tourniquet respond ${KEY} --reason`));
    expect(held + textOf(inUse())).not.toContain('ak-tourniquet respond');
  });
  it('offers the release of a key that we had disabled when its leak comes again', () => {
    const text = textOf(ofRow('already-inactive', { keyDisabled: true, attached: 'quarantine' }));
    expect(text).toContain('ak-tourniquet release');
  });
  it('sends the owner of a root key to the page where he can disable it, on his site', () => {
    const incident = ofRow('root-key');
    expect(textOf(incident)).toContain('https://usercenter.console.aliyun.com/#/manage/ak');
    const international = buildAlert({ kind: 'incident', at: AT, incident }, 'en', { site: 'international' });
    expect(renderText(international)).toContain('https://usercenter.console.alibabacloud.com/#/manage/ak');
    expect(renderText(international)).not.toContain('console.aliyun.com/#');
  });
  it('masks key ids in a group chat and shows them whole in a mail', () => {
    const message = ofIncident(
      inUse({
        caveats: [`disable-key:${OTHER_KEY} failed`],
        steps: [{ step: `disable-key:${KEY}`, ok: false, detail: 'no', at: AT }],
      }),
    );
    const chat = JSON.stringify(dingTalkOf(message).body);
    for (const id of [KEY, OTHER_KEY]) {
      expect(chat).not.toContain(id);
      expect(renderHtml(message)).toContain(id);
    }
    expect(chat).toContain('LTAI…wxyz');
  });
  it('masks an old key id too, which does not look like one', () => {
    const legacy = 'aB3dE6gH9jK2mN5p';
    const message = ofIncident(
      inUse({ accessKeyId: legacy, incidentId: `1/${legacy}`, caveats: [`${legacy} is old`] }),
    );
    expect(JSON.stringify(dingTalkOf(message).body)).not.toContain(legacy);
  });
  it('shows where the key was published as text that no program links', () => {
    for (const text of [
      textOf(inUse()),
      renderHtml(ofIncident(inUse())),
      dingTalkOf(ofIncident(inUse())).body.markdown.text,
    ]) {
      expect(text).not.toMatch(/https?:\/\/github/);
      expect(text).not.toContain('github.com');
      expect(text).toContain('hxxps://github');
    }
  });
  it('puts what failed before what succeeded', () => {
    const ok = { step: 'attach-quarantine', ok: true, detail: 'attached', at: AT };
    const text = textOf(
      inUse({ steps: [ok, { ...ok, step: `disable-key:${KEY}`, ok: false, detail: 'NoPermission' }] }),
    );
    expect(text.indexOf('FAILED: disable key')).toBeGreaterThan(0);
    expect(text.indexOf('FAILED: disable key')).toBeLessThan(text.indexOf('Done: attach'));
  });
});

describe('a message that is too long for DingTalk', () => {
  const problems = Array.from({ length: 400 }, (_, at) => `TOURNIQUET_NAME_${at} is unknown: ${'很长'.repeat(40)}`);
  const message = build({ kind: 'configuration-invalid', at: AT, problems }, 'zh');

  it('is shortened, says so, and keeps the verdict', () => {
    const { body, shortened } = dingTalkOf(message);
    expect(shortened).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(DINGTALK_LIMIT_BYTES);
    expect(body.markdown.text).toContain('已缩短');
    expect(body.markdown.text).toContain('配置无效');
  });
  it('is whole in the mail', () => {
    expect(renderText(message)).toContain('TOURNIQUET_NAME_399');
  });
});

describe('the second message', () => {
  it('says what was seen, what was cut, and what it cost', () => {
    const text = renderText(
      build({ kind: 'summary', at: AT, incident: inUse({ thief: { seen: 'yes' } }), summary: summary() }),
    );
    for (const words of [
      '47',
      'NOT complete: me-east-1',
      'Ram CreateUser',
      'user crossfire',
      `${OTHER_KEY} (backup), li.wei`,
      '1840.20 CNY',
      'how far the data goes is not known',
    ])
      expect(text).toContain(words);
  });
});

test.each([
  ['en', 'last day 1840.20 CNY; too few days before the suspicion to say what is usual'],
  ['zh', '最近一天 1840.20 CNY；怀疑开始之前的天数太少'],
] as const)('an account without a usual day is told none, in %s', (language, words) => {
  const young = summary({ cost: { value: { currency: 'CNY', lastDay: '1840.20' } } });
  const text = renderText(build({ kind: 'summary', at: AT, incident: inUse({}), summary: young }, language));
  expect(text).toContain(words);
});

describe('what failed, in the reader’s language', () => {
  const denied = 'sas DescribeAccesskeyLeakList failed: NoPermission (HTTP 403): You are not authorized to do this.';
  test.each([
    `poll: ${denied}`,
    `LTAI5t****wxyz: alert: dingtalk: dingtalk did not take the message: no answer within 5 s`,
    'LTAI5t****wxyz: nothing could be recorded in OSS',
    'outbox: Not all of it could be done: mail: mail did not take the message: no connection (ECONNREFUSED)',
    `finish of LTAI5t****wxyz: hand-over: ak-tourniquet-investigate could not be invoked: ${denied}`,
    'schedule: oss ListObjects failed: 500 (HTTP 500): internal error',
    'LTAI5t****wxyz: parts of the deny policy could not be attached',
    'alarm: webhook: not kept for later: oss PutObject failed: timeout',
  ])('%s', (failure) => {
    const facts: AlertFacts = {
      kind: 'responder-failed',
      at: AT,
      what: 'timer',
      failures: [failure],
      consequences: ['leaks may go unnoticed until this is mended'],
    };
    // Two words in a row that are no name of a call or a service are an English sentence.
    const told = renderText(build(facts, 'zh')).replace(/调用 \S+ \S+ 失败/g, '');
    expect(told).not.toMatch(/[a-z]{2,} [a-z]{2,}/);
  });
});
