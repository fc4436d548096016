import type { HygieneReport } from '../../../shared/hygiene/model';
import { renderHygiene } from '../../../shared/hygiene/page/render';
import { TestBrowser, withBrowser } from '../../browser';
import { aReport, keyId, manyKeys } from './a-report';

const AT = '2026-05-20T02:30:00.000Z';
const step = (n: number, rung: 'warn' | 'warn-again' | 'announce' | 'disable', user = `user-${n}`) => ({
  ...{ accessKeyId: keyId(n), user, rung, lastUsedAt: n % 2 ? 'never' : '2025-11-03T10:00:00.000Z' },
  reason: 'unused for 90 days or longer',
});
const EVIL = '"><img src=x onerror=alert(1)>\n=cmd, https://evil.example/';
const plan: HygieneReport['idleKeys'] = {
  at: AT,
  refused: null,
  steps: [
    step(1, 'warn'),
    step(2, 'warn'),
    step(3, 'warn-again'),
    step(4, 'announce'),
    step(5, 'disable', EVIL),
    ...[6, 7, 8, 9, 10, 11, 12].map((n) => step(n, 'disable')),
  ],
  waits: [{ accessKeyId: keyId(20), user: 'batch', reason: `warned of at ${AT}: 7 days must pass` }],
};
const facts = manyKeys(20);
const shown = (idleKeys?: HygieneReport['idleKeys'], language: 'en' | 'zh' = 'en') =>
  renderHygiene(aReport(facts, idleKeys ? { idleKeys } : {}), language);

test('a report of an account where nothing is switched off has no such part', () => {
  expect(shown()).not.toContain('Keys that nobody uses');
});

test('a night that refuses says why, one with nothing due says that', () => {
  const refused = shown({ at: AT, refused: 'not every key was seen', steps: [], waits: [] });
  expect(refused).toMatch(/Nothing is done tonight: not every key was seen/);
  expect(refused).not.toContain('Nothing is due tonight.');
  expect(shown({ at: AT, refused: null, steps: [], waits: [] })).toContain('Nothing is due tonight.');
});

test('in Chinese the reasons are Chinese', () => {
  const page = shown(plan, 'zh');
  const [section = ''] = /<h2>无人使用的 AccessKey<\/h2>.*?<\/section>/.exec(page) ?? [];
  expect(section).toContain('现在禁用');
  expect(section).not.toMatch(/days must pass|unused for/);
  const refused = shown({ at: AT, refused: '3 users were seen, and 9 the night before', steps: [], waits: [] }, 'zh');
  expect(refused).toContain('今晚不做任何处理：看到 3 个用户，上一晚为 9 个');
});

withBrowser('what becomes of unused keys, in a browser', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.start();
  });
  afterAll(() => browser.close());

  test.each([320, 390, 1280])('the gravest first, escaped, and no wider than a screen of %s pixels', async (width) => {
    const { page, complaints } = await browser.show(shown(plan), { viewport: { width, height: 844 } });
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'Keys that nobody uses' }) });
    expect(await section.locator('h3').allTextContents()).toEqual([
      'switched off now · 8',
      'off in the next night · 1',
      'second warning · 1',
      'first warning · 2',
    ]);
    expect(await section.locator('img, a').count()).toBe(0);
    expect(await section.locator('td').first().textContent()).toContain('onerror');
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    expect(await section.locator('details tr').count()).toBe(3);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    if (process.env['SHOTS']) await section.screenshot({ path: `${process.env['SHOTS']}/idle-${width}.png` });
    expect(complaints).toEqual([]);
  });
});
