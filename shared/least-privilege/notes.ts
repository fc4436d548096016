import type { Text } from '../findings/rules/model';
import type { NeededAction } from './model';
import type { Ground } from './propose';

export interface Circumstances extends Ground {
  readonly actions: readonly NeededAction[];
  /** Actions of the last-used list whose last use was since the suspicion, and nobody knows whose. */
  readonly leftOut: readonly string[];
  /** Actions of the last-used list that the attack called: whether the business did so longer ago does not show. */
  readonly hidden: readonly string[];
  /** Actions that came only from addresses that were never used before. */
  readonly doubtful: readonly string[];
  readonly isTooLong: boolean;
  readonly grouped: readonly string[];
}

const MOST_NAMED = 20;

/** What the proposal could not see, and what has to be looked at before it is attached. Pure. */
export function notesFor(seen: Circumstances): Text[] {
  const { actions, window, usage, analysis, isTooLong } = seen;
  const wide = actions.filter(({ resources }) => resources.includes('*')).length;
  const all: (Text | undefined | false)[] = [
    actions.length === 0 && {
      en: 'No call of the business is known, so there is nothing to propose.',
      zh: '没有已知的业务调用，无法给出建议。',
    },
    isTooLong && {
      en: 'What the business called does not fit into five policies of 6,144 characters: split the work over several users.',
      zh: '业务调用的操作无法放入 5 条 6,144 字符的策略：请把工作拆分给多个用户。',
    },
    analysis.historyEndsAt === '' &&
      actions.length > 0 && {
        en: "The key has no history before the suspicion: what is proposed comes from calls that nobody could tell from a thief's. Read every line.",
        zh: '该 AccessKey 在可疑时间之前没有历史：建议所依据的调用无法与攻击者的区分，请逐条核对。',
      },
    {
      en: 'Data operations (objects of OSS, entries of logs, rows of tables, messages) are not in ActionTrail unless data events are delivered: add what your application reads and writes.',
      zh: '数据操作（OSS 对象、日志、表数据、消息）不在操作审计的管控事件中，除非投递了数据事件：请补充应用所需的读写权限。',
    },
    window && {
      en: `Calls from ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)} were read; rarer ones (a yearly job) show only in the list of last uses, up to 400 days back and not for every product.`,
      zh: `读取了 ${window.from.slice(0, 10)} 至 ${window.to.slice(0, 10)} 的调用；更少见的（如年度任务）只出现在最近使用记录里（最多 400 天，且不含所有产品）。`,
    },
    !seen.auditComplete && {
      en: 'The audit could not be read whole: calls may be missing here.',
      zh: '操作审计未能完整读取，可能缺少部分调用。',
    },
    (usage === undefined || usage.failures.length > 0) && {
      en: 'The list of last uses could not be read whole.',
      zh: '最近使用记录未能完整读取。',
    },
    seen.leftOut.length > 0 && {
      en: `Last used since the suspicion began, so whose they are cannot be told; left out: ${named(seen.leftOut)}.`,
      zh: `最近一次使用在可疑时间之后，无法判断是谁所为，未列入：${named(seen.leftOut)}。`,
    },
    seen.hidden.length > 0 && {
      en: `Called by the attack and left out; whether the business called it before what was read does not show: ${named(seen.hidden)}.`,
      zh: `攻击者调用过，未列入；业务在所读时间之前是否用过无从得知：${named(seen.hidden)}。`,
    },
    seen.doubtful.length > 0 && {
      en: `Only from addresses that the key was never used from before; ask before you grant: ${named(seen.doubtful)}.`,
      zh: `仅来自从未用过的地址，授予前请先核实：${named(seen.doubtful)}。`,
    },
    wide > 0 && {
      en: `${wide} of ${actions.length} actions stand on every resource (*), because the events name none or the service's format is not known here: narrow them where you can.`,
      zh: `${actions.length} 个操作中有 ${wide} 个的资源为 *，因为事件没有给出资源，或此处不知道该服务的资源格式：请尽量收窄。`,
    },
    seen.grouped.length > 0 && {
      en: `Reads were put together to fit the size: ${named(seen.grouped)}.`,
      zh: `为满足长度限制合并了读操作：${named(seen.grouped)}。`,
    },
    {
      en: 'What the key did by sessions of roles is not in it: roles have policies of their own. Some services check another action than the name of the call: attach the new policy beside the old ones first, then take the old ones off one by one.',
      zh: '通过角色会话所做的操作不在其中：角色有各自的策略。部分服务校验的操作名与接口名不同：请先与旧策略一起附加，再逐条解除旧策略。',
    },
  ];
  return all.filter((note): note is Text => typeof note === 'object');
}

function named(actions: readonly string[]): string {
  const more = actions.length > MOST_NAMED ? ` +${actions.length - MOST_NAMED}` : '';
  return `${actions.slice(0, MOST_NAMED).join(', ')}${more}`;
}
