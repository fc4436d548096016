/** The time, handed in wherever it is needed, so that a test or the sandbox can move it. */
export interface Clock {
  now(): Date;
  /** Milliseconds that only ever grow: for budgets and deadlines, whatever the wall clock does. */
  elapsedMs(): number;
  sleep(ms: number): Promise<void>;
  /** Rings once when the time has passed, unless the answer is called before. */
  after(ms: number, ring: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  after(ms, ring) {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};

/** What the work comes to, if it does so in time; else what `late` answers or throws. The work itself goes on. */
export function within<T, L>(clock: Pick<Clock, 'after'>, ms: number, work: Promise<T>, late: () => L): Promise<T | L> {
  let cancel: (() => void) | undefined;
  const over = new Promise<L>((resolve, reject) => {
    cancel = clock.after(ms, () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
  });
  return Promise.race([work, over]).finally(() => cancel?.());
}

/** Half as long to half as long again: runs that were refused together must not come back together. */
export const jittered = (ms: number): number => ms * (0.5 + Math.random());
