import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * `describe` and `test` for what drives a bundle of dist: `npm test` builds it before, a single file may be run without.
 * Then they skip, and a line says what is not checked.
 */
export function withBuilt(bundle: string, unchecked: string) {
  const isHere = existsSync(path.resolve(__dirname, '../dist', bundle, 'index.js'));
  if (!isHere) process.stderr.write(`SKIPPED, dist/${bundle} is absent (npm run build makes it): ${unchecked}\n`);
  return { describe: isHere ? describe : describe.skip, test: isHere ? test : test.skip };
}
