import { EvidenceChanged } from '../../shared/errors';
import type { Pack } from '../../shared/evidence/pack';
import type { AuditEvent, BillResult } from '../../shared/evidence/types';
import { BillReader } from '../../shared/findings/bill-lines';
import type { BalanceSeen } from '../../shared/findings/cost/balance';
import { judgeCost } from '../../shared/findings/cost/judge';
import type { CostAnswer } from '../../shared/findings/cost/model';
import { resourcesMade } from '../../shared/findings/cost/resources';
import type { CostSign } from '../../shared/findings/cost/signs';
import type { Finding } from '../../shared/findings/model';
import { messageOf } from '../../shared/identity/looked';
import type { ToldCost } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { isObject } from '../../shared/signal/loose';

export interface CostJudgement {
  readonly answer: CostAnswer;
  readonly findings: readonly Finding[];
  /** What makes each sign the same as one of an earlier round, and how large it is. */
  readonly signs: readonly ToldCost[];
  /** Why not all of the bills could be read; null: all were. */
  readonly unread: string | null;
}

/**
 * What the collected bills say, read back from the pack a day at a time: what is judged is what is kept. `compute`: the
 * calls that made resources, which are priced as the bill names them. A file that cannot be read is a note.
 */
export async function judgeCollectedBills(
  pack: Pack,
  folder: string,
  bills: BillResult,
  { incident, since, compute }: { incident: Incident; since: string; compute: readonly AuditEvent[] },
): Promise<CostJudgement> {
  const resources = resourcesMade(compute);
  const reader = new BillReader(new Set(resources.map(({ id }) => id)));
  const unread: string[] = [];
  for (const day of bills.asked) {
    const read = await readBack(pack, `${folder}/bills/${day}-instances.json`);
    if (typeof read === 'string') unread.push(`bills: ${day} ${read}: not checked`);
    else for (const one of read) reader.take(one);
  }
  const lines = reader.result();
  const { answer, signs } = judgeCost({
    bills,
    lines,
    resources,
    since,
    earlier: earlierBalances(incident),
  });
  return {
    answer: { ...answer, notes: [...unread, ...answer.notes] },
    findings: signs.map(({ finding }) => finding(incident.id.accessKeyId)),
    signs: signs.map(seen),
    unread: whyUnread([...bills.failures, ...unread, ...lines.notes]),
  };
}

/** The first reason stands for its like: of thirty days each may have the same. */
function whyUnread([first, ...others]: readonly string[]): string | null {
  if (first === undefined) return null;
  return others.length === 0 ? first : `${first} (and ${others.length} more)`;
}

/** A balance that changes is told by its state: it has no amount that could grow. */
const seen = ({ id, fact: { rule, currency, amount } }: CostSign): ToldCost => ({
  ...{ id, currency },
  ...(rule === 'balance-low' || rule === 'balance-falling' ? {} : { amount }),
});

/** The day's answers, none where the day could not be collected (its failure is told by the source), or what is wrong. */
async function readBack(pack: Pack, path: string): Promise<Record<string, unknown>[] | string> {
  try {
    const body = await pack.readKept(path);
    if (body === undefined) return [];
    const parsed: unknown = JSON.parse(body.toString());
    const days = isObject(parsed) ? parsed['days'] : undefined;
    return Array.isArray(days) && days.every(isObject) ? (days as Record<string, unknown>[]) : 'is no bill';
  } catch (error) {
    if (error instanceof EvidenceChanged) return 'is not what was written';
    if (error instanceof SyntaxError) return `cannot be read back (${messageOf(error)})`;
    throw error;
  }
}

function earlierBalances({ entries }: Incident): BalanceSeen[] {
  return entries.flatMap((entry) => (entry.type === 'investigated' && entry.cost?.balance ? [entry.cost.balance] : []));
}
