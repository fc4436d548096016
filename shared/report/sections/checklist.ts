import { type Html, html } from '../html';
import { madeLoose, type ReportModel } from '../model';
import type { Page } from '../page';
import { CHECKLIST_TEXTS, type ChecklistTexts, type Demand } from '../texts/checklist';

export interface Ticked {
  readonly demand: Demand;
  /** `none`: nothing asks for it. What no look has shown is never `done`. */
  readonly state: 'done' | 'part' | 'left' | 'none';
  readonly why: string;
}

const TONES = { done: 'good', part: 'warn', left: 'warn', none: '' } as const;

/** Each demand of the reference document with what has become of it. Pure. */
export function tick(model: ReportModel, words: ChecklistTexts, time: (iso: string) => string): readonly Ticked[] {
  const { incident, cost, bills } = model;
  const isDenied = incident.attached !== undefined && incident.mode === 'enforce';
  const isOff = incident.keyDisabled || incident.row === 'already-inactive' || incident.row === 'deleted';
  const isDeleted = incident.row === 'deleted';
  const isUnused = incident.row === 'unused' && incident.lastUse !== undefined && 'value' in incident.lastUse;
  const loose = madeLoose(model).length;
  const others = model.others.length;
  const read = words.upTo(time(model.thief.dataUpTo));
  const products = new Set(cost.facts.flatMap(({ product }) => (product === '' ? [] : [product]))).size;
  const billsRead = bills.days.length > 0;
  return [
    {
      demand: 'narrow',
      state: isDenied ? 'done' : isOff ? 'none' : 'left',
      why: isDenied ? words.denied : words.notDenied,
    },
    {
      demand: 'key-off',
      state: isDeleted ? 'done' : isOff ? 'part' : 'left',
      why: isOff ? words.keyIsOff : words.keyIsOn,
    },
    { demand: 'rotate', state: isUnused || isDeleted ? 'none' : 'left', why: words.byPerson },
    {
      demand: 'unneeded',
      state: isDeleted ? 'none' : 'left',
      why: model.leastPrivilege.policies.length > 0 ? words.proposed : words.byPerson,
    },
    { demand: 'mfa', state: 'left', why: words.byPerson },
    {
      demand: 'audit',
      state: model.auditComplete ? 'done' : 'part',
      why: model.auditComplete ? read : `${words.cut}, ${read}`,
    },
    {
      demand: 'data-logs',
      // Log Service's own data, and buckets without a log, are a person's.
      state: model.data.asked ? 'part' : 'left',
      why: model.data.asked ? words.logsRead(model.data.buckets.length) : words.byPerson,
    },
    {
      demand: 'others',
      // Only what left the attack's traces is looked for: who is quiet is not seen.
      state: 'part',
      why: [
        loose > 0 ? words.madeLeft(loose) : '',
        others > 0 ? words.othersFound(others) : model.auditComplete ? words.othersClean : words.cut,
      ]
        .filter((part) => part !== '')
        .join(words.comma),
    },
    {
      demand: 'bills',
      // A note says what the bills that were read do not show: most often that they end before the suspicion.
      state: !billsRead ? 'left' : bills.failures.length + cost.notes.length > 0 ? 'part' : 'done',
      why: !billsRead ? words.noBills : bills.failures.length > 0 ? words.cut : words.upTo(cost.upTo ?? ''),
    },
    {
      demand: 'protect',
      state: cost.facts.length > 0 || !billsRead ? 'left' : 'none',
      why: products > 0 ? words.signs(products) : billsRead ? '' : words.noBills,
    },
    { demand: 'notices', state: 'left', why: words.byPerson },
  ];
}

/** The document's steps, ticked or not; how to do what is left stands in the section below it. */
export function checklist({ model, time }: Page): Html {
  const words = CHECKLIST_TEXTS[model.language];
  const rows = tick(model, words, time).map(
    ({ demand, state, why }) =>
      html`<li class="${state === 'done' ? 'is-done' : ''}"><span class="mark ${TONES[state]}">${words.states[state]}</span>${words.demands[demand]}${why === '' ? undefined : html`<span class="sub">${why}</span>`}</li>`,
  );
  return html`<section class="long"><h2>${words.heading}</h2><p class="lead">${words.lead}</p><ul class="rows">${rows}</ul></section>`;
}
