import { protectedScope } from '../functions/platform';
import { type Cloud, connectSetup } from '../shared/aliyun';
import { BucketUnfit, CloudNotFound } from '../shared/errors';
import {
  freezeDocument,
  type PolicyDocument,
  QUARANTINE_GROUP,
  quarantineDocuments,
} from '../shared/ram-policy/documents';
import { type Consent, confirm } from './confirm';
import { EXIT, type ExitCode } from './exit';
import type { CliRun } from './run';
import { policySteps, type Say, type SetupClients, type Step } from './setup-policies';

const say: Say = (sentence) => void process.stderr.write(`${sentence}\n`);

/**
 * Makes what the functions need and nothing that is there already: the evidence bucket (private, encrypted, never
 * versioned) and the deny policies with the group that carries one. A policy that somebody changed is put back. The plan
 * comes before the first write. Without a state key one is made and printed, alone on standard output. Throws BucketUnfit
 * for a bucket that must not be used.
 */
export async function setupCommand(
  { run, config, clock, credentials, madeStateKey }: CliRun,
  options: Consent,
): Promise<ExitCode> {
  const steps = await setupSteps({ run, config, clock, credentials });
  if (steps.length === 0) say('Everything is there already, and as it must be.');
  else {
    await confirm(
      steps.map(({ plan }) => plan),
      options,
    );
  }
  for (const { plan, act } of steps) {
    await act();
    say(`done   ${plan}`);
  }
  if (madeStateKey) {
    say('Give the functions this, and keep it like a password: it signs what they remember.');
    process.stdout.write(`TOURNIQUET_STATE_KEY=${madeStateKey}\n`);
  }
  return EXIT.done;
}

/** What is missing or not as it must be. Throws BucketUnfit for a bucket that must not be used. */
export async function setupSteps({ run, config, clock, credentials }: CliRun): Promise<Step[]> {
  const clients = connectSetup(config, clock, credentials);
  const { policySizeQuota } = await run.cloud.ims.getAccountSummary();
  const quarantines = quarantineDocuments(protectedScope(run), policySizeQuota);
  return [
    ...(await bucketSteps(clients, config.evidence.bucket)),
    ...(await policySteps(run.cloud, clients, [...quarantines, freezeDocument()], say)),
    ...(await groupSteps(run.cloud, clients, quarantines)),
  ];
}

async function bucketSteps({ buckets }: SetupClients, bucket: string): Promise<Step[]> {
  const encrypt = { plan: `encrypt the bucket ${bucket} (AES256)`, act: () => buckets.encrypt(bucket) };
  try {
    const { acl, versioning, encryption } = await buckets.info(bucket);
    if (versioning)
      throw new BucketUnfit(
        bucket,
        `its versioning is ${versioning}: OSS then ignores forbid-overwrite, and with it the journal's lock. Take another bucket.`,
      );
    if (acl !== 'private') throw new BucketUnfit(bucket, `its ACL is ${acl}, not private.`);
    return encryption ? [] : [encrypt];
  } catch (error) {
    if (!(error instanceof CloudNotFound)) throw error;
    return [{ plan: `make the private bucket ${bucket}`, act: () => buckets.create(bucket) }, encrypt];
  }
}

async function groupSteps(
  cloud: Cloud,
  { ram }: SetupClients,
  quarantines: readonly PolicyDocument[],
): Promise<Step[]> {
  const carried = await policiesOfGroup(cloud);
  const missing = quarantines.filter(({ name }) => !carried?.includes(name));
  const make: Step = {
    plan: `make the group ${QUARANTINE_GROUP}, for users without a free place for a policy`,
    act: async () => {
      await ram.createGroup(QUARANTINE_GROUP, 'ak-tourniquet: for users without a free policy slot');
    },
  };
  const attach = missing.map(({ name }) => ({
    plan: `attach ${name} to the group ${QUARANTINE_GROUP}`,
    act: async () => {
      await ram.attachPolicyToGroup(QUARANTINE_GROUP, { name, type: 'Custom' });
    },
  }));
  return carried === undefined ? [make, ...attach] : attach;
}

/** The names of the policies that the group carries; undefined when there is no group. */
async function policiesOfGroup(cloud: Cloud): Promise<string[] | undefined> {
  try {
    return (await cloud.ram.listPoliciesForGroup(QUARANTINE_GROUP)).map(({ name }) => name);
  } catch (error) {
    if (error instanceof CloudNotFound) return undefined;
    throw error;
  }
}
