import { Parser } from 'htmlparser2';
import { SCRIPT } from '../../../shared/hygiene/page/script';
import type { Shown } from './played';
import { naiveRows } from './report';

const EXECUTES = new Set([
  'script',
  'iframe',
  'img',
  'svg',
  'object',
  'embed',
  'base',
  'form',
  'link',
  'video',
  'audio',
  'frame',
  'template',
  'portal',
  'math',
]);
/** Pictures of our own: the shapes of charts. */
const CHARTS = new Set(['svg']);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ACTS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c]/;
const HOME = /^(https:\/\/([a-z0-9-]+\.)?(console\.aliyun\.com|aliyun\.com|alibabacloud\.com|db-ip\.com)(\/|$)|\.\/|#)/;

/** What is wrong with a page: elements that act, attributes that act, addresses that are not ours. */
export function wrongInHtml(html: string): string[] {
  const wrong: string[] = [];
  let script = '';
  let isScript = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      isScript = name === 'script';
      if (EXECUTES.has(name) && !isScript && !CHARTS.has(name)) wrong.push(`<${name}>`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (attribute.startsWith('on')) wrong.push(`${attribute}=`);
        if (['href', 'src', 'action', 'xlink:href'].includes(attribute) && !HOME.test(value))
          wrong.push(`${attribute}=${value.slice(0, 80)}`);
        if (attribute === 'style' && /url\(|expression|@import/i.test(value)) wrong.push(`style=${value}`);
      }
    },
    ontext(text) {
      if (isScript) script += text;
    },
    onclosetag() {
      isScript = false;
    },
    oncomment: (text) => wrong.push(`<!--${text.slice(0, 40)}`),
  });
  parser.end(html);
  if (script !== '' && script.trim() !== SCRIPT.trim()) wrong.push('a script that is not ours');
  return wrong;
}

/** What is wrong with a chat message: marks, mentions and links that are not ours, and what acts. */
export function wrongInMarkdown({ title, text }: { readonly title: string; readonly text: string }): string[] {
  const bare = text.replace(/&#\d+;/g, '');
  // As the reader sees it.
  const seen = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  const targets = [...bare.matchAll(/\]\(([^)]*)\)/g)].map(([, url = '']) => url);
  return [
    ...targets.filter((url) => !HOME.test(url)),
    ...(/[<@`~\\]/.test(bare) ? ['a mark or a mention'] : []),
    ...(/!\[/.test(bare) ? ['a picture'] : []),
    ...(ACTS.test(text) || ACTS.test(title) || /\n/.test(title) ? ['what acts'] : []),
    ...(title.isWellFormed() && text.isWellFormed() ? [] : ['half a character']),
    ...[...seen.matchAll(/.{0,60}(evil\.com|https?:\/\/(?!([a-z0-9-]+\.)?(console\.)?aliyun\.com)).{0,40}/g)].map(
      ([there]) => `his address: ${there}`,
    ),
  ];
}

/** What is wrong with a table: rows of another length, and cells that a spreadsheet would reckon with. */
export function wrongInCsv(text: string): string[] {
  const rows = naiveRows(text);
  if (rows === undefined) return ['it is no CSV'];
  const [header = []] = rows;
  return rows.flatMap((cells) => [
    ...(cells.length === header.length ? [] : [`a row of ${cells.length} cells`]),
    ...cells
      .filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell) || ACTS.test(cell))
      .map((cell) => `the cell ${cell.slice(0, 40)}`),
  ]);
}

const HEADERS =
  /^(received|from|to|subject|message-id|date|mime-version|content-type|content-transfer-encoding|auto-submitted|x-auto-response-suppress|x-priority|x-msmail-priority|importance)$/;
const PLACES =
  /^ak-tourniquet\/(incidents\/\d+\/LTAI[A-Za-z0-9]+\/[a-z0-9/._-]+|(schedule|outbox|status|told|contained|hygiene|unparsed|config)\/[A-Za-z0-9/:._-]+|[a-z]+\.json)$/;

/** Everything that is wrong, by the kind of what was shown. */
export function wrongIn(shown: Shown): Readonly<Record<string, readonly string[]>> {
  const named = (end: string) => [...shown.objects].filter(([key]) => key.endsWith(end)).map(([, text]) => text);
  const attached = shown.mails.flatMap(({ attachments }) => attachments);
  const pages = attached
    .filter(({ contentType }) => contentType === 'text/html')
    .map(({ content }) => Buffer.from(content, 'base64').toString());
  return {
    mails: shown.mails.flatMap(({ html, subject, text, to, from, headers }) => [
      ...wrongInHtml(html),
      ...(/[\r\n]/.test(subject) || ACTS.test(subject) || ACTS.test(text) ? ['what acts'] : []),
      ...(to === 'security@sandbox.example' && from === 'ak-tourniquet@sandbox.example'
        ? []
        : [`to ${to} from ${from}`]),
      ...headers.filter((name) => !HEADERS.test(name)),
      ...(new Set(headers.filter((name) => name !== 'received')).size ===
      headers.filter((name) => name !== 'received').length
        ? []
        : ['a header twice']),
    ]),
    attachments: attached
      .filter(({ filename }) => !/^[\p{L}\p{N}._-]{1,110}$/u.test(filename))
      .map(({ filename }) => filename),
    chats: shown.chats.flatMap(wrongInMarkdown),
    pages: [...named('.html'), ...pages].flatMap(wrongInHtml),
    tables: named('.csv').flatMap(wrongInCsv),
    terminal: shown.screens.flatMap(({ stdout, stderr }) =>
      [stdout, stderr]
        .filter((text) => ACTS.test(text) || !text.isWellFormed())
        .map((text) => JSON.stringify(text.slice(Math.max(0, text.search(ACTS) - 60), text.search(ACTS) + 60))),
    ),
    'JSON for programs': shown.screens.flatMap(({ stdout }) =>
      stdout.startsWith('{') && !isJson(stdout) ? [stdout.slice(0, 80)] : [],
    ),
    places: [...shown.objects.keys()].filter(
      (key) =>
        !PLACES.test(key) ||
        key.includes('..') ||
        (key.startsWith('ak-tourniquet/incidents/') && !key.startsWith(`${shown.folder}/`)),
    ),
    'what others had put there': shown.changed,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text
      .trim()
      .split('\n')
      .every((line) => line.startsWith('{'));
  }
}
