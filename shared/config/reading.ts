import { closest, distance } from './closest';
import { Problem, regionId, type Surroundings } from './kinds';
import { printable } from './shown';
import { VARIABLE_NAMES, VARIABLES, type Values, type Variable, type VariableName } from './variables';

export type Environment = Readonly<Record<string, string | undefined>>;

const OURS = 'TOURNIQUET';
/** Where the platform says which region it runs in: Function Compute first, then Alibaba Cloud's own tools. */
export const REGION_NAMES = ['FC_REGION', 'ALIBABA_CLOUD_REGION_ID', 'ALIBABA_CLOUD_REGION'];

/** One reading of an environment: the values that parse, and what is wrong with the others. Never throws. */
export interface Reading {
  /** Without the names that do not parse or are missing. */
  readonly values: Partial<Values>;
  readonly problems: readonly string[];
  /** Whether anything but blanks was written there, right or wrong. */
  has(name: VariableName): boolean;
}

/** Reads every variable of the table by its own kind. A blank text counts as not set: consoles leave such behind. */
export function readVariables(environment: Environment): Reading {
  const problems: string[] = [];
  const values: Partial<Record<VariableName, unknown>> = {};
  const has = (name: VariableName): boolean => textOf(environment, name) !== '';
  const read = (name: VariableName, surroundings: Surroundings): void => {
    const variable: Variable<unknown> = VARIABLES[name];
    const text = textOf(environment, name) || variable.default;
    if (text === undefined) {
      if (variable.need === 'required') problems.push(`${name} is required and not set (${variable.kind.label}).`);
      return;
    }
    const value = parsed(name, () => variable.kind.read(text, surroundings), problems);
    if (value !== undefined) values[name] = value;
  };
  // First, because the alerts' addresses may be on loopback only beside a sandbox.
  read('TOURNIQUET_ENDPOINT', { isSandboxed: false });
  const surroundings = { isSandboxed: values.TOURNIQUET_ENDPOINT !== undefined };
  for (const name of VARIABLE_NAMES) if (name !== 'TOURNIQUET_ENDPOINT') read(name, surroundings);
  // Each value was read by the kind that stands beside its name in the table.
  return { values: values as Partial<Values>, problems: [...unknownNames(environment), ...problems], has };
}

/** The region that the platform names, if it names one; what is no region is a problem. */
export function readRegion(environment: Environment, problems: string[]): string | undefined {
  const name = REGION_NAMES.find((candidate) => textOf(environment, candidate) !== '');
  if (name === undefined) return undefined;
  return parsed(name, () => regionId.read(textOf(environment, name), { isSandboxed: false }), problems);
}

/** A misspelt name would be a setting that its owner believes in: an exclusion that excludes nobody. */
function unknownNames(environment: Environment): string[] {
  const known = new Set<string>(VARIABLE_NAMES);
  const short = VARIABLE_NAMES.map((name) => name.slice(OURS.length + 1));
  return Object.keys(environment)
    .filter((name) => !known.has(name) && environment[name] !== undefined && isMeantForUs(name))
    .map((name) => {
      const rest = name.slice(name.indexOf('_') + 1);
      return `${printable(name)} is no known variable (closest: ${OURS}_${closest(rest, short)}).`;
    });
}

/** `tourniquet_mode` and `TORNIQUET_MODE` as well. */
function isMeantForUs(name: string): boolean {
  const [first = ''] = name.split('_', 1);
  return name.includes('_') && first.length < 14 && distance(first.toUpperCase(), OURS) <= 2;
}

function parsed<T>(name: string, read: () => T, problems: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problems.push(`${name} ${error.message}.`);
    return undefined;
  }
}

function textOf(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? '';
}
