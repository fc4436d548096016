import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const REFERENCE_TEXT = 'reference/accesskey-leak-handling.zh.txt';

/** The RAM codes of each product in the metadata; where they differ from its name, ram-actions.md says so. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  actiontrail: ['actiontrail'],
  bssopenapi: ['bss', 'bssapi'],
  config: ['config'],
  dm: ['dm'],
  eventbridge: ['eventbridge'],
  fc: ['fc'],
  ims: ['ram', 'ims'],
  oss: ['oss'],
  ram: ['ram'],
  resourcedirectorymaster: ['resourcemanager'],
  resourcemanager: ['resourcemanager'],
  sas: ['yundun-sas', 'yundun-aegis'],
  sls: ['log'],
  sts: ['sts'],
};

interface Metadata {
  readonly operations: Readonly<
    Record<string, { readonly ramActions?: readonly { ramAction?: { action?: string } }[] }>
  >;
}

/** Every operation of the API metadata by its RAM actions: those that it names, else `<code>:<operation>`. */
export function operationActions(folder: string): readonly string[] {
  const actions = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const product = file.slice(0, file.search(/-\d{4}-/));
      const codes = CODES[product];
      if (!codes) throw new Error(`${file}: which RAM code is that?`);
      const { operations }: Metadata = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      return Object.entries(operations).flatMap(([operation, { ramActions = [] }]) => [
        ...codes.map((code) => `${code}:${operation}`),
        ...ramActions.flatMap(({ ramAction }) => ramAction?.action ?? []),
      ]);
    });
  return [...new Set(actions)].sort();
}
