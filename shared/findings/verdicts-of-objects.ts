import type { Verdict } from './verdict';

/** What buckets' access logs show, by whom. */
export const OBJECTS = {
  attack: {
    id: 'objects-attack',
    kind: 'data',
    severity: 'high',
    technique: 'T1530',
    text: { en: 'The attack reached objects, by the access log', zh: '访问日志显示攻击者操作过对象' },
    advice: {
      en: 'Take what was read as known to the thief; restore what was overwritten or deleted from a version or a backup. The original lines name every object.',
      zh: '被读取的内容视为已泄露；被覆盖或删除的对象请从历史版本或备份恢复。原始日志行列出了每一个对象。',
    },
  },
  new: {
    id: 'objects-new-address',
    kind: 'data',
    severity: 'medium',
    technique: 'T1530',
    text: {
      en: 'Objects were reached from an address that made no other call',
      zh: '有一个没有其他调用的地址操作过对象',
    },
    advice: {
      en: "Ask the key's owner whose address it is. Nobody's: take what was read as known to the thief.",
      zh: '请向 AccessKey 的负责人确认该地址属于谁；无人认领的，被读取的内容视为已泄露。',
    },
  },
} as const satisfies Readonly<Record<'attack' | 'new', Verdict>>;
