/**
 * Writes the JSON Schemas of what a pack holds, from the types that write it: `node scripts/schemas.mjs [--closed] [DIR]`.
 * Published schemas allow fields that a later release may add; `--closed` allows none, for tests.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const SCHEMAS = [
  { file: 'report', type: 'ReportModel', source: 'shared/report/model.ts' },
  { file: 'findings', type: 'FindingsFile', source: 'shared/findings/file.ts' },
  { file: 'finding.ocsf', type: 'OcsfFinding', source: 'shared/findings/ocsf.ts' },
];

const closed = process.argv.includes('--closed');
const folder = process.argv.slice(2).find((given) => !given.startsWith('--')) ?? path.join(ROOT, 'docs', 'schemas');

mkdirSync(folder, { recursive: true });
for (const { file, type, source } of SCHEMAS) {
  const schema = createGenerator({
    path: path.join(ROOT, source),
    tsconfig: path.join(ROOT, 'tsconfig.json'),
    type,
    schemaId: `urn:ak-tourniquet:schema:${file}:1`,
    expose: 'export',
    jsDoc: 'basic',
    topRef: true,
    skipTypeCheck: true,
    sortProps: true,
    encodeRefs: true,
    additionalProperties: !closed,
  }).createSchema(type);
  writeFileSync(path.join(folder, `${file}.schema.json`), `${JSON.stringify(named(schema), null, 2)}\n`);
}

/** The generator names a generic of an interface's array by places in its source, which move with every edit: by its name. */
function named(schema) {
  let text = JSON.stringify(schema);
  for (const [name, definition] of Object.entries(schema.definitions)) {
    const [byPlace] = /def-interface-[\d-]+/.exec(name) ?? [];
    if (byPlace === undefined) continue;
    const [, item] = /"items":\{"\$ref":"#\/definitions\/(\w+)"/.exec(JSON.stringify(definition)) ?? [];
    if (item === undefined) throw new Error(`${name} has no name that stays`);
    text = text.replaceAll(byPlace, item);
  }
  return JSON.parse(text);
}
