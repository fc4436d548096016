import { POLICY_NAMES } from '../../shared/containment/apply';
import type { StepResult } from '../../shared/containment/types';
import type { Owner } from '../../shared/identity/types';
import { type AccessKeyId, namedKeys } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import type { Run } from '../platform';

type RamUser = Extract<Owner, { type: 'ram-user' }>;

/**
 * A deny of ours that no journal knows of: a run attached it while OSS was down, or died before it could write that down,
 * and by now the same leak is decided otherwise, for a release can be seen again. It is written down as found, so that
 * status, alert and release speak of what is so. Resolves with the incident, with whether there was one, and with the other
 * key of the user whose deny is on him.
 */
export async function noteFoundDeny(
  run: Run,
  incident: Incident,
  leakId: string,
  user: RamUser,
): Promise<{ readonly incident: Incident; readonly isFound: boolean; readonly ofOther?: AccessKeyId }> {
  const nothing = { incident, isFound: false };
  if (incident.state.attached.size > 0) return nothing;
  const steps = await foundOn(run, user);
  if (steps.length === 0 || isBeingReleased(incident)) return nothing;
  const ofOther = await otherContained(run, incident, user);
  if (ofOther !== undefined) return { ...nothing, ofOther };
  const { incident: after, written } = await run.journal.append(
    incident.id,
    ({ state, entries }) =>
      // A release that came in between has taken off what was seen here.
      state.decision === null || state.attached.size > 0 || isReleased(entries.slice(incident.entries.length))
        ? undefined
        : {
            type: 'outcome',
            leakId,
            decision: state.decision,
            lastUse: state.lastUse,
            steps,
            denyAt: state.denyAt ?? run.clock.now().toISOString(),
            verification: null,
          },
    incident,
  );
  return { incident: after, isFound: written };
}

async function foundOn({ cloud, clock }: Run, { userName }: RamUser): Promise<StepResult[]> {
  const [policies, groups] = await Promise.all([
    cloud.ram.listPoliciesForUser(userName),
    cloud.ram.listGroupsForUser(userName),
  ]);
  const isOn = (policy: string): boolean => policies.some(({ name, type }) => type === 'Custom' && name === policy);
  const found = [
    ...(isOn(POLICY_NAMES.quarantine) ? ['attach-quarantine'] : []),
    ...(isOn(POLICY_NAMES.freeze) ? ['attach-freeze'] : []),
    ...(groups.includes(QUARANTINE_GROUP) ? ['add-to-group'] : []),
  ];
  return found.map((step) => ({ step, ok: true, detail: 'found', at: clock.now().toISOString() }));
}

/** A release is just taking it off. */
function isBeingReleased({ entries }: Incident): boolean {
  return entries.findLast(({ type }) => type === 'release-intent' || type === 'release')?.type === 'release-intent';
}

/** The deny binds the user: that of another key of his which is contained is that key's. */
async function otherContained(run: Run, { id }: Incident, { keys }: RamUser): Promise<AccessKeyId | undefined> {
  const others = namedKeys(keys).filter((key) => key !== id.accessKeyId);
  const incidents = await Promise.all(others.map((accessKeyId) => run.journal.read({ ...id, accessKeyId })));
  return incidents.find(({ state }) => state.isContaining)?.id.accessKeyId;
}

const isReleased = (entries: Incident['entries']): boolean =>
  entries.some(({ type }) => type === 'release-intent' || type === 'release');
