import type { Fault } from '../../../sandbox/kernel/types';
import type { Outcome } from './judge';

/** The table's words in both languages. */
export const OUTCOMES: Readonly<Record<Outcome, { readonly en: string; readonly zh: string }>> = {
  'as ever': { en: 'as ever', zh: '照常' },
  'gap told': { en: 'gap told', zh: '说明缺口' },
  'freeze instead': { en: 'freeze instead', zh: '改用冻结' },
  'group instead': { en: 'group instead', zh: '改用用户组' },
  'key off instead': { en: 'key off instead', zh: '改为禁用密钥' },
  'alarm, goes on': { en: 'alarm, goes on', zh: '报警并继续' },
  alarm: { en: 'alarm', zh: '报警' },
  outbox: { en: 'outbox', zh: '发件箱' },
  'comes again': { en: 'comes again', zh: '重新执行' },
  BROKEN: { en: 'BROKEN', zh: '失败' },
};

export const FAULTS: readonly Fault[] = ['throttle', '500', 'timeout', 'reset', 'malformed', 'slow', 'deny'];

export const COLUMNS = {
  en: ['Function', 'Call', 'Throttled', '500', 'No answer', 'Reset', 'Malformed', 'Slow', 'Refused'],
  zh: ['函数', '调用', '限流', '500', '无应答', '连接重置', '应答残缺', '缓慢', '拒绝'],
} as const;
