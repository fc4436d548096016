import { isRefusal } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';

/** What the audit shows of how a key's calls came out. */
export interface SeenCalls {
  /** The latest one that went through, ISO 8601 UTC; null: none is seen. */
  readonly throughAt: string | null;
  readonly refused: number;
  /** Of the refused ones, how many a deny of this tool refused. */
  readonly byDeny: number;
  /** The first of the refused ones. */
  readonly firstRefused?: { readonly at: string; readonly action: string; readonly code: string };
  /** Root's: no policy binds it, so that a use of it is a call that went through, unless one is seen that did not. */
  readonly isUnbound?: true;
}

export const NO_CALLS: SeenCalls = { throughAt: null, refused: 0, byDeny: 0 };

/** Whoever signs wrongly, or may not: more widely than {@link isRefusal}, because what is taken for success here switches a key off. */
const NO_ENTRY =
  /Forbidden|Permission|Unauthori[sz]ed|NotAuthori[sz]ed|AccessDenied|Signature|AccessKey|SecurityToken|Credential/i;
/** Answered before anybody asks for the caller's rights, or by a service in trouble. */
const UNASKED =
  /^(Throttling|ServiceUnavailable|InternalError|Internal|Missing|InvalidAction|InvalidVersion|InvalidTimeStamp|5\d\d$)/i;
/** Needs no right (STS, "GetCallerIdentity"), so that it succeeds for a key which may do nothing. */
const NEEDS_NO_RIGHT: ReadonlySet<string> = new Set(['sts:getcalleridentity']);

export function isRefused(event: Pick<AuditEvent, 'errorCode'>): boolean {
  return isRefusal(event) || (event.errorCode !== undefined && NO_ENTRY.test(event.errorCode));
}

/** Whether a call came past the check of its rights: what the business makes wrong behind that is no matter of the key's. */
export function wentThrough(event: Pick<AuditEvent, 'errorCode' | 'service' | 'name'>): boolean {
  if (isRefused(event) || NEEDS_NO_RIGHT.has(`${event.service}:${event.name}`.toLowerCase())) return false;
  return event.errorCode === undefined || !UNASKED.test(event.errorCode);
}

/** How these calls of one key came out. `denies`: whether a deny of ours refuses this call to it. Pure. */
export function callsOf(events: readonly AuditEvent[], denies: (event: AuditEvent) => boolean): SeenCalls {
  const inOrder = [...events].sort((a, b) => (a.at < b.at ? -1 : 1));
  const refused = inOrder.filter(isRefused);
  const [first] = refused;
  return {
    throughAt: inOrder.findLast(wentThrough)?.at ?? null,
    refused: refused.length,
    byDeny: refused.filter(denies).length,
    ...(first === undefined
      ? {}
      : { firstRefused: { at: first.at, action: `${first.service}:${first.name}`, code: first.errorCode ?? '' } }),
  };
}

/** The refused ones, for a sentence: how many, and how the first of them came out. Undefined: there are none. */
export function refusedInWords({ refused, byDeny, firstRefused: first }: SeenCalls): string | undefined {
  if (first === undefined) return undefined;
  const count = `${refused} ${refused === 1 ? 'call' : 'calls'}`;
  const which = byDeny === refused ? '' : ` ${byDeny} of them`;
  const deny =
    byDeny === 0 ? '' : `; the deny of this incident, which binds the new key as well, refuses${which || ' them'}`;
  return `${count} refused (first ${first.code}, ${first.action}, at ${first.at}${deny})`;
}
