import { decideFence, type FenceFacts, type FencePlan, type SeenAddress } from '../../shared/containment/fence/decide';
import { canonical } from '../../shared/containment/fence/networks';
import { isRefusal } from '../../shared/evidence/event';
import { historyEnds } from '../../shared/evidence/suspicion';
import type { AuditEvent, UsageResult } from '../../shared/evidence/types';
import type { AccessKeyId } from '../../shared/ids';
import { isoOf } from '../../shared/moment';

export interface FenceSources {
  readonly accessKeyId: AccessKeyId;
  /** The key's own calls that are not the attack's, and the attack's, of whatever identity. */
  readonly business: readonly AuditEvent[];
  readonly attack: ReadonlySet<AuditEvent>;
  /** When the suspicion began, and until when the findings take the past for the business's; empty: nothing to measure by. */
  readonly began: string;
  readonly settledAt: string;
  readonly usage: Pick<UsageResult, 'ips' | 'failures'>;
  readonly incomplete?: string;
}

/** Where the key may go on working from, by what the investigation has read. Pure. */
export function planFence(sources: FenceSources): FencePlan {
  return decideFence(fenceFacts(sources));
}

export function fenceFacts(sources: FenceSources): FenceFacts {
  const { business, attack, began, settledAt, usage, incomplete, accessKeyId } = sources;
  const historyEndsAt = historyEnds({ began });
  const attackAt = new Map<string, string>();
  for (const { ip, at } of attack) earliest(attackAt, nameOf(ip), at);
  const firstAt = new Map<string, string>();
  const days = new Map<string, Set<string>>();
  for (const event of business) {
    // Only where it worked: a call that was refused proves no one's right to be there.
    if (event.accessKeyId !== accessKeyId || event.at === '' || isRefusal(event)) continue;
    const address = nameOf(event.ip);
    earliest(firstAt, address, event.at);
    if (event.at >= historyEndsAt) continue;
    days.set(address, (days.get(address) ?? new Set()).add(event.at.slice(0, 10)));
  }
  const indexedAt = new Map<string, string>();
  const indexed = new Set<string>();
  for (const { name, usedAt } of usage.ips) {
    indexed.add(nameOf(name));
    const at = usedAt === undefined ? undefined : isoOf(new Date(usedAt).getTime());
    if (at !== undefined) earliest(indexedAt, nameOf(name), at);
  }
  const all = new Set([...firstAt.keys(), ...attackAt.keys(), ...indexed].filter((address) => address !== ''));
  const failed = [...(incomplete === undefined ? [] : [incomplete]), ...usage.failures];
  return {
    historyEndsAt,
    settledAt: settledAt === '' ? dayBefore(historyEndsAt) : settledAt,
    seen: [...all].map((address): SeenAddress => {
      const of = [...(days.get(address) ?? [])];
      const attacked = attackAt.get(address);
      return {
        address,
        days: of.length,
        daysBeforeAttack: attacked === undefined ? of.length : of.filter((day) => day < attacked.slice(0, 10)).length,
        ...present('firstAt', firstAt.get(address)),
        ...present('indexedAt', indexedAt.get(address)),
        ...present('attackAt', attacked),
      };
    }),
    ...(failed.length > 0 ? { incomplete: failed.slice(0, 3).join('; ') } : {}),
  };
}

/** Too little history to measure by: who came on its last day alone, and on few days, may be the thief all the same. */
const dayBefore = (at: string): string => new Date(Date.parse(at) - 86_400_000).toISOString();

const nameOf = (ip: string): string => canonical(ip) ?? ip;

function earliest(known: Map<string, string>, address: string, at: string): void {
  const before = known.get(address);
  if (before === undefined || at < before) known.set(address, at);
}

function present<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in Name]: string });
}
