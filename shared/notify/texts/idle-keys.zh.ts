import { line } from '../message';
import type { IdleTexts } from './idle-keys';

export const idleZh: IdleTexts = {
  title: (count) => `${count} 个无人使用的 AccessKey：提醒`,
  headline: (count, days) =>
    line`有 ${count} 个 AccessKey 已 ${days} 天以上没有使用，本工具已设为禁用这样的 AccessKey。`,
  todo: '仍需要的请使用一次，或加入 TOURNIQUET_EXCLUDE_KEYS（或把用户加入 TOURNIQUET_EXCLUDE_USERS）；不需要的可以自行禁用。',
  who: '这些 AccessKey 的使用方',
  rungs: {
    warn: (count, days) => `第一次提醒：以下 ${count} 个若仍不使用，${days} 天后再次提醒：`,
    'warn-again': (count, days) => `第二次提醒：以下 ${count} 个若仍不使用，再过 ${days} 天将禁用，前一晚会预告：`,
    announce: (count) => `以下 ${count} 个若仍不使用，下一晚禁用：`,
    disable: (count) => `以下 ${count} 个现在禁用（禁用前再查一次最近使用时间），结果各有一条消息：`,
  },
  head: ['用户', 'AccessKey', '最近使用'],
  never: '从未',
  end: {
    off: {
      title: (user) => `${user} 无人使用的 AccessKey 已禁用`,
      headline: (user) => line`${user} 的一个 AccessKey 无人使用，两次提醒之后已禁用。`,
      todo: '如果没有业务受影响，无需处理。它没有被删除，下面的命令可以重新启用。',
    },
    'left-on': {
      title: (user) => `${user} 预告禁用的 AccessKey 保持原状`,
      headline: (user) => line`${user} 的一个已预告的 AccessKey 没有被禁用。`,
      todo: '无需处理，原因见下。如果仍不使用，再次尝试之前会重新预告。',
    },
    'given-back': {
      title: (user) => `${user} 的 AccessKey 短暂禁用后已重新启用`,
      headline: (user) => line`${user} 的一个 AccessKey 被禁用的同时出现了使用记录或无法排除使用，已立即重新启用。`,
      todo: '请查看那一刻是否有业务失败。它按正在使用处理，提醒重新开始。',
    },
  },
  back: '重新启用：',
};
