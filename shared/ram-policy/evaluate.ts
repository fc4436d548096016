import { compileCondition, type RequestContext } from './conditions';
import { type Characters, charactersOf, compilePattern, type Meter, type Pattern } from './match';
import type { Policy, Statement } from './policy';
import type { PolicyRequest } from './request';

/** Which statement decided, counted from 0 in the order in which the policies were handed in. */
export type Decision =
  | { readonly decision: 'Allow' | 'Deny'; readonly policy: number; readonly statement: number }
  | { readonly decision: 'ImplicitDeny'; readonly policy: null; readonly statement: null };

/** Policies made ready for many requests. */
export type Evaluator = (request: PolicyRequest) => Decision;

const IMPLICIT_DENY: Decision = { decision: 'ImplicitDeny', policy: null, statement: null };

/**
 * What the policies of one identity, direct and by group, say to a request. Any Deny that matches beats every Allow;
 * what nothing allows is denied. The first Deny in input order is named, else the first Allow. Never throws.
 * Actions ignore case, resources do not. Source: ram/policy-evaluation-process.
 */
export function evaluate(policies: readonly Policy[], request: PolicyRequest): Decision {
  return compile(policies)(request);
}

/** Prepares policies once. The work on each policy is kept, so the same policy in another company costs nothing. */
export function compile(policies: readonly Policy[]): Evaluator {
  const placed = policies.flatMap((policy, i) =>
    compiledStatements(policy).map((statement, j) => ({ statement, policy: i, index: j })),
  );
  const ordered = [
    ...placed.filter(({ statement }) => statement.effect === 'Deny'),
    ...placed.filter(({ statement }) => statement.effect === 'Allow'),
  ];
  return (request) => {
    const asked = ask(request);
    for (const { statement, policy, index } of ordered) {
      if (statement.covers(asked)) return { decision: statement.effect, policy, statement: index };
    }
    return IMPLICIT_DENY;
  };
}

interface Asked {
  readonly action: string;
  readonly actionCharacters: Characters;
  readonly resource: Characters;
  readonly context: RequestContext;
}

export interface CompiledStatement {
  readonly effect: Statement['effect'];
  /** `meter`: what counts the steps. */
  readonly coversAction: (action: string, meter?: Meter) => boolean;
  readonly coversResource: (resource: string) => boolean;
  readonly covers: (asked: Asked) => boolean;
}

function ask(request: PolicyRequest): Asked {
  const action = request.action.toLowerCase();
  return {
    action,
    actionCharacters: charactersOf(action),
    resource: charactersOf(request.resource),
    context: request.context,
  };
}

const compiled = new WeakMap<Policy, readonly CompiledStatement[]>();

/** The statements of one policy, compiled once for as long as the policy lives. */
export function compiledStatements(policy: Policy): readonly CompiledStatement[] {
  let statements = compiled.get(policy);
  if (!statements) {
    statements = policy.statements.map(compileStatement);
    compiled.set(policy, statements);
  }
  return statements;
}

function compileStatement(statement: Statement): CompiledStatement {
  const action = actionTest(statement.actions.patterns);
  const { negated } = statement.actions;
  const resources = statement.resources.map(compilePattern);
  const conditions = statement.conditions.map(compileCondition);
  const coversAction = (name: string, characters: Characters, meter?: Meter) =>
    action(name, characters, meter) !== negated;
  const coversResource = (resource: Characters) => resources.some((pattern) => pattern.matches(resource));
  return {
    effect: statement.effect,
    coversAction(name, meter) {
      const lower = name.toLowerCase();
      return coversAction(lower, charactersOf(lower), meter);
    },
    coversResource: (resource) => coversResource(charactersOf(resource)),
    covers: (asked) =>
      coversAction(asked.action, asked.actionCharacters) &&
      coversResource(asked.resource) &&
      conditions.every((holds) => holds(asked.context)),
  };
}

/**
 * Long lists of actions, sorted for looking up: plain names by name, patterns by their service code, and only patterns
 * whose service code holds a wildcard are tried on everything.
 */
function actionTest(patterns: readonly string[]): (action: string, characters: Characters, meter?: Meter) => boolean {
  const plain = new Set<string>();
  const byService = new Map<string, Pattern[]>();
  const anywhere: Pattern[] = [];
  for (const pattern of patterns.map((p) => p.toLowerCase())) {
    const service = serviceOf(pattern);
    if (!/[*?]/.test(pattern)) plain.add(pattern);
    else if (service === undefined || /[*?]/.test(service)) anywhere.push(compilePattern(pattern));
    else {
      const list = byService.get(service) ?? [];
      list.push(compilePattern(pattern));
      byService.set(service, list);
    }
  }
  return (action, characters, meter) =>
    plain.has(action) ||
    anywhere.some((pattern) => pattern.matches(characters, meter)) ||
    (byService.get(serviceOf(action) ?? '') ?? []).some((pattern) => pattern.matches(characters, meter));
}

function serviceOf(action: string): string | undefined {
  const colon = action.indexOf(':');
  return colon < 0 ? undefined : action.slice(0, colon);
}
