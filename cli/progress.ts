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
  let look = '';
  let lookMs = beganMs;
  let shownMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  return {
    show: (progress) => {
      const nowMs = clock.elapsedMs();
      if (progress.look !== look) {
        look = progress.look;
        lookMs = nowMs;
      }
      if (!out.isTTY || nowMs - shownMs < EVERY_MS) return;
      shownMs = nowMs;
      isShown = true;
      out.write(`\r\u001b[K${wordsOf(progress, nowMs - beganMs, nowMs - lookMs)}`);
    },
    clear: () => {
      if (isShown) out.write('\r\u001b[K');
    },
  };
}

/** Before this share and this time a guess says nothing. */
const LEAST_SHARE = 0.02;
const LEAST_MS = 2_000;

/**
 * `audit: 12 of 30 parts, 40 pages, 1,240 calls read, 8 s so far, up to 20 s left at this pace`: what is left is told by the
 * share of this look that is behind (pages come no faster than the cloud lets them: ActionTrail takes 2 to 10 calls a
 * second), and not at all before there is one. It is a bound: a key that was not used earlier has no more pages there. What
 * comes after this look, nobody knows yet.
 */
export function wordsOf(progress: LookProgress, elapsedMs: number, lookMs: number): string {
  const { depth, done, parts, pages, events, share, look } = progress;
  const isTold = share !== null && share >= LEAST_SHARE && share < 1 && lookMs >= LEAST_MS;
  const told = [
    ...(parts > 1 ? [`${done} of ${parts} parts`] : []),
    pages === 1 ? '1 page' : `${pages.toLocaleString('en-US')} pages`,
    `${events.toLocaleString('en-US')} calls read`,
    `${seconds(elapsedMs)} so far`,
    ...(isTold ? [`up to ${seconds((lookMs / share) * (1 - share))} left at this pace`] : []),
  ];
  return `${nameOf(look, depth)}: ${told.join(', ')}`;
}

function nameOf(look: string, depth: number): string {
  if (look.startsWith('others')) return "others with the attack's traces";
  if (look.startsWith('habits')) return 'what those did before';
  return depth === 0 ? 'audit' : `audit of the chain, step ${depth}`;
}

const seconds = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
