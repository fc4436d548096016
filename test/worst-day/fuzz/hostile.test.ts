import { writeFileSync } from 'node:fs';
import { TestBrowser, withBrowser } from '../../browser';
import { IS_LONG, showTable } from '../table';
import { played, type Shown } from './played';
import { wrongIn } from './sound';
import { STRINGS } from './strings';

jest.setTimeout(1_800_000);

let all: Shown;
const outcomes: { readonly en: string; readonly zh: string; readonly places: number; readonly wrong: number }[] = [];

beforeAll(async () => {
  all = await played(STRINGS.map(({ text }) => text));
});
afterAll(() => {
  const rows = (language: 'en' | 'zh') =>
    outcomes.map((one) => [one[language], String(one.places), String(one.places - one.wrong), String(one.wrong)]);
  showTable('hostile', {
    en: {
      columns: ['written into names, comments, agents, keys, messages', 'looked at', 'held', 'failed'],
      rows: rows('en'),
    },
    zh: { columns: ['写入名称、备注、UA、对象名与错误信息的内容', '检查处', '通过', '失败'], rows: rows('zh') },
  });
});

function judge(en: string, zh: string, shown: Shown): Readonly<Record<string, readonly string[]>> {
  const found = wrongIn(shown);
  const wrong = Object.fromEntries(
    Object.entries(found).flatMap(([kind, list]) => (list.length > 0 ? [[kind, [...new Set(list)].slice(0, 5)]] : [])),
  );
  const places = shown.mails.length + shown.chats.length + shown.objects.size + shown.screens.length;
  outcomes.push({ en, zh, places, wrong: Object.keys(wrong).length });
  return wrong;
}

test('all that a thief can write, everywhere at once: nothing is executed, mentioned, broken out of or mis-filed', () => {
  expect(judge('all of them at once', '全部同时', all)).toEqual({});
  // It did come through: the report and the mails tell of it.
  expect(all.objects.get(`${all.folder}/report.html`)).toMatch(/window\.pwned=1/);
  expect(all.mails.length).toBeGreaterThan(1);
});

if (IS_LONG)
  test.each(STRINGS.map((one) => [one.en, one] as const))('%s, alone', async (_, one) => {
    expect(judge(one.en, one.zh, await played([one.text]))).toEqual({});
  });

withBrowser('the report of it in a browser', () => {
  test.each(['report.html', 'mail'])('%s runs nothing and asks for nothing', async (name) => {
    const html = name === 'mail' ? (all.mails[0]?.html ?? '') : (all.objects.get(`${all.folder}/report.html`) ?? '');
    const browser = await TestBrowser.start();
    try {
      const { page, complaints } = await browser.show(html, { viewport: { width: 1200, height: 900 } });
      await page.waitForTimeout(200);
      expect(complaints).toEqual([]);
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      if (process.env['SCREENSHOTS'])
        writeFileSync(`${process.env['SCREENSHOTS']}/${name}.png`, await page.screenshot({ fullPage: true }));
    } finally {
      await browser.close();
    }
  });
});
