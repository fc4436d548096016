import { charactersOf, compilePattern, type Pattern } from '../../shared/ram-policy/match';
import type { Statement } from '../../shared/ram-policy/policy';
import type { Caller, PermissionRequest } from './types';

/** What a set of policies said to one resource of a question. */
export interface Answer {
  readonly resource: string;
  /** The spelling that was allowed or denied; where none was, the first that was asked. */
  readonly action: string;
  readonly decision: 'Allow' | 'Deny' | 'ImplicitDeny';
  /** The statement that decided; absent where nothing covers the question. */
  readonly by?: {
    /** The policy's name, or `session policy`. */
    readonly policy: string;
    /** From 0. */
    readonly index: number;
    readonly statement: Statement;
  };
}

/** One question that a service asked the kernel, with its answer: what a call needed, and what gave it. */
export interface Authorisation {
  /** ISO with milliseconds, by the sandbox's clock. */
  readonly time: string;
  readonly caller: Pick<Caller, 'type' | 'userName' | 'accessKeyId' | 'roleName'>;
  /** Spellings of one power. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly allowed: boolean;
  /** Up to the first that was not allowed; none for the root identity, which no policy binds. */
  readonly answers: readonly Answer[];
}

/** Every question, oldest first. It stays inside the process: the control interface does not show it. */
export class AuthorisationLog {
  private readonly records: Authorisation[] = [];

  append(record: Authorisation): void {
    this.records.push(record);
  }

  all(): readonly Authorisation[] {
    return this.records;
  }
}

/** What of an allowing statement was needed. */
export interface Grant {
  readonly policy: string;
  readonly statement: number;
  /** Every pattern of the statement that names a spelling of the power. */
  readonly actions: readonly string[];
  /** The first pattern of the statement that holds the resource. */
  readonly resource: string | undefined;
}

/** Which granted patterns allowed each resource of a question; nothing for what was not allowed, and for the root. */
export function grantsOf({ actions, answers }: Pick<Authorisation, 'actions' | 'answers'>): Grant[] {
  const asked: PermissionRequest['actions'] = actions.map((action) => action.toLowerCase());
  return answers.flatMap(({ decision, by, resource }) => {
    if (decision !== 'Allow' || by === undefined) return [];
    const { actions: ofActions, resources } = patternsOf(by.statement);
    const names = asked.map(charactersOf);
    const named = ofActions.filter(({ pattern }) => names.some((name) => pattern.matches(name)));
    const where = charactersOf(resource);
    return {
      policy: by.policy,
      statement: by.index,
      actions: by.statement.actions.negated ? [] : named.map(({ text }) => text),
      resource: resources.find(({ pattern }) => pattern.matches(where))?.text,
    };
  });
}

interface Compiled {
  readonly text: string;
  readonly pattern: Pattern;
}

const compiled = new WeakMap<Statement, { readonly actions: Compiled[]; readonly resources: Compiled[] }>();

/** Compiled once for as long as the statement lives: a drive asks the same ones thousands of times. */
function patternsOf(statement: Statement): { readonly actions: Compiled[]; readonly resources: Compiled[] } {
  const known = compiled.get(statement) ?? {
    actions: statement.actions.patterns.map((text) => ({ text, pattern: compilePattern(text.toLowerCase()) })),
    resources: statement.resources.map((text) => ({ text, pattern: compilePattern(text) })),
  };
  compiled.set(statement, known);
  return known;
}
