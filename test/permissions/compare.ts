import { grantsOf } from '../../sandbox/kernel/authorisations';
import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import type { Question } from './drive';

export interface Comparison {
  /** Granted and never needed: `statement 3: oss:PutObject on acs:…`. */
  readonly unused: readonly string[];
  /** Needed and not granted: the step, the power and the resource. */
  readonly lacking: readonly string[];
}

/**
 * Holds a role's document against what its functions asked. Strict: in each statement every action must have been needed
 * on every resource that stands beside it. Spellings that are asked together count as one.
 */
export function compare(document: string, questions: readonly Question[]): Comparison {
  const policy = parsePolicy(document);
  const used = new Set<string>();
  const lacking = new Set<string>();
  for (const question of distinct(questions)) {
    const answers = replay(policy, question);
    for (const { resource, by } of answers)
      if (by === undefined) lacking.add(`${question.step}: ${question.actions.join(' or ')} on ${resource}`);
    for (const { statement, actions, resource } of grantsOf({ actions: question.actions, answers }))
      for (const action of actions) used.add(pairName(statement, action, resource ?? ''));
  }
  const granted = policy.statements.flatMap(({ actions, resources }, at) =>
    actions.patterns.flatMap((action) => resources.map((resource) => pairName(at, action, resource))),
  );
  return { unused: granted.filter((pair) => !used.has(pair)), lacking: [...lacking] };
}

const pairName = (statement: number, action: string, resource: string): string =>
  `statement ${statement}: ${action} on ${resource}`;

/** What a document says to a question: as the sandbox answers it, for a role without session policy. */
function replay(policy: Policy, { actions, resources, context }: Question): Question['answers'] {
  return resources.map((resource) => {
    const decided = actions.map((action) => ({ action, ...evaluate([policy], { action, resource, context }) }));
    const allowed = decided.find(({ decision }) => decision === 'Allow');
    const statement = allowed && policy.statements[allowed.statement ?? -1];
    if (allowed === undefined || statement === undefined)
      return { resource, action: actions[0] ?? '', decision: 'ImplicitDeny' };
    const by = { policy: 'the role', index: allowed.statement ?? -1, statement };
    return { resource, action: allowed.action, decision: 'Allow', by };
  });
}

/** The same question of the same step once: a step that polls asks for the same thing many times. */
function distinct(questions: readonly Question[]): Question[] {
  const keyOf = ({ step, actions, resources, context }: Question): string =>
    JSON.stringify([step, actions, resources, context['oss:Prefix']]);
  return [...new Map(questions.map((question) => [keyOf(question), question])).values()];
}
