import { appendFileSync } from 'node:fs';
import type { Fault } from '../../../sandbox/kernel/types';
import { callsOf } from './calls';
import { play } from './cell';
import { DRIVES } from './drives';
import { judge } from './judge';

const FAULTS: Fault[] = ['throttle', '500', 'timeout', 'reset', 'malformed', 'slow', 'deny'];
const only = process.env['DRIVE'];
test('all', async () => {
  const seen = new Set<string>();
  for (const [at, drive] of DRIVES.entries()) {
    if (only && Number(only) !== at) continue;
    const calm = await play(drive);
    const calm2 = await play(drive);
    const same = judge(drive, { call: '', fault: 'reset', times: 0 }, calm, calm2);
    appendFileSync(
      `/tmp/faults${only ?? ''}.log`,
      `## ${drive.name} ${JSON.stringify(same)} ${calm.failure} ${Math.round(calm.tookMs)} waits ${calm.waits.map(Math.round)}\n`,
    );
    if (process.env['CALM']) continue;
    for (const call of callsOf(calm.attempts).filter((c) => !seen.has(`${drive.role} ${c}`))) {
      seen.add(`${drive.role} ${call}`);
      for (const fault of FAULTS)
        for (const times of [1, 3, Infinity]) {
          const t = Date.now();
          const p = await play(drive, { call, fault, times });
          const j = judge(drive, { call, fault, times }, calm, p);
          appendFileSync(
            `/tmp/faults${only ?? ''}.log`,
            `${drive.role} ${call} ${fault} ${times}: ${j.outcome} took ${Math.round(p.tookMs)} wall ${Date.now() - t} waits ${p.waits.map(Math.round)} ${j.broken.join(' | ')} ## ${p.failure ?? ''}\n`,
          );
        }
    }
  }
}, 3_000_000);
