import { protectedScope } from '../../functions/platform';
import { connectSetup } from '../../shared/aliyun';
import { CLI } from '../../shared/command-line';
import { expectedDocument } from '../../shared/containment/policy-parts';
import { CloudForbidden, type TourniquetError } from '../../shared/errors';
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
import { accountInWords, actAll, type Part, partOf, ROLES_WAIT } from './parts';
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
 * standard output, unless the functions have one; with `json` it is part of the document there. Throws what kept a part
 * from its end, BucketUnfit for a bucket that must not be used, once the others are done.
 */
export async function setupCommand(cli: CliRun, options: SetupOptions): Promise<ExitCode> {
  const notes: string[] = [];
  const say: Say = (sentence) => {
    if (/^note /.test(sentence)) notes.push(sentence.replace(/^note +/, ''));
    tell(sentence);
  };
  const said = new Set<string>();
  const sayOnce: Say = (sentence) => {
    if (!said.has(sentence)) say(sentence);
    said.add(sentence);
  };
  const { done, refusals } = await carryOut(cli, options, () => setupParts(cli, options, sayOnce), say);
  const [first, ...others] = refusals;
  for (const { message } of others) say(`FAILED ${message}`);
  if (first !== undefined) throw first;
  if (done.length === 0)
    say(
      `Everything is there already${notes.length > 0 ? '; what the notes say is yours to judge.' : ', and as it must be.'}`,
    );
  const stateKey = await stateKeyToGive(cli, options.newStateKey ?? false, say);
  if (options.json) process.stdout.write(jsonText({ done, notes, stateKey: stateKey.toGive ?? null }));
  else if (stateKey.toGive !== undefined) process.stdout.write(`TOURNIQUET_STATE_KEY=${stateKey.toGive}\n`);
  return stateKey.isUnchecked ? EXIT.unchecked : EXIT.done;
}

/** Others may set up at the same time: what they have made meanwhile is looked at anew, so often at most. */
const MOST_LOOKS = 5;

interface CarriedOut {
  /** The plans of what was done. */
  readonly done: readonly string[];
  /** What kept a part from its end. */
  readonly refusals: readonly TourniquetError[];
}

/**
 * Asks, and does it. What nobody has agreed to yet is asked again. A policy, a bucket's lifecycle rules and its encryption
 * are written whole: what a person was asked about is looked at anew behind his answer, so that what somebody else has set
 * meanwhile is kept or asked about. What is set between that look and the write, some seconds, is written over: neither RAM
 * nor OSS has a compare-and-set for it.
 */
async function carryOut(
  cli: CliRun,
  options: SetupOptions,
  lookedAt: () => Promise<readonly Part[]>,
  say: Say,
): Promise<CarriedOut> {
  const agreed = new Set<string>();
  const done: string[] = [];
  let parts = await lookedAt();
  for (let look = 1; ; ) {
    const plans = parts.flatMap(({ steps }) => steps.map(({ plan }) => plan));
    if (plans.some((plan) => !agreed.has(plan))) {
      if (agreed.size > 0) say('Something has changed since this plan was made, so that it is another one now.');
      say(accountInWords(cli));
      await confirm(plans, options);
      for (const plan of plans) agreed.add(plan);
      // A person takes his time.
      if (!options.yes) {
        parts = await lookedAt();
        continue;
      }
    }
    const refusals = await actAll(parts, done, say, look < MOST_LOOKS);
    if (refusals !== undefined) return { done, refusals };
    say('note   Somebody else is setting up at this moment: what is there now is looked at anew.');
    parts = await lookedAt();
    look += 1;
  }
}

/** What is missing or not as it must be. Throws what concerns the whole of it. */
async function setupParts(cli: CliRun, options: SetupOptions, say: Say): Promise<Part[]> {
  const { retainDays, unprotect, takeOff, newPlace = false } = options;
  const isKnownPlace = newPlace ? false : await refuseOtherPlace(cli);
  const clients = connectSetup(cli.config, cli.clock, cli.credentials);
  const { evidence } = cli.config;
  // Somebody else's bucket: its name is taken, or these are another account's credentials, where nothing is to be made.
  const isNotOurs = (error: unknown): boolean => !isKnownPlace && error instanceof CloudForbidden;
  const bucket = await partOf('evidence', () => bucketSteps(clients, evidence, cli.run.accountId, say), say, isNotOurs);
  const archive = await partOf('archive', () => archiveSteps(clients, evidence, retainDays, say), say);
  const deny = await partOf('deny', () => denySteps(cli, clients, say, unprotect), say);
  // Rights that name a bucket which cannot be used would tell the next set-up that the functions remember there.
  const needs = isKnownPlace ? {} : ({ needs: 'evidence' } as const);
  if (bucket.refusal !== undefined && !isKnownPlace) {
    say(ROLES_WAIT);
    return [bucket, archive, deny];
  }
  const roles = await partOf('roles', () => roleSteps(cli, clients, say, takeOff), say);
  return [bucket, archive, deny, { ...roles, ...needs }];
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
