/** Where a search stands: which part of its time, and how many of its logs have been read. Seconds since 1970. */
export interface LogWindow {
  readonly from: number;
  /** Not included. */
  readonly to: number;
  readonly offset: number;
}

export const writeCursor = ({ from, to, offset }: LogWindow): string => `${from} ${to} ${offset}`;

/** Undefined: it is no cursor of this source. */
export function readCursor(cursor: string | null): LogWindow | undefined {
  const [, from, to, offset] = /^(\d{1,12}) (\d{1,12}) (\d{1,12})$/.exec(cursor ?? '') ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to), offset: Number(offset) };
}

/**
 * Where to go on behind a page of `rows` logs, the last of them at `last`. A window is at its end when a page is empty
 * (Log Service, "Paged query"); the next one is as long as it was. Deep pages are refused or slow: beyond `deepest` logs
 * the window begins anew at the minute of the last one, because pages are in order to the minute only. Logs of that
 * minute come twice. Undefined: all of it was read. Pure.
 */
export function nextWindow(
  window: LogWindow,
  page: { readonly rows: number; readonly last: number | undefined },
  end: number,
  deepest: number,
): LogWindow | undefined {
  const { from, to, offset } = window;
  if (page.rows === 0) return to >= end ? undefined : { from: to, to: Math.min(end, to + (to - from)), offset: 0 };
  const read = offset + page.rows;
  const minute = page.last === undefined ? from : Math.floor(page.last / 60) * 60;
  return read >= deepest && minute > from ? { from: minute, to, offset: 0 } : { from, to, offset: read };
}

/** The first half of it, to be searched from its beginning; undefined: it is as short as it gets. */
export function narrowed({ from, to, offset }: LogWindow, shortest: number): LogWindow | undefined {
  const half = Math.floor((to - from) / 2);
  return half < shortest || offset > 0 ? undefined : { from, to: from + half, offset: 0 };
}
