import { CLI } from '../../command-line';
import { line } from '../message';
import type { FollowUpTexts } from './follow-up';

export const followUpZh: FollowUpTexts = {
  title: {
    active: (user, days) => `第 ${days} 天：${user} 泄露的 AccessKey 仍处于启用状态`,
    quiet: (user) => `${user} 泄露的 AccessKey 已 7 天无人使用，可以安全禁用`,
    'half-released': (user) => `${user} 泄露的 AccessKey 只解除了一半限制`,
    deletable: (user) => `${user} 泄露的 AccessKey 已禁用 90 天，可以删除`,
    'bills-unread': (user) => `${user} 的 AccessKey 泄露事件未能结束：账单无法读取`,
    unanswered: (user) => `${user} 的 AccessKey 泄露事件未能结束：等待您决定`,
    closed: (user) => `${user} 的 AccessKey 泄露事件已结束`,
    'closed-denied': (user) => `${user} 的 AccessKey 泄露事件已结束，拒绝策略仍在用户上`,
  },
  headline: {
    active: (user, days) => line`${user} 泄露的 AccessKey 在限制 ${days} 天之后仍处于启用状态。`,
    quiet: (user) => line`${user} 泄露的 AccessKey 已 7 天无人使用，可以安全禁用。`,
    'half-released': (user) => line`有人开始解除对 ${user} 泄露的 AccessKey 的限制，但没有完成。剩下的限制仍然有效。`,
    deletable: (user) => line`${user} 泄露的 AccessKey 已禁用 90 天。如果没有业务受影响，可以删除。`,
    'bills-unread': (user) =>
      line`${user} 泄露的 AccessKey 已删除，但此后未能读取全部账单。事件保持未结束，每天会重新读取。`,
    unanswered: (user) =>
      line`${user} 泄露的 AccessKey 已删除，此后也重新读取了账单。但有问题等待您决定，至今无人答复，事件保持未结束。`,
    closed: (user) => line`${user} 泄露的 AccessKey 已删除，此后也重新读取了账单。事件已结束。`,
    'closed-denied': (user) =>
      line`${user} 泄露的 AccessKey 已删除，此后也重新读取了账单。事件已结束。拒绝策略仍在 ${user} 上。`,
  },
  happened: {
    active: '拒绝策略不是根治：持有 Secret 的人仍能读取策略放行的内容。',
    quiet: '最近使用时间会晚几个小时才显示。',
  },
  todo: {
    active: () => line`请从下面的命令开始，逐步更换 AccessKey，并禁用泄露的那个。`,
    quiet: (ram) => line`请禁用这个 AccessKey：${ram} > 用户 > AccessKey。如果有遗漏，点一下即可重新启用。`,
    'half-released': () => line`请用下面的命令再次运行 release，它会从中断处继续；如果应当继续限制，请用另一条命令。`,
    deletable: (ram) => line`请删除这个 AccessKey：${ram} > 用户 > AccessKey。一段时间内可从回收站恢复。`,
    'bills-unread': () => line`请确认 investigate 的角色可以读取账单（${CLI} doctor 会检查），或自行查看账单。`,
    unanswered: () =>
      line`请决定：攻击者创建的身份不会随 AccessKey 一起消失。${CLI} status 显示需要决定的内容，请用下面的命令答复。`,
    closed: () => line`AccessKey 无需再处理；清单中未勾选的项请自行查看。`,
    'closed-denied': () => line`如果该用户的其他 AccessKey 需要恢复权限，请用下面的命令移除拒绝策略。`,
  },
  who: 'AccessKey 的使用方和账号管理员：今天',
  checklist: '处理清单',
  items: {
    contained: '已限制',
    replaced: '已换成新 AccessKey',
    verified: '已验证新 AccessKey 可用',
    disabled: '已禁用泄露的 AccessKey',
    deleted: '已删除泄露的 AccessKey',
    mfa: '用户可登录控制台时，已绑定 MFA',
    'audit-reviewed': '已查完操作审计',
    'bill-reviewed': '限制一天之后已查看账单',
    answered: '需要您决定的问题已答复',
  },
  item: (name, standing, at) =>
    standing === 'done'
      ? `[x] ${name}${at ? `：${at}` : ''}`
      : standing === 'open'
        ? `[ ] ${name}`
        : standing === 'could-not-check'
          ? `[ ] ${name}：无法检查`
          : `[-] ${name}：不需要`,
  from: '此后的使用来源',
  nowhere: '目前没有显示',
  never: '从未',
  offSince: '禁用时间',
  unread: '无法检查',
  question: '问题',
  askedSince: '提问时间',
  beganBy: '开始者',
  beganAt: '开始或最近一次尝试',
  approve: '按所问进行限制：',
  refuse: '不因此限制（计划会说明保留什么）：',
  again: '完成解除：',
  contain: '再次限制：',
  rotate: '更换它（每一步都会先询问）：',
  release: '移除拒绝策略：',
};
