import type { Language } from '../../config/types';

export interface UsageTexts {
  readonly heading: string;
  readonly lead: string;
  readonly open: (products: number) => string;
  readonly head: readonly [string, string, string, string, string];
  readonly failed: string;
  readonly none: string;
}

export const USAGE_TEXTS: Readonly<Record<Language, UsageTexts>> = {
  en: {
    heading: 'What the key is used for',
    lead: "ActionTrail's list of last uses: up to 400 days back, hours behind, and not for every product. Calls of the attack are in it as well.",
    open: (products) => (products === 1 ? '1 product' : `${products} products`),
    head: ['Product', 'Last used', 'Calls', 'Addresses', 'Resources'],
    failed: 'Not all of it could be read.',
    none: 'It tells of no use.',
  },
  zh: {
    heading: '该 AccessKey 的用途',
    lead: '操作审计的最近使用记录：最多 400 天，延迟数小时，且不含所有产品。攻击者的调用也在其中。',
    open: (products) => `${products} 个产品`,
    head: ['产品', '最近使用', '接口', '地址', '资源'],
    failed: '未能完整读取。',
    none: '没有使用记录。',
  },
};
