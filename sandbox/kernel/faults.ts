import type { AwaitedFault, Fault, Kernel, Reply } from './types';

/** How late a `slow` answer comes: longer than a client waits that has 2 s for a try. */
export const SLOW_MS = 3_000;

export const FAULTS: readonly Fault[] = [
  'throttle',
  '500',
  'timeout',
  'reset',
  'malformed',
  'slow',
  'deny',
  'incomplete',
];

export interface FaultRule {
  readonly match: { readonly service?: string; readonly action?: string };
  readonly fault: Fault;
  times: number;
}

/** An answer that is other than the contract says: what would have been answered is handed in, of OSS the whole reply. */
export interface Rewrite {
  readonly service: string;
  readonly action: string;
  readonly answer: (usual: Record<string, unknown>) => Record<string, unknown>;
}

/** The faults that are waiting for their calls, in the order in which they were set. */
export class FaultBox {
  private rules: FaultRule[] = [];
  private rewrites: Rewrite[] = [];

  add(rule: FaultRule): void {
    this.rules.push(rule);
  }

  /** For as long as the sandbox runs, or until the faults are cleared. */
  rewrite(rule: Rewrite): void {
    this.rewrites.push(rule);
  }

  rewritten(service: string, action: string, usual: Record<string, unknown>): Record<string, unknown> {
    const rule = this.rewrites.find((one) => one.service === service && one.action === action);
    return rule === undefined ? usual : rule.answer(usual);
  }

  clear(): void {
    this.rules = [];
    this.rewrites = [];
  }

  /** The first fault that fits the call; asking uses it up. */
  take(service: string, action: string): Fault | undefined {
    const rule = this.rules.find(
      (r) => (r.match.service ?? service) === service && (r.match.action ?? action) === action && r.times > 0,
    );
    if (!rule) return undefined;
    rule.times -= 1;
    if (rule.times === 0) this.rules = this.rules.filter((r) => r !== rule);
    return rule.fault;
  }
}

/**
 * Answers a call under a fault. `throttle`, `500`, `deny` and `reset` strike before the operation, so nothing has
 * happened; `timeout`, `malformed` and `slow` strike after it: the caller cannot know that it was done.
 */
export async function underFault(
  kernel: Pick<Kernel, 'wait'>,
  awaited: AwaitedFault,
  refuse: (fault: 'throttle' | '500' | 'deny') => Reply,
  run: () => Promise<Reply>,
): Promise<Reply> {
  const fault = await awaited;
  switch (fault) {
    case undefined:
    case 'incomplete':
      return run();
    case 'throttle':
    case '500':
    case 'deny':
      return refuse(fault);
    case 'reset':
      return { status: 0, transport: 'reset' };
    case 'timeout':
      await run();
      return { status: 0, transport: 'hang' };
    case 'malformed': {
      const reply = await run();
      return { ...reply, body: brokenOff(reply.body) };
    }
    case 'slow': {
      const reply = await run();
      await kernel.wait(SLOW_MS);
      return reply;
    }
  }
}

/** The first half of a body: what a gateway that falls over leaves behind. */
function brokenOff(body: Buffer | string | undefined): string {
  const text = body?.toString() ?? '';
  return text.length > 1 ? text.slice(0, Math.ceil(text.length / 2)) : '<html><body>502 Bad Gateway';
}
