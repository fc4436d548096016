import { protectedScope } from '../../functions/platform';
import type { Preview } from '../../functions/respond/contain';
import { inTime } from '../../functions/time-limits';
import { connectSetup } from '../../shared/aliyun';
import { POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount, expectedDocument } from '../../shared/containment/policy-parts';
import type { Action, Decision } from '../../shared/containment/types';
import { looked } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import { resourceDifference } from '../../shared/ram-policy/document-difference';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../../shared/ram-policy/documents';
import { bucketProtected } from '../../shared/ram-policy/self-protection';
import type { LeakSignal } from '../../shared/signal/types';
import { CommandEnded, EXIT } from '../exit';
import { fenceLines } from '../fence';
import { putBackLines } from '../put-back';
import type { CliRun } from '../run';
import { differsInWords } from '../setup/differs';

export const UNREAD = 'could not check whether this key was released before, and what is recorded of it';

/** What `respond` will do, line by line. Throws CommandEnded where this shell names buckets that are not there. */
export async function respondPlan(cli: CliRun, signal: LeakSignal, seen: Preview): Promise<readonly string[]> {
  const { decision, owner, incident } = seen;
  const key = maskKey(signal.accessKeyId);
  const of = owner?.type === 'ram-user' ? ` of ${owner.userName}` : '';
  return [
    ...decided(cli, decision, `${key}${of}`, signal.approved ?? false),
    ...('value' in incident ? putBackLines(cli, incident.value) : []),
    ...(await insteadLines(cli, decision, key)),
    ...(await fenceLines(cli.run, signal.accessKeyId, decision)),
    ...('value' in incident ? ['keep the evidence, and tell the owner'] : unreadLines(incident.couldNotCheck)),
  ];
}

const unreadLines = (why: string): string[] => [
  `go on, although it ${UNREAD} (${why})`,
  'record nothing, unless OSS answers by then, and tell the owner so',
];

function decided({ config }: CliRun, decision: Decision, key: string, approved: boolean): string[] {
  const { verdict, reason, actions } = decision;
  if (verdict === 'hold')
    return approved
      ? [`write down that ${key} is held (${reason}), and contain it all the same, by your approval`]
      : [`contain nothing yet: ${key} is held, ${reason}`];
  if (verdict === 'none' || actions.length === 0) return [`contain nothing: ${reason}`];
  const planned = config.mode === 'observe' ? 'only note, in observe mode: ' : '';
  return actions.map((action) => `${planned}${wordsOf(action, key)} (${reason})`);
}

function wordsOf(action: Action, key: string): string {
  if (action.kind === 'attach')
    return `attach ${action.policy === 'freeze' ? FREEZE_POLICY : QUARANTINE_POLICY} to the owner of ${key}`;
  if (action.kind === 'fence')
    return `let ${maskKey(action.accessKeyId)} work only from the networks where it worked before, once the events are read`;
  return `switch off ${maskKey(action.accessKeyId)}`;
}

/** What is done in place of a deny that cannot be attached, or does not say what it must: agreed to before. */
async function insteadLines(cli: CliRun, { verdict, actions }: Decision, key: string): Promise<string[]> {
  const { run } = cli;
  const attach = actions.find((action) => action.kind === 'attach');
  if (verdict !== 'contain' || attach?.kind !== 'attach' || run.config.mode === 'observe') return [];
  const name = POLICY_NAMES[attach.policy];
  const generally = `switch off ${key} where no deny can be attached; what was done is told`;
  const scope = protectedScope(run);
  const look = await looked(denyInAccount(run.cloud, attach.policy, scope));
  if ('value' in look && look.value.intact) return [generally];
  const expected = expectedDocument(attach.policy, scope);
  if ('value' in look) await refuseAbsentBuckets(cli, look.value.documents, expected);
  const why =
    'value' in look
      ? `says something else than set-up wrote (${differsInWords(look.value.documents, expected)})`
      : `could not be read (${look.couldNotCheck})`;
  return [`${name} ${why}: attach ${FREEZE_POLICY} as well, or else switch off ${key} (ak-tourniquet setup mends it)`];
}

/** The plan waits for OSS no longer. */
const BUCKET_MS = 1_000;

/**
 * A bucket that this shell names, the deny does not protect, and nobody has made: mistyped here, not taken out there, and
 * no reason to freeze a user who works. Throws CommandEnded.
 */
async function refuseAbsentBuckets(
  { run, config, credentials }: CliRun,
  documents: readonly string[],
  expected: string,
): Promise<void> {
  const lacking = resourceDifference(documents, expected)?.missing.flatMap((one) => bucketProtected(one) ?? []) ?? [];
  const { buckets } = connectSetup(config, run.clock, credentials);
  for (const bucket of new Set(lacking)) {
    const there = await inTime(run.clock, buckets.isThere(bucket), BUCKET_MS, 'bucket');
    if (!('value' in there) || there.value) continue;
    const { evidence } = config;
    const variable = bucket === evidence.bucket ? 'TOURNIQUET_EVIDENCE_BUCKET' : 'TOURNIQUET_ARCHIVE_BUCKET';
    throw new CommandEnded(
      EXIT.usage,
      `There is no bucket ${bucket}, which ${variable} names here, and ${QUARANTINE_POLICY} protects others: give this shell the deployment's settings and run it again. Nothing was changed.`,
    );
  }
}
