import { existsSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(__dirname, '../../shared');

/** Where something of the handbook lies: beside the checkout, where users have nothing. */
export const inHandbook = (name: string): string => path.join(FOLDER, name);

/**
 * `describe` and `test` for what needs a part of the handbook; without it they skip, and a line says what is not checked.
 * Straight to standard error: jest shows nothing that a wholly skipped file puts on its console.
 */
export function withHandbook(name: string, unchecked: string) {
  const isHere = existsSync(inHandbook(name));
  if (!isHere) process.stderr.write(`SKIPPED, ../shared/${name} is not here: ${unchecked}\n`);
  return { isHere, describe: isHere ? describe : describe.skip, test: isHere ? test : test.skip };
}
