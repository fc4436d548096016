import { sum } from '../../evidence/overview';
import { barChart, type Flag, timeTicks } from '../charts';
import { type Html, html, outside } from '../html';
import type { Moment } from '../model';
import { clockLabel, type Page, span, stepSpan, zoneMs } from '../page';

const FLAGS: Readonly<Partial<Record<Moment['what'], string>>> = {
  published: 'm-published',
  found: 'm-found',
  deny: 'm-deny',
  quiet: 'm-quiet',
};
const TONES: Readonly<Partial<Record<Moment['what'], string>>> = {
  published: 'bad',
  found: 'bad',
  'thief-first': 'bad',
  'thief-last': 'bad',
  'success-last': 'bad',
  deny: 'good',
  'key-disabled': 'good',
  'refused-first': 'good',
  verified: 'good',
  quiet: 'good',
};

/** The incident as a course of calls, and its moments one below the other. */
export function course(page: Page): Html {
  const { model, texts } = page;
  return html`<section><h2>${texts.course.heading}</h2><p class="lead">${texts.course.lead}${texts.gap}${texts.zone}</p>
${sum(model.audit.since) > 0 ? chart(page) : undefined}
${moments(page)}
<p class="note">${texts.course.lag}</p></section>`;
}

function chart(page: Page): Html {
  const { model, texts, short, number } = page;
  const { from, stepMs, columns } = model.audit.course;
  const start = Date.parse(from);
  const length = stepMs * columns.length;
  const flags = model.moments.flatMap(({ what, at }): Flag[] => {
    const className = FLAGS[what];
    const place = (Date.parse(at) - start) / length;
    return className && place >= 0 && place <= 1 ? [{ at: place, label: texts.course.moments[what], className }] : [];
  });
  const legend: readonly [string, string, number][] = [
    ['c-allowed', texts.course.newAllowed, total(columns.map((c) => c.allowed))],
    ['c-refused', texts.course.newRefused, total(columns.map((c) => c.refused))],
    ['c-failed', texts.course.newFailed, total(columns.map((c) => c.failed))],
    ['c-usual', texts.course.usual, total(columns.map((c) => c.usual))],
  ];
  const drawn = columns.map((column, i) => ({
    title: `${short(new Date(start + i * stepMs).toISOString())}: ${column.allowed} / ${column.refused} / ${column.failed} / ${column.usual}`,
    parts: [
      { value: column.usual, className: 'c-usual' },
      { value: column.allowed, className: 'c-allowed' },
      { value: column.failed, className: 'c-failed' },
      { value: column.refused, className: 'c-refused' },
    ],
  }));
  return html`${barChart(drawn, flags, {
    label: texts.course.chart,
    value: (value) => number(value),
    ticks: timeTicks(start, start + length, { most: 4, zoneMs: zoneMs(model.language), label: clockLabel(page) }),
    heightPx: 150,
  })}<ul class="legend">${legend.map(([className, label, count]) =>
    count > 0 ? html`<li><i class="${className}"></i>${label} (${number(count)})</li>` : undefined,
  )}<li>${texts.course.perColumn(stepSpan(stepMs, model.language))}</li></ul>`;
}

function moments({ model, texts, short, words }: Page): Html {
  const signal = Date.parse(model.incident.window.signalAt);
  return html`<ol class="moments">${model.moments.map(({ at, what, detail }) => {
    const ms = Date.parse(at) - signal;
    const apart = Number.isNaN(ms) || ms === 0 ? '' : `${ms < 0 ? '−' : '+'}${span(ms, model.language)}`;
    return html`<li class="${TONES[what] ?? ''}"><time>${short(at)}<b>${apart}</b></time><span>${texts.course.moments[what]}${detail ? html` <span class="sub">${outside(words(detail))}</span>` : undefined}</span></li>`;
  })}</ol>`;
}

function total(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
