import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Crowd } from './contain/account';
import { contained, none, STATES } from './contain/turns';
import { type Benchmark, median, type Rows, spread } from './result';
import { aFarCloud } from './ways/far-cloud';
import { buildVariant, VARIANTS } from './ways/variants';

const ROUNDS = 9;
const USERS = 10;
const ROUND_TRIP_MS = 20;

/** From the event of a leak to the deny over TLS: what is deployed, and what was tried beside it, in turns. */
async function run(given = String(ROUNDS)) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ways-'));
  const crowd = await Crowd.start(USERS);
  const cloud = await aFarCloud(crowd.sandbox.url, ROUND_TRIP_MS, folder);
  const question = 'what of the way to the deny was tried otherwise, and what came of it?';
  try {
    if (cloud === undefined)
      return { question, figures: { 'not measured': 'there is no openssl to make a certificate' } };
    const env = {
      ...crowd.sandbox.endpointEnv,
      TOURNIQUET_ENDPOINT: cloud.url,
      NODE_EXTRA_CA_CERTS: cloud.certificate,
    };
    const built: string[] = [];
    for (const [at, variant] of VARIANTS.entries())
      built.push(await buildVariant(variant, path.join(folder, String(at))));
    const taken = VARIANTS.map(none);
    for (let round = 0; round < Number(given); round += 1)
      // Each round begins with another one: what goes before makes the next one's memory and caches.
      for (let turn = 0; turn < taken.length; turn += 1) {
        const at = (round + turn) % taken.length;
        await contained(crowd, true, taken[at] ?? none(), built[at], env);
      }
    const [deployed = none()] = taken;
    const table: Rows[] = VARIANTS.map(({ en, zh }, at) => {
      const cells = STATES.flatMap((state) => {
        const { ms } = (taken[at] ?? none())[state];
        return [median(ms).toFixed(0), spread(ms), `${(median(ms) / median(deployed[state].ms)).toFixed(2)} ×`];
      });
      return { en: [en, ...cells], zh: [zh, ...cells] };
    });
    const figures = table.map(({ en: [what = '', cold, , besideCold, warm, , besideWarm] }) => [
      what,
      `new process ${cold} ms = ${besideCold}, warm ${warm} ms = ${besideWarm}`,
    ]);
    return {
      question,
      figures: Object.fromEntries(figures),
      table: {
        en: {
          columns: [
            ...['Way', 'New process, ms', 'Spread, ms', 'Beside what is deployed'],
            ...['Warm process, ms', 'Spread, ms', 'Beside what is deployed'],
          ],
          rows: table.map(({ en }) => en),
        },
        zh: {
          columns: [
            ...['方式', '新进程（ms）', '范围（ms）', '与实际部署之比'],
            ...['热进程（ms）', '范围（ms）', '与实际部署之比'],
          ],
          rows: table.map(({ zh }) => zh),
        },
      },
    };
  } finally {
    cloud?.stop();
    await crowd.sandbox.stop();
    rmSync(folder, { recursive: true });
  }
}

export const ways: Benchmark = { name: 'ways', run };
