import { isConsolePage } from '../consoles';
import { defang, shownText } from '../defang';
import type { Block, Line, Message, Tone } from '../message';

const MARKS: Readonly<Record<Tone, string>> = { danger: '!!!', decide: '??', contained: '==', info: '--' };

/** The title as one line of plain text: a mail's subject, a notification. */
export function renderTitle(message: Message): string {
  return defang(message.title);
}

/** The message as plain text, key ids whole: the text part of a mail, the `text` of the webhook. */
export function renderText(message: Message): string {
  const colon = message.language === 'zh' ? '：' : ': ';
  const [first = '', ...whole] = [message, ...(message.whole ?? [])].map(({ blocks }) =>
    `${blocks.map((each) => block(each, colon)).join('\n')}\n`.replace(/\n{3,}/g, '\n\n').trimStart(),
  );
  return [first, ...whole].join(`\n${'='.repeat(72)}\n\n`);
}

function block(shown: Block, colon: string): string {
  switch (shown.kind) {
    case 'verdict':
      return `${MARKS[shown.tone]} ${text(shown.line)}\n`;
    case 'heading':
      return `\n# ${text(shown.line)}`;
    case 'paragraph':
      return text(shown.line);
    case 'note':
      return `(${text(shown.line)})`;
    case 'facts':
      return shown.rows.map(({ label, value }) => `${label}${colon}${text(value)}`).join('\n');
    case 'list':
      return shown.items.map((item) => `- ${text(item)}`).join('\n');
    case 'steps':
      return shown.items.map((item, at) => `${at + 1}. ${text(item)}`).join('\n');
    case 'table':
      return [
        shown.head.join(' | '),
        ...shown.rows.map((row) => row.map((cell) => text(cell).replaceAll('|', '/')).join(' | ')),
      ].join('\n');
    case 'command':
      return `${text(shown.purpose)}\n\n    ${text(shown.command)}\n`;
  }
}

function text(line: Line): string {
  return line
    .map((span) => {
      if (typeof span === 'string' || !('link' in span)) return shownText(span);
      if (!isConsolePage(span.link)) return defang(`${span.label} ${span.link}`);
      return span.label === span.link ? span.link : `${span.label} (${span.link})`;
    })
    .join('');
}
