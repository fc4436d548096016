import type { AccountFacts } from '../findings/account';
import { isAddress } from './event';
import type { AuditEvent } from './types';

/** A leak is found after it was published: what came from a new address within this time before may be the thief's. */
const HISTORY_MARGIN_MS = 3_600_000;

/** What the judgement about a key's calls rests on. Times are ISO 8601 UTC. */
export interface Suspicion {
  /** The earliest that the signals tell of: when the key was published, found or reported. */
  readonly began: string;
  readonly denyAt: string | null;
  /** Since when the deny that `denies` judges by holds: a wider one that came later says nothing about earlier calls. */
  readonly holdsSince?: string | null;
  /** Whether the attached document denies an action, by evaluation; null: nothing is attached. */
  readonly denies: ((event: AuditEvent) => boolean) | null;
  /** The buckets of this tool: whoever changes them tampers with evidence. */
  readonly toolsBuckets?: readonly string[];
  /** Which policies and groups make an administrator, as far as the account's events tell. */
  readonly account?: AccountFacts;
}

/** Before it, calls are the key's own history. */
export function historyEnds(suspicion: Pick<Suspicion, 'began'>): string {
  return new Date(Date.parse(suspicion.began) - HISTORY_MARGIN_MS).toISOString();
}

/** Where the key was used from before the suspicion, and by which calls: what is the owner's own. */
export class KeyHistory {
  private readonly addresses = new Set<string>();
  private readonly calls = new Set<string>();

  constructor(private readonly endsAt: string) {}

  learn(event: AuditEvent): void {
    if (event.at === '' || event.at >= this.endsAt) return;
    this.addresses.add(event.ip);
    this.calls.add(callOf(event));
  }

  /** A call since the suspicion from an address that the key was never used from. Services acting by themselves are none. */
  isFromNewSource(event: AuditEvent): boolean {
    return event.at >= this.endsAt && isAddress(event.ip) && !this.addresses.has(event.ip);
  }

  /** The same call from the same address, from before: the business itself. */
  isUsual(event: AuditEvent): boolean {
    return this.calls.has(callOf(event));
  }
}

function callOf({ ip, service, name }: AuditEvent): string {
  return `${ip}\n${service}\n${name}`;
}

/**
 * Whether a call came after the deny. ActionTrail counts whole seconds, so a call of the deny's own second may have been
 * either: a refused one is taken for after, an answered one for before.
 */
export function isAfterDeny(event: AuditEvent, denyAt: string | null, refused: boolean): boolean {
  if (denyAt === null || event.at === '') return false;
  const deny = Date.parse(denyAt);
  const at = Date.parse(event.at);
  return refused ? at >= Math.floor(deny / 1000) * 1000 : at >= Math.ceil(deny / 1000) * 1000;
}
