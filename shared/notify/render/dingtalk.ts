import { isConsolePage } from '../consoles';
import { defang, maskKeysIn, shownText } from '../defang';
import { type Block, cut, type Line, type Message, type Span, type Tone } from '../message';

/** A robot's message, as JSON, may hold this many bytes. Source: DingTalk, "Custom robot access". */
export const DINGTALK_LIMIT_BYTES = 20_000;

export interface DingTalkBody {
  readonly msgtype: 'markdown';
  readonly markdown: { readonly title: string; readonly text: string };
}

export interface DingTalkRendering {
  readonly body: DingTalkBody;
  /** The message was too long: part of it is left out, and the text says so. */
  readonly shortened: boolean;
}

export interface DingTalkWords {
  readonly shortened: string;
  readonly maskedHint: string;
}

const MARKS: Readonly<Record<Tone, string>> = { danger: '🔴', decide: '🟠', contained: '🟢', info: '🔵' };

/** Lists and tables are cut to these lengths, one after the other, before whole blocks are left out. */
const LIST_LIMITS = [Number.POSITIVE_INFINITY, 5, 3, 1];

/**
 * The message as DingTalk markdown, key ids masked. Every character that markdown or HTML gives a meaning is written as
 * a numeric reference: markdown never makes structure of one, and a client that did not decode it would show it as text.
 */
export function renderDingTalk(message: Message, words: DingTalkWords): DingTalkRendering {
  const write = new Writer(message, words);
  for (const limit of LIST_LIMITS) {
    const body = bodyOf(message, write.blocks(message.blocks, limit), limit < 10 ? [words.shortened] : []);
    if (bytesOf(body) <= DINGTALK_LIMIT_BYTES) return { body, shortened: limit < 10 };
  }
  return { body: firstThatFit(message, write, words), shortened: true };
}

/** The verdict and the commands stay as long as anything does; what stands between goes from the end. */
function firstThatFit(message: Message, write: Writer, words: DingTalkWords): DingTalkBody {
  const blocks = [...message.blocks];
  for (;;) {
    const body = bodyOf(message, write.blocks(blocks, 1), [words.shortened]);
    if (bytesOf(body) <= DINGTALK_LIMIT_BYTES) return body;
    const at = blocks.findLastIndex(({ part }) => part !== 'verdict' && part !== 'decide');
    if (blocks.length === 0) return bodyOf(message, [], [words.shortened]);
    blocks.splice(at === -1 ? blocks.length - 1 : at, 1);
  }
}

function bodyOf(message: Message, lines: readonly string[], notes: readonly string[]): DingTalkBody {
  // The title is shown in the notification, where no markdown is read: it is plain text there.
  const title = cut(maskKeysIn(defang(message.title), message.keys), 200);
  return {
    msgtype: 'markdown',
    markdown: { title, text: [`### ${escapeMarkdown(title)}`, ...lines, ...notes].join('\n\n') },
  };
}

function bytesOf(body: DingTalkBody): number {
  return Buffer.byteLength(JSON.stringify(body));
}

const isStrong = (span: Span): boolean => typeof span !== 'string' && 'strong' in span;
const isLink = (span: Span): boolean => typeof span !== 'string' && 'link' in span;
const plain = (span: Span): Span => (typeof span !== 'string' && 'strong' in span ? span.strong : span);

class Writer {
  constructor(
    private readonly message: Message,
    private readonly words: DingTalkWords,
  ) {}

  /** One string for each paragraph of markdown. */
  blocks(blocks: readonly Block[], limit: number): string[] {
    return blocks.map((each) => this.block(each, limit));
  }

  private block(shown: Block, limit: number): string {
    const line = (words: Line) => this.line(words);
    switch (shown.kind) {
      case 'verdict':
        return `${MARKS[shown.tone]} **${this.line(shown.line.map(plain))}**`;
      case 'heading':
        return `#### ${line(shown.line)}`;
      case 'paragraph':
        return line(shown.line);
      case 'note':
        return `> ${line(shown.line)}`;
      case 'facts':
        return shown.rows.map((row) => `- **${escapeMarkdown(row.label)}** ${line(row.value)}`).join('\n');
      case 'list':
        return cutTo(shown.items, limit)
          .map((item) => `- ${line(item)}`)
          .join('\n');
      case 'steps':
        // Each is short and all are needed: they are never cut one by one.
        return shown.items.map((item, at) => `${at + 1}. ${line(item)}`).join('\n');
      case 'table':
        // DingTalk's markdown has no tables.
        return cutTo(shown.rows, limit)
          .map((row) => `- ${row.map(line).join(' · ')}`)
          .join('\n');
      case 'command':
        return `${line(shown.purpose)}\n\n> ${line(shown.command)}\n\n${escapeMarkdown(this.words.maskedHint)}`;
    }
  }

  /** What begins a line could make a list, a quote or a heading of it. */
  private line(spans: Line): string {
    // Markdown ends bold text at a space alone: several bold parts of one sentence would show as asterisks.
    const isPatched = spans.filter(isStrong).length > 1;
    const text = (isPatched ? spans.map(plain) : spans)
      .map((span) => this.span(span))
      .join('')
      .trim();
    const safe = text.replace(/^(?:[-+=>#|]|\d(?=\d*[.)](?:\s|$)))/, (first) => reference(first));
    return isPatched && !spans.some(isLink) ? `**${safe}**` : safe;
  }

  private span(span: Span): string {
    if (typeof span !== 'string' && 'link' in span) {
      if (!isConsolePage(span.link)) return this.text(defang(`${span.label} ${span.link}`));
      return `[${escapeMarkdown(span.label)}](${span.link})`;
    }
    const text = this.text(shownText(span));
    if (typeof span === 'string' || !('strong' in span)) return text;
    // Markdown knows no bold text that begins or ends with a space.
    const bold = text.trim();
    const at = text.indexOf(bold);
    return bold === '' ? text : `${text.slice(0, at)}**${bold}**${text.slice(at + bold.length)}`;
  }

  private text(plain: string): string {
    return escapeMarkdown(maskKeysIn(plain, this.message.keys));
  }
}

function cutTo<T>(items: readonly T[], limit: number): readonly T[] {
  return items.length > limit ? items.slice(0, limit) : items;
}

/** What markdown or HTML could take for markup wherever it stands, and `@`, which calls people. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[&<[\]*_`~\\@]/g, reference);
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
