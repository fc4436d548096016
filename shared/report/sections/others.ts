import type { OtherIdentity } from '../../findings/model';
import { type Html, html, outside, own } from '../html';
import type { Page } from '../page';
import { OTHERS_TEXTS, type OthersTexts } from '../texts/others';

const MOST_ROWS = 20;
/** What RAM allows in a user's name; anything else is not put into a command. */
const PLAIN_NAME = /^[A-Za-z0-9._-]{1,64}$/;

/** Other keys and users that the attack's traces lead to, each with what to do about it. Nothing where there is none. */
export function others(page: Page): Html | undefined {
  const { model } = page;
  const texts = OTHERS_TEXTS[model.language];
  if (model.others.length === 0) return undefined;
  const shown = model.others.slice(0, MOST_ROWS);
  return html`<section class="long"><h2>${texts.heading}</h2><p class="lead">${texts.lead}</p>
<ul class="rows">${shown.map((other) => row(page, texts, other))}</ul>${model.others.length > shown.length ? html`<p class="note">${texts.more(model.others.length - shown.length)}</p>` : undefined}</section>`;
}

function row({ model, short }: Page, texts: OthersTexts, other: OtherIdentity): Html {
  const { type, id, userName, traces, calls, firstAt, lastAt, isOrdinary } = other;
  const isFromAddress = traces.includes('address');
  const parts = [
    traces.map((trace) => texts.traces[trace]).join(model.language === 'zh' ? '、' : ', '),
    texts.calls(calls),
    `${short(firstAt)} - ${short(lastAt)}`,
    isOrdinary ? texts.ordinary : texts.notOrdinary,
  ];
  const advice = type === 'user' && isOrdinary ? texts.neededUser : texts.advice[type];
  return html`<li><span class="mark ${isFromAddress ? 'bad' : 'warn'}">${texts.types[type]}</span><b>${outside(id, 80)}</b>${userName && userName !== id ? html` (${outside(userName, 80)})` : undefined}<span class="advice">${isFromAddress ? advice : texts.hint}</span><span class="sub">${parts.join(' · ')}</span>${type === 'access-key' && isFromAddress ? commands(texts, id, userName) : undefined}</li>`;
}

function commands(texts: OthersTexts, id: string, userName: string | undefined): Html {
  const user = userName?.split('@')[0] ?? '';
  const isPlain = PLAIN_NAME.test(user);
  const event = JSON.stringify({
    accessKeyId: id,
    ...(isPlain ? { userName: user } : {}),
    reason: 'used by the attack',
  });
  return html`<span class="sub">${texts.contain}</span><pre>${own(event)}</pre>${isPlain ? html`<span class="sub">${texts.rotate}</span><pre>aliyun ram CreateAccessKey --UserName ${user}</pre>` : undefined}`;
}
