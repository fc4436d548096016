import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json, in or above this file: the sandbox may run from its sources or bundled in dist. */
export function checkoutRoot(from = __dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`There is no package.json in or above ${from}.`);
  }
}
