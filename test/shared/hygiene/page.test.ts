import type { Page } from 'playwright-core';
import { aKey, anAccount } from '../../../shared/hygiene/checks/samples';
import { renderHygiene } from '../../../shared/hygiene/page/render';
import { TestBrowser, withBrowser } from '../../browser';
import { aReport, keyId, leftBy, manyKeys } from './a-report';

const facts = manyKeys(140);
const earlier = leftBy({ ...facts, keys: facts.keys.slice(0, 120) }, '2026-05-17');
const report = aReport(facts, {}, earlier);

withBrowser('the nightly page in a browser', () => {
  let browser: TestBrowser;
  let page: Page;
  let complaints: readonly string[];
  beforeAll(async () => {
    browser = await TestBrowser.start();
    ({ page, complaints } = await browser.show(renderHygiene(report)));
  });
  afterAll(() => browser.close());

  const users = () => page.locator('#keys tbody tr:visible td:first-child').allTextContents();
  const sorted = () => page.locator('#keys th[aria-sort]').evaluateAll((heads) => heads.map((head) => head.outerHTML));
  const head = (name: string) => page.locator('#keys th button', { hasText: name });
  const status = () => page.locator('#keys [role=status]').textContent();

  test('shows every key, the worst first, and says how many', async () => {
    expect(await users()).toHaveLength(140);
    expect(await status()).toBe('140 of 140 keys are shown');
    const ranks = await page
      .locator('#keys tbody tr td:last-child')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-v'))));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(await sorted()).toEqual([expect.stringMatching(/aria-sort="ascending".*Result/)]);
  });

  test('is sorted by a column at one click, the other way at the next, and says so to a reader of the screen', async () => {
    await head('User').click();
    expect(await users()).toEqual(facts.keys.map(({ owner }) => ('name' in owner ? owner.name : '')));
    expect(await sorted()).toEqual([expect.stringMatching(/aria-sort="ascending".*User/)]);
    await head('User').click();
    expect((await users())[0]).toBe('user-00139');
    expect(await sorted()).toEqual([expect.stringMatching(/aria-sort="descending".*User/)]);
    await head('Created').click();
    const dates = await page.locator('#keys tbody td:nth-child(4)').allTextContents();
    expect(dates).toEqual([...dates].sort());
    // Never before any date, and what is not known behind all.
    await head('Last used').click();
    expect(await page.locator('#keys tbody td:nth-child(5)').first().textContent()).toBe('never');
  });

  test('is filtered by text, by result, by severity and by check, all of them at once', async () => {
    const [search, result, check] = [
      page.getByRole('searchbox'),
      page.getByLabel('Result', { exact: true }),
      page.getByLabel('Finding', { exact: true }),
    ];
    await search.fill('user-0001');
    expect(await users()).toHaveLength(10);
    await result.selectOption('finding');
    const some = await users();
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(10);
    await search.fill('');
    await check.selectOption('key-administrator');
    const fired = report.findings.filter((finding) => finding.check === 'key-administrator');
    expect((await users()).sort()).toEqual(fired.map(({ subject }) => subject.user).sort());
    expect(await status()).toBe(`${fired.length} of 140 keys are shown`);
    await check.selectOption('high');
    expect(await users()).toHaveLength(fired.length);
    // A key is found by its id as well.
    await page.getByRole('button', { name: 'Show all' }).click();
    await search.fill(keyId(77).toLowerCase());
    expect(await users()).toEqual(['user-00077']);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await status()).toBe('140 of 140 keys are shown');
  });

  test('is used with the keyboard alone: each control in its turn, and the one that is on is seen', async () => {
    await page.getByRole('searchbox').focus();
    const seen: string[] = [];
    for (let i = 0; i < 11; i += 1) {
      seen.push(
        String(
          await page.evaluate(
            `(() => { const e = document.activeElement; const s = getComputedStyle(e); return [e.tagName, e.closest('th')?.textContent ?? '', s.outlineStyle, s.outlineWidth].join(' ').trim(); })()`,
          ),
        ),
      );
      await page.keyboard.press('Tab');
    }
    const ring = 'solid 3px';
    expect(seen).toEqual([
      `INPUT  ${ring}`,
      `SELECT  ${ring}`,
      `SELECT  ${ring}`,
      `BUTTON  ${ring}`,
      ...['User', 'AccessKey', 'Status', 'Created', 'Last used', 'If it leaks', 'Result'].map(
        (one) => `BUTTON ${one} ${ring}`,
      ),
    ]);
    await head('AccessKey').focus();
    await page.keyboard.press('Enter');
    expect(await sorted()).toEqual([expect.stringMatching(/ascending.*AccessKey/)]);
    await page.keyboard.press('Space');
    expect(await sorted()).toEqual([expect.stringMatching(/descending.*AccessKey/)]);
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('user-00077');
    expect(await users()).toEqual(['user-00077']);
    await page.getByRole('searchbox').fill('');
  });

  test('tells of a key what a leak would stop, and the one command that exempts it', async () => {
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'If one of these keys leaks' }) });
    const first = section.locator('li details').first();
    await first.locator('summary').click();
    expect(await first.locator('code').first().textContent()).toBe('ram:CreateUser');
    expect(await first.locator('pre').textContent()).toBe(
      `(printf '\\n%s\\n' 'TOURNIQUET_EXCLUDE_KEYS="\${TOURNIQUET_EXCLUDE_KEYS:+$TOURNIQUET_EXCLUDE_KEYS,}${keyId(1)}"' >> deploy.env && unset TOURNIQUET_EXCLUDE_KEYS && set -a && . ./deploy.env && set +a && s deploy)`,
    );
  });

  test('what is folded away stands clear of the line beside it', async () => {
    const gaps = await page.evaluate<number[]>(`[...document.querySelectorAll('details')].flatMap((fold) => {
      const wasOpen = fold.open;
      fold.open = true;
      const gaps = [...fold.querySelectorAll('.found, .rows')].map((beside) => {
        const texts = document.createTreeWalker(beside, NodeFilter.SHOW_TEXT);
        const words = document.createRange();
        const lefts = [];
        while (texts.nextNode()) {
          words.selectNodeContents(texts.currentNode);
          for (const { left, width } of words.getClientRects()) if (width > 0) lefts.push(left);
        }
        return Math.min(...lefts) - beside.getBoundingClientRect().left;
      });
      fold.open = wasOpen;
      return gaps;
    })`);
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10);
  });

  test('it asks for nothing and complains of nothing', () => {
    expect(complaints).toEqual([]);
  });

  test.each([320, 390, 768, 1280])('fits a screen of %s pixels in both languages, in the dark too', async (width) => {
    for (const language of ['en', 'zh'] as const) {
      const options = { viewport: { width, height: 844 }, colorScheme: 'dark' as const };
      const { page: narrow } = await browser.show(renderHygiene(report, language), options);
      await narrow.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      expect(await narrow.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      // What is pressed with a thumb is as high as one.
      const heights = (await narrow.evaluate(
        `[...document.querySelectorAll('#keys button, #keys input, #keys select')].map((e) => e.offsetHeight)`,
      )) as number[];
      if (width < 700) expect(Math.min(...heights)).toBeGreaterThanOrEqual(40);
      await narrow.context().close();
    }
  });

  test('without scripts every key stands in a plain table, and nothing that would do nothing is shown', async () => {
    const { page: plain } = await browser.show(renderHygiene(report), { javaScriptEnabled: false });
    expect(await plain.locator('#keys tbody tr:visible').count()).toBe(140);
    expect(await plain.locator('#keys [role=search]').isVisible()).toBe(false);
    expect(await plain.locator('#keys th button').count()).toBe(0);
    await plain.context().close();
  });

  test('on paper stands what is on the page, and no control', async () => {
    const { page: paper } = await browser.show(renderHygiene(report));
    await paper.emulateMedia({ media: 'print' });
    expect(await paper.locator('#keys [role=search]').isVisible()).toBe(false);
    expect(await paper.locator('#keys tbody tr:visible').count()).toBe(140);
    await paper.context().close();
  });

  test('a script that came with a name does not run, nor does any but the page’s own', async () => {
    const evil = aKey({ owner: { type: 'ram-user', name: '</td><script>document.title="x"</script>' } });
    const text = renderHygiene(aReport(anAccount({ keys: [evil] })));
    const forced = text.replace('</body>', '<script>document.title="x"</script></body>');
    const { page: attacked, complaints: refused } = await browser.show(forced);
    expect(await attacked.title()).toMatch(/^AccessKey hygiene/);
    expect(refused.join()).toMatch(/Content Security Policy/);
    expect(await attacked.locator('#keys tbody tr').count()).toBe(1);
    await attacked.context().close();
  });

  test('20,000 keys: the worst 2,000 are shown and it is said where the others are; the page stays usable', async () => {
    const large = aReport(manyKeys(20_000));
    const text = renderHygiene(large);
    expect(Buffer.byteLength(text)).toBeLessThan(2_000_000);
    const { page: long, complaints: none } = await browser.show(text);
    expect(await long.locator('#keys tbody tr').count()).toBe(2_000);
    expect(await long.locator('#keys').textContent()).toContain(
      'The worst 2000 of 20000: all of them are in report.json, all findings in findings.csv.',
    );
    await long.getByLabel('Finding', { exact: true }).selectOption('key-administrator');
    await long.locator('#keys th button', { hasText: 'Created' }).click();
    expect(await long.locator('#keys [role=status]').textContent()).toMatch(/^\d+ of 2000 keys are shown$/);
    expect(none).toEqual([]);
    await long.context().close();
  });
});

