import { type Content, type Html, html } from './html';

export interface Column {
  /** From the bottom up; numbers that are drawn, never summed. */
  readonly parts: readonly { readonly value: number; readonly className: string }[];
  readonly title: string;
}

export interface Flag {
  /** 0 to 1 along the width. */
  readonly at: number;
  readonly label: string;
  readonly className: string;
}

export interface ChartFrame {
  readonly label: string;
  readonly top: string;
  readonly left: string;
  readonly right: string;
  readonly heightPx: number;
}

/** Bars that a browser draws without any script. Words stand beside the picture, not in it: they keep their size. */
export function barChart(columns: readonly Column[], flags: readonly Flag[], frame: ChartFrame): Html {
  const highest = Math.max(1e-9, ...columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)));
  const width = 1000 / Math.max(1, columns.length);
  const gap = columns.length > 80 ? 0.08 : 0.18;
  const bars = columns.map((column, i) => {
    let below = 0;
    const rects = column.parts.flatMap(({ value, className }) => {
      if (value <= 0) return [];
      // A single call beside thousands is still there to be seen.
      const height = Math.max(1.5, (value / highest) * 100);
      const y = Math.max(0, 100 - below - height);
      below += height;
      return [
        html`<rect class="${className}" x="${round(i * width + (width * gap) / 2)}" y="${round(y)}" width="${round(width * (1 - gap))}" height="${round(height)}"/>`,
      ];
    });
    return rects.length === 0 ? undefined : html`<g><title>${column.title}</title>${rects}</g>`;
  });
  return html`<figure class="chart" role="img" aria-label="${frame.label}">
${flags.length > 0 ? flagRows(flags) : undefined}
<div class="plot" style="height:${frame.heightPx}px"><span class="top">${frame.top}</span>
<svg viewBox="0 0 1000 100" preserveAspectRatio="none" width="100%" height="100%" aria-hidden="true">
<line class="base" x1="0" x2="1000" y1="100" y2="100"/>${bars}</svg>
${flags.map(({ at, className }) => html`<i class="pole ${className}" style="left:${percent(at)}"></i>`)}</div>
<figcaption><span>${frame.left}</span><span>${frame.right}</span></figcaption></figure>`;
}

/** Each flag has a row of its own, so that labels of moments close together do not cover each other. */
function flagRows(flags: readonly Flag[]): Content {
  return html`<div class="flags">${flags.map(
    ({ at, label, className }) =>
      html`<div class="flag"><span class="${className} ${at > 0.55 ? 'before' : 'after'}" style="${at > 0.55 ? `right:${percent(1 - at)}` : `left:${percent(at)}`}">${label}</span></div>`,
  )}</div>`;
}

/** One bar of a list: how much of the longest it is, in up to three parts. */
export function stripe(
  parts: readonly { readonly value: number; readonly className: string }[],
  longest: number,
): Html {
  return html`<span class="stripe">${parts.map(({ value, className }) =>
    value <= 0
      ? undefined
      : html`<i class="${className}" style="width:${percent(Math.max(0.004, value / Math.max(1e-9, longest)))}"></i>`,
  )}</span>`;
}

function percent(share: number): string {
  return `${round(Math.min(1, Math.max(0, share)) * 100)}%`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
