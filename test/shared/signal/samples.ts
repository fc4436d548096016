import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inHandbook, withHandbook } from '../../handbook';

const FOLDER = inHandbook('samples');

export const published = withHandbook('samples', 'the parsers over payloads that others published');

export interface Sample {
  /** Such as `eventbridge/mns.fc-trigger.json`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Every payload that others published, by folder; documentation pages are none. */
export function samples(folder = ''): Sample[] {
  if (!published.isHere) return [];
  return readdirSync(path.join(FOLDER, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.json') && file.name !== 'README.json')
    .map((file) => {
      const whole = path.join(file.parentPath, file.name);
      return { name: path.relative(FOLDER, whole), bytes: readFileSync(whole) };
    });
}
