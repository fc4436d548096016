import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const parsed = new Map<string, unknown>();

/** What a YAML file says, parsed once however many accounts are started in the process. Not to be changed by who gets it. */
export function readYaml(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  if (!parsed.has(text)) parsed.set(text, parse(text));
  return parsed.get(text);
}
