/** How much processor time `work` takes, in microseconds: of three goes the least, since what disturbs only adds. */
function leastOf(work: () => void): number {
  const goes = Array.from({ length: 3 }, () => {
    const began = process.cpuUsage().user;
    work();
    return process.cpuUsage().user - began;
  });
  return Math.min(...goes);
}

/** Less than this is lost in what the process does besides. */
const READABLE_US = 20_000;

/**
 * How many times as long `work` takes for four times as much: about 4 where it is linear, 16 where it is quadratic.
 * Both sides run in this process, so that the machine's pace falls out.
 */
export function growthForFourTimes(work: (size: number) => void, size: number): number {
  const once = leastOf(() => work(size));
  return leastOf(() => work(4 * size)) / Math.max(once, READABLE_US);
}

/** Between the two, and nearer to the quadratic: memory that no cache holds makes the linear one slower as well. */
export const LINEAR_AT_MOST = 10;
