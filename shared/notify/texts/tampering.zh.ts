import { CLI } from '../../command-line';
import { line } from '../message';
import type { TamperingTexts } from './tampering';

export const tamperingZh: TamperingTexts = {
  title: {
    'put-back': (user) => `有人撤销了对 ${user} 的限制，现已恢复限制`,
    switched: (user) => `有人撤销了对 ${user} 的限制：拒绝策略均已失效，已禁用其 AccessKey`,
    failing: (user) => `有人撤销了对 ${user} 的限制，未能恢复限制`,
    asked: (user) => `有人撤销了对 ${user} 的限制：是您做的吗？`,
    over: (user) => `${user} 泄露过的 AccessKey 又被启用：是您做的吗？`,
  },
  headline: {
    'put-back': (user) => line`有人没有通过 release 就撤销了对 ${user} 的 AccessKey 的限制。限制已恢复。`,
    switched: (user) =>
      line`有人没有通过 release 就撤销了对 ${user} 的 AccessKey 的限制。本工具的拒绝策略都不再拒绝应拒绝的操作：已改为禁用泄露的 AccessKey。`,
    failing: (user) => line`有人没有通过 release 就撤销了对 ${user} 的 AccessKey 的限制，目前未能恢复。`,
    asked: (user) => line`有人没有通过 release 就撤销了对 ${user} 的 AccessKey 的限制。限制没有恢复：由您决定。`,
    over: (user) =>
      line`${user} 的 AccessKey 泄露事件已经结束，该密钥当时已禁用或已删除。现在有人恢复或启用了它。本工具没有禁用它：由您决定。`,
  },
  todo: {
    'put-back': '请查清是谁做的。如果是自己人，请改用下面的 release 命令：否则限制会再次恢复，每小时最多三次。',
    switched: `请立即禁用该用户的其他 AccessKey 和控制台登录，直到运行 "${CLI} setup" 重新写好拒绝策略：本工具每分钟会再看一次。`,
    failing: `请立即在 RAM 控制台附加该策略，或禁用该用户的所有 AccessKey；策略已不存在或拒绝的内容少于应有的，请运行 "${CLI} setup" 重新写好。本工具每分钟会再试一次。`,
    asked: '如果不是自己人做的，请立即用下面的命令恢复限制；如果是，请用 release 解除限制，让本工具知道。',
    over: '请立即在 RAM 控制台禁用或删除它，或用下面的命令再次限制：发现它的人仍持有其 Secret。业务需要密钥时，请新建一个。',
  },
  why: {
    chain: '是泄露的 AccessKey、其用户或盗用者创建的身份做的。',
    'taken-login': '是控制台会话做的，而其登录或 MFA 设备由盗用者创建或修改：通过 MFA 验证不能说明是本人。',
    unknown: '操作者没有经过 MFA 验证，或者尚不清楚是谁：盗用者也能做到。',
    person: '是主账号或通过 MFA 验证的控制台会话做的：本工具不与处理故障的负责人对抗。',
    'suspected-login':
      '是通过 MFA 验证的控制台会话做的。但该登录或其 MFA 设备是用泄露的 AccessKey 创建或修改的：是盗用者还是业务所为，从调用中看不出。',
    'own-switch': '启用它的正是此前禁用它的人：这是他的决定，或有人冒用了他的身份。',
    'half-released': '有人开始解除限制，但没有完成：本工具不会恢复限制与之对抗。',
    over: '事件结束后，本工具不再自行恢复限制。release 已移除拒绝策略时，这个 AccessKey 不受任何限制。',
    excluded: '排除名单中现在有该用户、该 AccessKey，或该用户另一个启用的 AccessKey（同一条拒绝策略也会限制它）。',
    'too-often': '一小时内已恢复三次。满一小时后会再次恢复。',
    observe: '当前是观察模式，不做任何改动。',
    'by-word': '有人用 respond 或 approve 要求恢复。',
  },
  holds: {
    freeze: '现在由冻结策略限制：所有调用都被拒绝。',
    quarantine: '现在由隔离策略限制。',
    'key-off': '现在没有任何拒绝策略生效：泄露的 AccessKey 已禁用或已删除，但该用户的其他 AccessKey 和控制台仍有权限。',
    nothing: '现在没有任何限制：该用户不受任何拒绝策略约束，泄露的 AccessKey 仍启用。',
  },
  who: '账号管理员：现在',
  labels: {
    gone: '被撤销的内容',
    doer: '操作者',
    call: '所用的调用',
    inPlace: '最后确认有效的时间',
    since: '发现于',
  },
  gone: {
    policy: (name, of) => line`${of} 上已没有策略 ${name}，或其拒绝的内容少于应有的`,
    quarantine: (name, of, group) => line`${of} 上已没有策略 ${name}，既没有直接授予，也没有通过名为 ${group} 的用户组`,
    unsound: (name) => line`策略 ${name} 已不存在，或拒绝的内容少于应有的`,
    keyOn: (key) => line`${key} 又被启用`,
    unfenced: (key) => line`${key} 的网络策略被改动：允许了围栏之外的网络`,
  },
  doer: {
    unknown: '尚不清楚：没有收到事件，操作审计约 10 分钟后才显示调用',
    root: '主账号',
    user: (name) => line`RAM 用户 ${name}`,
    role: (name) => line`角色会话 ${name}`,
    withKey: '使用 AccessKey',
    withMfa: '通过 MFA 验证的控制台会话',
    login: {
      taken: '其登录或 MFA 设备由盗用者创建或修改',
      suspected: '其登录或 MFA 设备是用泄露的 AccessKey 创建或修改的',
    },
    claimed: '据事件所述，操作审计可查时会核对',
    soFar: '据操作审计目前所示；调用约 10 分钟后才显示，届时会再次核对',
  },
  putBack: '恢复限制：',
  onPurpose: '这是有意为之：按步骤恢复权限（正在使用的 AccessKey 请看 rotate）：',
  containAgain: '再次限制它：',
  noLeak: '它从未泄露：请说明，之后不再看护：',
};
