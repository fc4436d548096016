import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.resolve(__dirname, '../../../../shared/samples');

export const haveSamples = existsSync(FOLDER);
if (!haveSamples) console.warn('../shared/samples is absent: the tests over real payloads are skipped.');

export interface Sample {
  /** Such as `eventbridge/mns.fc-trigger.json`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Every payload that others published, by folder; documentation pages are none. */
export function samples(folder = ''): Sample[] {
  if (!haveSamples) return [];
  return readdirSync(path.join(FOLDER, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.json') && file.name !== 'README.json')
    .map((file) => {
      const whole = path.join(file.parentPath, file.name);
      return { name: path.relative(FOLDER, whole), bytes: readFileSync(whole) };
    });
}
