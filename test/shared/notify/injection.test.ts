import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { buildAlert, textsOf } from '../../../shared/notify/build';
import { isConsolePage } from '../../../shared/notify/consoles';
import type { AlertFacts } from '../../../shared/notify/facts';
import type { Message } from '../../../shared/notify/message';
import { renderDingTalk } from '../../../shared/notify/render/dingtalk';
import { renderHtml } from '../../../shared/notify/render/html';
import { renderText, renderTitle } from '../../../shared/notify/render/text';
import { AT, inUse, KEY, summary } from './alert-facts';

/** Every string that somebody else can choose, chosen by him. */
function attacked(text: string): readonly AlertFacts[] {
  const step = { step: text, ok: false, detail: text, at: text };
  const incident = inUse({
    reason: text,
    findings: [text],
    caveats: [text],
    source: text,
    lastUse: { couldNotCheck: text },
    owner: {
      type: 'ram-user',
      userName: text,
      administrator: { couldNotCheck: text },
      otherKeys: [{ id: text, status: text }],
      console: { couldNotCheck: text },
    },
    application: { value: [{ ip: text, userAgent: text, service: text, lastAt: text }] },
    businessImpact: { value: [{ action: text, count: 1, lastAt: text }] },
    liveSessions: { value: [{ id: text, role: text, endsAt: text }] },
    billable: { value: [{ what: text, region: text, at: text, how: text }] },
    published: { url: text, repository: text, file: text },
    steps: [step],
    verification: { state: 'not verified', at: AT, problems: [text], residual: { value: [text] } },
    reportAt: { bucket: text, key: text },
  });
  const found = summary({
    complete: false,
    cuts: [text],
    highlights: [{ at: text, call: text, ip: text, outcome: 'allowed' }],
    identitiesMade: [text],
    others: [{ name: text }, { key: text, name: text }],
    cost: { value: { currency: text, lastDay: text, usual: { day: text, days: 3 } } },
    evidenceAt: { bucket: text, prefix: text },
  });
  const given = { at: AT, incidentId: text, accessKeyId: text, userName: text, by: text, reason: text, steps: [step] };
  return [
    { kind: 'summary', at: AT, incident, summary: found },
    {
      kind: 'incident',
      at: AT,
      incident: { ...incident, owner: { type: 'unknown', claimed: text }, row: 'not-ours', verdict: 'none' },
    },
    { kind: 'released', ...given },
    { kind: 'responder-failed', at: AT, what: text, failures: [text], consequences: [text] },
    { kind: 'configuration-invalid', at: AT, problems: [text] },
    { kind: 'event-unparseable', at: AT, why: text, keptAt: text, bytes: 1 },
    { kind: 'state-tampered', at: AT, objects: [text] },
    {
      kind: 'hygiene',
      at: AT,
      hygiene: {
        accountId: text,
        date: text,
        users: 1,
        keys: { total: 1, finding: 1, couldNotCheck: 0, excepted: 0, ok: 0 },
        complete: true,
        isRootSeen: true,
        findings: 1,
        couldNotCheck: 0,
        excepted: 0,
        worst: [hygieneLine(text)],
        change: { since: '2026-04-29', fresh: [hygieneLine(text)], freshCount: 2, goneCount: 0, unknownCount: 0 },
        isLine: false,
        caveats: [text],
        reportAt: { bucket: text, key: text },
      },
    },
  ];
}

function hygieneLine(text: string) {
  const words = { en: text, zh: text };
  return { severity: 'high' as const, title: words, detail: words, user: text, isNew: true };
}

const messagesOf = (text: string): readonly Message[] =>
  attacked(text).map((facts) => buildAlert(facts, 'en', { site: 'china' }));
const markdownOf = (message: Message) => renderDingTalk(message, textsOf('en')).body.markdown.text;

/** Tags and attributes in order, and the text between them. */
function parsed(html: string) {
  const tags: string[] = [];
  const links: string[] = [];
  let text = '';
  const parser = new Parser({
    onopentag: (name, attributes) => {
      tags.push(`${name} ${Object.keys(attributes).join()}`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (attribute === 'href' || attribute === 'src') links.push(value);
      }
    },
    ontext: (data) => {
      text += data;
    },
    oncomment: () => tags.push('!comment'),
  });
  parser.end(html);
  return { tags, links, text };
}

