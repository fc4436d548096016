import { type Line, line } from '../message';
import type { StepFacts, StepTexts } from './keys';

export const stepsZh: StepTexts = {
  root: (f) => [
    line`用主账号（不是 RAM 用户）登录，打开 ${f.page('rootKeys')}，找到 ${f.key}。`,
    f.use === 'unused'
      ? line`没有查到使用记录：点击“禁用”，再点击“删除”。`
      : line`如果没有业务在用它：点击“禁用”，再点击“删除”。拿不准就先禁用：一次点击即可重新启用。`,
    line`如果有应用在用它：创建新的 AccessKey，妥善保管 Secret，替换旧的，验证业务正常后，禁用并删除旧的。更好的做法是让应用改用 RAM 用户或角色。`,
    line`修改主账号密码，为主账号开启 MFA，并要求所有 RAM 用户登录控制台时使用 MFA：${f.page('ram')} > 设置。`,
    ...trail(f),
  ],
  ramUser: (f) => [
    ...own(f),
    ...(f.released && !f.denied
      ? []
      : [
          f.denied
            ? line`旧 AccessKey 禁用并删除之前，不要解除拒绝策略；之后移除 ${f.user} 不需要的全部权限。`
            : line`在它禁用并删除之前，请给 ${f.user} 附加拒绝高危权限的策略，并移除不需要的全部权限。`,
        ]),
    line`MFA：要求所有 RAM 用户登录控制台必须使用 MFA，并为每个用户绑定设备：${f.page('ram')} > 设置。`,
    ...trail(f),
  ],
  deleted: trail,
  unknown: (f) => [
    line`在您的每个账号里查找这个 AccessKey ID：${f.page('ram')}（RAM 用户）、${f.page('rootKeys')}（主账号）。`,
    line`找到后在那个账号里禁用它；有应用在用时，先轮转再禁用。`,
  ],
};

function own(f: StepFacts): Line[] {
  const place = line`${f.page('ram')} > 用户 > ${f.user} > AccessKey`;
  if (f.keyDisabled) {
    return [
      line`它已经禁用。有应用因此停了吗？为应用创建新的 AccessKey（${place}），替换后验证业务正常。`,
      line`旧 AccessKey 不再需要时，在同一页面删除它。`,
    ];
  }
  if (f.released && !f.denied)
    return [
      line`${f.released.by} 已解除限制。如果用的还是泄露的那个、又不是误报，请轮转：创建新的 AccessKey，替换后验证业务正常，再删除旧的：${place}。`,
    ];
  const rotate = line`有应用在用：请立即轮转。创建新的 AccessKey，妥善保管 Secret，替换旧的，验证业务正常后，禁用并删除旧的：${place}。`;
  const drop = line`没有业务在用：禁用并删除它：${place}。`;
  if (f.use === 'unused') return [drop];
  if (f.use === 'used' && f.denied) return [rotate];
  return f.denied ? [drop, rotate] : [line`只要业务能承受，请立即禁用它（一次点击即可重新启用）：${place}。`, rotate];
}

/** Logs, other identities, bills: the same for every owner. */
function trail(f: StepFacts): Line[] {
  return [
    line`查日志：${f.page('audit')} > AccessKey 审计，输入 AccessKey ID，重点看陌生 IP、非业务需要的资源创建或删除。OSS、SLS 等数据类操作不在其中，请查对应产品的日志。`,
    line`查其他用户和 AccessKey：有异常就找本人确认。用户还要用的，改密码并开启 MFA；不是您创建的或闲置的，删除（回收站可恢复）；异常的 AccessKey，先限制再轮转。`,
    line`查账单：${f.page('cost')}，看有没有解释不了的费用，并保护对应的产品。账单约滞后一天，请明天再看一次。`,
    line`留意阿里云发来的短信、邮件和站内信：${f.page('securityCenter')}。`,
  ];
}
