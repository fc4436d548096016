import { POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount } from '../../shared/containment/policy-parts';
import type { Verification } from '../../shared/containment/types';
import { EvidenceChanged } from '../../shared/errors';
import { type AuditAnalysis, analyseAudit } from '../../shared/evidence/analyse';
import { deniedBy } from '../../shared/evidence/denied-calls';
import type { Pack } from '../../shared/evidence/pack';
import { eventsOf } from '../../shared/evidence/parts';
import { type ThiefAnswer, thiefSeen, verificationBy } from '../../shared/evidence/thief';
import type { AuditEvent, AuditPart } from '../../shared/evidence/types';
import { looked } from '../../shared/identity/looked';
import type { Looked } from '../../shared/identity/types';
import type { Incident } from '../../shared/incident/journal';
import { sha256 } from '../../shared/incident/seal';
import type { IncidentState } from '../../shared/incident/state';
import { parsePolicy } from '../../shared/ram-policy/parse';
import type { Policy } from '../../shared/ram-policy/policy';
import { protectedScope, type Run } from '../platform';
import { type Collected, sourcesOf } from './collect';

export interface Judgement {
  readonly analysis: AuditAnalysis;
  readonly thief: ThiefAnswer;
  /** Undefined: the events do not reach far enough to say more than the read-back did. */
  readonly verification: Verification | undefined;
  /** No source of the audit was cut. */
  readonly auditComplete: boolean;
}

/** What the collected events say, read back from the pack: what is judged is what is kept. */
export async function judge(run: Run, pack: Pack, incident: Incident, collected: Collected): Promise<Judgement> {
  const { state } = incident;
  const { audit } = collected;
  const now = run.clock.now().toISOString();
  const began = suspicionBegan(state, now);
  const attached = await attachedDeny(run, state);
  const denies = 'value' in attached && attached.value !== null ? deniedBy(attached.value) : null;
  const holdsSince = state.attachedAt.get(strongestOf(state) ?? 'quarantine') ?? state.denyAt;
  const parts = audit.regions.flatMap((region) => region.parts);
  const analysis = await analyseAudit(parts, audit, { began, denyAt: state.denyAt, holdsSince, denies }, (part) =>
    readPart(pack, part),
  );
  const auditComplete =
    sourcesOf(collected).every(({ source, complete }) => complete || !source.includes('LookupEvents')) &&
    audit.cuts.length === 0;
  const until = state.denyAt ?? state.signals[0]?.receivedAt ?? began;
  return {
    analysis,
    auditComplete,
    thief: thiefSeen(analysis, { to: audit.to, complete: auditComplete, until }),
    verification: verificationBy(
      analysis,
      {
        to: audit.to,
        complete: auditComplete,
        denyAt: holdsSince,
        now,
        ...('couldNotCheck' in attached ? { unread: attached.couldNotCheck } : {}),
      },
      readBackOf(incident),
    ),
  };
}

/** The earliest that any signal says: when it was found, else when it came; without a signal, now. */
export function suspicionBegan(state: Pick<IncidentState, 'signals'>, now: string): string {
  const times = state.signals.map(({ foundAt, receivedAt }) =>
    foundAt && foundAt < receivedAt ? foundAt : receivedAt,
  );
  return times.sort()[0] ?? now;
}

/**
 * The deny as it stands in the account: set-up may have left out codes that RAM does not know, and a call that the account's
 * own document does not deny is no success against it. Null: nothing is attached. Where it cannot be read, or somebody has
 * changed it, nothing can be judged by it.
 */
async function attachedDeny(run: Run, state: IncidentState): Promise<Looked<readonly Policy[] | null>> {
  if (state.attached.size === 0) return { value: null };
  const policy = strongestOf(state) ?? 'quarantine';
  const read = await looked(
    denyInAccount(run.cloud, policy, protectedScope(run)).then(async ({ names, intact }) => {
      if (!intact) return undefined;
      const documents = names.map((name) => run.cloud.ram.getPolicy({ name, type: 'Custom' }));
      return (await Promise.all(documents)).map(({ document }) => parsePolicy(document));
    }),
  );
  if ('couldNotCheck' in read) return { couldNotCheck: `the attached deny could not be read: ${read.couldNotCheck}` };
  return read.value === undefined
    ? { couldNotCheck: `the document of ${POLICY_NAMES[policy]} was changed` }
    : { value: read.value };
}

function strongestOf({ attached }: Pick<IncidentState, 'attached'>): 'quarantine' | 'freeze' | undefined {
  return (['freeze', 'quarantine'] as const).find((policy) => attached.has(policy));
}

/** What respond read back since the last release. An investigation's own word on it may be "not verified" for a while. */
function readBackOf({ entries, state }: Incident): Verification | null {
  const since = entries.slice(entries.findLastIndex(({ type }) => type === 'release') + 1);
  const last = since.findLast((entry) => entry.type === 'outcome' && entry.verification !== null);
  return last?.type === 'outcome' ? last.verification : state.verification;
}

async function readPart(pack: Pack, part: AuditPart): Promise<AuditEvent[]> {
  const body = await pack.read(part.path);
  if (body === undefined || sha256(body) !== part.sha256) throw new EvidenceChanged(part.path);
  return eventsOf(body);
}
