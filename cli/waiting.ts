import { isTimeout, type OnRetry } from '../shared/aliyun/call';
import type { Clock } from '../shared/clock';

/** Who waits is told no oftener. */
const EVERY_MS = 5_000;

/**
 * Says on standard error that a service lets this command wait: `oss ListObjects: no answer yet, asking again (10 s so
 * far)`. What came fast, and was refused, is not told: the command itself tells what came of it.
 */
export function sayWaiting(
  clock: Pick<Clock, 'elapsedMs'>,
  out: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
): OnRetry {
  const beganMs = clock.elapsedMs();
  let saidMs = Number.NEGATIVE_INFINITY;
  return (failure) => {
    const nowMs = clock.elapsedMs();
    if (!isTimeout(failure) || nowMs - saidMs < EVERY_MS) return;
    saidMs = nowMs;
    const { service, action } = failure;
    // Over the line that tells how far the work is, where there is one.
    out.write(
      `${out.isTTY ? '\r\u001b[K' : ''}waiting ${service} ${action}: no answer yet, asking again (${Math.round((nowMs - beganMs) / 1000)} s so far)\n`,
    );
  };
}
