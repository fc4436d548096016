import { isConsolePage } from '../consoles';
import { defang, shownText } from '../defang';
import type { Block, Line, Message, Part, Span, Tone } from '../message';

/** Mail programs drop style sheets: every style stands at its element. Colours keep a contrast above 4.5. */
const STYLE = {
  page: 'margin:0;padding:0;background:#f3f4f6;',
  sheet:
    "max-width:640px;margin:0 auto;padding:12px;font:16px/1.55 -apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;color:#1f2937;",
  card: 'background:#ffffff;border-radius:8px;padding:4px 16px 12px;margin:0 0 12px;',
  heading: 'font-size:17px;line-height:1.4;margin:12px 0 6px;color:#111827;',
  paragraph: 'margin:6px 0;overflow-wrap:anywhere;',
  note: 'margin:6px 0;font-size:13px;color:#4b5563;overflow-wrap:anywhere;',
  label: 'font-size:13px;color:#4b5563;margin:8px 0 0;',
  value: 'margin:0 0 6px;overflow-wrap:anywhere;',
  list: 'margin:6px 0;padding-left:22px;',
  item: 'margin:0 0 6px;overflow-wrap:anywhere;',
  table: 'border-collapse:collapse;width:100%;font-size:12px;margin:6px 0;',
  cell: 'border-bottom:1px solid #e5e7eb;padding:5px 8px 5px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere;',
  command:
    'display:block;margin:4px 0 10px;padding:10px 12px;background:#111827;color:#f9fafb;border-radius:6px;font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere;',
  link: 'color:#1d4ed8;overflow-wrap:anywhere;',
} as const;

const BANNER: Readonly<Record<Tone, { readonly ground: string; readonly edge: string; readonly ink: string }>> = {
  danger: { ground: '#b91c1c', edge: '#7f1d1d', ink: '#ffffff' },
  decide: { ground: '#9a3412', edge: '#7c2d12', ink: '#ffffff' },
  contained: { ground: '#166534', edge: '#14532d', ink: '#ffffff' },
  info: { ground: '#1e40af', edge: '#1e3a8a', ink: '#ffffff' },
};

/** The message as an HTML document for mail, key ids whole: no script, no image, no style sheet, nothing fetched. */
export function renderHtml(message: Message): string {
  const parts = [message, ...(message.whole ?? [])].flatMap(({ blocks }) => partsOf(blocks));
  return [
    `<!doctype html><html lang="${message.language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    // iOS makes links of numbers and addresses by itself, unless it is told not to.
    '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">',
    `<title>${escapeHtml(defang(message.title))}</title></head>`,
    `<body style="${STYLE.page}"><div style="${STYLE.sheet}">`,
    ...parts.map((blocks) => `<div style="${STYLE.card}">${blocks.map(block).join('')}</div>`),
    '</div></body></html>',
  ].join('\n');
}

/** Blocks of one part stand on one card. */
function partsOf(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const order: Part[] = [];
  const cards = new Map<Part, Block[]>();
  for (const each of blocks) {
    const card = cards.get(each.part);
    if (card) card.push(each);
    else {
      order.push(each.part);
      cards.set(each.part, [each]);
    }
  }
  return order.map((part) => cards.get(part) ?? []);
}

function block(shown: Block): string {
  switch (shown.kind) {
    case 'verdict': {
      const { ground, edge, ink } = BANNER[shown.tone];
      const style = `margin:0 -16px;padding:16px;background:${ground};color:${ink};border-bottom:3px solid ${edge};border-radius:8px 8px 0 0;font-size:20px;line-height:1.4;overflow-wrap:anywhere;`;
      return `<h1 style="${style}">${inline(shown.line)}</h1>`;
    }
    case 'heading':
      return `<h2 style="${STYLE.heading}">${inline(shown.line)}</h2>`;
    case 'paragraph':
      return `<p style="${STYLE.paragraph}">${inline(shown.line)}</p>`;
    case 'note':
      return `<p style="${STYLE.note}">${inline(shown.line)}</p>`;
    case 'facts':
      return shown.rows
        .map(
          ({ label, value }) =>
            `<div style="${STYLE.label}">${escapeHtml(label)}</div><div style="${STYLE.value}">${inline(value)}</div>`,
        )
        .join('');
    case 'list':
      return `<ul style="${STYLE.list}">${shown.items.map(item).join('')}</ul>`;
    case 'steps':
      return `<ol style="${STYLE.list}">${shown.items.map(item).join('')}</ol>`;
    case 'table':
      return table(shown.head, shown.rows);
    case 'command':
      return `<p style="${STYLE.paragraph}">${inline(shown.purpose)}</p><code style="${STYLE.command}">${inline(shown.command)}</code>`;
  }
}

function item(line: Line): string {
  return `<li style="${STYLE.item}">${inline(line)}</li>`;
}

function table(head: readonly string[], rows: readonly (readonly Line[])[]): string {
  const top = head
    .map((name) => `<th style="${STYLE.cell}color:#4b5563;white-space:nowrap;">${escapeHtml(name)}</th>`)
    .join('');
  const body = rows.map((row) => `<tr>${row.map(cellOf).join('')}</tr>`).join('');
  return `<table style="${STYLE.table}"><thead><tr>${top}</tr></thead><tbody>${body}</tbody></table>`;
}

/** Addresses and times are not torn apart, as long as four of them fit a phone. */
function cellOf(line: Line): string {
  const html = inline(line);
  return `<td style="${STYLE.cell}${html.length <= 15 ? 'white-space:nowrap;' : ''}">${html}</td>`;
}

function inline(line: Line): string {
  return line.map(span).join('');
}

function span(shown: Span): string {
  if (typeof shown === 'string') return escapeHtml(shownText(shown));
  if ('link' in shown) {
    if (!isConsolePage(shown.link)) return escapeHtml(defang(`${shown.label} ${shown.link}`));
    return `<a href="${escapeHtml(shown.link)}" style="${STYLE.link}">${escapeHtml(shown.label)}</a>`;
  }
  const text = escapeHtml(shownText(shown));
  return 'strong' in shown ? `<strong>${text}</strong>` : text;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => REFERENCES[character] ?? '');
}
