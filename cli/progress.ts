import type { Clock } from '../shared/clock';
import type { LookProgress } from '../shared/evidence/audit';

/** A terminal is written to no oftener. */
const EVERY_MS = 200;

/** One line on standard error that is written over as the work goes on; nothing where nobody looks at a terminal. */
export function progressLine(
  clock: Pick<Clock, 'elapsedMs'>,
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
): { readonly show: (progress: LookProgress) => void; readonly clear: () => void } {
  const beganMs = clock.elapsedMs();
  let shownMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show: (progress) => {
      const nowMs = clock.elapsedMs();
      if (!out.isTTY || nowMs - shownMs < EVERY_MS) return;
      shownMs = nowMs;
      isShown = true;
      out.write(`\r\u001b[K${wordsOf(progress, nowMs - beganMs)}`);
    },
    clear: () => {
      if (isShown) out.write('\r\u001b[K');
    },
  };
}

/** `audit: 12 of 30 parts, 1,240 calls read, 8 s so far` (a chain's step by its number), and how long it may still take once some parts are done. */
export function wordsOf({ depth, done, parts, events }: LookProgress, elapsedMs: number): string {
  const left = done > 0 && done < parts ? `, about ${seconds((elapsedMs / done) * (parts - done))} left` : '';
  const calls = events.toLocaleString('en-US');
  const what = depth === 0 ? 'audit' : `audit of the chain, step ${depth}`;
  return `${what}: ${done} of ${parts} parts, ${calls} calls read, ${seconds(elapsedMs)} so far${left}`;
}

const seconds = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
