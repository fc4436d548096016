import { isRefusal } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { CATALOGUE } from '../ram-policy/catalogue';
import { compile } from '../ram-policy/evaluate';
import { parsePolicy } from '../ram-policy/parse';
import type { Check, NeededAction, ProposedPolicy } from './model';
import { type Asked, requestsOf } from './needed';

/** So many requests are named one by one. */
const MOST_NAMED = 50;

/** What the policies answer to every call that was really made, by the evaluator. Pure. */
export function checkOf(
  policies: readonly ProposedPolicy[],
  business: readonly AuditEvent[],
  attack: readonly AuditEvent[],
  actions: readonly NeededAction[],
  account: string,
): Check {
  const decide = compile(policies.map(({ document }) => parsePolicy(document)));
  const isAllowed = ({ action, resource }: Asked): boolean =>
    decide({ action, resource, context: {} }).decision === 'Allow';
  const known = distinct(
    business.filter((event) => !isRefusal(event)),
    account,
  );
  const ofUsage = actions.flatMap(({ action, from }) => (from === 'usage' ? [{ action, resource: '*' }] : []));
  const all = [...known, ...ofUsage];
  const tried = distinct(attack, account);
  const allowed = tried.filter(isAllowed);
  const needed = new Set(actions.map(({ action }) => action.toLowerCase()));
  const risky = new Set(CATALOGUE.map(({ action }) => action.toLowerCase()));
  const shown = (some: readonly Asked[]): string[] =>
    some.slice(0, MOST_NAMED).map(({ action, resource }) => `${action} ${resource}`);
  return {
    business: all.length,
    businessAllowed: all.filter(isAllowed).length,
    businessRefused: shown(all.filter((asked) => !isAllowed(asked))),
    attack: tried.length,
    attackAllowed: allowed.length,
    stillAllowed: shown(allowed),
    newPower: shown(
      allowed.filter(({ action }) => risky.has(action.toLowerCase()) && !needed.has(action.toLowerCase())),
    ),
  };
}

function distinct(events: readonly AuditEvent[], account: string): Asked[] {
  const requests = new Map<string, Asked>();
  for (const event of events)
    for (const asked of requestsOf(event, account)) requests.set(`${asked.action} ${asked.resource}`, asked);
  return [...requests.values()];
}
