import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const GROUPS = '/sys/fs/cgroup/cpu';
const PERIOD_US = 100_000;

/** Starts a program so that it gets no more of a processor than a share: `sh` with what stands before its arguments. */
export interface CpuShare {
  readonly share: number;
  command(program: string, args: readonly string[]): readonly [string, readonly string[]];
  end(): void;
}

/**
 * A control group (cgroup v1, cpu) as Function Compute gives an instance its part of a processor. Undefined where this
 * machine lets nobody make one: then nothing is measured at that share.
 */
export function cpuShare(share: number): CpuShare | undefined {
  const group = path.join(GROUPS, `ak-tourniquet-${process.pid}-${share}`);
  try {
    mkdirSync(group);
    writeFileSync(path.join(group, 'cpu.cfs_period_us'), String(PERIOD_US));
    writeFileSync(path.join(group, 'cpu.cfs_quota_us'), String(Math.round(share * PERIOD_US)));
  } catch {
    return undefined;
  }
  return {
    share,
    command: (program, args) => [
      '/bin/sh',
      ['-c', `echo $$ > ${group}/cgroup.procs && exec "$0" "$@"`, program, ...args],
    ],
    end: () => rmdirSync(group),
  };
}
