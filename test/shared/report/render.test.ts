import fc from 'fast-check';
import { type DataResult, NOT_ASKED } from '../../../shared/evidence/data/types';
import type { IncidentFacts } from '../../../shared/notify/facts';
import { escaped, html } from '../../../shared/report/html';
import { pageOf } from '../../../shared/report/page';
import { renderReport } from '../../../shared/report/render';
import { aReport } from './a-report';

describe('the incident report', () => {
  test('is one file: no script, nothing from outside, and a policy that forbids both', async () => {
    for (const language of ['zh', 'en'] as const) {
      const page = renderReport(await aReport(), [language]);
      expect(page.includes("default-src 'none'")).toBe(true);
      expect(page).not.toMatch(/<(script|img|iframe|link|object|embed|form|base|video|audio)\b/i);
      expect(/<[a-z]+[^>]*\son\w+=|javascript:|@import|url\(/i.test(page)).toBe(false);
      const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
      expect(
        links.every((href) =>
          /^https:\/\/[a-z0-9]+\.console\.aliyun\.com\/|^https:\/\/usercenter2\.aliyun\.com\/|^https:\/\/db-ip\.com$|^https:\/\/(help\.aliyun\.com|www\.alibabacloud\.com)\/[^?]*$|^\.\/[\w./%-]+$/.test(
            href ?? '',
          ),
        ),
      ).toBe(true);
    }
  });

  test('shows text from outside as text: names, agents and addresses become neither markup nor links', async () => {
    const page = renderReport(await aReport(), ['en']);
    expect(page).toContain('crossfire&#60;b&#62;');
    expect(page).not.toContain('<b>crossfire');
    expect(page).not.toContain('<img src=x');
    expect(page).not.toContain('http://evil.example.com');
  });

  test('says which source answered, from when to when, and what was cut, in both languages', async () => {
    const base = await aReport();
    const { from } = base.auditWindow;
    const { time } = pageOf({ ...base, language: 'en' });
    const inEnglish = renderReport(base, ['en']);
    expect(inEnglish).toContain('actiontrail LookupEvents cn-hangzhou');
    expect(inEnglish).toContain(time(from));
    expect(inEnglish).toMatch(/data-head="Answer"><span class="mark warn">cut<\/span>.*Throttling\.User/);
    const inChinese = renderReport(base, ['zh']);
    expect(inChinese).toContain('actiontrail LookupEvents cn-hangzhou');
    expect(inChinese).toContain(pageOf({ ...base, language: 'zh' }).time(from));
    expect(inChinese).toContain('<span class="mark warn">不完整</span>');
  });

  test("leads to the pack's files beside it, whatever they are called", async () => {
    const base = await aReport();
    const [item] = base.items;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const path = `evidence/${name}`;
        const page = renderReport({ ...base, items: [{ ...item, path } as (typeof base.items)[number]] });
        const hrefs = [...page.matchAll(/<td><a href="([^"]*)"/g)].map(([, href = '']) => href);
        expect(hrefs).toHaveLength(2);
        const address = (hrefs[0] ?? '').replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
        const url = new URL(address, 'file:///pack/report.html');
        expect([url.protocol, url.host, url.hash, url.search]).toEqual(['file:', '', '', '']);
      }),
      { numRuns: 60 },
    );
  });

  test('whatever a user is called, the page stays whole', async () => {
    const base = await aReport();
    const sections = renderReport(base).match(/<section/g)?.length ?? 0;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const owner = { ...base.incident.owner, userName: text } as IncidentFacts['owner'];
        const caveats = [text];
        const page = renderReport({
          ...base,
          incident: { ...base.incident, owner, caveats, published: { repository: text } },
        });
        // Once in each language.
        expect(page.match(/<h1>/g)).toHaveLength(2);
        expect(page.match(/<section/g)).toHaveLength(sections);
        expect(page.trimEnd().endsWith('</html>')).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('stands in both languages, and shows the first', async () => {
    const model = await aReport();
    const [en, zh] = [renderReport(model), renderReport({ ...model, language: 'zh' })];
    expect(en).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(zh).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
    for (const [page, first] of [
      [en, 'en'],
      [zh, 'zh'],
    ] as const) {
      expect([...page.matchAll(/id="pick-(\w+)"[^>]* checked/g)].map(([, id]) => id)).toEqual([first]);
      expect([...page.matchAll(/<div class="as-(\w+)"/g)].map(([, id]) => id).sort()).toEqual(['en', 'zh']);
    }
    expect(renderReport(model, ['en'])).not.toMatch(/pick-zh"|as-zh"/);
  });

  test('shows each identity below the one that made it, and what was contained', async () => {
    const steps = [{ step: 'freeze-user:crossfire<b>', ok: true, detail: 'attached', at: '2026-05-01T03:30:00.000Z' }];
    const page = renderReport(await aReport({}, { steps }), ['en']);
    const [, tree = ''] = /<ul class="tree">(.*?)<\/section>/s.exec(page) ?? [];
    const nodes = [...tree.matchAll(/<span class="node ([^"]*)"><b>([^<]*)<\/b> ([^<]*)</g)];
    expect(nodes.map(([, classes, type, name]) => [classes?.trim().split(/ +/).join(' '), type, name])).toEqual([
      ['root off', 'AccessKey', expect.stringMatching(/^LTAI/)],
      ['off', 'RAM user', 'crossfire&#60;b&#62;'],
      ['', 'AccessKey', 'LTAI5tMadeByHim0000001'],
    ]);
    expect(tree.match(/<ul>/g)).toHaveLength(2);
  });

  test.each([
    ['grant', 'grant/svc/AdministratorAccess', 'svc → AdministratorAccess', 'freeze-user:svc', true],
    ['grant', 'grant/deploy/AdministratorAccess', 'deploy → AdministratorAccess', 'freeze-role:deploy', true],
    ['group-membership', 'group-membership/svc/admins', 'svc → admins', 'freeze-user:svc', true],
    ['session', 'STS.A', 'deploy', 'freeze-role:deploy', true],
    ['session', 'STS.A', 'deploy', 'freeze-user:svc', false],
    ['grant', 'grant/ann/ReadOnlyAccess', 'ann → ReadOnlyAccess', 'freeze-user:svc', false],
  ] as const)('a %s %s (%s) beside %s: contained %s', async (type, id, name, step, isOff) => {
    const base = await aReport({}, { steps: [{ step, ok: true, detail: 'attached', at: '2026-05-01T03:30:00.000Z' }] });
    const actors = [...base.actors.slice(0, 1), { type, id, name, parent: base.actors[0]?.id ?? '', how: 'x' }];
    const page = renderReport({ ...base, actors } as typeof base, ['en']);
    expect(/<span class="node +(off)?"><b>/.exec(page)?.[1]).toBe(isOff ? 'off' : undefined);
  });

  test('tells allowed from refused calls, and states its cut', async () => {
    const model = await aReport();
    const page = renderReport({ ...model, audit: { ...model.audit, callsLeftOut: 4321 } }, ['en']);
    expect(page).toMatch(/<span class="mark bad">allowed<\/span>/);
    expect(page).toMatch(/<span class="mark good">refused<\/span>/);
    expect(page).toContain('4,321 more are in the evidence');
    expect(page).toContain('evidence/round-1/audit/cn-hangzhou-0001.jsonl');
  });

  test('says what could not be checked, and never that all is well instead', async () => {
    const page = renderReport(await aReport(), ['en']);
    expect(page).toContain('actiontrail LookupEvents cn-beijing');
    expect(page).toContain('Throttling.User');
    expect(page).not.toContain('Every source answered in full');
    expect(page).toContain('NOT complete');
  });

  test.each<[string, { readonly data?: DataResult; readonly notes?: readonly string[] }, string]>([
    ['access logs that nobody has configured', { data: NOT_ASKED }, 'the place of the access logs is not configured'],
    ['bills that nobody could judge', { notes: ['bills: no day in them has a bill: not checked'] }, 'no day in them'],
  ])('%s are among what could not be checked', async (_, { data, notes }, words) => {
    const report = await aReport();
    const cost = { ...report.cost, notes: notes ?? [] };
    const page = renderReport({ ...report, sources: [], cost, ...(data ? { data } : {}) }, ['en']);
    const [, section = ''] = /<h2>What could not be checked<\/h2>(.*?)<\/section>/s.exec(page) ?? [];
    expect(section).toContain(words);
  });

  test("the attack's sessions are the first thing to end, and how; the business's are only told", async () => {
    const report = await aReport();
    const session = { id: 'STS.x', role: 'acs:ram::1:role/its<i>', endsAt: '2026-05-01T05:00:00Z', ofAttack: true };
    const own = { id: 'STS.y', role: 'acs:ram::1:role/own', endsAt: '2026-05-01T06:00:00Z', ofAttack: false };
    const page = renderReport(
      { ...report, incident: { ...report.incident, liveSessions: { value: [own, session] } } },
      ['en'],
    );
    const [, first = ''] = /<ol class="steps"><li>(.*?)<\/li>/s.exec(page) ?? [];
    expect(first).toContain('role/its&#60;i&#62;, until 2026-05-01 05:00:00 UTC');
    expect(first).toContain('Roles &gt; (the role) &gt; Grant permission'.replaceAll('&gt;', '&#62;'));
    expect(first).not.toContain('role/own');
    expect(page).toContain('Sessions of the key&#39;s own application');
  });

  test('shows the cost beside its baseline, what the key made with its price, and how to protect the product', async () => {
    const page = renderReport(await aReport(), ['en']);
    expect(page).toMatch(/class="usual" d="M/);
    expect(page).toContain('ecs was never billed in cn-beijing before: 1663.42 CNY on 2026-04-30');
    expect(page).toMatch(/i-2ze8miner0001.*1,663\.42 CNY/s);
    expect(page).toContain('lasts less than three days of usual spend');
    expect(page).toContain('href="https://www.alibabacloud.com/help/en/ecs/user-guide/enable-or-disable-release');
  });

  test.each([
    ['en', 'no day since the suspicion (2026-05-01, UTC+8) is in them, they reach until 2026-04-30: not checked'],
    ['zh', '账单截至 2026-04-30，怀疑开始（北京时间 2026-05-01）之后的费用还没有出账：未检查'],
  ] as const)('bills that end before the suspicion are said to, in %s', async (language, words) => {
    expect(renderReport(await aReport({ language }), [language])).toContain(words);
  });

  test('a day in another currency is in no sum of the products', async () => {
    const report = await aReport();
    const dollars = { ...report.bills.days[0], day: '2026-04-30', currency: 'USD', total: '9.00' };
    const byProduct = [{ product: 'Marketplace', amount: '9.00' }];
    const bills = { ...report.bills, days: [...report.bills.days, { ...dollars, byProduct }] };
    expect(renderReport({ ...report, bills }, ['en'])).not.toContain('Marketplace');
  });

  test('a report of nothing is still a report', async () => {
    const full = await aReport();
    const none = { allowed: 0, refused: 0, failed: 0 };
    const audit = {
      ...full.audit,
      total: 0,
      all: none,
      since: none,
      newSource: none,
      byService: [],
      byAddress: [],
      calls: [],
      callsLeftOut: 0,
      findings: [],
      identitiesMade: [],
      billable: [],
    };
    const page = renderReport(
      {
        ...full,
        audit,
        findings: [],
        bills: { asked: [], days: [], failures: ['2026-05-01: Throttling'], ordersFrom: full.createdAt },
        items: [],
        sources: [],
      },
      ['en'],
    );
    expect(page).toContain('No call of the key was found');
    expect(page).toContain('No bill could be read');
  });
});

describe('the markup', () => {
  test('escapes every value that is not markup already', () => {
    expect(html`<p title="${'"><b>'}">${['<i>', html`<b>${'&'}</b>`]}${undefined}${false}${0}</p>`.text).toBe(
      '<p title="&#34;&#62;&#60;b&#62;">&#60;i&#62;<b>&#38;</b>0</p>',
    );
  });

  test('no text can end an attribute or begin a tag', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(escaped(text)).not.toMatch(/[<>"'`]/)));
  });
});
