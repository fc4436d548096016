import type { Kind, Severity } from './model';
import type { Text } from './rules/model';

/** What a finding says beside the events behind it. A rule over one call is one as well. */
export interface Verdict {
  readonly id: string;
  readonly kind: Kind;
  readonly severity: Severity;
  /** MITRE ATT&CK; empty where there is none. */
  readonly technique: string;
  readonly text: Text;
}

const verdict = (id: string, kind: Kind, severity: Severity, technique: string, en: string, zh: string): Verdict => ({
  id,
  kind,
  severity,
  technique,
  text: { zh, en },
});

/** What many calls show together. */
export const PATTERNS = {
  sweep: verdict(
    'reconnaissance-burst',
    'reconnaissance',
    'high',
    'T1580',
    'A look around the account within minutes',
    '短时间内对账号进行了大范围探查',
  ),
  tries: verdict(
    'ways-in-tried',
    'persistence',
    'high',
    'T1098',
    'Ways in and power were asked for one after the other, and refused',
    '多次尝试建立持久化或提升权限，均被拒绝',
  ),
  messages: verdict(
    'messages-flood',
    'messages',
    'high',
    'T1496.003',
    'Messages were sent as never before',
    '短信发送量异常',
  ),
  read: verdict('data-read', 'data', 'high', 'T1530', 'Objects were read as never before', '对象读取量异常'),
  destruction: verdict(
    'destruction-flood',
    'destruction',
    'critical',
    'T1485',
    'Resources were deleted as never before',
    '资源删除量异常',
  ),
  compute: verdict(
    'compute-flood',
    'compute',
    'critical',
    'T1496.001',
    'Machines were bought as never before',
    '计算资源购买量异常',
  ),
} as const satisfies Readonly<Record<string, Verdict>>;

/** What follows from where and when calls came. */
export const CIRCUMSTANCES = {
  success: verdict(
    'success-after-deny',
    'success-after-deny',
    'critical',
    'T1078.004',
    'Denied actions still succeed: the deny does not hold',
    '已被拒绝的操作仍然成功：拒绝策略未生效',
  ),
  usualSuccess: verdict(
    'usual-success-after-deny',
    'success-after-deny',
    'medium',
    '',
    "Calls of the business's own machine that the quarantine denies succeed: it was released, or it does not hold",
    '业务自身机器上应被拒绝的调用仍然成功：已解除隔离，或隔离未生效',
  ),
  refused: verdict(
    'denied-after-deny',
    'denied-after-deny',
    'medium',
    'T1078.004',
    "The attack's calls are refused since the deny",
    '拒绝策略生效后，攻击者的调用被拒绝',
  ),
  usualRefused: verdict(
    'business-refused',
    'denied-after-deny',
    'low',
    '',
    'Calls of the business are refused since the deny',
    '拒绝策略生效后，业务的调用被拒绝',
  ),
  otherIdentity: verdict(
    'other-identity',
    'other-identity',
    'high',
    'T1078.004',
    "Another identity was used from the attack's address",
    '攻击者的地址上还使用了其他身份',
  ),
  attack: verdict('new-source', 'new-source', 'medium', 'T1078.004', 'Calls of the attack', '攻击者的调用'),
  stranger: verdict(
    'unusual-source',
    'new-source',
    'low',
    '',
    'Calls from an address that the key was never used from, which alone says nothing',
    '来自该密钥从未使用过的地址的调用，单凭此点不能下结论',
  ),
} as const satisfies Readonly<Record<string, Verdict>>;

/** The same, where it was only tried. */
export function attempt(rule: Verdict): Verdict {
  const text = { zh: `${rule.text.zh}（尝试，被拒绝）`, en: `${rule.text.en}: tried, and refused` };
  return { ...rule, id: `${rule.id}-tried`, severity: 'medium', text };
}

/** The same, where it may be the business's. */
export function ordinary(rule: Verdict): Verdict {
  const text = { zh: `${rule.text.zh}（业务也可能如此）`, en: `${rule.text.en}, as the business may do` };
  return { ...rule, id: `${rule.id}-ordinary`, severity: 'low', text };
}
