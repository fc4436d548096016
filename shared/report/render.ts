import type { Language } from '../config/types';
import { Html, html } from './html';
import type { ReportModel } from './model';
import { type Page, pageOf } from './page';
import { chain } from './sections/chain';
import { checklist } from './sections/checklist';
import { cost } from './sections/cost';
import { course } from './sections/course';
import { data } from './sections/data';
import { did } from './sections/did';
import { done } from './sections/done';
import { everyCall } from './sections/every-call';
import { evidence } from './sections/evidence';
import { head } from './sections/head';
import { leastPrivilege } from './sections/least-privilege';
import { next } from './sections/next';
import { others } from './sections/others';
import { sources } from './sections/sources';
import { unknown } from './sections/unknown';
import { usage } from './sections/usage';
import { STYLE } from './style';

/** Nothing may run and nothing may be fetched, whatever got into the page. */
const POLICY = new Html("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");

const NAMES: Readonly<Record<Language, string>> = { zh: '中文', en: 'English' };

/**
 * The incident's page: one file without scripts that loads nothing, readable on a phone, in the dark and on paper, in
 * its languages, the first of which is shown at once. Pure. Every text from outside is escaped and can become neither
 * markup nor a link.
 */
export function renderReport(model: ReportModel, languages: readonly Language[] = bothOf(model)): string {
  const pages = languages.map((language) => pageOf({ ...model, language }));
  const [first = pageOf(model)] = pages;
  // The style is ours and holds no value of the model.
  const style = new Html(`<style>${STYLE}</style>`);
  return html`<!doctype html>
<html lang="${first.texts.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><meta name="format-detection" content="telephone=no"><title>${first.texts.title}: ${first.user()}</title>${style}</head>
<body>${languages.length > 1 ? choice(languages) : undefined}${pages.map(body)}${everyCall(model)}</body></html>
`.text;
}

const bothOf = ({ language }: ReportModel): readonly Language[] => (language === 'zh' ? ['zh', 'en'] : ['en', 'zh']);

/** Two switches that need no script: the style shows the body that belongs to the one that is on. */
function choice(languages: readonly Language[]): Html {
  return html`${languages.map(
    (language, i) =>
      html`<input class="pick" type="radio" name="language" id="pick-${language}" aria-label="${NAMES[language]}"${i === 0 ? new Html(' checked') : undefined}>`,
  )}<nav class="languages">${languages.map((language) => html`<label for="pick-${language}" lang="${language}">${NAMES[language]}</label>`)}</nav>`;
}

function body(page: Page): Html {
  const { texts, model } = page;
  return html`<div class="as-${model.language}" lang="${texts.lang}"><main>${head(page)}${course(page)}${done(page)}${checklist(page)}${next(page)}${chain(page)}${others(page)}${did(page)}${data(page)}${usage(page)}${leastPrivilege(page)}${cost(page)}${sources(page)}${unknown(page)}${evidence(page)}</main><footer><main>${texts.footer}</main></footer></div>`;
}
