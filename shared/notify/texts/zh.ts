import { line } from '../message';
import { consoleZh } from './console.zh';
import { detailsZh } from './details.zh';
import { failureZh } from './failure.zh';
import { fencedZh } from './fenced.zh';
import { followUpZh } from './follow-up.zh';
import { givenZh } from './given.zh';
import { hygieneZh } from './hygiene.zh';
import { idleZh } from './idle-keys.zh';
import type { Texts } from './keys';
import { madeStepsZh } from './made-steps.zh';
import { merged } from './merged.zh';
import { phrasesZh, sourcesZh } from './phrases.zh';
import { rotationZh } from './rotation.zh';
import { situationsZh } from './situations.zh';
import { stepsZh } from './steps.zh';
import { tamperingZh } from './tampering.zh';

export const zh: Texts = {
  situations: situationsZh,
  steps: stepsZh,
  headings: {
    investigation: '这个 AccessKey 做过什么',
    window: '时间线',
    owner: '谁的 AccessKey，现在还能做什么',
    application: '哪个应用在用它',
    limited: '该用户的其他入口',
    impact: '对业务的影响',
    sessions: '仍然有效的临时会话',
    billable: '新产生的计费资源',
    published: '在哪里被公开',
    done: '做了什么，什么没做成',
    remaining: '还要您来做的事',
    decide: '命令',
    report: '报告',
  },
  labels: {
    happened: '发生了什么',
    done: '已经做了',
    todo: '请您现在',
    who: '谁来决定、何时之前',
    thief: '是否有人盗用',
    observe: '观察模式',
    publishedAt: '公开',
    foundAt: '发现',
    signalAt: '收到信号',
    denyAt: '拒绝生效',
    exposed: '暴露时长',
    key: 'AccessKey',
    user: '用户',
    account: '账号',
    administrator: '是否管理员',
    stillAble: '现在还能',
    lastUse: '最近使用',
    source: '信号来源',
    otherKeys: '其他 AccessKey',
    console: '控制台',
    address: '地址',
    repository: '仓库',
    file: '文件',
    reason: '原因',
    verification: '核实结果',
    residual: '仍被允许的高危操作',
    calls: '调用次数',
    period: '起止时间',
    identitiesMade: '它创建的身份',
    others: '也出现在攻击者地址上、未受限制',
    cost: '费用',
    evidence: '证据',
    report: '报告',
    by: '操作人',
    incident: '事件',
    why: '原因',
    keptAt: '保存位置',
    size: '大小',
    failedStep: '失败',
  },
  tags: { danger: '【紧急】', decide: '【待决定】', contained: '【已限制】', info: '【通知】' },
  language: 'zh',
  observeTag: '【观察模式，未做任何改动】',
  colon: '：',
  comma: '、',
  zone: '北京时间',
  none: '无',
  yes: '是',
  no: '否',
  unknownTime: '未知',
  root: '主账号（root）',
  rootName: '主账号 root',
  unknownOwner: '未知用户',
  sources: sourcesZh,
  stepNames: {
    ...madeStepsZh,
    'attach-quarantine': '给用户附加隔离策略',
    'attach-freeze': '给用户附加冻结策略',
    'add-to-group': '把用户加入隔离用户组',
    'disable-key': '禁用',
    fence: '限制只能从已知网络使用',
    'restore-network': '恢复原来的网络策略',
    'require-mfa': '控制台登录须使用 MFA：',
    'reset-password': '控制台登录须使用 MFA 并重设密码：',
    'close-console': '关闭控制台登录：',
    'restore-console': '恢复原来的控制台登录设置：',
    'attach-part': '附加策略的其余部分',
    'activate-key': '启用',
    detach: '移除策略',
    'leave-group': '把用户移出隔离用户组',
    'keep-login': '为另一个被限制的 AccessKey 保留控制台登录设置：',
    'keep-deny': '为另一个 AccessKey 保留拒绝策略',
    'leave-deny': '保留在用户上：',
    'keep-fence': '未恢复原来的网络策略',
  },
  details: detailsZh,
  findingNames: {
    'alarms-silenced':
      '该 AccessKey 仍然有效时，有人在云安全中心把这次泄露标记为已处理或加入了白名单：盗用者可能在掩盖。',
  },
  phrases: phrasesZh,
  made: {
    user: (name) => line`RAM 用户 ${name}`,
    role: (name) => line`角色 ${name}`,
    other: (name) => line`${name} 的权限`,
    with: (whose, things) => line`${whose}（${things}）`,
    console: '控制台登录',
    first: (count, made) => line`请先处理用它创建的 ${count} 个身份或授权：${made}。`,
    step: (made) =>
      line`用它创建的是另一个入口。拒绝策略只约束这个 AccessKey 所属的用户。请逐一确认，不是您的就禁用：${made}。`,
  },
  couldNotCheck: (why) => line`未能查到（${why}）`,
  more: (count) => `……另有 ${count} 项`,
  shortened: '已缩短：内容超过此渠道的长度上限，完整内容见邮件和报告。',
  maskedHint: '此处的 AccessKey ID 已打码，请换成邮件或报告里的完整 ID。',
  owner: {
    administrator: (is) => (is ? '是：它原本什么都能做' : '否'),
    ableQuarantine: '读取数据、执行低风险操作：隔离策略只拒绝高危操作',
    ableFreeze: '什么都不能做：该用户的所有操作都被拒绝',
    ableDisabled: '什么都不能做：它已被禁用',
    ableDeleted: '什么都不能做：它已被删除',
    ableAll: '做其所有者有权做的任何事',
    ableReleased: '做其所有者有权做的事，除非解除限制时它已被禁用或删除',
    neverUsed: '没有使用记录',
    otherKey: (key, status) => line`${key}（${status}）`,
    claimed: (user) => line`本账号中找不到（通知中称：${user}）`,
    console: {
      limited: '该用户可登录控制台，同样受拒绝策略限制',
      open: '该用户可登录控制台，没有受到限制',
      absent: '不能登录控制台',
    },
    limitedToo: '拒绝策略附加在用户上，而不只是这个 AccessKey：该用户的其他 AccessKey 和控制台也同样受限。',
    notLimited: '该用户没有附加拒绝策略：其他 AccessKey 和控制台没有受到限制。',
  },
  window: {
    thief: { yes: '有', no: '没有看到', 'not visible yet': '还看不到（操作审计约滞后 10 分钟）' },
    dataUpTo: (time) => `数据截至 ${time}`,
    dataUnknown: '数据截止时间未知',
    after: (span) => `${span}后`,
    noDeny: '没有附加拒绝策略',
    exposed: (span, from) => `从${from === 'published' ? '公开' : '发现'}到拒绝共 ${span}`,
    stillExposed: (span) => `至今 ${span}，仍在继续`,
  },
  use: {
    noApplication: '没有近期使用记录。',
    applicationHead: ['地址', '程序', '产品', '最近（北京时间）'],
    noImpact: '近期用过的操作都没有被拒绝。',
    nothingLimited: '没有做任何限制，业务不受影响。',
    everythingDenied: '该用户运行的一切都会停止：所有操作都被拒绝。',
    impactIntro: '以下近期用过的操作现在会失败：',
    impactHead: ['操作', '次数', '最近（北京时间）'],
    noSessions: '没有发现。',
    later: '还没有查：结果见第二条消息。',
    suspects: (calls, ips) => line`泄露之后才出现、可能是盗用者的调用：至少 ${calls} 次，来自 ${ips}。`,
    unknownRole: '日志没有写明的角色',
    session: (id, role, endsAt) =>
      line`${role}${id === undefined ? '' : line`（${id}）`}，到期：${endsAt ?? '时间未知'}`,
    sessionsNote: '禁用 AccessKey 不会终止这些会话：它们到期后自行失效，只有对其角色附加拒绝策略才能提前终止。',
    noBillable: '没有发现。',
    billable: (what, region, at, how) => line`${what}，地域 ${region}，于 ${at} 由 ${how} 创建`,
    notPublished: '通知中没有说明公开的位置。',
    publishedNote: '特意只显示文字、不做链接：这个地址可能由攻击者控制。需要查看时，把 hxxp 改回 http、[.] 改回点。',
  },
  done: {
    nothing: '没有做任何改动。',
    observed: '观察模式，没有做任何改动。',
    root: '无法限制：任何策略对主账号都不起作用。它的调用记录正在收集为证据。',
    observePlan: '在 enforce 模式下会这样做：',
    emptyPlan: '在 enforce 模式下也不会做任何改动。',
    attached: (policy, user, at) =>
      at ? line`${at} 已给 ${user} 附加策略 ${policy}：` : line`已给 ${user} 附加策略 ${policy}：`,
    quarantineMeans: '高危操作被拒绝，普通操作照常。',
    freezeMeans: '所有操作被拒绝。',
    keyDisabled: (key) => line`${key} 已禁用（没有删除）。`,
    alsoFrozen: (names) => line`盗用者创建的以下身份也已冻结：${names}。`,
    notFrozen: (names) => line`盗用者创建的以下身份${{ strong: '未能冻结' }}：${names}。`,
    failedSteps: (count) => `有 ${count} 个步骤失败，见下文。`,
    ok: (step, detail, at) => line`完成：${step}（${detail}），${at}`,
    failed: (step, detail, at) => line`${{ strong: '失败' }}：${step}（${detail}），${at}`,
    findings: '另外发现：',
    caveats: '本告警无法得知的，或另外出错的：',
    verification: {
      'deny attached': () => '拒绝策略已附加（已回读）；调用是否真的被拒绝，约 10 分钟后才能看到',
      'contained, quiet': (since) =>
        since ? `已限制：自 ${since} 起没有被拒绝的操作成功` : '已限制：没有被拒绝的操作成功',
      'contained, still active': () => '仍在活动：本应被拒绝的调用仍在成功',
      'not verified': () => '未核实：未能查到限制是否生效',
    },
    biteLate: '拒绝策略已附加，但生效晚了：要连续一小时没有调用成功，才算平静',
    residualNone: '没有发现',
    reasonSet: '决定',
  },
  decide: {
    byRoot: '能登录主账号的人：现在',
    byHold: (time) => `有权运行 approve 命令的人；最好在 ${time}之前`,
    byContained: (time) => `AccessKey 的使用方和账号管理员：一天之内轮转，即 ${time}之前`,
    byFailed: '账号管理员：现在',
    byObserve: '账号管理员：现在；本工具不会动手',
    byNobody: '不需要决定',
    holdStays: '没有人决定之前，什么都不会做；1、4、24 小时后会再次提醒您。',
    holdStaysDenied: '没有人决定之前，不会再做别的；已有的限制继续有效。1、4、24 小时后会再次提醒您。',
    releaseDeleted: '恢复权限（密钥已删除；请先检查它创建了什么）：',
    release: '恢复权限（旧 AccessKey 禁用并删除之后，或确认是误报时才用）：',
    approve: '不再等待，立即限制它：',
    approveAll: '限制所有等待中的 AccessKey（包括这一个）：',
    approveAgain: '仍然限制它：',
    containByHand: '用您自己的权限限制它：',
    exempt: '有业务离不开的操作被拒绝？豁免只在事发前批准，不在事件中临时开：请轮转 AccessKey，再恢复权限。',
    noCommandRoot: '没有拒绝策略能限制主账号的 AccessKey：请在控制台禁用，或用主账号凭证运行 `rotate --root`。',
    noCommandObserve: '没有做过改动，也就没有需要撤销的。',
    noCommandNone: '不需要运行命令。',
    reasonPlaceholder: '…',
    releasedBefore: (by, at, reason) => line`此前由 ${by} 于 ${at} 解除，理由：${reason}`,
  },
  report: {
    place: '报告',
    notYet: '正在生成：调查完成后会在第二条消息里送达。',
    privateNote: '存储空间是私有的，请在 OSS 控制台打开。',
    attached: '报告已作为邮件附件发送。',
    missing: (why) => line`报告未能作为附件发送（${why}），请到证据存储空间查看。`,
  },
  summary: {
    title: (user) => `${user} 泄露的 AccessKey 做过什么`,
    headline: (s, { eventCount: calls, goesOn }, thief) =>
      thief === 'yes'
        ? line`有人盗用了 ${s.user} 泄露的 AccessKey。调查${goesOn ? '目前' : '共'}找到 ${calls} 次调用。`
        : goesOn
          ? line`${s.user} 泄露的 AccessKey 仍在调查，目前读取了 ${calls} 次调用。`
          : line`${s.user} 泄露的 AccessKey 已调查完毕，共找到 ${calls} 次调用。`,
    goesOn: '调用比一次运行能读取的多，从最新的读起。全部读完后会再发一条消息。',
    complete: '完整',
    cut: (cuts) => line`不完整：${cuts}`,
    period: (first, last) => `${first} 至 ${last}`,
    highlightsHead: ['时间（北京时间）', '调用', '地址', '结果'],
    highlights: '最值得注意的调用：',
    noCalls: '没有可显示的调用。',
    allowed: '成功',
    refused: '被拒绝',
    cost: (lastDay, currency, usual) =>
      usual
        ? line`最近一天 ${lastDay} ${currency}，平时每天 ${usual.day} ${currency}（按 ${usual.days} 天计）；账单约滞后一天`
        : line`最近一天 ${lastDay} ${currency}；怀疑开始之前的天数太少，无法判断平时的花费；账单约滞后一天`,
  },
  confirmed: {
    title: (situation) => `泄露已证实：${situation}`,
    happened: (source) =>
      source === undefined
        ? '云安全中心现已确认这个 AccessKey 被公开的 Secret 有效，而列出泄露时尚未确认：这不是误报。'
        : `云安全中心列出了这个 AccessKey，且其 Secret 有效。最先提到它的是来自${source}的通知，而任何人都能发送这种通知：无论通知怎么说，这不是演练，也不是误报。`,
  },
  reminder: {
    title: (hours, rest) => `已等待 ${hours} 小时：${rest}`,
    happened: (hours, stays) =>
      `这件事已等待${stays === 'approved' ? '' : '决定'} ${hours} 小时${{ contained: '，期间已有的限制继续有效', released: '', open: '，期间什么都没有做', approved: '：遏制已获批准，但未能执行，请用您自己的权限再批准一次' }[stays]}。`,
  },
  given: givenZh,
  fenced: fencedZh,
  test: {
    title: '测试：告警能送达这里',
    headline: (account) => line`账号 ${account} 的 AccessKey 响应程序发出的测试消息：告警能送达这里。`,
    todo: '无需操作。AccessKey 泄露的告警会以同样的形式发到这里。',
    who: '无需任何人决定',
  },
  failure: failureZh,
  hygiene: hygieneZh,
  rotation: rotationZh,
  idle: idleZh,
  console: consoleZh,
  tampering: tamperingZh,
  followUp: followUpZh,
  rootEnded: {
    title: '泄露的主账号 AccessKey 已失效，事件已结束',
    headline: '凭证报告显示，泄露的主账号 AccessKey 已经没有任何权限。事件已结束。',
    todo: (audit) =>
      line`如果您知道此事，无需处理。如果不知道，请查明是谁禁用了它：${audit}。它生效期间创建的东西仍然存在，请看事件报告。`,
  },
  ...merged,
  origin: (incident, time) =>
    incident === undefined
      ? line`ak-tourniquet，AccessKey 响应程序 · ${time}`
      : line`ak-tourniquet，AccessKey 响应程序 · ${time} · 事件 ${incident}`,
};
