import { carriedDenies } from '../../shared/containment/release-needs';
import { isAdministrator } from '../../shared/containment/verify';
import { CloudNotFound } from '../../shared/errors';
import { looked } from '../../shared/identity/looked';
import { ownerNow } from '../../shared/identity/name-now';
import type { AccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import type { IncidentFacts } from '../../shared/notify/facts';
import type { Run } from '../platform';

/**
 * An incident of whose key nothing is recorded that this responder could trust: a person asked for the investigation of a
 * key that never leaked, a deny went on while nothing could be written down, or what is written bears another seal. What
 * was done is read from the account then, and never said to be nothing.
 */
export async function withoutRecord(
  run: Run,
  { id, tampered }: Incident,
  caveats: readonly string[],
): Promise<IncidentFacts> {
  const look = await looked(lookAtOwner(run, id.accessKeyId));
  const found = 'value' in look ? look.value : undefined;
  const attached = (['freeze', 'quarantine'] as const).find((policy) => found?.denies.has(policy));
  const record = tampered.length > 0 ? 'unsealed' : attached !== undefined ? 'denied' : 'none';
  const unseen =
    'couldNotCheck' in look ? [`whether a deny is on its user could not be checked: ${look.couldNotCheck}`] : [];
  return {
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accountId: id.accountId,
    accessKeyId: id.accessKeyId,
    mode: run.config.mode,
    row: 'use-unknown',
    record,
    verdict: record === 'none' ? 'none' : 'hold',
    reason: 'no leak signal has named this key',
    plan: [],
    findings: [],
    window: { signalAt: run.receivedAt.toISOString() },
    thief: { seen: 'not visible yet' },
    owner: found === undefined ? { type: 'unknown' } : await ownerFacts(run, id.accessKeyId, found),
    ...(attached ? { attached } : {}),
    keyDisabled: false,
    published: {},
    source: 'manual',
    steps: [],
    heldUntilDecision: false,
    caveats: [...caveats, ...unseen],
    reportAt: { bucket: run.config.evidence.bucket, key: run.paths.reportHtml(id) },
  };
}

type Found = NonNullable<Awaited<ReturnType<typeof lookAtOwner>>>;

/** Undefined: the key is nobody's here, or root's. Throws what the looks throw. */
async function lookAtOwner({ cloud }: Run, accessKeyId: AccessKeyId) {
  try {
    const userName = await ownerNow(cloud, accessKeyId);
    if (userName === undefined) return undefined;
    const [keys, policies, groups] = await Promise.all([
      cloud.ram.listAccessKeys(userName),
      cloud.ram.listPoliciesForUser(userName),
      cloud.ram.listGroupsForUser(userName),
    ]);
    return { userName, keys, denies: carriedDenies(policies, groups) };
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}

async function ownerFacts(
  { cloud }: Run,
  accessKeyId: AccessKeyId,
  { userName, keys }: Found,
): Promise<IncidentFacts['owner']> {
  const [administrator, console] = await Promise.all([
    looked(isAdministrator(cloud, userName)),
    looked(cloud.ram.hasLoginProfile(userName)),
  ]);
  const otherKeys = keys.filter(({ id }) => id !== accessKeyId).map(({ id, status }) => ({ id, status }));
  return { type: 'ram-user', userName, administrator, otherKeys, console };
}
