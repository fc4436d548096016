import { newText, originText } from '../../origins/words';
import { Html, html, outside } from '../html';
import type { Page } from '../page';

const TEXTS = {
  en: {
    made: (day: string) =>
      `Networks and countries as registries and routes had them on ${day}: hints, never proof. Unknown is not new.`,
    thanks: 'Data of RouteViews, NRO and DB-IP under CC BY 4.0:',
  },
  zh: {
    made: (day: string) => `网络和国家/地区取自 ${day} 的注册与路由数据，仅为线索；未知不等于新出现。`,
    thanks: 'RouteViews、NRO 和 DB-IP 的数据，许可为 CC BY 4.0：',
  },
} as const;
/** The licence of DB-IP's data asks for this link on every page that shows it. */
const DB_IP = new Html('<a href="https://db-ip.com">IP Geolocation by DB-IP</a>');

/** Network and country of an address, and whether the key was never used from there. Nothing where nobody looked. */
export function originOf({ model }: Page, ip: string): Html | undefined {
  const source = model.origins.sources.find((one) => one.ip === ip);
  if (source === undefined) return undefined;
  const fresh = newText(source)?.[model.language];
  return html`${outside(originText(source)[model.language], 120)}${fresh ? html` <b>${fresh}</b>` : undefined}<br>`;
}

/** What the networks were told by; nothing where nobody looked. */
export function originSources({ model }: Page): Html | undefined {
  const { madeOf, sources } = model.origins;
  if (madeOf.length === 0 || sources.length === 0) return undefined;
  const texts = TEXTS[model.language];
  // The version ends with the day and the hour.
  const [, year, month, day] = /(\d{4})(\d{2})(\d{2})\d{0,2}$/.exec(madeOf[0]?.version ?? '') ?? [];
  const told = year === undefined ? '?' : `${year}-${month}-${day}`;
  return html`<p class="lead">${texts.made(told)} ${texts.thanks} ${DB_IP}</p>`;
}
