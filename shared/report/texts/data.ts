import type { Language } from '../../config/types';

/** Words of the section about objects; numbers come in written out. */
export const DATA_TEXTS = {
  en: {
    heading: 'Objects read, written, deleted',
    lead: "ActionTrail does not hold these calls: they are in OSS's own logs: a bucket's access log, written hourly and not promised to be whole, or the real-time log in Log Service.",
    notAsked: 'Nobody has looked: the place of the access logs is not configured.',
    none: (buckets: number) => `No request of these keys in the logs of ${buckets} bucket${buckets === 1 ? '' : 's'}.`,
    noneIn: 'No request of these keys is in it.',
    nothingRead: 'There was no log to read.',
    unrecorded: (count: number) =>
      count === 1
        ? 'One bucket has no access log, so what was done with its objects is not known:'
        : `${count} buckets have no access log, so what was done with their objects is not known:`,
    failed: 'Not read:',
    more: (count: number) => `and ${count} more in evidence/round-…/data.json`,
    read: (count: string, size: string) => `${count} read (${size})`,
    written: (count: string) => `${count} written`,
    deleted: (count: string) => `${count} deleted`,
    batches: (count: string) => `${count} batch deletions of up to 1,000 objects each, which the log does not name`,
    refused: (count: string) => `${count} refused`,
    comma: ', ',
    objects: (count: number) => (count === 1 ? 'the object' : `the ${count} objects`),
    rest: (count: number) => `${count} more stand in the original lines, in the evidence.`,
    parties: { attack: 'attack', new: 'new', known: 'known' },
  },
  zh: {
    heading: '读取、写入、删除的对象',
    lead: '操作审计不记录这些调用：它们在 OSS 自己的日志里：存储空间的访问日志（按小时写入，且不保证完整），或日志服务中的实时日志。',
    notAsked: '没有检查：未配置访问日志的位置。',
    none: (buckets: number) => `${buckets} 个存储空间的日志里没有这些 AccessKey 的请求。`,
    noneIn: '其中没有这些 AccessKey 的请求。',
    nothingRead: '没有可读的日志。',
    unrecorded: (count: number) => `${count} 个存储空间没有访问日志，无法得知其中的对象被做过什么：`,
    failed: '未能读取：',
    more: (count: number) => `另有 ${count} 条见 evidence/round-…/data.json`,
    read: (count: string, size: string) => `读取 ${count} 次（${size}）`,
    written: (count: string) => `写入 ${count} 次`,
    deleted: (count: string) => `删除 ${count} 次`,
    batches: (count: string) => `批量删除 ${count} 次（每次至多 1000 个对象，日志不列出名称）`,
    refused: (count: string) => `被拒绝 ${count} 次`,
    comma: '，',
    objects: (count: number) => `对象（${count} 个）`,
    rest: (count: number) => `另有 ${count} 个见证据中的原始日志行。`,
    parties: { attack: '攻击者', new: '新地址', known: '已知' },
  },
} as const satisfies Readonly<Record<Language, object>>;
