import { printable } from './printable';

/** Columns side by side, two blanks apart, without blanks at the ends of lines. What would act on a terminal is shown as its escape. */
export function table(head: readonly string[] | undefined, rows: readonly (readonly string[])[]): string {
  const lines = [...(head ? [head] : []), ...rows].map((cells) => cells.map(printable));
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
