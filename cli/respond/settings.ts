import { inTime } from '../../functions/time-limits';
import { connectSetup } from '../../shared/aliyun';
import { CLI } from '../../shared/command-line';
import type { Incident } from '../../shared/incident/journal';
import { resourceDifference } from '../../shared/ram-policy/document-difference';
import { QUARANTINE_POLICY } from '../../shared/ram-policy/documents';
import { bucketProtected, protectedBeyond } from '../../shared/ram-policy/self-protection';
import { CommandEnded, EXIT } from '../exit';
import { heartbeatSeal } from '../heartbeat-seal';
import type { CliRun } from '../run';
import { WHERE_THE_KEY_IS } from '../setup/state-key';

/** The plan waits for OSS no longer. */
const LOOK_MS = 1_000;

/**
 * A bucket that this shell names and the deny does not protect, where it protects another one's, or where nobody has made
 * such a bucket: a shell with other settings, and no reason to freeze a user who works. Throws CommandEnded.
 */
export async function refuseOtherBuckets(
  { run, config, credentials }: CliRun,
  documents: readonly string[],
  expected: string,
): Promise<void> {
  const lacking = resourceDifference(documents, expected)?.missing.flatMap((one) => bucketProtected(one) ?? []) ?? [];
  const others = new Set(protectedBeyond(documents, expected).flatMap((one) => bucketProtected(one) ?? []));
  const { buckets } = connectSetup(config, run.clock, credentials);
  for (const bucket of new Set(lacking)) {
    const there = await inTime(run.clock, buckets.isThere(bucket), LOOK_MS, 'bucket');
    const isAbsent = 'value' in there && !there.value;
    if (!isAbsent && others.size === 0) continue;
    const variable = variableOf(bucket, config);
    const protects = others.size === 0 ? 'does not protect it' : `protects ${[...others].join(', ')} in its place`;
    throw new CommandEnded(
      EXIT.usage,
      `${isAbsent ? 'There is no bucket' : 'This shell names the bucket'} ${bucket} (${variable}), and ${QUARANTINE_POLICY} ${protects}. Give this shell the deployment's settings and run it again; if they are right here, somebody has changed the policy: ${CLI} setup puts it back. Nothing was changed.`,
    );
  }
}

function variableOf(bucket: string, { evidence, trail }: Pick<CliRun['config'], 'evidence' | 'trail'>): string {
  if (bucket === evidence.bucket) return 'TOURNIQUET_EVIDENCE_BUCKET';
  return bucket === trail.bucket ? 'TOURNIQUET_TRAIL_BUCKET' : 'TOURNIQUET_ARCHIVE_BUCKET';
}

/**
 * Why the functions will not read what this shell writes down; undefined: they will, as they read everything where they
 * have no state key, or nobody can tell.
 */
export async function whyUnreadable(cli: CliRun, incident: Incident | undefined): Promise<string | undefined> {
  const beat = await inTime(cli.run.clock, heartbeatSeal(cli), LOOK_MS, 'heartbeat');
  const isTold = 'value' in beat && beat.value.isSealed;
  const isOurs = isTold && cli.config.stateKey !== undefined && beat.value.opens;
  // Before the timer has ever run: what is recorded of the key tells.
  const isAnothers = incident !== undefined && incident.entries.length === 0 && incident.tampered.length > 0;
  if (isTold ? isOurs : !isAnothers) return undefined;
  return `the state key of this shell is not the functions': what is recorded by it they ignore, so that nobody looks after this containment and a release knows nothing of it; ${WHERE_THE_KEY_IS}, and run it again`;
}
