import type { Text } from '../rules/model';

/** One thing that a person can do so that a product's bill cannot run away again. */
export interface Protection {
  readonly id: string;
  readonly text: Text;
  /** A page of Alibaba Cloud's documentation that was read; absent where none was. */
  readonly link?: Text;
}

interface Guarded {
  readonly products: RegExp;
  readonly protections: readonly [Protection, ...Protection[]];
}

const both = (url: string): Text => ({ zh: url, en: url });

/** For every product: "Expenses and Costs: Budget management". */
const BUDGET: Protection = {
  id: 'budget',
  text: {
    en: 'Set a cost budget for the product with an alert threshold: an alert does not stop the use, but you hear of it.',
    zh: '为该产品设置费用预算和预警阈值：预警不会停止使用，但能及时通知。',
  },
  link: {
    en: 'https://www.alibabacloud.com/help/en/user-center/user-guide/budget-management-1/',
    zh: 'https://www.alibabacloud.com/help/doc-detail/207892.html',
  },
};

/** By the product codes of the bill. */
const GUARDED: readonly Guarded[] = [
  {
    products: /^(dysms|sms)/i,
    protections: [
      {
        id: 'sms-limits',
        text: {
          en: 'Limit how many messages one number may get a minute, an hour and a day, in the SMS console; check signatures and templates that you did not make.',
          zh: '在短信服务控制台设置每分钟、每小时、每天的发送上限；检查不是您创建的签名和模板。',
        },
        link: {
          en: 'https://help.aliyun.com/en/sms/user-guide/configure-delivery-frequency-and-whitelist',
          zh: 'https://help.aliyun.com/document_detail/108293.html',
        },
      },
    ],
  },
  {
    products: /^(ecs|yundisk|disk|snapshot|eci|ess|ecd|gws|eip|acs|cs$)/i,
    protections: [
      {
        id: 'compute-release',
        text: {
          en: 'Stop and release what the key started, in every region that the bill names; keep a snapshot of its disk first if you need it as evidence.',
          zh: '在账单涉及的每个地域停止并释放该 AccessKey 启动的资源；需要取证时先为磁盘创建快照。',
        },
      },
      {
        id: 'release-protection',
        text: {
          en: 'Turn on release protection for your own pay-as-you-go instances.',
          zh: '为自己的按量付费实例开启释放保护。',
        },
        link: both(
          'https://www.alibabacloud.com/help/en/ecs/user-guide/enable-or-disable-release-protection-for-ecs-instances',
        ),
      },
    ],
  },
  {
    products: /^(oss|cdn|dcdn)/i,
    protections: [
      {
        id: 'oss-public-access',
        text: {
          en: 'Block public access for the whole of OSS, or for each bucket that need not be public.',
          zh: '为 OSS 全局，或为不需要公开的每个 Bucket 开启“阻止公共访问”。',
        },
        link: {
          en: 'https://help.aliyun.com/en/oss/developer-reference/putpublicaccessblock',
          zh: 'https://www.alibabacloud.com/help/tc/oss/user-guide/block-public-access',
        },
      },
    ],
  },
  {
    products: /^(rds|polardb|kvstore|dds|gpdb|dms)/i,
    protections: [
      {
        id: 'database-access',
        text: {
          en: "Look through the databases' address lists and accounts, and take off what you did not put there.",
          zh: '检查数据库的白名单和账号，移除不是您设置的内容。',
        },
      },
    ],
  },
];

const LINKS: ReadonlySet<string> = new Set(
  [BUDGET, ...GUARDED.flatMap(({ protections }) => protections)].flatMap(({ link }) =>
    link ? [link.zh, link.en] : [],
  ),
);

/** Whether an address is one that this file names: a page makes no other a link. */
export const isProtectionPage = (url: string): boolean => LINKS.has(url);

/** What to do about a product whose cost is abnormal; the budget is for every one of them. */
export function protectionsOf(product: string): readonly Protection[] {
  const own = GUARDED.filter(({ products }) => products.test(product)).flatMap(({ protections }) => protections);
  return [...own, BUDGET];
}
