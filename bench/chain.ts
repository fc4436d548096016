import { parseAuditEvent } from '../shared/evidence/event';
import { analyse } from '../shared/findings/analyse';
import { ACCOUNT, DENY, FOUND, incidentLines, LEAKED } from './incident/events';
import { type Benchmark, median, ms, ratio } from './result';

const EVENTS = 100_000;
const ROUNDS = 5;

/** What 100,000 collected events say, beside the time that it takes only to read them. `argument`: another number. */
async function run(argument?: string) {
  const count = argument === undefined ? EVENTS : Number(argument);
  if (!Number.isInteger(count) || count < 1_000) throw new Error('chain=<events> takes a whole number from 1000.');
  const lines = incidentLines(count);
  const read: number[] = [];
  const judged: number[] = [];
  let found = { actors: 0, findings: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    const events = lines.map((line) => parseAuditEvent(JSON.parse(line)));
    const begun = performance.now();
    const { actors, findings } = analyse(events, {
      accessKeyId: LEAKED,
      accountId: ACCOUNT,
      leakAt: new Date(FOUND).toISOString(),
      denyAt: new Date(DENY).toISOString(),
      now: new Date(FOUND + 4 * 3_600_000).toISOString(),
    });
    judged.push(performance.now() - begun);
    read.push(begun - started);
    found = { actors: actors.length, findings: findings.length };
  }
  // The key, and each user that was made with his key.
  if (found.actors < 100) throw new Error(`The chain was not followed: ${found.actors} actors.`);
  return {
    question: 'how soon is it known what the collected events say, and whom the key made?',
    figures: {
      events: count,
      'identities followed': found.actors,
      findings: found.findings,
      'reading the events alone (median)': ms(median(read)),
      'chain and findings (median)': ms(median(judged)),
      'chain and findings (slowest)': ms(Math.max(...judged)),
      'chain and findings beside reading': ratio(median(judged), median(read)),
    },
  };
}

export const chain: Benchmark = { name: 'chain', run };
