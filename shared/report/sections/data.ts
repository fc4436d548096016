import type { DataUse } from '../../evidence/data/tally';
import { sizeOf } from '../../findings/objects';
import { type Html, html, outside, own } from '../html';
import type { Page } from '../page';
import { DATA_TEXTS } from '../texts/data';

const MOST_USES = 40;

/** Objects read, written and deleted, by the buckets' own access logs; and which buckets have none. */
export function data(page: Page): Html {
  const { model } = page;
  const words = DATA_TEXTS[model.language];
  const { asked, place, uses, buckets, unrecorded, failures } = model.data;
  const head = html`<h2>${words.heading}</h2><p class="lead">${words.lead}</p>`;
  if (!asked)
    return html`<section>${head}<p class="note warn">${words.notAsked} <code>TOURNIQUET_ACCESS_LOGS</code> <code>TOURNIQUET_ACCESS_LOG_SLS</code></p></section>`;
  const silent =
    unrecorded.length > 0
      ? html`<p class="note warn">${words.unrecorded(unrecorded.length)} ${outside(unrecorded.slice(0, 20).join(', '), 600)}</p>`
      : undefined;
  const failed = failures.map((why) => html`<p class="note warn">${words.failed} ${outside(why, 300)}</p>`);
  const list =
    uses.length === 0
      ? html`<p>${place.startsWith('sls ') ? words.noneIn : buckets.length === 0 ? words.nothingRead : words.none(buckets.length)}</p>`
      : html`<ul class="rows">${uses.slice(0, MOST_USES).map((use) => row(page, use))}</ul>${uses.length > MOST_USES ? html`<p class="lead">${words.more(uses.length - MOST_USES)}</p>` : undefined}`;
  return html`<section class="long">${head}<p><code>${own(place)}</code></p>${list}${silent}${failed}</section>`;
}

function row({ model, short, number }: Page, use: DataUse): Html {
  const words = DATA_TEXTS[model.language];
  const { bucket, ip, read, written, deleted, batchesDeleted, refused, bytesOut, objects, objectsLeftOut } = use;
  const party = model.dataParties[`${use.bucket} ${use.accessKeyId} ${use.ip}`] ?? 'known';
  const counts = [
    words.read(number(read), sizeOf(bytesOut)),
    words.written(number(written)),
    words.deleted(number(deleted)),
    ...(batchesDeleted > 0 ? [words.batches(number(batchesDeleted))] : []),
    words.refused(number(refused)),
  ].join(words.comma);
  const folded =
    objects.length > 0
      ? html`<details><summary>${words.objects(objects.length + objectsLeftOut)}</summary><ul class="rows">${objects.map(
          (one) =>
            html`<li>${outside(one.name, 200)}<span class="sub">${words.read(number(one.read), sizeOf(one.bytesOut))}${words.comma}${words.written(number(one.written))}${words.comma}${words.deleted(number(one.deleted))}</span></li>`,
        )}</ul>${objectsLeftOut > 0 ? html`<p class="lead">${words.rest(objectsLeftOut)}</p>` : undefined}</details>`
      : undefined;
  return html`<li><span class="mark ${party === 'known' ? '' : 'bad'}">${words.parties[party]}</span><b>${outside(bucket, 80)}</b> ${outside(ip, 60)}<span class="sub">${counts}</span><span class="sub">${short(use.firstAt)} – ${short(use.lastAt)} · ${outside(use.userAgents.join(', '), 200)}</span>${folded}</li>`;
}
