/** The time, handed in wherever it is needed, so that a test or the sandbox can move it. */
export interface Clock {
  now(): Date;
  /** Milliseconds that only ever grow: for budgets and deadlines, whatever the wall clock does. */
  elapsedMs(): number;
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