/** What is left of markdown when text and references are taken away: the marks that make its structure. */
function marksOf(markdown: string): string {
  return markdown
    .replace(/&#\d+;/g, '')
    .split('\n')
    .map((line) => (/^(?:#+ |- |> |\d+\. )/.exec(line)?.[0] ?? '') + (line.match(/[<[\]*_`~\\@]|\]\(/g) ?? []).join(''))
    .filter((marks) => marks !== '')
    .join('\n');
}

const HOSTILE = [
  '<b>x</b>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '[click](http://evil)',
  '![x](http://evil/x.png)',
  '**bold** __under__ ~~gone~~ `code`',
  '``` fence',
  'one\ntwo\r\n# heading\n- item\n> quote',
  '1. item',
  '@all @13800000000',
  '# heading',
  '| a | b |',
  '&lt;b&gt; &#60;b&#62; &amp;',
  '<http://evil.com> http://evil.com www.evil.com evil.com/x javascript:alert(1)',
  'www.evil.com0 and WWW.a.evil.com1',
  'dingtalk://dingtalkclient/page/link?url=http%3A%2F%2Fevil',
  'toString',
  '__proto__',
  '</title></head><a href="http://evil">x</a>',
  '\\[x\\](http://evil)',
  'moc.live\u202e\u0000\u0007',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc
    .array(fc.constantFrom(...HOSTILE, ' ', '\n', 'x', '*', '](', '<', '&'), { maxLength: 6 })
    .map((parts) => parts.join('')),
);

/** Not a time, not a step's name: what is compared differs in its text alone. */
const HARMLESS = 'Q';

describe('text from outside', () => {
  const harmless = messagesOf(HARMLESS);

  it.each(HOSTILE)('%j makes no element of the HTML, no mark of the markdown', (text) => {
    messagesOf(text).forEach((message, at) => {
      const own = harmless[at] as Message;
      expect(parsed(renderHtml(message)).tags).toEqual(parsed(renderHtml(own)).tags);
      expect(marksOf(markdownOf(message))).toBe(marksOf(markdownOf(own)));
    });
  });

  it('never becomes markup, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        // An empty value leaves its place out; a true time is shown as one.
        fc.pre(text.trim() !== '' && Number.isNaN(Date.parse(text)));
        messagesOf(text).forEach((message, at) => {
          const own = harmless[at] as Message;
          const { tags, links } = parsed(renderHtml(message));
          expect(tags).toEqual(parsed(renderHtml(own)).tags);
          expect(links.filter((link) => !isConsolePage(link))).toEqual([]);
          const markdown = markdownOf(message);
          const targets = [...markdown.matchAll(/\]\(([^)]*)\)/g)].map(([, url = '']) => url);
          expect(targets.filter((url) => !isConsolePage(url))).toEqual([]);
          expect(markdown.replace(/&#\d+;/g, '')).not.toMatch(/[<@`~\\]/);
        });
      }),
      { numRuns: 150 },
    );
  });

  it('never is an address that a program would link', () => {
    for (const text of HOSTILE) {
      for (const message of messagesOf(text)) {
        for (const shown of [
          renderTitle(message),
          renderText(message),
          parsed(renderHtml(message)).text,
          markdownOf(message),
        ]) {
          const foreign = shown.replace(/https:\/\/[a-z0-9.]+\.aliyun\.com/g, '');
          expect(foreign).not.toMatch(/https?:|www\.|evil\.com|(?<!hxxps?):\/\/|javascript:/i);
        }
      }
    }
  });

  it('stays readable: HTML shows exactly what was given', () => {
    const name = 'a<b>&"\'`c';
    const facts: AlertFacts = { kind: 'responder-failed', at: AT, what: name, failures: [], consequences: [] };
    const { text } = parsed(renderHtml(buildAlert(facts, 'en', { site: 'china' })));
    expect(text).toContain(`failed: ${name}`);
  });

  it('is one line in a title, and no kilobytes long', () => {
    const title = renderTitle(messagesOf(`a\r\nBcc: victim@example.com\r\n\r\n${'x'.repeat(9000)}`)[0] as Message);
    expect(title).not.toMatch(/[\r\n]/);
    expect(title.length).toBeLessThan(200);
  });

  it('is cut in a title between characters, never within one', () => {
    const message = { ...(messagesOf('x')[0] as Message), title: `${'x'.repeat(199)}\u{1f511}${'x'.repeat(9)}` };
    expect(renderDingTalk(message, textsOf('en')).body.markdown.title.isWellFormed()).toBe(true);
  });

  it('cannot smuggle a whole key id past the mask', () => {
    for (const message of messagesOf(`x-${KEY}-y`))
      expect(JSON.stringify(renderDingTalk(message, textsOf('en')))).not.toContain(KEY);
  });
});

describe("a link that is not the console's", () => {
  const message: Message = {
    schema: 1,
    id: 'x',
    title: 'x',
    severity: 'info',
    language: 'en',
    at: AT,
    keys: [],
    blocks: [{ part: 'done', kind: 'paragraph', line: [{ link: 'https://evil.example.com/', label: 'console' }] }],
  };
  it('is shown as text by every channel, even if a message holds one', () => {
    expect(parsed(renderHtml(message)).links).toEqual([]);
    expect(markdownOf(message)).not.toContain('](');
    expect(renderText(message)).toContain('hxxps');
  });
});
