import type { Language } from '../../config/types';

export interface SourcesTexts {
  readonly heading: string;
  readonly lead: (complete: number, all: number) => string;
  readonly all: (sources: number) => string;
  readonly head: readonly [string, string, string, string, string];
  readonly whole: string;
  readonly cut: string;
}

export const SOURCES_TEXTS: Readonly<Record<Language, SourcesTexts>> = {
  en: {
    heading: 'What was looked at',
    lead: (complete, all) =>
      `${complete} of ${all} sources answered in full. The best one that is configured is asked first; what it cannot give is asked of the next.`,
    all: (sources) => `All ${sources} sources`,
    head: ['Source', 'From', 'To', 'Found', 'Answer'],
    whole: 'in full',
    cut: 'cut',
  },
  zh: {
    heading: '查看了哪些来源',
    lead: (complete, all) => `${all} 个来源中，${complete} 个完整返回。先查已配置的最佳来源，它给不了的再查下一个。`,
    all: (sources) => `全部 ${sources} 个来源`,
    head: ['来源', '从', '到', '条数', '结果'],
    whole: '完整',
    cut: '不完整',
  },
};
