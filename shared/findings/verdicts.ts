import { CLI } from '../command-line';
import { type Verdict, verdict } from './verdict';

/** What follows from where and when calls came. */
export const CIRCUMSTANCES = {
  success: verdict(
    'success-after-deny',
    'success-after-deny',
    'critical',
    'T1078.004',
    ['Denied actions still succeed: the deny does not hold', '已被拒绝的操作仍然成功：拒绝策略未生效'],
    [
      'Disable the key now. Then find out why the deny does not hold: another policy document, a session, or a service that does not ask RAM.',
      '立即禁用该 AccessKey，再查明拒绝策略为何未生效：策略内容被改、临时会话，或该服务不经 RAM 鉴权。',
    ],
  ),
  goesOn: verdict(
    'attack-goes-on',
    'success-after-deny',
    'critical',
    'T1078.004',
    [
      'The attack goes on after the deny, under identities that the deny does not bind',
      '拒绝策略生效后，攻击仍以其约束不到的身份继续',
    ],
    [
      "Contain each of these identities now: disable the keys and logins that the attack made, and attach a deny to the role of each session, which ends the role's sessions at once.",
      '立即逐个限制这些身份：禁用攻击者创建的 AccessKey 和登录，并为每个会话所属的角色附加拒绝策略，其会话随即失效。',
    ],
  ),
  usualSuccess: verdict(
    'usual-success-after-deny',
    'success-after-deny',
    'medium',
    '',
    [
      "Calls of the business's own machine that the quarantine denies succeed: it was released, or it does not hold",
      '业务自身机器上应被拒绝的调用仍然成功：已解除隔离，或隔离未生效',
    ],
    [
      `If nobody has released the key, read the attached policy back with \`${CLI} status\` and look at these calls one by one.`,
      `如果没有人解除隔离，请用 \`${CLI} status\` 回读已附加的策略，并逐条查看这些调用。`,
    ],
  ),
  refused: verdict(
    'denied-after-deny',
    'denied-after-deny',
    'medium',
    'T1078.004',
    ["The attack's calls are refused since the deny", '拒绝策略生效后，攻击者的调用被拒绝'],
    [
      'The deny holds and the thief still tries: keep it attached, and delete the key as soon as its successor works.',
      '拒绝策略有效，攻击者仍在尝试：请保留策略，新的 AccessKey 可用后尽快删除旧的。',
    ],
  ),
  usualRefused: verdict(
    'business-refused',
    'denied-after-deny',
    'low',
    '',
    ['Calls of the business are refused since the deny', '拒绝策略生效后，业务的调用被拒绝'],
    [
      'Your application is stopped at these calls: give it a new AccessKey, or exempt what it cannot do without.',
      '您的应用被拦在这些调用上：请为它更换新的 AccessKey，或豁免其必需的操作。',
    ],
  ),
  strangeRefused: verdict(
    'strange-refused',
    'denied-after-deny',
    'medium',
    'T1078.004',
    [
      "Calls that nothing shows to be the business's are refused since the deny",
      '拒绝策略生效后，来历不明（看不出属于业务）的调用被拒绝',
    ],
    [
      'The deny holds. Ask whose address it is; exempt nothing for it, and if nobody knows it, keep the deny until the key is deleted.',
      '拒绝策略有效。请核实这些地址属于谁，不要为其豁免任何操作；无人认识时，请在删除该 AccessKey 之前保留拒绝策略。',
    ],
  ),
  attack: verdict(
    'new-source',
    'new-source',
    'medium',
    'T1078.004',
    ['Calls of the attack', '攻击者的调用'],
    [
      'Look through these calls for what you cannot explain, and block their addresses where your network policies allow.',
      '逐条查看这些调用中无法解释的部分，并在网络策略允许时封禁其地址。',
    ],
  ),
  stranger: verdict(
    'unusual-source',
    'new-source',
    'low',
    '',
    [
      'Calls from an address that the key was never used from, which alone says nothing',
      '来自该密钥从未使用过的地址的调用，单凭此点不能下结论',
    ],
    [
      "Ask the key's owner whether the address is his; if nobody knows it, treat its calls as the attack's.",
      '询问该 AccessKey 的负责人此地址是否属于他；无人认识时，按攻击者的调用处理。',
    ],
  ),
} as const satisfies Readonly<Record<string, Verdict>>;

/** Other identities of the account that the attack's traces lead to: by its address, by its program, by what it touched. */
export const OTHERS = {
  'access-key': verdict(
    'other-key',
    'other-identity',
    'high',
    'T1078.004',
    ["Another AccessKey was used from the attack's address", '攻击者的地址上还使用了另一个 AccessKey'],
    [
      'Treat it as leaked: contain it, then rotate it (make a new one, put it in place, check, delete the old one).',
      '按已泄露处理：先限制，再轮换（新建、替换、验证、删除旧的）。',
    ],
  ),
  session: verdict(
    'other-session',
    'other-identity',
    'high',
    'T1550.001',
    ["A role's session was used from the attack's address", '攻击者的地址上还使用了角色的临时会话'],
    [
      'Find out who assumed the role. Attach a deny to the role until its sessions have ended, and narrow its trust policy.',
      '查明是谁扮演了该角色；在会话结束之前为角色附加拒绝策略，并收窄其信任策略。',
    ],
  ),
  user: verdict(
    'other-user',
    'other-identity',
    'high',
    'T1078.004',
    ["Another user was at work from the attack's address", '攻击者的地址上还有另一个用户在操作'],
    [
      'Still needed: change the password and require MFA. Not made by you, or idle: delete the user, which the recycle bin can restore.',
      '仍需使用：修改密码并强制开启 MFA。不是您创建的或闲置的：删除该用户（可从回收站恢复）。',
    ],
  ),
  root: verdict(
    'other-root',
    'other-identity',
    'critical',
    'T1078.004',
    ["The account itself (root) was used from the attack's address", '攻击者的地址上使用了主账号'],
    [
      "Change the account's password, check its MFA device and contacts, and disable every AccessKey of the account itself: no RAM policy binds it.",
      '立即修改主账号密码，检查其 MFA 设备和联系方式，并禁用主账号的全部 AccessKey：任何 RAM 策略都限制不了主账号。',
    ],
  ),
  tool: verdict(
    'other-by-tool',
    'other-identity',
    'medium',
    'T1078.004',
    [
      "Another identity was used with the attack's program, which nobody of the account used before",
      '另一个身份使用了攻击者的程序，而账号内此前无人用过',
    ],
    [
      'A program can be named by anybody, so it is a hint: ask the owner of this identity, and rotate its key or change its password if he does not know these calls.',
      '程序名称可以伪造，仅为线索：向该身份的负责人核实，如不知情，请轮换其 AccessKey 或修改其密码。',
    ],
  ),
  resource: verdict(
    'other-by-resource',
    'other-identity',
    'low',
    '',
    [
      'Another identity changed what the attack had made or changed: somebody who cleans up, or the thief',
      '另一个身份改动了攻击者创建或修改过的资源：可能是在清理，也可能是攻击者',
    ],
    [
      'Ask who did this. If nobody was cleaning up, treat the identity as one of the attack.',
      '核实是谁所为；如果不是在清理，请将该身份视为已被攻击者使用。',
    ],
  ),
} as const satisfies Readonly<Record<string, Verdict>>;
