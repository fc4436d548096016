import type { Language } from '../config/types';
import { Html, html } from './html';
import type { ReportModel } from './model';
import { pageOf } from './page';
import { evidence, next, unknown } from './sections/closing';
import { cost } from './sections/cost';
import { course } from './sections/course';
import { did } from './sections/did';
import { done } from './sections/done';
import { head } from './sections/head';
import { STYLE } from './style';

/** Nothing may run and nothing may be fetched, whatever got into the page. */
const POLICY = new Html("default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");

/**
 * The incident's page: one file without scripts that loads nothing, readable on a phone and on paper. Pure. Every text
 * from outside is escaped and can become neither markup nor a link.
 */
export function renderReport(model: ReportModel, language: Language = model.language): string {
  const page = pageOf({ ...model, language });
  const { texts } = page;
  // The style is ours and holds no value of the model.
  const style = new Html(`<style>${STYLE}</style>`);
  return html`<!doctype html>
<html lang="${texts.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex"><meta name="format-detection" content="telephone=no"><title>${texts.title}: ${page.user()}</title>${style}</head>
<body><main>${head(page)}${course(page)}${done(page)}${next(page)}${did(page)}${cost(page)}${unknown(page)}${evidence(page)}</main><footer><main>${texts.footer}</main></footer></body></html>
`.text;
}
