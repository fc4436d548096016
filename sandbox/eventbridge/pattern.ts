import { BlockList, isIPv4 } from 'node:net';

/** Whether an event passes. */
export type Matcher = (event: unknown) => boolean;

/** The pattern would be refused by EventBridge, or says something that its documents do not know. */
export class InvalidPattern extends Error {
  constructor(where: string, what: string) {
    super(`event pattern, ${where || 'at its top'}: ${what}`);
    this.name = 'InvalidPattern';
  }
}

/** A field takes no more (EventBridge, CreateRule, FilterPattern). */
const MOST_EXPRESSIONS = 5;
/** No event of the cloud is nested so deep. */
const MOST_LEVELS = 50;

type Value = string | number | boolean | null;
/** `undefined`: the event has no such field. */
type Test = (value: unknown) => boolean;

/**
 * Reads a filter pattern of EventBridge (help.aliyun.com, EventBridge, "Event patterns"): an object that is nested as
 * the event is; fields are joined by AND, the alternatives in a field's list by OR; text is compared exactly, in its
 * case. A field that holds a list passes when one of its items does. `{}` lets everything through.
 * Throws {@link InvalidPattern}: a misspelt operator must not become a rule that never fires.
 */
export function parsePattern(text: string): Matcher {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch (cause) {
    throw new InvalidPattern('', `no JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  if (!isObject(pattern)) throw new InvalidPattern('', 'no JSON object');
  return fields(pattern, '');
}

function fields(pattern: Readonly<Record<string, unknown>>, where: string): Matcher {
  if (where.split('.').length > MOST_LEVELS)
    throw new InvalidPattern('', `nested more than ${MOST_LEVELS} levels deep`);
  const tests = Object.entries(pattern).map(([name, expected]) => {
    const place = where ? `${where}.${name}` : name;
    return [name, Array.isArray(expected) ? alternatives(expected, place) : nested(expected, place)] as const;
  });
  return (event) =>
    tests.every(([name, test]) => test(isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined));
}

function nested(expected: unknown, where: string): Test {
  if (!isObject(expected)) throw new InvalidPattern(where, 'values stand in a list');
  return fields(expected, where);
}

function alternatives(expected: readonly unknown[], where: string): Test {
  if (expected.length === 0) throw new InvalidPattern(where, 'an empty list lets nothing through');
  if (expected.filter(isObject).length > MOST_EXPRESSIONS)
    throw new InvalidPattern(where, `more than ${MOST_EXPRESSIONS} expressions`);
  const tests = expected.map((one) => (isObject(one) ? expression(one, where) : exactly(one, where)));
  return (value) => tests.some((test) => test(value));
}

function exactly(expected: unknown, where: string): Test {
  if (!isValue(expected)) throw new InvalidPattern(where, 'a list in a list');
  return anyItem((value) => value === expected);
}

const OPERATORS: Readonly<Record<string, (operand: unknown, where: string) => Test>> = {
  prefix: (operand, where) => ofText(operand, where, (value, part) => value.startsWith(part)),
  suffix: (operand, where) => ofText(operand, where, (value, part) => value.endsWith(part)),
  contains: (operand, where) => ofText(operand, where, (value, part) => value.includes(part)),
  'anything-but': anythingBut,
  numeric,
  cidr,
  exists: (operand, where) => {
    if (typeof operand !== 'boolean') throw new InvalidPattern(where, '"exists" takes true or false');
    return (value) => (value !== undefined) === operand;
  },
};

/** Several operators in one expression must all hold (CreateRule's own example joins a prefix and a suffix). */
function expression(one: Readonly<Record<string, unknown>>, where: string): Test {
  const tests = Object.entries(one).map(([name, operand]) => {
    const make = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (make === undefined) throw new InvalidPattern(where, `unknown operator "${name.slice(0, 40)}"`);
    return make(operand, where);
  });
  if (tests.length === 0) throw new InvalidPattern(where, 'an expression without an operator');
  return (value) => tests.every((test) => test(value));
}

function ofText(operand: unknown, where: string, holds: (value: string, part: string) => boolean): Test {
  if (typeof operand !== 'string') throw new InvalidPattern(where, 'takes a text');
  return anyItem((value) => typeof value === 'string' && holds(value, operand));
}

/** The field must be there: what is absent is not "anything but". */
function anythingBut(operand: unknown, where: string): Test {
  const refused = isObject(operand)
    ? [expression(prefixOnly(operand, where), where)]
    : (Array.isArray(operand) ? operand : [operand]).map((one: unknown) =>
        isObject(one) ? expression(prefixOnly(one, where), where) : exactly(one, where),
      );
  if (refused.length === 0) throw new InvalidPattern(where, '"anything-but" takes at least one value');
  return (value) => value !== undefined && !refused.some((test) => test(value));
}

function prefixOnly(operand: Readonly<Record<string, unknown>>, where: string): Readonly<Record<string, unknown>> {
  if (Object.keys(operand).join() !== 'prefix')
    throw new InvalidPattern(where, '"anything-but" knows values and "prefix" alone');
  return operand;
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(operand: unknown, where: string): Test {
  const wrong = new InvalidPattern(where, '"numeric" takes one or two pairs of comparison and number');
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) throw wrong;
  const bounds: ((value: number) => boolean)[] = [];
  for (let i = 0; i < operand.length; i += 2) {
    const [sign, bound]: unknown[] = operand.slice(i, i + 2);
    const holds = typeof sign === 'string' && Object.hasOwn(COMPARISONS, sign) ? COMPARISONS[sign] : undefined;
    if (holds === undefined || typeof bound !== 'number') throw wrong;
    bounds.push((value) => holds(value, bound));
  }
  return anyItem((value) => typeof value === 'number' && bounds.every((holds) => holds(value)));
}

/** IPv4 alone. */
function cidr(operand: unknown, where: string): Test {
  const [net, bits, ...more] = typeof operand === 'string' ? operand.split('/') : [];
  const length = /^\d{1,2}$/.test(bits ?? '') ? Number(bits) : Number.NaN;
  if (net === undefined || !isIPv4(net) || !(length <= 32) || more.length > 0)
    throw new InvalidPattern(where, '"cidr" takes an IPv4 block such as 10.0.0.0/24');
  const block = new BlockList();
  block.addSubnet(net, length, 'ipv4');
  return anyItem((value) => typeof value === 'string' && isIPv4(value) && block.check(value, 'ipv4'));
}

/** The event's field is a value or a list of values. */
function anyItem(holds: Test): Test {
  return (value) => (Array.isArray(value) ? value.some(holds) : holds(value));
}

function isValue(value: unknown): value is Value {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
