import { renderReport } from '../../../shared/report/render';
import { TestBrowser, withBrowser } from '../../browser';
import { aReport } from './a-report';

withBrowser('the report in a browser', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await TestBrowser.start();
  });
  afterAll(() => browser.close());

  test('shows one language, and the other at one click; it asks for nothing and complains of nothing', async () => {
    const { page, complaints } = await browser.show(renderReport(await aReport()));
    const shown = async () => [
      await page.locator('.as-en h1').isVisible(),
      await page.locator('.as-zh h1').isVisible(),
    ];
    expect(await shown()).toEqual([true, false]);
    await page.locator('label[for=pick-zh]').click();
    expect(await shown()).toEqual([false, true]);
    await page.locator('#pick-en').press('Space');
    expect(await shown()).toEqual([true, false]);
    expect(complaints).toEqual([]);
  });

  test.each([320, 390, 768, 1280])('fits a screen of %s pixels: nothing has to be scrolled sideways', async (width) => {
    const { page } = await browser.show(renderReport(await aReport()), { viewport: { width, height: 844 } });
    for (const language of ['en', 'zh']) {
      await page.locator(`label[for=pick-${language}]`).click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
  });

  /** WCAG 2, relative luminance of a colour as the browser tells it. */
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  test.each(['light', 'dark'] as const)(
    'can be read in the %s: every text stands out from its ground',
    async (colorScheme) => {
      const { page } = await browser.show(renderReport(await aReport()), { colorScheme });
      const texts = (await page.evaluate(`(() => {
      const solid = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!(c.startsWith('rgba') && c.endsWith(', 0)'))) return c; } return 'rgb(255,255,255)'; };
      return [...document.querySelectorAll('.as-en *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length && !e.closest('svg'))
        .map((e) => { const s = getComputedStyle(e); return { text: e.textContent.trim().slice(0, 40), ink: s.webkitTextFillColor, ground: solid(e) }; });
    })()`)) as { text: string; ink: string; ground: string }[];
      expect(texts.length).toBeGreaterThan(100);
      expect(texts.filter(({ ink, ground }) => contrast(ink, ground) < 4.5)).toEqual([]);
    },
  );

  test('events are folded away and unfold without a script, and thousands of calls are listed once', async () => {
    const model = await aReport();
    const [call] = model.audit.calls;
    const calls = Array.from(
      { length: 10_000 },
      (_, i) => ({ ...call, eventId: `e-${i}`, target: `<b>${i}` }) as never,
    );
    const html = renderReport({ ...model, audit: { ...model.audit, calls } });
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000);
    const { page, complaints } = await browser.show(html);
    const event = page.locator('.as-en details .rows b').first();
    expect(await event.isVisible()).toBe(false);
    await page.locator('.as-en summary').first().click();
    expect(await event.isVisible()).toBe(true);
    await page.locator('.every summary').click();
    expect(await page.locator('.chunk p').count()).toBe(10_000);
    expect(await page.locator('.chunk p').last().textContent()).toContain('<b>9999');
    expect(complaints).toEqual([]);
  });

  test('goes onto paper in the light, without the switch', async () => {
    const { page } = await browser.show(renderReport(await aReport()), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.languages').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000);
  });
});
