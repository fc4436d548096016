import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  process.env['CHROMIUM'] ?? '',
];
const executablePath = PLACES.find((place) => place !== '' && existsSync(place));

/** `describe` where there is a browser; elsewhere it is skipped, and says so. */
export const withBrowser: typeof describe | typeof describe.skip =
  executablePath === undefined ? describe.skip : describe;
if (executablePath === undefined)
  process.stderr.write('Skipped: what needs Chromium (set CHROMIUM to its path, or install it).\n');

/** A page of ours as a person sees it, and everything that it tried besides. */
export interface Shown {
  readonly page: Page;
  /** Errors of the console, and every request but the page's own. */
  readonly complaints: string[];
}

export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    if (executablePath === undefined) throw new Error('there is no Chromium');
    return new TestBrowser(await chromium.launch({ executablePath, args: ['--no-sandbox'] }));
  }

  async show(html: string, options: BrowserContextOptions = {}): Promise<Shown> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => complaints.push(request.url()));
    await page.setContent(html);
    return { page, complaints };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
