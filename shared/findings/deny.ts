import { deniedBy } from '../evidence/denied-calls';
import { isRefusal } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { quarantineDocument } from '../ram-policy/documents';
import { parsePolicy } from '../ram-policy/parse';

/** A changed policy takes a moment to bite: what succeeds later than this succeeds against the deny. */
const SPREAD_MS = 5 * 60_000;

export interface AfterDeny {
  /** Calls that the quarantine denies and that were answered all the same, later than a deny may take to bite. */
  readonly succeeded: readonly AuditEvent[];
  readonly refused: readonly AuditEvent[];
}

/**
 * Calls of the attack that were answered after the deny under another identity than the leaked key: sessions that it
 * opened before, and what it made. The deny is on the key's user and binds none of them. Pure.
 */
export function goesOn(
  attack: ReadonlyMap<AuditEvent, string>,
  accessKeyId: string,
  denyAt: string | undefined,
): AuditEvent[] {
  if (denyAt === undefined) return [];
  const from = Date.parse(denyAt) + SPREAD_MS;
  return [...attack]
    .filter(([event, actor]) => actor !== accessKeyId && event.errorCode === undefined && Date.parse(event.at) > from)
    .map(([event]) => event);
}

/** What came of the calls of the contained user's own keys after the deny. Sessions are not bound by it. Pure. */
export function afterDeny(events: readonly AuditEvent[], denyAt: string | undefined): AfterDeny {
  if (denyAt === undefined) return { succeeded: [], refused: [] };
  const deny = Date.parse(denyAt);
  const denies = quarantineDenies();
  const later = events.filter(({ at, accessKeyId }) => Date.parse(at) >= deny && !accessKeyId?.startsWith('STS.'));
  return {
    succeeded: later.filter(
      (event) => Date.parse(event.at) > deny + SPREAD_MS && event.errorCode === undefined && denies(event),
    ),
    refused: later.filter(isRefusal),
  };
}

/** Whether the quarantine denies a call. Of it only its list of actions is asked, which is the same for every account and bucket. */
export function quarantineDenies(): (event: AuditEvent) => boolean {
  const { document } = quarantineDocument({ bucket: 'the-bucket', accountId: '1000000000000000' });
  return deniedBy([parsePolicy(document)]);
}
