import { CATALOGUE } from '../ram-policy/catalogue';
import { DEFAULT_POLICY_SIZE } from '../ram-policy/documents';
import { charactersOf, compilePattern } from '../ram-policy/match';
import type { NeededAction, ProposedPolicy } from './model';

/** A user has ten places for custom policies, and containment needs some of them. */
const MOST_POLICIES = 5;
/** Reads of one service that a wildcard may stand for. Not `Get`: it reads objects, secrets and logs themselves. */
const VERBS = ['Describe', 'List', 'Query', 'Check'];

type Statement = { readonly resources: readonly string[]; readonly actions: readonly string[] };

/**
 * The actions as policies within RAM's size. One policy where it fits, else as many as five; where five do not hold them,
 * reads of one service are put together by a wildcard, but by none that covers a high-risk action or one of `never`
 * which is not needed. Undefined: not even then. Pure.
 */
export function documentsFor(
  actions: readonly NeededAction[],
  name: string,
  never: readonly string[],
  most: number = MOST_POLICIES,
): { readonly policies: readonly ProposedPolicy[]; readonly grouped: readonly string[] } | undefined {
  const exact = named(split(statementsOf(actions)), name);
  if (exact.length <= most) return { policies: exact, grouped: [] };
  const { kept, patterns } = grouped(actions, never);
  const fewer = named(split(statementsOf(kept)), name);
  return fewer.length <= most ? { policies: fewer, grouped: patterns } : undefined;
}

/** Actions on the same things stand in one statement. */
function statementsOf(actions: readonly Pick<NeededAction, 'action' | 'resources'>[]): Statement[] {
  const byResources = new Map<string, { resources: readonly string[]; actions: string[] }>();
  for (const { action, resources } of actions) {
    const of = byResources.get(resources.join('\n'));
    if (of) of.actions.push(action);
    else byResources.set(resources.join('\n'), { resources, actions: [action] });
  }
  return [...byResources.values()];
}

function documentOf(statements: readonly Statement[]): string {
  const Statement = statements.map(({ resources, actions }) => ({
    Effect: 'Allow',
    Action: actions.length === 1 ? actions[0] : actions,
    Resource: resources.length === 1 ? resources[0] : resources,
  }));
  return JSON.stringify({ Version: '1', Statement });
}

/** Statement by statement, action by action, into as few documents as come of it. */
function split(statements: readonly Statement[]): string[] {
  const documents: string[] = [];
  let open: Statement[] = [];
  for (const { resources, actions } of statements) {
    let left = actions;
    while (left.length > 0) {
      const count = howManyFit(open, resources, left);
      if (count > 0) {
        open = [...open, { resources, actions: left.slice(0, count) }];
        left = left.slice(count);
      }
      if (left.length > 0) {
        // Nothing fits into an empty document: its one action is left out, and the check tells it.
        if (count === 0 && open.length === 0) left = left.slice(1);
        else documents.push(documentOf(open));
        open = [];
      }
    }
  }
  return open.length > 0 ? [...documents, documentOf(open)] : documents;
}

function howManyFit(open: readonly Statement[], resources: readonly string[], actions: readonly string[]): number {
  let [least, most] = [0, actions.length];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    const isFitting =
      documentOf([...open, { resources, actions: actions.slice(0, middle) }]).length <= DEFAULT_POLICY_SIZE;
    if (isFitting) least = middle;
    else most = middle - 1;
  }
  return least;
}

const named = (documents: readonly string[], name: string): ProposedPolicy[] =>
  documents.map((document, i) => ({ name: i === 0 ? name : `${name}${i + 1}`, document }));

/** Reads of one service and verb become `ecs:Describe*`, on every thing of theirs. */
function grouped(
  actions: readonly NeededAction[],
  never: readonly string[],
): { readonly kept: Pick<NeededAction, 'action' | 'resources'>[]; readonly patterns: string[] } {
  const needed = new Set(actions.map(({ action }) => action.toLowerCase()));
  const forbidden = [...CATALOGUE.map(({ action }) => action), ...never]
    .map((action) => action.toLowerCase())
    .filter((action) => !needed.has(action))
    .map(charactersOf);
  const families = new Map<string, NeededAction[]>();
  for (const one of actions) {
    const [service = '', name = ''] = one.action.split(':');
    const verb = VERBS.find((prefix) => name.startsWith(prefix));
    const pattern = verb === undefined ? one.action : `${service}:${verb}*`;
    families.set(pattern, [...(families.get(pattern) ?? []), one]);
  }
  const patterns: string[] = [];
  const kept = [...families].flatMap(([pattern, of]): Pick<NeededAction, 'action' | 'resources'>[] => {
    const matcher = compilePattern(pattern.toLowerCase());
    if (of.length < 2 || forbidden.some((action) => matcher.matches(action))) return of;
    patterns.push(pattern);
    return [{ action: pattern, resources: ['*'] }];
  });
  return { kept, patterns };
}
