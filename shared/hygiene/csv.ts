import { CredentialReportInvalid } from '../errors';

/**
 * Rows of a CSV text (RFC 4180): commas, quoted cells with doubled quotes, line feeds inside quotes, CRLF or LF, a byte
 * order mark before it, one line break after it. Strict: a quote within an unquoted cell, text behind a closing quote,
 * an open quote at the end, or a lone carriage return is an error, because a guess would move every cell behind it.
 * Throws CredentialReportInvalid with the line.
 */
export function parseCsv(text: string): string[][] {
  return [...csvRows(text)];
}

/** The same row by row: a report of 10,000 users has a third of a million cells, and nobody needs them at once. */
export function* csvRows(text: string): Generator<string[], void> {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  let row: string[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const cell = source[at] === '"' ? quotedCell(source, at, line) : plainCell(source, at, line);
    row.push(cell.value);
    line += cell.lines;
    at = cell.end;
    const separator = separatorAt(source, at);
    if (separator === undefined) throw broken(line, 'text behind a closing quote');
    at += separator.length;
    if (separator === ',') {
      // A comma at the very end has one more, empty cell behind it.
      if (at === source.length) row.push('');
      else continue;
    }
    yield row;
    row = [];
    line += 1;
  }
}

interface Cell {
  readonly value: string;
  readonly end: number;
  /** Line feeds inside it. */
  readonly lines: number;
}

function quotedCell(source: string, start: number, line: number): Cell {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = source.indexOf('"', from);
    if (quote < 0) throw broken(line, 'a quote is never closed');
    value += source.slice(from, quote);
    if (source[quote + 1] !== '"') return { value, end: quote + 1, lines: value.split('\n').length - 1 };
    value += '"';
    from = quote + 2;
  }
}

function plainCell(source: string, start: number, line: number): Cell {
  let end = start;
  while (end < source.length && separatorAt(source, end) === undefined) {
    if (source[end] === '"') throw broken(line, 'a quote stands within an unquoted cell');
    if (source[end] === '\r') throw broken(line, 'a carriage return stands alone');
    end += 1;
  }
  return { value: source.slice(start, end), end, lines: 0 };
}

/** What ends a cell here: a comma, a line break, or ('') the end of the text. */
function separatorAt(source: string, at: number): string | undefined {
  if (at >= source.length) return '';
  if (source[at] === ',') return ',';
  if (source[at] === '\n') return '\n';
  return source.startsWith('\r\n', at) ? '\r\n' : undefined;
}

function broken(line: number, why: string): CredentialReportInvalid {
  return new CredentialReportInvalid(`line ${line}: ${why}`);
}
