import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { auditApi } from './audit-api';
import { auditScan } from './audit-scan';
import { CHILD, runChild } from './audit-scan/child';
import { chain } from './chain';
import { coldStart } from './cold-start';
import { commandLine } from './command-line';
import { contain } from './contain';
import { cost } from './cost';
import { evaluator } from './evaluator';
import { footprint } from './footprint';
import { hygieneScale } from './hygiene-scale';
import { notice } from './notice';
import { writeTable } from './page';
import { profile } from './profile';
import { report } from './report';
import { REPORT_CHILD, runReportChild } from './report/child';
import type { Benchmark } from './result';
import { storm } from './storm';
import { ways } from './ways';

const BENCHMARKS: readonly Benchmark[] = [
  coldStart,
  profile,
  contain,
  ways,
  notice,
  storm,
  evaluator,
  auditScan,
  auditApi,
  chain,
  hygieneScale,
  report,
  commandLine,
  footprint,
  cost,
];

/** Runs every benchmark, or those named on the command line (`audit-scan=20000` with an argument); prints the figures and leaves JSON under bench/results/; `WRITE_TABLES=1` keeps them in docs/performance.md. */
async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === CHILD) return runChild(rest);
  if (first === REPORT_CHILD) return runReportChild(rest);
  const wanted = new Map(process.argv.slice(2).map((given) => given.split('=', 2) as [string, string | undefined]));
  for (const { name, run } of BENCHMARKS) {
    if (wanted.size > 0 && !wanted.has(name)) continue;
    const result = await run(wanted.get(name));
    process.stdout.write(`\n${name}: ${result.question}\n`);
    for (const [what, value] of Object.entries(result.figures)) process.stdout.write(`  ${what.padEnd(58)} ${value}\n`);
    if (process.env['WRITE_TABLES'] === '1' && result.table) {
      writeTable('docs/performance.md', name, result.table.en);
      writeTable('docs/performance.zh-CN.md', name, result.table.zh);
    }
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
