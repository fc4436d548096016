import { isSecretName, wordsOf } from './names';

const REMOVED = '[removed]';
/** Levels that are walked, texts within texts counted; what lies deeper goes. */
const DEEPEST = 200;
/** Whether a record is worth the walk: hardly any is. */
const MAY_HOLD_SETTINGS = /env(?:ironment|_?var|s?\\*")|value\\*"\s*:/i;
/** Fields with a program's settings, by name: FC environmentVariables, ECI EnvironmentVar, SAE Envs, a container's env. */
const SETTINGS =
  /(?:^| )(?:environment(?: (?:var|vars|variable|variables))?|env(?: (?:var|vars|variable|variables))?|envs)$/;
/** `env` and `environment` may be a word (`production`); these cannot. */
const ONLY_SETTINGS = /(?:^| )(?:(?:environment|env) (?:var|vars|variable|variables)|envs)$/;
/** Where a text that was cut tells of settings: nobody can say where they end. */
const SETTINGS_IN_TEXT = /(env(?:ironment)?_?var(?:iable)?s?\\*"\s*:\s*)[^\s].*$/is;
/** `=` alone at the end is Base64's. */
const LINE = /^\s*(?:export\s+)?[A-Za-z_]\w{0,200}\s*=(?!=*\s*$)/;
/** Where a call is named, and what it was handed; some tell that as JSON in a text. */
const CALLS = ['eventName', 'EventName'];
const IS_PARAMETERS = /^requestParameter(?:s|Json)$/i;
const IS_NAME = /^(?:name|key)$/i;

/** Whether a record that was written so is worth {@link withoutSettings}. */
export const mayHoldSettings = (json: string): boolean => MAY_HOLD_SETTINGS.test(json);

/**
 * A record less the values of settings, whose names stay: anybody may have put a password into any of them. So do the
 * values beside a name or a type that means a secret (`{"ParameterKey":"DBPassword","ParameterValue":…}`), and the `Value`
 * that a call was handed whose own name means one (OOS CreateSecretParameter). Texts that hold JSON are walked like records. What holds none of these comes back as it is.
 */
export const withoutSettings = (record: unknown): unknown => walked(record, 0);

/** `ofSecret`: they are the parameters of a call that is about a secret. */
function walked(value: unknown, depth: number, ofSecret = false): unknown {
  if (typeof value === 'string') return walkedText(value, depth, ofSecret);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return REMOVED;
  if (Array.isArray(value)) return value.map((item) => walked(item, depth + 1));
  const entries = Object.entries(value);
  const named = new Map(entries);
  return Object.fromEntries(entries.map(([name, item]) => [name, member(name, item, named, depth + 1, ofSecret)]));
}

function member(
  name: string,
  item: unknown,
  beside: ReadonlyMap<string, unknown>,
  depth: number,
  ofSecret: boolean,
): unknown {
  const words = wordsOf(name).join(' ');
  if (SETTINGS.test(words)) return settings(item, ONLY_SETTINGS.test(words), depth);
  const means = (one: unknown): boolean => typeof one === 'string' && isSecretName(one);
  if (IS_PARAMETERS.test(name))
    return walked(
      item,
      depth,
      CALLS.some((call) => means(beside.get(call))),
    );
  const [, before, value] = /^(.*?)(value)$/i.exec(name) ?? [];
  if (value === undefined) return walked(item, depth);
  const others = value === 'Value' ? ['Key', 'Name', 'Type'] : ['key', 'name', 'type'];
  const of = others.some((other) => means(beside.get(`${before}${other}`)));
  return of || (ofSecret && before === '') ? bare(item, depth) : walked(item, depth);
}

/** A map, a list of names with values, lines of `NAME=value`, or a text that holds one of them. */
function settings(item: unknown, isCertain: boolean, depth: number): unknown {
  if (typeof item !== 'string') return typeof item === 'object' ? bare(item, depth) : item;
  const parsed = parsedJson(item);
  if (typeof parsed === 'object' && parsed !== null) return JSON.stringify(bare(parsed, depth));
  if (LINE.test(item)) return item.split('\n').map(bareLine).join('\n');
  return isCertain && item !== '' ? REMOVED : walkedText(item, depth);
}

/** Names stay, everything else goes. */
function bare(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value === '' ? value : REMOVED;
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? REMOVED : value;
  if (depth >= DEEPEST) return REMOVED;
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'string' ? bareLine(item) : bare(item, depth + 1)));
  const entries = Object.entries(value);
  const isPair = entries.some(([name]) => /^value/i.test(name));
  return Object.fromEntries(
    entries.map(([name, item]) => [name, isPair && IS_NAME.test(name) ? item : bare(item, depth + 1)]),
  );
}

function bareLine(line: string): string {
  const [name] = LINE.exec(line) ?? [];
  return name === undefined && line.trim() === '' ? line : `${name ?? ''}${REMOVED}`;
}

function walkedText(text: string, depth: number, ofSecret = false): string {
  if (!MAY_HOLD_SETTINGS.test(text)) return text;
  const parsed = parsedJson(text);
  if (typeof parsed !== 'object' || parsed === null) return text.replace(SETTINGS_IN_TEXT, `$1${REMOVED}`);
  if (depth >= DEEPEST) return REMOVED;
  const before = JSON.stringify(parsed);
  const after = JSON.stringify(walked(parsed, depth + 1, ofSecret));
  // As it was written, where nothing was taken out.
  return before === after ? text : after;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