test('the page names what is new and what is gone, and since when; a date without a night is none with nothing', () => {
  const text = renderHygiene(report);
  expect(text).toContain('Since 2026-05-17: 3 days, no night between.');
  expect(text).toMatch(/Since 2026-05-17: \d+ new, 0 gone/);
  expect(text.match(/<rect class="n-none"/g)).toHaveLength(28);
  const { nights, found } = leftBy(anAccount(), '2026-05-19');
  const calm = renderHygiene(
    aReport(anAccount(), {}, { nights: nights.map((one) => ({ ...one, complete: false })), found }),
  );
  // No findings in two nights, of which one could not see everything: neither looks like no night.
  expect([calm.match(/<rect class="s-none"/g)?.length, calm.match(/<rect class="n-cut"/g)?.length]).toEqual([2, 1]);
  expect(calm).toContain('Nothing is new.');
  expect(renderHygiene(aReport(anAccount()))).toContain('There is no earlier night to compare with.');
});

test('a key that is exempt already is said to be so', () => {
  const exempt = renderHygiene(aReport(facts, { exempt: { users: ['user-00001'], keys: [keyId(7)] } }));
  expect(exempt.match(/Exempt already/g)).toHaveLength(2);
  expect(exempt).toMatch(new RegExp(`EXCLUDE_KEYS,\\}${keyId(13)}`));
  expect(exempt).not.toMatch(new RegExp(`EXCLUDE_KEYS,\\}${keyId(7)}`));
});

test('an account of one key, and of none: whole numbers on every scale, and nothing that is no number', () => {
  for (const count of [0, 1]) {
    const [words = ''] = String(renderHygiene(aReport(manyKeys(count)))).split('<script');
    const levels = [...words.matchAll(/class="level"[^>]*>([^<]*)/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => !Number.isInteger(level))).toEqual([]);
    expect(words).not.toMatch(/NaN|Infinity|undefined/);
  }
});
