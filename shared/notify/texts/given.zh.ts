import { line } from '../message';
import type { Texts } from './keys';

/** What a release or an approval came to. */
export const givenZh: Texts['given'] = {
  released: {
    title: (user) => `${user} 已解除限制，权限已恢复`,
    headline: (s) => line`${s.user} 已解除限制：本工具附加的拒绝策略已移除。`,
    todo: () =>
      line`如果您知道此事，无需处理；被禁用的 AccessKey 仍然是禁用的，除非解除时指名启用。如果不知道：有人把权限还给了泄露的 AccessKey，请用下面的命令重新限制它。`,
  },
  approved: {
    title: (user) => `已批准限制 ${user}`,
    headline: (s) => line`已有人批准限制 ${s.user} 的 AccessKey。`,
    todo: () => line`请轮转这个 AccessKey。限制的结果见下一条消息。`,
  },
  releasedNothing: {
    title: (user) => `${user} 的 AccessKey 不会因这次泄露被限制`,
    headline: (s) => line`已有人决定不因这次泄露限制 ${s.user} 的 AccessKey。没有从用户上移除任何东西。`,
    todo: () => line`如果您知道此事，无需处理。如果不知道，请用下面的命令限制它。`,
  },
  releasedKept: {
    title: (user) => `${user} 的一个 AccessKey 已解除限制，拒绝策略保留`,
    headline: (s) =>
      line`${s.user} 的这个 AccessKey 已解除限制。用户上的拒绝策略保留，因为该用户的另一个 AccessKey 仍被限制。`,
    todo: () => line`另一个 AccessKey 处理完之后，也请解除它的限制：那时拒绝策略才会移除。`,
  },
  releasedLeft: {
    title: (user) => `${user} 已解除限制，但用户上还有一条拒绝策略`,
    headline: (s) =>
      line`${s.user} 的这个 AccessKey 已解除限制，但用户上还有本工具的拒绝策略（见下）：没有记录表明是某次限制附加的。`,
    todo: () => line`如果要完全恢复权限，请按下面的命令加上 --all-denies 再次解除。`,
  },
  releasedUndone: {
    title: (user) => `${user} 的解除没有全部完成`,
    headline: (s) => line`${s.user} 的解除没有全部完成：一部分拒绝策略还在（见下面失败的步骤）。`,
    todo: () => line`请用下面的命令再次解除。`,
  },
};
