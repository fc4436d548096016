import { protectedScope } from '../functions/platform';
import { type Cloud, connectSetup } from '../shared/aliyun';
import { BucketUnfit, CloudNotFound } from '../shared/errors';
import {
  freezeDocument,
  type PolicyDocument,
  QUARANTINE_GROUP,
  quarantineDocuments,
} from '../shared/ram-policy/documents';
import { sameDocument } from '../shared/ram-policy/same-document';
import { type Consent, confirm } from './confirm';
import { EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';

interface Step {
  readonly plan: string;
  act(): Promise<void>;
}

type SetupClients = ReturnType<typeof connectSetup>;

/**
 * Makes what the functions need and nothing that is there already: the evidence bucket (private, encrypted, never
 * versioned) and the deny policies with the group that carries one. A policy that somebody changed is put back. The plan
 * comes before the first write. Throws BucketUnfit for a bucket that must not be used.
 */
export async function setupCommand({ run, config, clock, credentials }: CliRun, options: Consent): Promise<ExitCode> {
  const clients = connectSetup(config, clock, credentials);
  const { policySizeQuota } = await run.cloud.ims.getAccountSummary();
  const quarantines = quarantineDocuments(protectedScope(run), policySizeQuota);
  const steps: Step[] = [
    ...(await bucketSteps(clients, config.evidence.bucket)),
    ...(
      await Promise.all([...quarantines, freezeDocument()].map((policy) => policySteps(run.cloud, clients, policy)))
    ).flat(),
    ...(await groupSteps(clients, quarantines)),
  ];
  await confirm(
    steps.map(({ plan }) => plan),
    options,
  );
  for (const { plan, act } of steps) {
    await act();
    process.stderr.write(`done   ${plan}\n`);
  }
  return EXIT.done;
}

async function bucketSteps({ buckets }: SetupClients, bucket: string): Promise<Step[]> {
  try {
    const { acl, versioning, encryption } = await buckets.info(bucket);
    if (versioning)
      throw new BucketUnfit(
        bucket,
        `its versioning is ${versioning}: OSS then ignores forbid-overwrite, and with it the journal's lock. Take another bucket.`,
      );
    if (acl !== 'private') throw new BucketUnfit(bucket, `its ACL is ${acl}, not private.`);
    return encryption ? [] : [{ plan: `encrypt the bucket ${bucket} (AES256)`, act: () => buckets.encrypt(bucket) }];
  } catch (error) {
    if (!(error instanceof CloudNotFound)) throw error;
    return [
      { plan: `make the private bucket ${bucket}`, act: () => buckets.create(bucket) },
      { plan: `encrypt the bucket ${bucket} (AES256)`, act: () => buckets.encrypt(bucket) },
    ];
  }
}

async function policySteps(cloud: Cloud, { ram }: SetupClients, { name, document }: PolicyDocument): Promise<Step[]> {
  try {
    const current = await cloud.ram.getPolicy({ name, type: 'Custom' });
    if (sameDocument(current.document, document)) return [];
    return [
      {
        plan: `put the policy ${name} back to what it must say (a new default version)`,
        act: () => ram.createPolicyVersion(name, document),
      },
    ];
  } catch (error) {
    if (!(error instanceof CloudNotFound)) throw error;
    return [
      {
        plan: `make the policy ${name}`,
        act: () => ram.createPolicy(name, document, 'ak-tourniquet: attached to the user of a leaked AccessKey'),
      },
    ];
  }
}

/** The group's own writes are idempotent: a look first would ask for one more right. */
async function groupSteps({ ram }: SetupClients, quarantines: readonly PolicyDocument[]): Promise<Step[]> {
  return [
    {
      plan: `make the group ${QUARANTINE_GROUP}, which carries the quarantine for users without a free place`,
      act: async () => {
        await ram.createGroup(QUARANTINE_GROUP, 'ak-tourniquet: for users without a free policy slot');
        for (const { name } of quarantines) await ram.attachPolicyToGroup(QUARANTINE_GROUP, { name, type: 'Custom' });
      },
    },
  ];
}
