import { existsSync } from 'node:fs';
import path from 'node:path';
import type { FunctionDefinition } from './fc';
import { FUNCTIONS, functionName } from './world/setup';

/** Seconds that a deployed function may take. */
const TIMEOUT_SECONDS = { respond: 120, investigate: 600, hygiene: 600 } as const;

/** The three functions as they are deployed: what `npm run build` made, with this environment, each under its role. */
export function deployedFunctions(env: Readonly<Record<string, string>>): Map<string, FunctionDefinition> {
  const dist = path.join(checkoutRoot(), 'dist');
  return new Map(
    FUNCTIONS.map((name) => [
      functionName(name),
      {
        bundleDir: path.join(dist, name),
        env,
        roleName: functionName(name),
        timeoutSeconds: TIMEOUT_SECONDS[name],
        memoryMb: 512,
      },
    ]),
  );
}

/** The folder of package.json, in or above this file: the sandbox may run from its sources or bundled in dist. */
export function checkoutRoot(from = __dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`There is no package.json in or above ${from}.`);
  }
}
