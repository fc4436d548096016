import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../world/world';
import type { AuthorisationLog } from './authorisations';
import { Authoriser } from './authorise';
import { CallLog } from './call-log';
import { callerOf, identify } from './callers';
import { FaultBox } from './faults';
import { NonceMemory } from './nonces';
import { RateLimit } from './rate-limit';
import { trailEvent } from './trail';
import type { AuditNote, AwaitedFault, Caller, CallRecord, Kernel, PermissionRequest } from './types';

/** Who calls, what he may do and what is written down, over one account. */
export class SandboxKernel implements Kernel {
  readonly calls = new CallLog();
  readonly faults = new FaultBox();
  readonly rates: RateLimit;
  readonly authoriser: Authoriser;
  private readonly nonces = new NonceMemory();

  constructor(
    readonly world: World,
    readonly propagationMs: number,
  ) {
    this.authoriser = new Authoriser(world, propagationMs);
    this.rates = new RateLimit(() => world.now());
  }

  get accountId(): string {
    return this.world.accountId;
  }

  get region(): string {
    return this.world.region;
  }

  now(): Date {
    return this.world.now();
  }

  newId(kind: 'request' | 'access-key' | 'secret' | 'numeric'): string {
    return this.world.newId(kind);
  }

  callerOf(accessKeyId: string): Caller | undefined {
    return callerOf(this.world, accessKeyId);
  }

  identify(accessKeyId: string): Caller | undefined {
    return identify(this.world, accessKeyId);
  }

  /** Every question about power, oldest first, with its answer and what gave it. */
  get authorisations(): AuthorisationLog {
    return this.authoriser.log;
  }

  authorise(caller: Caller, request: PermissionRequest, code = 'NoPermission'): void {
    this.authoriser.demand(caller, request, code);
  }

  record(caller: Caller | undefined, call: Omit<CallRecord, 'time'>, note: AuditNote): void {
    const at = this.now();
    this.calls.append({ time: at.toISOString(), ...call });
    if (!caller) return;
    const owned = this.world.keyOf(caller.accessKeyId);
    if (owned) owned.key.lastUsed = { at, serviceName: note.serviceName };
    if (note.management) this.world.events.append(trailEvent(this.world, caller, call, note, at));
  }

  takeFault(service: string, action: string): AwaitedFault {
    return this.faults.take(service, action);
  }

  async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { ref: false });
  }

  rewritten(service: string, action: string, usual: Record<string, unknown>): Record<string, unknown> {
    return this.faults.rewritten(service, action, usual);
  }

  useNonce(nonce: string): boolean {
    return this.nonces.use(nonce);
  }
}
