import type { AuditEvent, UsageResult } from '../evidence/types';
import type { Analysis } from '../findings/model';
import { checkOf } from './check';
import { documentsFor } from './documents';
import type { LeastPrivilege, NeededAction } from './model';
import { neededActions } from './needed';
import { type Circumstances, notesFor } from './notes';
import { usedBefore } from './usage';

export interface Ground {
  readonly analysis: Pick<Analysis, 'attack' | 'business' | 'historyEndsAt'>;
  readonly usage: UsageResult | undefined;
  readonly accountId: string | undefined;
  /** When the suspicion began, ISO 8601 UTC. */
  readonly began: string;
  /** The window of the audit, ISO 8601 UTC. */
  readonly window: { readonly from: string; readonly to: string } | undefined;
  readonly auditComplete: boolean;
  /** The policy's name, at most 120 of `[A-Za-z0-9-]`. */
  readonly name: string;
}

/**
 * The smallest custom policies that would have allowed the business part of the key's history, checked by evaluation:
 * every business call is allowed, and of the attack's calls only those that the business makes as well. What was judged
 * to be the attack's grants nothing; what ActionTrail cannot show is told in the notes. Pure.
 */
export function propose(ground: Ground): LeastPrivilege {
  const { analysis, accountId = '*', began } = ground;
  const { business, attack, historyEndsAt } = analysis;
  const audited = neededActions(business, accountId);
  const used = usedBefore(ground, new Set(audited.map(({ action }) => action)));
  const actions = [...audited, ...used.actions].sort((a, b) => (a.action < b.action ? -1 : 1));
  const ofAttack = neededActions([...attack], accountId).map(({ action }) => action);
  const documents = documentsFor(actions, ground.name, ofAttack);
  const policies = documents?.policies ?? [];
  const circumstances: Circumstances = {
    ...ground,
    actions,
    leftOut: used.leftOut,
    hidden: used.hidden,
    doubtful: doubtful(business, began, historyEndsAt),
    isTooLong: documents === undefined,
    grouped: documents?.grouped ?? [],
  };
  return {
    schema: 1,
    policies,
    actions,
    grouped: circumstances.grouped,
    check: checkOf(policies, business, [...attack], actions, accountId),
    notes: notesFor(circumstances),
  };
}

/** Actions that the business made only since the suspicion, and only from addresses that it never used before. */
function doubtful(business: readonly AuditEvent[], began: string, historyEndsAt: string): string[] {
  const ends = historyEndsAt === '' ? began : historyEndsAt;
  const addresses = new Set(business.filter(({ at }) => at < ends).map(({ ip }) => ip));
  const isKnown = ({ at, ip }: AuditEvent): boolean => at < ends || addresses.has(ip);
  const known = new Set(neededActions(business.filter(isKnown), '*').map(({ action }) => action));
  const rest = neededActions(
    business.filter((event) => !isKnown(event)),
    '*',
  );
  return rest.map(({ action }: NeededAction) => action).filter((action) => !known.has(action));
}
