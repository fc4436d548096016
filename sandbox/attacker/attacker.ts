import { type Clock, systemClock } from '../../shared/clock';
import type { Attacker, AttackerStep } from '../scenario';
import { makeCall, type ThiefAnswer } from './clients';
import { fill, valueAt } from './placeholders';
import type { StolenIdentity } from './thief-call';

/** One call of the thief and how it ended, as the account decided it. */
export interface AttackerCall {
  /** By the clock that was handed in, when the answer came. */
  readonly time: string;
  /** Place of the step in the scenario, from 0, and which of its calls this is, from 1. */
  readonly step: number;
  readonly n: number;
  readonly as: string;
  readonly accessKeyId: string;
  readonly service: string;
  readonly action: string;
  /** `refused`: by authorisation or because the key is off. `error`: any other refusal. `no-answer`: it is not known. */
  readonly outcome: 'allowed' | 'refused' | 'error' | 'no-answer';
  readonly status: number;
  readonly code: string | null;
  readonly note?: string;
}

export interface AttackerTarget {
  readonly url: string;
  readonly accountId: string;
  readonly region: string;
}

export interface AttackerOptions {
  readonly onCall?: (call: AttackerCall) => void;
  readonly clock?: Clock;
}

export interface RunningAttacker {
  /** In the order in which the answers came. */
  readonly calls: readonly AttackerCall[];
  /** Resolves when every step has been tried; repeated steps may still go on. */
  readonly stepsDone: Promise<void>;
  /** Ends the repeated steps and resolves when no call is under way. */
  stop(): Promise<void>;
}

/** Plays a scenario's thief against an account, over HTTP and with the stolen key only. */
export function startAttacker(
  target: AttackerTarget,
  leaked: StolenIdentity,
  attacker: Attacker,
  options: AttackerOptions = {},
): RunningAttacker {
  const thief = new Thief(target, leaked, attacker, options);
  const stepsDone = thief.play();
  return {
    calls: thief.calls,
    stepsDone,
    async stop() {
      thief.stop();
      await stepsDone;
      await thief.repetitions();
    },
  };
}

class Thief {
  readonly calls: AttackerCall[] = [];
  private readonly saved = new Map<string, unknown>();
  private readonly repeating: Promise<void>[] = [];
  private readonly clock: Clock;
  private stopped = false;
  private wake: () => void = () => undefined;
  private readonly woken = new Promise<void>((resolve) => {
    this.wake = resolve;
  });

  constructor(
    private readonly target: AttackerTarget,
    leaked: StolenIdentity,
    private readonly attacker: Attacker,
    private readonly options: AttackerOptions,
  ) {
    this.clock = options.clock ?? systemClock;
    this.saved.set('leaked', {
      AccessKeyId: leaked.accessKeyId,
      AccessKeySecret: leaked.accessKeySecret,
      ...(leaked.securityToken ? { SecurityToken: leaked.securityToken } : {}),
    });
  }

  async play(): Promise<void> {
    await this.pause(this.attacker.afterMs ?? 0);
    for (const [index, step] of this.attacker.steps.entries()) {
      await this.pause(step.afterMs ?? 0);
      if (this.stopped) return;
      await this.tryStep(step, index, 1);
      if (step.everyMs !== undefined) this.repeating.push(this.repeat(step, index, step.everyMs));
    }
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  async repetitions(): Promise<void> {
    await Promise.all(this.repeating);
  }

  private async repeat(step: AttackerStep, index: number, everyMs: number): Promise<void> {
    for (let n = 2; n <= (step.times ?? Number.POSITIVE_INFINITY); n += 1) {
      await this.pause(everyMs);
      if (this.stopped) return;
      await this.tryStep(step, index, n);
    }
  }

  /** Leaves the step out while it needs what no earlier step has got hold of. */
  private async tryStep(step: AttackerStep, index: number, n: number): Promise<void> {
    const identity = identityOf(this.saved.get(step.as));
    const plain = { accountId: this.target.accountId, n: String(n) };
    const parameters = fill(step.parameters ?? {}, this.saved, plain);
    if (!identity || !parameters) return;
    const { service, action } = step;
    const answer = await makeCall({
      url: this.target.url,
      region: this.target.region,
      identity,
      service,
      action,
      parameters,
      sourceIp: step.sourceIp ?? this.attacker.sourceIp,
      userAgent: step.userAgent ?? this.attacker.userAgent,
    });
    if (isSuccess(answer)) {
      for (const [name, path] of Object.entries(step.save ?? {})) this.saved.set(name, valueAt(answer.body, path));
    }
    const call: AttackerCall = {
      time: this.clock.now().toISOString(),
      step: index,
      n,
      as: step.as,
      accessKeyId: identity.accessKeyId,
      service,
      action,
      outcome: outcomeOf(answer),
      status: answer.status,
      code: answer.code,
      ...(step.note === undefined ? {} : { note: step.note }),
    };
    this.calls.push(call);
    this.options.onCall?.(call);
  }

  /** A pause that {@link stop} ends. */
  private async pause(ms: number): Promise<void> {
    if (ms === 0 || this.stopped) return;
    await Promise.race([this.clock.sleep(ms), this.woken]);
  }
}

function identityOf(saved: unknown): StolenIdentity | undefined {
  const [accessKeyId, accessKeySecret, securityToken] = ['AccessKeyId', 'AccessKeySecret', 'SecurityToken'].map(
    (name) => valueAt(saved, name),
  );
  if (typeof accessKeyId !== 'string' || typeof accessKeySecret !== 'string') return undefined;
  return { accessKeyId, accessKeySecret, ...(typeof securityToken === 'string' ? { securityToken } : {}) };
}

function isSuccess({ status }: ThiefAnswer): boolean {
  return status >= 200 && status < 300;
}

function outcomeOf(answer: ThiefAnswer): AttackerCall['outcome'] {
  if (isSuccess(answer)) return 'allowed';
  if (answer.status === 0) return 'no-answer';
  const isRefusal = answer.status === 401 || answer.status === 403 || /^InvalidAccessKeyId/.test(answer.code ?? '');
  return isRefusal ? 'refused' : 'error';
}
