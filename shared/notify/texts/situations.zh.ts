import { CLI } from '../../command-line';
import { QUARANTINE_GROUP } from '../../ram-policy/documents';
import { type Line, line } from '../message';
import type { SituationTexts, Subject } from './situations';

/** What is known of the user of a deleted key. */
const FORMER_USER: Readonly<Record<NonNullable<Subject['formerUser']>, (subject: Subject) => Line>> = {
  there: (s) => line`它的用户 ${s.user} 仍然存在：该用户的其他 AccessKey 和控制台登录不受此影响。`,
  gone: (s) => line`它的用户 ${s.user} 也已经删除。`,
  unchecked: (s) => line`未能查到它的用户 ${s.user} 是否仍然存在。`,
};

export const situationsZh: SituationTexts = {
  rows: {
    'root-key': {
      happened: (s) =>
        line`AccessKey ${s.key} 已被公开。它属于阿里云账号本身（主账号），拿到它的人可以在本账号里做任何事。`,
      still: {
        title: () => '主账号 AccessKey 已泄露，只有您能停用它，请立即处理',
        headline: () => line`主账号的 AccessKey 已被公开，任何权限策略都限制不了它。请立即禁用。`,
        todo: (s) => line`请立即用主账号登录，打开 ${s.page('rootKeys')}，禁用这个 AccessKey。`,
      },
    },
    'not-ours': {
      happened: (s) => line`收到 AccessKey ${s.key} 的泄露通知，但账号 ${s.account} 下没有任何用户拥有它。`,
      still: {
        title: () => '被报告的 AccessKey 不属于本账号',
        headline: () => line`这个 AccessKey 不属于本账号。`,
        todo: () =>
          line`如果它属于您的其他账号，请到那个账号禁用它；如果不是，无需处理。本小时内的同类通知不再逐条告知。`,
      },
    },
    deleted: {
      happened: (s) =>
        line`AccessKey ${s.key} 已被公开，但在本次告警之前它就已经删除，已经没有任何作用。${FORMER_USER[s.formerUser ?? 'unchecked'](s)}`,
      still: {
        title: (user) => `${user} 的 AccessKey 此前已删除`,
        headline: (s) => line`泄露的 AccessKey 属于 ${s.user}，已经删除。`,
        todo: () => line`请检查它被删除之前做过什么（日志和账单见下文）。不要恢复这个 AccessKey。`,
      },
    },
    'already-inactive': {
      happened: (s) => line`${s.user} 的 AccessKey ${s.key} 已被公开，但在本次告警之前它就已经禁用。`,
      still: {
        title: (user) => `${user} 的 AccessKey 此前已禁用`,
        headline: (s) => line`${s.user} 泄露的 AccessKey 此前已经禁用。`,
        todo: () => line`不要重新启用，请删除它，并检查它被禁用之前做过什么。`,
      },
    },
    'released-same-leak': {
      happened: (s) => line`${s.user} 的 AccessKey ${s.key} 的同一次泄露再次上报。此前已解除限制，因此没有再次限制。`,
      still: {
        title: (user) => `${user} 的这次泄露此前已解除，没有再次限制`,
        headline: (s) =>
          line`${s.user} 的这次 AccessKey 泄露已由 ${s.released?.by ?? '有人'} 于 ${s.released?.at ?? '此前'} 解除限制，本次没有再动它。`,
        todo: () => line`如果那次解除没有问题，无需处理；如果您不知道有人解除过，请用下面的命令限制它。`,
      },
    },
    'released-new-leak': {
      happened: (s) => line`${s.user} 的 AccessKey ${s.key} 上次泄露后已解除限制，现在又在另一个地方被公开。`,
      still: {
        title: (user) => `${user} 的 AccessKey 再次泄露，请决定`,
        headline: (s) =>
          line`${s.user} 的 AccessKey 已由 ${s.released?.by ?? '有人'} 于 ${s.released?.at ?? '此前'} 解除限制，现在又在另一处泄露。是否再次限制，请决定。`,
        todo: () => line`请决定：用下面的命令限制它，然后轮转。`,
      },
    },
    'released-since-confirmed': {
      happened: (s) => line`${s.user} 的 AccessKey ${s.key} 已解除限制，而现在云安全中心确认被公开的 Secret 有效。`,
      still: {
        title: (user) => `${user} 的 AccessKey 解除后泄露被证实，请决定`,
        headline: (s) =>
          line`${s.user} 的这次 AccessKey 泄露已由 ${s.released?.by ?? '有人'} 于 ${s.released?.at ?? '此前'} 解除限制，当时尚无人确认其 Secret 有效；现在云安全中心确认它有效。是否再次限制，请决定。`,
        todo: () => line`请决定：用下面的命令限制它，然后轮转。`,
      },
    },
    'secret-invalid': {
      happened: (s) =>
        line`${s.user} 的 AccessKey ${s.key} 被公开，但云安全中心判断一同公开的 Secret 无效。这类通知可能是有人伪造的。`,
      still: {
        title: (user) => `${user} 的 AccessKey ID 被公开，Secret 无效，请决定`,
        headline: (s) => line`${s.user} 的 AccessKey ID 被公开，一同公开的 Secret 据称无效，尚未限制。`,
        todo: () => line`请决定：只要真正的 Secret 有可能泄露过，就用下面的命令限制它。`,
      },
    },
    excluded: {
      happened: (s) =>
        line`${s.user} 的 AccessKey ${s.key} 已被公开并且有效。您的排除名单中有这个用户、这个 AccessKey，或该用户另一个启用的 AccessKey（同一条拒绝策略也会限制它）。`,
      still: {
        title: (user) => `${user} 的 AccessKey 已泄露，但受排除名单保护，请决定`,
        headline: (s) => line`${s.user} 的 AccessKey 已泄露，因您的排除名单而没有限制，目前权限完好。`,
        todo: () => line`请立即决定：用下面的命令仍然限制它，或者马上轮转。`,
      },
    },
    'over-cap': {
      happened: (s) => line`${s.user} 的 AccessKey ${s.key} 被报告泄露。本小时的自动限制次数已用完，正在等您决定。`,
      still: {
        title: (user) => `${user} 的 AccessKey 待处理：已达每小时上限，请决定`,
        headline: (s) => line`${s.user} 的 AccessKey 被报告泄露，因已达每小时上限而没有限制，目前权限完好。`,
        todo: ({ waiting }) =>
          waiting === undefined
            ? line`请决定：如果泄露属实，用下面的命令限制这个（或全部等待中的）AccessKey。`
            : line`请决定：如果泄露属实，用下面的命令限制这个或全部等待中的 AccessKey。本账号还有 ${String(waiting.count)} 个也在等待：${waiting.keys}。`,
      },
    },
    unused: { happened: (s) => line`${s.user} 的 AccessKey ${s.key} 已被公开。您的业务已经很久没有用过它。` },
    'use-unknown': {
      happened: (s) => line`${s.user} 的 AccessKey ${s.key} 已被公开。未能查到是否有应用在用它，所以没有禁用。`,
    },
    'in-use': {
      happened: (s) =>
        line`${s.user} 的 AccessKey ${s.key} 已被公开，任何看到它的人都能冒用 ${s.user} 的身份；您的应用也正在用它。`,
    },
    'success-after-deny': {
      happened: (s) => line`附加拒绝策略 5 分钟之后，${s.user} 的 AccessKey ${s.key} 仍有本应被拒绝的调用成功。`,
      todo: () => line`请从报告里查出是哪个调用成功了，保护它碰过的资源，然后删除这个 AccessKey。`,
    },
    'persistence-after-leak': {
      happened: (s) => line`${s.user} 的 AccessKey ${s.key} 泄露后，有人从陌生地址用它留后门或清除痕迹。`,
      todo: () =>
        line`请找出盗用者留下的东西（用户、AccessKey、角色、权限策略，见报告）并清除，然后删除这个 AccessKey。`,
      still: {
        title: (user) => `有人正用 ${user} 的 AccessKey 留后门，请决定`,
        headline: (s) => line`有人正在用 ${s.user} 的 AccessKey 留后门，请切断它。`,
        besides: (s) => line`有人用 ${s.user} 的 AccessKey 留了后门。拒绝策略继续有效，但后门还在：请切断它。`,
        todo: (s) =>
          s.formerUser === undefined
            ? line`请立即决定：用下面的命令切断该用户的全部访问，然后清除对方留下的东西。`
            : line`泄露的 AccessKey 已被删除，但用它创建的东西仍然有效。请立即决定：用下面的命令冻结它们，然后清除。`,
      },
    },
  },
  outcomes: {
    late: {
      title: (user) => `${user} 的 AccessKey 已限制，但拒绝策略生效晚了`,
      headline: (s) =>
        line`${s.user} 的 AccessKey 已泄露。拒绝策略已附加，但生效晚了：${s.problem ?? '仍有本应被拒绝的调用成功'}。`,
      todo: () => line`请查看这些成功的调用（见调查结果和报告）并消除影响，然后轮转这个 AccessKey。`,
    },
    unverified: {
      title: (user) => `${user} 的拒绝策略已附加，但未能核实，请立即检查`,
      headline: (s) =>
        line`${s.user} 的 AccessKey 已泄露。拒绝策略已附加，但未能核实它是否生效：${s.problem ?? '没有回读到'}。`,
      todo: (s) =>
        line`请打开 ${s.page('ram')}，检查 ${s.user} 的拒绝策略是否已附加、内容是否未被改动；拿不准时请禁用这个 AccessKey（见下文第一步）。`,
    },
    'gives-power': {
      title: (user) => `我们自己的策略被人改写，正在给 ${user} 权限，请立即移除`,
      headline: (s) =>
        line`${s.user} 的 AccessKey 已泄露。本工具给 ${s.user} 附加了 ${s.ours ?? '拒绝策略'}，而有人改写了它：它允许了本应拒绝的操作，对 ${s.user} 和其他附加了它的身份都是如此。本工具的任何函数都不能移除权限策略。`,
      todo: (s) =>
        line`请立即移除：${s.page('ram')} > 身份管理 > 用户 > ${s.user} > 权限管理，对 ${s.ours ?? '拒绝策略'} 执行“解除授权”；该用户在用户组 ${QUARANTINE_GROUP} 中时，再把他移出（加入的组）。或立即运行 "${CLI} setup"：它写回原内容，这条策略就重新拒绝。`,
    },
    residual: {
      title: (user) => `${user} 的 AccessKey 已限制，但仍有高危操作是允许的`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露。拒绝策略已附加，但仍有高危操作是允许的（见下文）。`,
      todo: (s) =>
        line`请打开 ${s.page('ram')}，移除 ${s.user} 上允许这些操作的权限策略，或禁用这个 AccessKey（见下文第一步）；再运行 "${CLI} setup" 恢复拒绝策略。`,
    },
    'made-frozen': {
      title: (user) => `盗用者用 ${user} 的 AccessKey 创建的身份已冻结，请继续排查`,
      headline: (s) => line`${s.user} 泄露的 AccessKey 此前已删除。盗用者用它创建的身份的所有操作都已被拒绝。`,
      todo: () => line`请查看对方还留下了什么（见报告），查清之后清除它和已冻结的身份。不要恢复这个 AccessKey。`,
    },
    would: {
      title: (user) => `${user} 的 AccessKey 已泄露，未做任何改动`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露。观察模式：未做任何改动，它的权限完好。`,
      todo: (s) => line`请立即打开 ${s.page('ram')}，按下面的步骤手动处理；或切换到 enforce 模式由本工具处理。`,
    },
    failed: {
      title: (user) => `${user} 的 AccessKey 已泄露，自动限制失败，请立即处理`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露，自动限制没有成功，它仍然有权限。请立即手动禁用。`,
      todo: (s) => line`请立即打开 ${s.page('ram')}，禁用 ${s.user} 的这个 AccessKey（见下文第一步）。`,
    },
    denied: {
      title: (user) => `${user} 的高危操作已被拒绝，请轮转 AccessKey`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露。它的高危操作已被拒绝，业务照常运行。`,
      todo: () => line`请轮转这个 AccessKey：轮转之前它仍可用于低风险操作。步骤见下文。`,
    },
    frozen: {
      title: (user) => `${user} 的所有操作已被拒绝，请轮转 AccessKey`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露。该用户的所有操作都已被拒绝。`,
      todo: () => line`请轮转 AccessKey，再解除限制：在那之前，该用户的应用都无法工作。`,
    },
    'denied-disabled': {
      title: (user) => `${user} 的 AccessKey 已禁用，高危操作已被拒绝`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露。它已被禁用，该用户的高危操作也已被拒绝。`,
      todo: () => line`如果业务没有受影响，请删除它；如果有应用停了，请换上新的 AccessKey。`,
    },
    'frozen-disabled': {
      title: (user) => `${user} 的 AccessKey 已禁用，该用户的所有操作已被拒绝`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露。它已被禁用，该用户的所有操作也已被拒绝。`,
      todo: () => line`请删除它。确认盗用者没有留下任何东西之后，再解除对该用户的限制。`,
    },
    disabled: {
      title: (user) => `${user} 的 AccessKey 已禁用，但拒绝策略未能附加`,
      headline: (s) => line`${s.user} 的 AccessKey 已泄露。它已被禁用；该用户的拒绝策略未能附加。`,
      todo: () => line`请删除它，并检查该用户的其他 AccessKey 和控制台登录：它们没有受到限制。`,
    },
    'power-left': {
      title: (user) => `${user} 的 AccessKey 限制后仍在活动，请立即处理`,
      headline: (s) => line`${s.user} 的 AccessKey 已限制，但本应被拒绝的调用仍在成功。`,
      todo: (s) => line`请立即打开 ${s.page('ram')}，手动禁用 ${s.user} 的全部 AccessKey（见下文第一步）。`,
    },
  },
  oursOnHim: (s) => line`${s.ours ?? '拒绝策略'} 附加在 ${s.user} 上，但它被人改写，给出权限而不是拒绝。`,
  record: {
    none: {
      title: (user) => `${user} 的 AccessKey 做过什么`,
      headline: (s) => line`这里没有 ${s.user} 的 AccessKey 泄露的记录：以下是它做过的事。`,
      happened: (s) => line`有人要求查明 AccessKey ${s.key} 做过什么。`,
      todo: () => line`请看下文的调用。如果它泄露了，请用下面的命令限制它。`,
    },
    denied: {
      title: (user) => `${user} 带有一条没有记录的拒绝策略`,
      headline: (s) => line`${s.user} 带有拒绝策略，而这里没有该 AccessKey 泄露的记录。`,
      happened: (s) =>
        line`该拒绝策略属于 ${s.user} 的另一个 AccessKey，或者是在无法写入 AccessKey ${s.key} 的记录时附加的。`,
      todo: () =>
        line`如果这个 AccessKey 泄露了，请用下面的命令写入记录：此后拒绝策略才会得到看护，也才能由 release 解除。`,
    },
    unsealed: {
      title: (user) => `${user} 的 AccessKey 的记录带有别的印记`,
      headline: (s) => line`${s.user} 的 AccessKey 的记录没有本响应程序的印记：无法由它得知做过什么。`,
      happened: (s) => line`有人用与函数不同的状态密钥处理过 AccessKey ${s.key}，或者伪造了记录。`,
      todo: () =>
        line`请在配置了函数的 TOURNIQUET_STATE_KEY 的终端中用下面的命令限制它：已有的限制随之写入记录，并得到看护。`,
    },
  },
  hold: {
    title: (user) => `${user} 的 AccessKey 等待您决定`,
    headline: (s) => line`${s.user} 的 AccessKey 已泄露，尚未限制：需要有人决定。`,
    todo: () => line`请决定：用下面的命令限制它。`,
  },
  held: {
    title: (user) => `${user} 的限制继续有效，另有事项等您决定`,
    headline: (s) => line`${s.user} 的拒绝策略继续有效，新报告的情况等您决定。`,
    todo: () => line`请看下文的原因再决定，需要时运行下面的命令。无论如何，已有的限制继续有效。`,
  },
  released: {
    title: (user) => `${user} 已解除限制，此后未做改动`,
    headline: (s) =>
      line`${s.user} 已由 ${s.released?.by ?? '有人'} 于 ${s.released?.at ?? ''} 解除限制，此后没有拒绝策略。`,
    todo: () => line`如果您知道这次解除，无需处理；如果不知道，请用下面的命令重新限制它。`,
    seen: () => line`有人盗用了它（调用见下文）。解除时知道这件事吗？如果不知道，请用下面的命令重新限制它。`,
  },
  closed: {
    title: (user) => `${user} 的 AccessKey 事件已结束，请查看此后发现的情况`,
    headline: (s) =>
      line`${s.user} 的 AccessKey ${s.key} 的事件已由 ${s.released?.by ?? '有人'} 于 ${s.released?.at ?? ''} 结束，此后未做改动。`,
    todo: () => line`请看下文的调用。结束时知道这些吗？如果不知道，请立即查明。`,
  },
  none: {
    title: (user) => `未对 ${user} 的 AccessKey 做任何处理`,
    headline: (s) => line`未对 ${s.user} 的 AccessKey 做任何处理。`,
    todo: () => line`原因见下文。`,
  },
};
