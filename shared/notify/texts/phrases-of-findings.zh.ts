/**
 * Titles of findings that a person is asked about (a lasting way in, traces wiped), as the findings word them in English and
 * in Chinese: the question is told by another function than the one that has the rules. Test: every such rule is here.
 */
const TITLES: readonly (readonly [string, string])[] = [
  ['The bucket of the evidence, its archive or the trail was changed', '更改了存放证据、归档或跟踪的存储空间'],
  ['What the trail delivered lacks calls that ActionTrail has', '跟踪投递的内容缺少操作审计中存在的调用'],
  ['What the trail delivered holds calls that ActionTrail does not know', '跟踪投递的内容含有操作审计中不存在的调用'],
  ['Logs were stopped or deleted', '停止或删除了审计日志'],
  ['Logging was switched off', '关闭了日志记录'],
  ['The access log of a bucket was changed', '更改了存储空间的访问日志'],
  ['A RAM user was made', '创建了 RAM 用户'],
  ['Another AccessKey was made', '创建了新的 AccessKey'],
  [
    'A role was made or its trust changed; whether for another account could not be checked',
    '创建了角色或修改了其信任策略，无法核对是否开放给其他账号',
  ],
  ['A role was made or its trust changed', '创建了角色或修改了其信任策略'],
  ['Another way to log in was made', '建立了新的登录途径'],
  ['A CloudSSO user was made', '创建了云 SSO 用户'],
  ['Another way in was made', '建立了新的进入途径'],
  ['A key for a model service was made or drawn anew', '创建或重置了大模型服务的 API Key'],
  ["A way to instances was opened, or given another's key or role", '为实例打开了入口或更换了登录密钥'],
  ["A cluster's credentials were taken", '获取了集群的 kubeconfig'],
  ['Something was made or changed that acts on by itself', '建立或修改了会自行运行的任务'],
  ['Power was granted', '授予了权限'],
  ['Power over an account was given through CloudSSO', '通过云 SSO 授予了账号权限'],
  ['A policy was written, or its default version changed', '编写了策略或更换了其默认版本'],
  ['A policy was taken off', '解除了策略'],
  ['A key or a user that was off or deleted was brought back', '重新启用或恢复了停用、已删除的凭据或用户'],
  ['A role was assumed', '扮演了角色'],
  ['A console password was set', '设置了控制台密码'],
  ['A second factor was taken off', '解绑了多因素认证'],
  ['A console password was changed', '修改了控制台密码'],
  ['The rules of passwords and sign-in were changed', '修改了密码或登录安全规则'],
  ['A sender address was made, or given an SMTP password', '创建了发信地址或设置了其 SMTP 密码'],
  ['The password or the start script of an instance was changed', '更改了实例的密码或启动脚本'],
];

const any = TITLES.map(([en]) => en).join('|');

/** One after the other, each with what it is about: "A RAM user was made: svc; A policy was taken off". */
export const findingPhrasesZh: readonly (readonly [RegExp, string])[] = [
  ...TITLES.flatMap(([en, zh]): readonly (readonly [RegExp, string])[] => [
    [new RegExp(`^${en}$`), zh],
    [new RegExp(`^${en}: ([^;]*)$`, 's'), `${zh}：$1`],
  ]),
  [new RegExp(`^((?:${any})(?:: [^;]*)?); (.+)$`, 's'), '{1}；{2}'],
];
