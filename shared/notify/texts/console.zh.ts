import { CLI } from '../../command-line';
import { line } from '../message';
import type { ConsoleTexts } from './console';

export const consoleZh: ConsoleTexts = {
  title: {
    done: (user) => `已处理与 ${user} 泄露的 AccessKey 有关的控制台登录`,
    failed: (user) => `与 ${user} 泄露的 AccessKey 有关的控制台登录未能全部处理`,
  },
  headline: {
    done: (user) => line`与 ${user} 泄露的 AccessKey 有关的控制台登录已处理，见下。`,
    failed: (user) => line`与 ${user} 泄露的 AccessKey 有关的控制台登录未能全部处理。用户上的拒绝策略不受影响。`,
  },
  todo: {
    done: (ram) =>
      line`请用其他方式联系这些用户：下次登录时须设置新密码并绑定 MFA。无人认识的用户请删除：${ram} > 用户。`,
    failed: (ram) =>
      line`请手动完成失败的部分：${ram} > 用户 > 控制台登录管理（要求 MFA、重置密码）。缺少的权限用 ${CLI} setup 授予。`,
  },
  left: '没有处理：',
};
