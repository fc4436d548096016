import { scaleLinear, scaleUtc } from 'd3-scale';
import { line } from 'd3-shape';
import { type Content, Html, html } from './html';

/*
 * d3-scale and d3-shape find the round values of the axes and the paths; the marks are ours. Measured with esbuild,
 * minified: d3-scale and d3-shape 64 KB; ECharts with bars, lines and its SVG renderer 537 KB, 40 ms for a first chart
 * of 16 KB with text in fixed sizes. Whole chart libraries write words into the picture, which shrink on a phone, and
 * colours that do not follow the reader's light or dark; here words are HTML and colours are the page's own.
 */

export interface Column {
  /** From the bottom up; numbers that are drawn, never summed. */
  readonly parts: readonly { readonly value: number; readonly className: string }[];
  readonly title: string;
  /** A class for the whole height, where there is no number. */
  readonly band?: string;
  /** A class for a frame around it, of the whole height, where the number is not all there is. */
  readonly frame?: string;
  /** A class for a line on the ground, where nothing is a number as well. */
  readonly zero?: string;
}

export interface Flag {
  /** 0 to 1 along the width. */
  readonly at: number;
  readonly label: string;
  readonly className: string;
}

export interface Tick {
  /** 0 to 1 along the width. */
  readonly at: number;
  readonly label: string;
}

export interface ChartFrame {
  readonly label: string;
  readonly heightPx: number;
  /** A value of the axis, as it stands beside it. */
  value(value: number): string;
  readonly ticks: readonly Tick[];
  /** A level for each column, drawn as a line of steps over the bars; undefined where there is none. */
  readonly usual?: readonly (number | undefined)[];
}

const WIDTH = 1000;
const HEIGHT = 100;

/** Bars that a browser draws without any script. Words stand beside the picture, not in it: they keep their size. */
export function barChart(columns: readonly Column[], flags: readonly Flag[], frame: ChartFrame): Html {
  const sums = columns.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  // Where there is nothing, an axis of nothing would be told in the smallest numbers there are.
  const highest = Math.max(0, ...sums, ...(frame.usual ?? []).flatMap((value) => value ?? [])) || 1;
  const y = scaleLinear().domain([0, highest]).nice(3).range([HEIGHT, 0]);
  // There is no half a key.
  const isWhole = columns.every(({ parts }) => parts.every(({ value }) => Number.isInteger(value)));
  const levels = y.ticks(3).filter((level) => level > 0 && (!isWhole || Number.isInteger(level)));
  const width = WIDTH / Math.max(1, columns.length);
  const gap = columns.length > 80 ? 0.08 : 0.18;
  const bars = columns.map(({ parts, title, band, frame: around, zero }, i) => {
    let below = 0;
    const place = new Html(`x="${round(i * width + (width * gap) / 2)}" width="${round(width * (1 - gap))}"`);
    const behind = band ? html`<rect class="${band}" ${place} y="0" height="${HEIGHT}"/>` : undefined;
    const over = around ? html`<rect class="${around}" ${place} y="0" height="${HEIGHT}"/>` : undefined;
    const ground =
      zero && sums[i] === 0 ? html`<rect class="${zero}" ${place} y="${HEIGHT - 2.5}" height="2.5"/>` : undefined;
    const rects = parts.flatMap(({ value, className }) => {
      if (value <= 0) return [];
      // A single call beside thousands is still there to be seen.
      const height = Math.max(1.5, HEIGHT - y(value));
      const top = Math.max(0, HEIGHT - below - height);
      below += height;
      return [html`<rect class="${className}" ${place} y="${round(top)}" height="${round(height)}"/>`];
    });
    const drawn = [behind, ground, ...rects, over].filter((one) => one !== undefined);
    return drawn.length === 0 ? undefined : html`<g><title>${title}</title>${drawn}</g>`;
  });
  return html`<figure class="chart" role="img" aria-label="${frame.label}">
${flags.length > 0 ? flagRows(flags) : undefined}
<div class="plot" style="height:${frame.heightPx}px">${levels.map((level) => html`<span class="level" style="top:${percent(y(level) / HEIGHT)}">${frame.value(level)}</span>`)}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" width="100%" height="100%" aria-hidden="true">
${levels.map((level) => html`<line class="grid" x1="0" x2="${WIDTH}" y1="${round(y(level))}" y2="${round(y(level))}"/>`)}<line class="base" x1="0" x2="${WIDTH}" y1="${HEIGHT}" y2="${HEIGHT}"/>${bars}${usualLine(frame.usual ?? [], width, y)}</svg>
${flags.map(({ at, className }) => html`<i class="pole ${className}" style="left:${percent(at)}"></i>`)}</div>
<figcaption class="ticks">${frame.ticks.map(({ at, label }) => html`<span class="${at < 0.06 ? 'first' : at > 0.94 ? 'last' : ''}" style="${at > 0.94 ? 'right:0' : `left:${at < 0.06 ? '0' : percent(at)}`}">${label}</span>`)}</figcaption></figure>`;
}

function usualLine(
  usual: readonly (number | undefined)[],
  width: number,
  y: (value: number) => number,
): Html | undefined {
  const points = usual.flatMap((value, i): [number, number | undefined][] => [
    [i * width, value],
    [(i + 1) * width, value],
  ]);
  const path = line<[number, number | undefined]>()
    .defined(([, value]) => value !== undefined)
    .x(([x]) => round(x))
    .y(([, value]) => round(y(value ?? 0)))(points);
  return path === null || path === '' ? undefined : html`<path class="usual" d="${path}"/>`;
}

/** Round moments between two, at most `most`, as the reader's clock shows them. `zoneMs`: his distance from UTC. */
export function timeTicks(
  from: number,
  to: number,
  { most, zoneMs, label }: { readonly most: number; readonly zoneMs: number; label(at: Date, stepMs: number): string },
): Tick[] {
  const scale = scaleUtc()
    .domain([new Date(from + zoneMs), new Date(to + zoneMs)])
    .range([0, 1]);
  let found = scale.ticks(most);
  for (let wanted = most; found.length > most && wanted > 1; wanted -= 1) found = scale.ticks(wanted);
  // A domain of a few moments has no coarser step.
  const every = Math.ceil(found.length / most);
  found = found.filter((_, i) => i % every === 0);
  const stepMs = (found[1]?.getTime() ?? 0) - (found[0]?.getTime() ?? 0);
  return found.map((at) => ({ at: scale(at), label: label(new Date(at.getTime() - zoneMs), stepMs) }));
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

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
