import { roleName } from '../../shared/ram-policy/role-rights';
import type { AsyncInvocation } from '../fc';
import type { CallRecord } from '../kernel/types';
import type { RunningSandbox } from '../start';
import type { LeakRecord } from '../world/entities';
import type { Moment } from './print';

/** What set respond off first after a leak was listed. */
export interface Signal {
  readonly by: 'timer' | 'event';
  readonly at: Date;
  /** When the leak was listed. */
  readonly listedAt: Date;
}

/** The functions' calls that change something: what the story is about. */
const ACTS: ReadonlySet<string> = new Set([
  'ram AttachPolicyToUser',
  'ram AttachPolicyToRole',
  'ram AddUserToGroup',
  'ram UpdateAccessKey',
  'fc InvokeFunction',
]);

/** Moments of one time are seen within it, on a slow machine, too. */
const SETTLED_MS = 750;

/**
 * Tells what the functions do, from the account's own call log and inbox, while it happens. `tell` gets each moment
 * once, in the order of time; call `look` often, and `end` at the end.
 */
export class Watch {
  private calls: number;
  private triggered: number;
  private listedAt: Date | undefined;
  private first: Signal | undefined;
  private readonly told = { dingtalk: 0, mail: 0 };
  private waiting: Moment[] = [];

  constructor(
    private readonly sandbox: RunningSandbox,
    private readonly leakedAt: Date,
    private readonly tell: (moment: Moment) => void,
  ) {
    this.calls = sandbox.kernel.calls.all().length;
    this.triggered = sandbox.fc.asyncInvocations.length;
  }

  /** Undefined while nothing has set respond off since the leak was listed. */
  get signal(): Signal | undefined {
    return this.first;
  }

  /** Tells that these leaks have just been put into Security Center's list. */
  published(records: readonly LeakRecord[], isRestricted: boolean, at: Date): void {
    this.look();
    this.listedAt ??= at;
    const what =
      records.length === 1
        ? `the AccessKey ${records[0]?.accessKeyId} stands`
        : `${records.length} AccessKeys stand at once`;
    const protection = isRestricted ? ', and Alibaba Cloud begins to refuse its riskiest calls' : '';
    this.say('leak', `${what} in a public repository; Security Center lists it${protection}`, at.toISOString());
  }

  look(): void {
    const invocations = this.sandbox.fc.asyncInvocations;
    for (; this.triggered < invocations.length; this.triggered += 1)
      this.invocation(invocations[this.triggered] as AsyncInvocation);
    const all = this.sandbox.kernel.calls.all();
    for (; this.calls < all.length; this.calls += 1) this.call(all[this.calls] as CallRecord);
    const { dingtalk, mail } = this.sandbox.inbox;
    for (const message of dingtalk.slice(this.told.dingtalk))
      this.say('owner', `DingTalk: ${message.title}`, message.time);
    for (const message of mail.slice(this.told.mail)) {
      const report =
        message.attachments.length > 0 ? `, with ${message.attachments.map((a) => a.filename).join(', ')}` : '';
      this.say('owner', `e-mail: ${message.subject}${report}`, message.time);
    }
    this.told.dingtalk = dingtalk.length;
    this.told.mail = mail.length;
    this.tellUntil(this.sandbox.clock.now().getTime() - SETTLED_MS);
  }

  /** The last look: nothing is held back. */
  end(): void {
    this.look();
    this.tellUntil(Number.POSITIVE_INFINITY);
  }

  /** Calls, messages and triggers are seen one after the other, and what is younger may still get a forerunner. */
  private tellUntil(timeMs: number): void {
    const byTime = [...this.waiting].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
    const isSettled = ({ time }: Moment): boolean => Date.parse(time) <= timeMs;
    this.waiting = byTime.filter((moment) => !isSettled(moment));
    for (const moment of byTime.filter(isSettled)) this.tell(moment);
  }

  /** What the triggers set off; what the functions hand each other stands among their calls. */
  private invocation(invocation: AsyncInvocation): void {
    const event = cloudEventIn(invocation);
    if (event === undefined && !isPoll(invocation)) return;
    const at = invocation.queuedAt;
    const what = event
      ? `EventBridge hands respond ${event.data?.serviceName} ${event.data?.eventName}, refused as a call of a leaked key`
      : 'the timer invokes respond, which polls Security Center';
    this.say('signal', what, at.toISOString());
    if (this.listedAt) this.first ??= { by: event ? 'event' : 'timer', at, listedAt: this.listedAt };
  }

  private call(call: CallRecord): void {
    if (!call.accessKeyId.startsWith('STS.')) return;
    const failed = call.status >= 400 ? ` (${call.errorCode})` : '';
    if (ACTS.has(`${call.service} ${call.action}`)) this.say('respond', `${describe(call)}${failed}`, call.time);
    const key = String(call.parameters['key'] ?? '');
    if (
      call.service === 'oss' &&
      call.action === 'PutObject' &&
      /\/(report\.html|manifest\.json|before(-\d+)?\.json)$/.test(key)
    ) {
      this.say(
        /\/before(-\d+)?\.json$/.test(key) ? 'respond' : 'investigate',
        `writes ${key.slice(key.lastIndexOf('/') + 1)}${failed}`,
        call.time,
      );
    }
  }

  say(who: Moment['who'], what: string, time: string, outcome?: Moment['outcome']): void {
    const sinceLeakMs = Date.parse(time) - this.leakedAt.getTime();
    this.waiting.push({ type: 'moment', time, sinceLeakMs, who, what, ...(outcome ? { outcome } : {}) });
  }
}

interface TriggerEvent {
  readonly triggerName?: string;
  readonly specversion?: string;
  readonly data?: { readonly serviceName?: string; readonly eventName?: string };
}

function eventOf({ event }: AsyncInvocation): TriggerEvent {
  return JSON.parse(event.toString()) as TriggerEvent;
}

/** Whether the timer has set respond off. */
export function isPoll(invocation: AsyncInvocation): boolean {
  return invocation.functionName === roleName('respond') && eventOf(invocation).triggerName !== undefined;
}

function cloudEventIn(invocation: AsyncInvocation): TriggerEvent | undefined {
  const event = eventOf(invocation);
  return invocation.functionName === roleName('respond') && event.specversion !== undefined ? event : undefined;
}

function describe({ action, parameters }: CallRecord): string {
  const { UserName, RoleName, PolicyName, Status, GroupName } = parameters;
  if (action === 'AttachPolicyToUser') return `attaches ${PolicyName} to ${UserName}`;
  if (action === 'AttachPolicyToRole') return `attaches ${PolicyName} to the role ${RoleName}`;
  if (action === 'UpdateAccessKey') return `sets the key of ${UserName} to ${Status}`;
  if (action === 'AddUserToGroup') return `adds ${UserName} to ${GroupName}`;
  return 'hands over to investigate';
}
