import { PolicyInvalid } from '../errors';
import { type Condition, isOperator, OPERATOR_NAMES, operandProblem } from './conditions';
import { JsonProblem, type Path, parseStrictJson, pathText, quoted } from './json';
import type { Policy, Statement } from './policy';

/** RAM's own limit is 6,144 characters (CreatePolicy); quotas move, so what stands here only keeps out what is no policy. */
const LONGEST_DOCUMENT = 256 * 1024;
const LONGEST_PATTERN = 8 * 1024;

const STATEMENT_ELEMENTS = new Set(['Effect', 'Action', 'NotAction', 'Resource', 'Condition']);

/**
 * A policy document, or its JSON text, as the identity policy that it is. All of it is read or none: whatever the RAM
 * documents do not define is refused, so that no verdict is ever given from a part of a document.
 * Throws {@link PolicyInvalid}, which names where, below `place` when the document is part of something larger.
 * Source: document_detail/93738 and 93739.
 */
export function parsePolicy(document: unknown, place: Path = []): Policy {
  if (typeof document !== 'string') return new Reader(place).policy(document);
  if (document.length > LONGEST_DOCUMENT) throw tooLong(place);
  return new Reader(place).policy(readText(document, place));
}

function readText(text: string, place: Path): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof JsonProblem) throw invalid([...place, ...error.path], error.why, { cause: error });
    throw error;
  }
}

function invalid(path: Path, why: string, options?: ErrorOptions): PolicyInvalid {
  return new PolicyInvalid(path.length === 0 ? why : `${pathText(path)}: ${why}`, options);
}

function tooLong(place: Path): PolicyInvalid {
  return invalid(place, `it is longer than ${LONGEST_DOCUMENT} characters`);
}

/** Reads one document; knows how much text it has taken, since a document may also arrive as an object. */
class Reader {
  private taken = 0;

  constructor(private readonly place: Path) {}

  policy(document: unknown): Policy {
    const { place } = this;
    const root = this.object(document, place);
    for (const name of Object.keys(root)) {
      if (name !== 'Version' && name !== 'Statement') throw invalid([...place, name], 'a policy has no such element');
    }
    if (root.Version !== '1') throw invalid([...place, 'Version'], 'it must be "1"');
    const given = root.Statement;
    if (!Array.isArray(given)) return { statements: [this.statement(given, [...place, 'Statement'])] };
    if (given.length === 0) throw invalid([...place, 'Statement'], 'a policy has at least one statement');
    return { statements: Array.from(given, (item: unknown, i) => this.statement(item, [...place, 'Statement', i])) };
  }

  private statement(value: unknown, path: Path): Statement {
    const statement = this.object(value, path);
    for (const name of Object.keys(statement)) {
      if (!STATEMENT_ELEMENTS.has(name)) throw invalid([...path, name], whyRefused(name));
    }
    const effect = statement.Effect;
    if (effect !== 'Allow' && effect !== 'Deny') throw invalid([...path, 'Effect'], 'it must be "Allow" or "Deny"');
    const negated = Object.hasOwn(statement, 'NotAction');
    if (negated === Object.hasOwn(statement, 'Action')) {
      throw invalid(path, `a statement has either Action or NotAction${negated ? ', not both' : ''}`);
    }
    const element = negated ? 'NotAction' : 'Action';
    const patterns = this.list(statement[element], [...path, element], (item, at) => this.pattern(item, at));
    const resources = this.list(statement.Resource, [...path, 'Resource'], (item, at) => this.pattern(item, at));
    const conditions = Object.hasOwn(statement, 'Condition')
      ? this.conditions(statement.Condition, [...path, 'Condition'])
      : [];
    return { effect, actions: { negated, patterns }, resources, conditions };
  }

  /** An empty Condition stands in every document that the console's visual editor makes, so it is no error. */
  private conditions(value: unknown, path: Path): Condition[] {
    return Object.entries(this.object(value, path)).flatMap(([operator, keys]) => {
      const at = [...path, operator];
      if (!isOperator(operator)) {
        throw invalid(
          at,
          `no such condition operator; there are ${OPERATOR_NAMES.length}, from StringEquals to NotIpAddress`,
        );
      }
      const entries = Object.entries(this.object(keys, at));
      if (entries.length === 0) throw invalid(at, 'the operator has no condition key');
      return entries.map(([key, operands]): Condition => {
        if (key === '') throw invalid([...at, key], 'the condition key is empty');
        return {
          operator,
          key,
          values: this.list(operands, [...at, key], (item, place) => this.operand(operator, item, place)),
        };
      });
    });
  }

  private operand(operator: Condition['operator'], value: unknown, path: Path): string {
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string') throw invalid(path, 'it must be a string, a number or a boolean');
    this.take(text, path);
    const wanted = operandProblem(operator, text);
    if (wanted) throw invalid(path, `${quoted(text)} must be ${wanted}`);
    return text;
  }

  private pattern(value: unknown, path: Path): string {
    if (typeof value !== 'string') throw invalid(path, 'it must be a string');
    if (value === '') throw invalid(path, 'it is empty');
    this.take(value, path);
    return value;
  }

  /** One value or a list of them: the same thing in this language. */
  private list<T>(value: unknown, path: Path, read: (item: unknown, path: Path) => T): T[] {
    if (value === undefined) throw invalid(path, 'it is missing');
    if (!Array.isArray(value)) return [read(value, path)];
    if (value.length === 0) throw invalid(path, 'the list is empty');
    return Array.from(value, (item: unknown, i) => read(item, [...path, i]));
  }

  private object(value: unknown, path: Path): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw invalid(path, path === this.place ? 'it is not a JSON object' : 'it must be an object');
    }
    for (const name of Object.keys(value)) this.take(name, path);
    return value as Readonly<Record<string, unknown>>;
  }

  private take(text: string, path: Path): void {
    if (text.length > LONGEST_PATTERN) throw invalid(path, `a text is longer than ${LONGEST_PATTERN} characters`);
    this.taken += text.length + 1;
    if (this.taken > LONGEST_DOCUMENT) throw tooLong(this.place);
  }
}

function whyRefused(element: string): string {
  if (element === 'NotResource') return 'RAM defines no NotResource';
  if (element === 'Principal') return 'a Principal stands in resource and trust policies, not in an identity policy';
  return 'a statement has no such element';
}
