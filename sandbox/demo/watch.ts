import type { CallRecord } from '../kernel/types';
import type { RunningSandbox } from '../start';
import type { Moment } from './print';

/** The functions' calls that change something: what the story is about. */
const ACTS: ReadonlySet<string> = new Set([
  'ram AttachPolicyToUser',
  'ram AddUserToGroup',
  'ram UpdateAccessKey',
  'fc InvokeFunction',
]);

/**
 * Tells what the functions do, from the account's own call log and inbox, while it happens. `tell` gets each moment
 * once; call `look` often, and once more at the end.
 */
export class Watch {
  private calls: number;
  private readonly told = { dingtalk: 0, mail: 0 };

  constructor(
    private readonly sandbox: RunningSandbox,
    private readonly leakedAt: Date,
    private readonly tell: (moment: Moment) => void,
  ) {
    this.calls = sandbox.kernel.calls.all().length;
  }

  look(): void {
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
  }

  private call(call: CallRecord): void {
    if (!call.accessKeyId.startsWith('STS.')) return;
    const failed = call.status >= 400 ? ` (${call.errorCode})` : '';
    if (ACTS.has(`${call.service} ${call.action}`)) this.say('respond', `${describe(call)}${failed}`, call.time);
    const key = String(call.parameters['key'] ?? '');
    if (
      call.service === 'oss' &&
      call.action === 'PutObject' &&
      /\/(report\.html|manifest\.json|before\.json)$/.test(key)
    ) {
      this.say(
        key.endsWith('before.json') ? 'respond' : 'investigate',
        `writes ${key.slice(key.lastIndexOf('/') + 1)}${failed}`,
        call.time,
      );
    }
  }

  say(who: Moment['who'], what: string, time: string, outcome?: Moment['outcome']): void {
    const sinceLeakMs = Date.parse(time) - this.leakedAt.getTime();
    this.tell({ type: 'moment', time, sinceLeakMs, who, what, ...(outcome ? { outcome } : {}) });
  }
}

function describe({ action, parameters }: CallRecord): string {
  const { UserName, PolicyName, Status, GroupName } = parameters;
  if (action === 'AttachPolicyToUser') return `attaches ${PolicyName} to ${UserName}`;
  if (action === 'UpdateAccessKey') return `sets the key of ${UserName} to ${Status}`;
  if (action === 'AddUserToGroup') return `adds ${UserName} to ${GroupName}`;
  return 'hands over to investigate';
}
