import { line } from '../message';
import type { Texts } from './keys';

/** What the responder says of itself when it fails. */
export const failureZh: Texts['failure'] = {
  responder: {
    title: '响应程序自身出错',
    headline: (what) => line`AccessKey 响应程序出错：${what}`,
    failures: '出错的地方：',
    consequences: '这意味着：',
    todo: (isSaid) =>
      `请查看函数日志，并手动检查未结束事件中的 AccessKey。${isSaid ? '恢复之前意味着什么，见下文。' : '恢复之前，泄露可能不会被限制。'}`,
  },
  configuration: {
    title: '响应程序配置无效，目前不会限制任何泄露',
    headline: 'AccessKey 响应程序的配置无效，改正之前不会限制任何泄露。',
    todo: '请改正函数的环境变量，全部问题列在下面。',
    problems: (count) => `共 ${count} 个问题：`,
  },
  event: {
    title: '收到无法理解的事件',
    headline: 'AccessKey 响应程序收到一个读不懂的事件，已保存，没有丢弃。',
    todo: '请查看保存的事件：如果它说的是泄露，请用其中的 AccessKey ID 手动调用函数。',
    others: '在这个整点小时之内，以同样方式无法理解的其他事件也保存在那里，不再告警。',
    bytes: (count) => `${count} 字节`,
  },
  unreadLeaks: {
    title: '有一个泄露的 AccessKey 读不出来，没有限制',
    headline:
      '云安全中心列出了一个泄露的 AccessKey，但 AccessKey 响应程序读不出它的 ID。没有对它做任何处理，记录已保存。',
    todo: '请在云安全中心查看是哪个 AccessKey。如果是您的且仍可用，请手动限制：用它的 AccessKey ID 调用函数，或直接停用。',
    others: '其他读不出 AccessKey 的记录在下一个整点小时内通知。',
  },
  tampered: {
    title: '响应程序的记录被人篡改',
    headline: (count) => `AccessKey 响应程序的存储空间里有 ${count} 个对象被他人写入、改动或删除。`,
    unchainedAlone: (count) =>
      `AccessKey 响应程序的记录里有 ${count} 条与前一条不衔接：有人曾一度换掉前一条，或读取时 OSS 的应答不完整。`,
    todo: '请从 OSS 访问日志查出是谁做的，并收回其权限：盗用者可能想借此阻止限制。',
    objects: '已非本程序所写，或已被删除，其内容不作数：',
    unchained: '为本程序所写，但与前一条不衔接：写入时前一条是别的内容；其内容仍作数：',
    putBack: '缺失，已按事件日志重新写入：',
  },
  who: '账号管理员：现在',
};
