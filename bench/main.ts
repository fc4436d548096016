import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { coldStart } from './cold-start';
import { policyEvaluation } from './policy-evaluation';
import type { Benchmark } from './result';
import { signalToDeny } from './signal-to-deny';

const BENCHMARKS: readonly Benchmark[] = [coldStart, signalToDeny, policyEvaluation];

/** Runs every benchmark, or those named on the command line; prints a table and leaves JSON under bench/results/. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  for (const { name, run } of BENCHMARKS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const result = await run();
    process.stdout.write(`\n${name}: ${result.question}\n`);
    for (const [what, value] of Object.entries(result.figures)) process.stdout.write(`  ${what.padEnd(58)} ${value}\n`);
    mkdirSync(path.join('bench', 'results'), { recursive: true });
    writeFileSync(
      path.join('bench', 'results', `${name}.json`),
      `${JSON.stringify({ name, at: new Date().toISOString(), node: process.version, ...result }, null, 2)}\n`,
    );
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
