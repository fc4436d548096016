import { setTimeout as sleep } from 'node:timers/promises';
import { EVIDENCE_BUCKET, type RunningSandbox, startSandbox } from '../../sandbox/start';
import { detachPolicy } from '../../sandbox/world/attachments';
import type { StoredKey, User } from '../../sandbox/world/entities';
import { fill } from '../hygiene-scale';
import type { FunctionEvent } from './processes';

interface Leaked {
  readonly user: User;
  readonly key: StoredKey;
}

/** An account of so many users, two of whom, in the middle of all, lose a key again and again. */
export class Crowd {
  private constructor(
    readonly sandbox: RunningSandbox,
    /** One for the event that starts a process, one for the event behind it. */
    readonly leaked: readonly [Leaked, Leaked],
  ) {}

  static async start(users: number): Promise<Crowd> {
    const sandbox = await startSandbox({ env: { TOURNIQUET_MAX_PER_HOUR: '5000' } });
    // What a containment hands over is dropped: the next measurement must not run beside it.
    await sandbox.fc.stop();
    fill(sandbox.world, users);
    const at = (place: number): Leaked => {
      const user = [...sandbox.world.users.values()].find(({ name }) => name === nameAt(place));
      const key = user && [...user.keys].find(({ status }) => status === 'Active');
      if (!user || !key) throw new Error(`The account has no user ${nameAt(place)} with a key.`);
      return { user, key };
    };
    return new Crowd(sandbox, [at(Math.floor(users / 2)), at(Math.floor(users / 2) + 1)]);
  }

  async setLatency(ms: number): Promise<void> {
    const body = JSON.stringify({ ms });
    const { ok } = await fetch(`${this.sandbox.url}/_sandbox/latency`, { method: 'POST', body });
    if (!ok) throw new Error('The sandbox takes no latency.');
  }

  /** What the platform hands over: the key's leak, with or without its user's name. */
  event({ user, key }: Leaked, isNamed: boolean, credentials: unknown): FunctionEvent {
    return {
      event: { accessKeyId: key.accessKeyId, ...(isNamed ? { userName: user.name } : {}) },
      context: {
        requestId: `bench-${key.accessKeyId}-${Date.now()}`,
        credentials,
        ...{ region: this.sandbox.region, accountId: this.sandbox.accountId },
        function: { name: 'ak-tourniquet-respond', timeout: 600 },
      },
    };
  }

  /** When the account attached a policy to him, in milliseconds of the system's clock; at which call, counted from `from`. */
  async attached({ user }: Leaked, from: number): Promise<{ readonly atMs: number; readonly calls: number }> {
    for (const untilMs = Date.now() + 120_000; Date.now() < untilMs; await sleep(2)) {
      const calls = this.calls(from);
      const at = calls.findIndex(
        ({ action, status, parameters }) =>
          action === 'AttachPolicyToUser' && status === 200 && parameters['UserName'] === user.name,
      );
      const call = calls[at];
      if (call) return { atMs: Date.parse(call.time), calls: at + 1 };
    }
    throw new Error(`Nothing was attached to ${user.name}.`);
  }

  calls(from: number) {
    return this.sandbox.kernel.calls.all().slice(from);
  }

  /** As if nothing had happened: no deny, no incident, no count. */
  takeBack(): void {
    for (const { user } of this.leaked)
      for (const { policy } of [...user.attached.current])
        if (policy.type === 'Custom') detachPolicy(this.sandbox.world, user, policy);
    this.sandbox.oss.buckets.get(EVIDENCE_BUCKET)?.objects.clear();
  }
}

const nameAt = (place: number): string => `user-${String(place).padStart(5, '0')}`;
