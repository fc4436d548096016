import { protectedScope } from '../../functions/platform';
import { connectSetup } from '../../shared/aliyun';
import { CLI } from '../../shared/command-line';
import { expectedDocument } from '../../shared/containment/policy-parts';
import { CloudAlreadyThere } from '../../shared/errors';
import { freezeDocument, QUARANTINE_POLICY, quarantineDocuments } from '../../shared/ram-policy/documents';
import { bucketProtected, protectedBeyond } from '../../shared/ram-policy/self-protection';
import { type Consent, confirm } from '../confirm';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { jsonText, printable } from '../printable';
import type { CliRun } from '../run';
import { archiveSteps } from './archive';
import { bucketSteps } from './bucket';
import { groupSteps } from './group';
import { refuseOtherPlace } from './other-place';
import { documentOf, policySteps, type Say, type SetupClients, type Step } from './policies';
import { roleSteps } from './roles';
import { stateKeyToGive } from './state-key';

export interface SetupOptions extends Consent {
  /** For so many days nobody may change or delete what is written into the archive. */
  readonly retainDays?: number;
  /** Although the functions have a state key. */
  readonly newStateKey?: boolean;
  /** Although the functions remember in another bucket, or under another prefix. */
  readonly newPlace?: boolean;
  /** Buckets of another configuration that the quarantine shall protect no longer. */
  readonly unprotect?: readonly string[];
  /** Rights of another configuration that the roles shall carry no longer, by the names of their policies. */
  readonly takeOff?: readonly string[];
  readonly json?: boolean;
}

const tell: Say = (sentence) => void process.stderr.write(`${printable(sentence)}\n`);

/**
 * Makes what the functions need and nothing that is there already: the evidence bucket (private, encrypted, never
 * versioned), the archive where one is configured, the deny policies with the group that carries one, and each function's role with its rights. What somebody
 * changed is put back. The plan comes before the first write. Without a state key one is made and printed, alone on
 * standard output, unless the functions have one; with `json` it is part of the document there. Throws BucketUnfit for a bucket that must not be used.
 */
export async function setupCommand(cli: CliRun, options: SetupOptions): Promise<ExitCode> {
  const notes: string[] = [];
  const say: Say = (sentence) => {
    if (/^note /.test(sentence)) notes.push(sentence.replace(/^note +/, ''));
    tell(sentence);
  };
  const steps = await setupSteps(cli, options, say);
  if (steps.length === 0) say('Everything is there already, and as it must be.');
  const done = await carryOut(cli, options, steps, say);
  const stateKey = await stateKeyToGive(cli, options.newStateKey ?? false, say);
  if (options.json) process.stdout.write(jsonText({ done, notes, stateKey: stateKey.toGive ?? null }));
  else if (stateKey.toGive !== undefined) process.stdout.write(`TOURNIQUET_STATE_KEY=${stateKey.toGive}\n`);
  return stateKey.isUnchecked ? EXIT.unchecked : EXIT.done;
}

/** Others may set up at the same time: what they have made meanwhile is looked at anew, so often at most. */
const MOST_LOOKS = 5;

/** Asks, and does it. What nobody has agreed to yet is asked again. Resolves with the plans of what was done. */
async function carryOut(cli: CliRun, options: SetupOptions, planned: readonly Step[], say: Say): Promise<string[]> {
  const agreed = new Set<string>();
  const done: string[] = [];
  let steps = planned;
  for (let look = 1; steps.length > 0; look += 1) {
    const plans = steps.map(({ plan }) => plan);
    if (plans.some((plan) => !agreed.has(plan))) await confirm(plans, options);
    for (const plan of plans) agreed.add(plan);
    if (await actAll(steps, done, say, look < MOST_LOOKS)) return done;
    say('note   Somebody else is setting up at this moment: what is there now is looked at anew.');
    steps = await setupSteps(cli, options, () => undefined);
  }
  return done;
}

/** False: somebody else was first at one of them. */
async function actAll(steps: readonly Step[], done: string[], say: Say, mayMeet: boolean): Promise<boolean> {
  for (const { plan, act } of steps) {
    try {
      await act();
    } catch (error) {
      if (mayMeet && error instanceof CloudAlreadyThere) return false;
      throw error;
    }
    done.push(plan);
    say(`done   ${plan}`);
  }
  return true;
}

/** What is missing or not as it must be. Throws BucketUnfit for a bucket that must not be used. */
async function setupSteps(cli: CliRun, options: SetupOptions, say: Say): Promise<Step[]> {
  const { retainDays, unprotect, takeOff, newPlace = false } = options;
  if (!newPlace) await refuseOtherPlace(cli);
  const clients = connectSetup(cli.config, cli.clock, cli.credentials);
  return [
    ...(await bucketSteps(clients, cli.config.evidence, say)),
    ...(await archiveSteps(clients, cli.config.evidence, retainDays, say)),
    ...(await denySteps(cli, clients, say, unprotect)),
    ...(await roleSteps(cli, clients, say, takeOff)),
  ];
}

/**
 * What the deny policies lack, and the group that carries one. What the quarantine protects beyond this configuration stays
 * protected, and is said: the functions may be of another one.
 */
export async function denySteps(
  { run }: CliRun,
  clients: SetupClients,
  tell: Say,
  unprotect: readonly string[] = [],
): Promise<Step[]> {
  const { policySizeQuota } = await run.cloud.ims.getAccountSummary();
  const beyond = await keptProtected(run, tell, unprotect);
  const quarantines = quarantineDocuments({ ...protectedScope(run), beyond }, policySizeQuota);
  return [
    ...(await policySteps(run.cloud, clients, [...quarantines, freezeDocument()], tell)),
    ...(await groupSteps(run.cloud, clients, quarantines)),
  ];
}

/** Throws CommandEnded for a bucket that is to be protected no longer, and is not there, or is this configuration's. */
async function keptProtected(run: CliRun['run'], tell: Say, unprotect: readonly string[]): Promise<readonly string[]> {
  const found = await documentOf(run.cloud, QUARANTINE_POLICY);
  const expected = expectedDocument('quarantine', protectedScope(run));
  const beyond = found === undefined ? [] : protectedBeyond([found], expected);
  const buckets = new Set(beyond.flatMap((resource) => bucketProtected(resource) ?? []));
  for (const bucket of unprotect)
    if (!buckets.delete(bucket))
      throw new CommandEnded(
        EXIT.usage,
        `--unprotect ${bucket}: ${QUARANTINE_POLICY} protects no such bucket beyond this configuration's own.`,
      );
  for (const bucket of buckets)
    tell(
      `note   ${QUARANTINE_POLICY} protects the bucket ${bucket} too, which TOURNIQUET_* of this shell does not name, and keeps it so: the functions may have another configuration. Where they have not: ${CLI} setup --unprotect ${bucket}`,
    );
  return beyond.filter((resource) => buckets.has(bucketProtected(resource) ?? ''));
}
