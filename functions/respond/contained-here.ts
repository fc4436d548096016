import type { LeakSignal } from '../../shared/signal/types';
import type { Run } from '../platform';
import type { Handled } from './handle';

const KNOWN_MS = 60_000;
const MOST_KNOWN = 1_000;

/**
 * Every refused call of a leaked key is an event, and whoever holds the key makes as many as he likes: what this instance
 * has just contained is not contained again for a while, or one thief's calls would keep it from everybody else's keys.
 */
export class ContainedHere {
  private readonly known = new Map<string, { readonly handled: Handled; readonly untilMs: number }>();

  find({ clock, log }: Run, signal: LeakSignal): Handled | undefined {
    const known = this.known.get(signal.leakId);
    if (signal.source !== 'actiontrail' || !known || known.untilMs < clock.now().getTime()) return undefined;
    log.info({ leakId: signal.leakId }, 'contained a moment ago: nothing to do');
    return known.handled;
  }

  note({ clock, config }: Run, { source, leakId }: LeakSignal, handled: Handled): void {
    const holds = config.mode === 'enforce' && handled.verdict === 'contain' && handled.failures.length === 0;
    if (source !== 'actiontrail' || !holds || this.known.get(leakId)?.handled === handled) return;
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(leakId, { handled, untilMs: clock.now().getTime() + KNOWN_MS });
  }
}
