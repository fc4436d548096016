import { existsSync } from 'node:fs';
import path from 'node:path';

/** The runner stays a file of its own when the sandbox is bundled: it is looked for from there up to the checkout. */
export function runnerPath(from = __dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    for (const candidate of [path.join(folder, 'runner.cjs'), path.join(folder, 'sandbox', 'fc', 'runner.cjs')]) {
      if (existsSync(candidate)) return candidate;
    }
    if (folder === path.dirname(folder)) throw new Error(`sandbox/fc/runner.cjs is not in or above ${from}.`);
  }
}
