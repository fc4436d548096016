import { parseBlock } from './addresses';
import { parseInstant } from './instants';
import { charactersOf, compilePattern } from './match';

/** What a request says about itself: `acs:SourceIp`, `acs:CurrentTime`, `oss:Prefix` and so on. */
export type ContextValue = string | number | boolean | readonly (string | number | boolean)[];
export type RequestContext = Readonly<Record<string, ContextValue>>;

/** One value of the request against one value of the policy. */
type Test = (value: string) => boolean;

interface Rule {
  /** A negated operator is met when its positive sibling is not: no value equals any, or the key is absent. */
  readonly negated: boolean;
  /** What the policy's values must be, for the error message. */
  readonly wants: string;
  /** Undefined when the policy's value is nothing that the operator can compare. */
  prepare(operand: string): Test | undefined;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

function parseNumber(text: string): number | undefined {
  if (text.length > 400 || !NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}

/** A value of the request that cannot be read equals nothing and lies on no side of anything. */
function compared<T>(
  wants: string,
  read: (text: string) => T | undefined,
  holds: (asked: T, operand: T) => boolean,
  negated = false,
): Rule {
  return {
    negated,
    wants,
    prepare(operandText) {
      const operand = read(operandText);
      if (operand === undefined) return undefined;
      return (value) => {
        const asked = read(value);
        return asked !== undefined && holds(asked, operand);
      };
    },
  };
}

function like(negated: boolean): Rule {
  return {
    negated,
    wants: 'text',
    prepare(operand) {
      const pattern = compilePattern(operand);
      return (value) => pattern.matches(charactersOf(value));
    },
  };
}

function within(negated: boolean): Rule {
  return {
    negated,
    wants: 'an IPv4 or IPv6 address or CIDR block',
    prepare(operand) {
      const block = parseBlock(operand);
      return block && ((value) => block.contains(value));
    },
  };
}

const text = (value: string): string => value;
const folded = (value: string): string => value.toLowerCase();
const equal = <T>(asked: T, operand: T): boolean => asked === operand;
const less = (asked: number, operand: number): boolean => asked < operand;
const lessOrEqual = (asked: number, operand: number): boolean => asked <= operand;
const greater = (asked: number, operand: number): boolean => asked > operand;
const greaterOrEqual = (asked: number, operand: number): boolean => asked >= operand;
const A_NUMBER = 'a number';
const A_DATE = 'an ISO 8601 date';

/** The 21 operators of RAM's own documents (domain facts: document_detail/93738, "Conditional operators"). */
const OPERATORS = {
  StringEquals: compared('text', text, equal),
  StringNotEquals: compared('text', text, equal, true),
  StringEqualsIgnoreCase: compared('text', folded, equal),
  StringNotEqualsIgnoreCase: compared('text', folded, equal, true),
  StringLike: like(false),
  StringNotLike: like(true),
  NumericEquals: compared(A_NUMBER, parseNumber, equal),
  NumericNotEquals: compared(A_NUMBER, parseNumber, equal, true),
  NumericLessThan: compared(A_NUMBER, parseNumber, less),
  NumericLessThanEquals: compared(A_NUMBER, parseNumber, lessOrEqual),
  NumericGreaterThan: compared(A_NUMBER, parseNumber, greater),
  NumericGreaterThanEquals: compared(A_NUMBER, parseNumber, greaterOrEqual),
  DateEquals: compared(A_DATE, parseInstant, equal),
  DateNotEquals: compared(A_DATE, parseInstant, equal, true),
  DateLessThan: compared(A_DATE, parseInstant, less),
  DateLessThanEquals: compared(A_DATE, parseInstant, lessOrEqual),
  DateGreaterThan: compared(A_DATE, parseInstant, greater),
  DateGreaterThanEquals: compared(A_DATE, parseInstant, greaterOrEqual),
  Bool: compared('true or false', parseBoolean, equal),
  IpAddress: within(false),
  NotIpAddress: within(true),
} as const satisfies Record<string, Rule>;

export type Operator = keyof typeof OPERATORS;

export const OPERATOR_NAMES = Object.keys(OPERATORS) as readonly Operator[];

export function isOperator(name: string): name is Operator {
  return Object.hasOwn(OPERATORS, name);
}

/** What is wrong with a policy's value under an operator, in words that follow "must be"; undefined when it is fine. */
export function operandProblem(operator: Operator, operand: string): string | undefined {
  const rule: Rule = OPERATORS[operator];
  return rule.prepare(operand) ? undefined : rule.wants;
}

/** One line of a Condition element, validated by the parser. */
export interface Condition {
  readonly operator: Operator;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * Compiles one condition. The values of a key are alternatives. An absent key, or one with no value, meets the negated
 * operators and no other (OSS documents it for StringNotEquals and StringNotLike; the other four follow by analogy).
 */
export function compileCondition(condition: Condition): (context: RequestContext) => boolean {
  const rule: Rule = OPERATORS[condition.operator];
  const tests = condition.values.flatMap((value) => rule.prepare(value) ?? []);
  return (context) => {
    const equals = valuesOf(context, condition.key).some((value) => tests.some((test) => test(value)));
    return equals !== rule.negated;
  };
}

function valuesOf(context: RequestContext, key: string): readonly string[] {
  const value = Object.hasOwn(context, key) ? context[key] : undefined;
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
