import type { Site } from '../config/types';
import type { Span } from './message';

export type ConsolePage = 'ram' | 'rootKeys' | 'audit' | 'cost' | 'securityCenter' | 'ecs' | 'oss';

/** The console's pages that an alert leads to. The international site has the same pages on hosts of its own. */
const PAGES: Readonly<Record<Site, Readonly<Record<ConsolePage, string>>>> = {
  china: {
    ram: 'https://ram.console.aliyun.com/',
    rootKeys: 'https://usercenter.console.aliyun.com/#/manage/ak',
    audit: 'https://actiontrail.console.aliyun.com/',
    cost: 'https://usercenter2.aliyun.com/',
    securityCenter: 'https://yundun.console.aliyun.com/?p=sc_eg#/ak/overview',
    ecs: 'https://ecs.console.aliyun.com/',
    oss: 'https://oss.console.aliyun.com/',
  },
  international: {
    ram: 'https://ram.console.alibabacloud.com/',
    rootKeys: 'https://usercenter.console.alibabacloud.com/#/manage/ak',
    audit: 'https://actiontrail.console.alibabacloud.com/',
    cost: 'https://usercenter2-intl.aliyun.com/',
    securityCenter: 'https://yundun.console.alibabacloud.com/?p=sc_eg#/ak/overview',
    ecs: 'https://ecs.console.alibabacloud.com/',
    oss: 'https://oss.console.alibabacloud.com/',
  },
};

const OURS: ReadonlySet<string> = new Set(Object.values(PAGES).flatMap((pages) => Object.values(pages)));

/** A link to a page of the console, its address readable as its label: a frightened owner should see where it leads. */
export function consoleLink(site: Site, page: ConsolePage, label?: string): Span {
  const url = PAGES[site][page];
  return { link: url, label: label ?? url };
}

/** Whether an address is one that this file names: renderers show any other as text, whatever a message says. */
export function isConsolePage(url: string): boolean {
  return OURS.has(url);
}
