import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ErrorObject } from 'ajv';
import schema from './scenario.schema.json';
import type { Scenario, WrittenScenario } from './scenario-document';
import { writtenOut } from './scenario-numbers';
import consoleTakeover from './scenarios/console-takeover.json';
import dataTheft from './scenarios/data-theft.json';
import hygiene from './scenarios/hygiene.json';
import mining from './scenarios/mining.json';
import quiet from './scenarios/quiet.json';
import rootKey from './scenarios/root-key.json';
import storm from './scenarios/storm.json';

export type * from './scenario-document';

/** A scenario that cannot be used: all that is wrong with it, at once. */
export class ScenarioInvalid extends Error {
  constructor(
    readonly source: string,
    readonly problems: readonly string[],
  ) {
    super(`The scenario ${source} cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ScenarioInvalid';
  }
}

const SHIPPED: Readonly<Record<string, unknown>> = {
  'console-takeover': consoleTakeover,
  quiet,
  'root-key': rootKey,
  mining,
  'data-theft': dataTheft,
  storm,
  hygiene,
};

/** Scenarios that `--scenario` knows by name. */
export const SCENARIO_NAMES: readonly string[] = Object.keys(SHIPPED);

/** Looked at once or twice in a process: to polish the code that looks takes longer than it saves. */
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, code: { optimize: false } });
const validate = ajv.compile<WrittenScenario>(schema);

/** A shipped scenario by its name, else the file of that path. Throws {@link ScenarioInvalid}. */
export function loadScenario(nameOrFile: string): Scenario {
  const shipped = SHIPPED[nameOrFile];
  return parseScenario(shipped ?? readDocument(nameOrFile), nameOrFile);
}

/** Throws {@link ScenarioInvalid}: for what the schema refuses, and for names that name nothing. */
export function parseScenario(document: unknown, source = 'document'): Scenario {
  if (!validate(document)) throw new ScenarioInvalid(source, (validate.errors ?? []).map(problemOf));
  const scenario = writtenOut(document);
  const problems = danglingNames(scenario);
  if (problems.length > 0) throw new ScenarioInvalid(source, problems);
  return scenario;
}

function readDocument(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(path.resolve(file), 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ScenarioInvalid(file, [`it is neither one of ${SCENARIO_NAMES.join(', ')} nor a readable file (${why})`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ScenarioInvalid(file, [`it is not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function problemOf(error: ErrorObject): string {
  const extra = error.keyword === 'additionalProperties' ? ` ("${String(error.params['additionalProperty'])}")` : '';
  const allowed = error.keyword === 'enum' ? `: ${JSON.stringify(error.params['allowedValues'])}` : '';
  return `${error.instancePath || '/'} ${error.message ?? 'is not valid'}${extra}${allowed}`;
}

/** Names that the schema cannot check: keys, groups and what steps have saved. */
function danglingNames(scenario: Scenario): string[] {
  const keys = [...(scenario.root?.keys ?? []), ...(scenario.users ?? []).flatMap((user) => user.keys ?? [])];
  const keyNames = new Set(keys.map((key) => key.name));
  const groups = new Set((scenario.groups ?? []).map((group) => group.name));
  const problems: string[] = [];
  const needKey = (name: string, where: string): void => {
    if (!keyNames.has(name)) problems.push(`${where} names the key "${name}", which no user has`);
  };
  if (keyNames.size < keys.length) problems.push('/users: two keys have the same name');
  if (scenario.leaked !== undefined) needKey(scenario.leaked, '/leaked');
  for (const [i, leak] of (scenario.leaks ?? []).entries()) needKey(leak.key, `/leaks/${i}`);
  for (const [i, event] of (scenario.events ?? []).entries()) needKey(event.key, `/events/${i}`);
  scenario.users?.forEach((user, i) => {
    for (const group of user.groups ?? [])
      if (!groups.has(group)) problems.push(`/users/${i} joins the group "${group}", which the scenario does not have`);
  });
  scenario.nights?.forEach((night, i) => {
    for (const name of night.leaks ?? []) needKey(name, `/nights/${i}/leaks`);
    for (const { as } of night.steps ?? []) if (as !== 'admin') needKey(as, `/nights/${i}/steps`);
  });
  const saved = new Set(scenario.leaked === undefined ? [] : ['leaked']);
  scenario.attacker?.steps.forEach((step, i) => {
    if (!saved.has(step.as)) problems.push(`/attacker/steps/${i} acts as "${step.as}", which no earlier step saves`);
    for (const value of Object.values(step.parameters ?? {}))
      for (const [, name = ''] of value.matchAll(/\$\{(\w+)[^}]*\}/g))
        if (name !== 'accountId' && name !== 'n' && !saved.has(name))
          problems.push(`/attacker/steps/${i} uses "\${${name}…}", which no earlier step saves`);
    for (const name of Object.keys(step.save ?? {})) saved.add(name);
  });
  return problems;
}
