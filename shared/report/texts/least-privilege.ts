import type { Language } from '../../config/types';

export interface LeastPrivilegeTexts {
  readonly heading: string;
  readonly lead: string;
  readonly none: string;
  readonly actions: (count: number) => string;
  readonly head: readonly [string, string, string];
  readonly fromUsage: string;
  readonly calls: (count: number) => string;
  readonly allowed: (allowed: number, all: number) => string;
  readonly stopped: (stopped: number, all: number) => string;
  readonly still: string;
  readonly policy: (name: string, characters: number) => string;
  readonly command: string;
  readonly attach: string;
}

export const LEAST_PRIVILEGE_TEXTS: Readonly<Record<Language, LeastPrivilegeTexts>> = {
  en: {
    heading: 'Less power: what the business needs',
    lead: 'A proposal for the new key: the smallest policy that would have allowed what the business called. Nothing of it was attached.',
    none: 'No policy is proposed.',
    actions: (count) => `What the business called: ${count} actions`,
    head: ['Action', 'On', 'Calls'],
    fromUsage: 'by the list of last uses',
    calls: (count) => String(count),
    allowed: (allowed, all) => `Of ${all} different requests of the business it allows ${allowed}.`,
    stopped: (stopped, all) => `Of ${all} different requests of the attack it would have refused ${stopped}.`,
    still: 'The business makes these, too, so they stay allowed:',
    policy: (name, characters) => `Policy ${name} (${characters} of 6,144 characters) and the command that makes it`,
    command: 'Make it:',
    attach:
      'Attach it to the user, check that the application works for some days, then take the wider policies off. Keep the deny until the leaked key is deleted.',
  },
  zh: {
    heading: '收窄权限：业务真正需要的',
    lead: '给新 AccessKey 的建议：恰好允许业务曾经调用的操作的最小策略。没有附加任何策略。',
    none: '没有给出策略建议。',
    actions: (count) => `业务调用过的操作：${count} 个`,
    head: ['操作', '资源', '次数'],
    fromUsage: '来自最近使用记录',
    calls: (count) => String(count),
    allowed: (allowed, all) => `业务的 ${all} 种请求中，它允许 ${allowed} 种。`,
    stopped: (stopped, all) => `攻击者的 ${all} 种请求中，它会拒绝 ${stopped} 种。`,
    still: '以下请求业务也会发出，因此仍被允许：',
    policy: (name, characters) => `策略 ${name}（${characters} / 6,144 字符）及创建命令`,
    command: '创建：',
    attach: '附加给用户后观察应用数日，确认正常再解除更宽的策略。在删除泄露的 AccessKey 之前请保留拒绝策略。',
  },
};
