import { CATALOGUE } from '../shared/ram-policy/catalogue';
import { quarantineDocument } from '../shared/ram-policy/documents';
import { compile, evaluate } from '../shared/ram-policy/evaluate';
import { parsePolicy } from '../shared/ram-policy/parse';
import { type Benchmark, ratio } from './result';

const ROUNDS = 30;

/** Decisions a second over the quarantine: parsed anew for each, and compiled once. */
async function run() {
  const text = quarantineDocument({ bucket: 'bench-bucket', accountId: '1234567890123456' }).document;
  const requests = CATALOGUE.map(({ action }) => ({ action, resource: '*', context: {} }));
  const anew = perSecond(requests.length, () => {
    for (const request of requests) evaluate([parsePolicy(text)], request);
  });
  const decide = compile([parsePolicy(text)]);
  const compiled = perSecond(requests.length * ROUNDS, () => {
    for (let round = 0; round < ROUNDS; round += 1) for (const request of requests) decide(request);
  });
  return {
    question: 'how many decisions a second over the quarantine policy?',
    figures: {
      'parsed for each decision': Math.round(anew),
      'compiled once': Math.round(compiled),
      'compiled beside parsed': ratio(compiled, anew),
    },
  };
}

function perSecond(count: number, work: () => void): number {
  work();
  const started = performance.now();
  work();
  return count / ((performance.now() - started) / 1000);
}

export const policyEvaluation: Benchmark = { name: 'policy-evaluation', run };
