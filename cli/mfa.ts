import { connectSetup } from '../shared/aliyun';
import type { Preference } from '../shared/aliyun/security-preference';
import { CLI } from '../shared/command-line';
import { CloudNotFound } from '../shared/errors';
import { fetchReport } from '../shared/hygiene/fetch-report';
import { Looks } from '../shared/hygiene/looks';
import { logonName, ROOT } from '../shared/hygiene/roster';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { jsonText, printable } from './printable';
import type { CliRun } from './run';

export interface MfaOptions extends Consent {
  readonly by: string;
  readonly json?: boolean;
}

const SETTING = 'MFAOperationForLogin';
const MOST_NAMES = 20;

/** What the account required before `mfa require`, under our seal. */
interface Former {
  readonly schema: 1;
  readonly at: string;
  readonly by: string;
  readonly former: Preference;
}

/** Whom a requirement for everybody hits, by the credential report. */
interface Hit {
  readonly canSignIn: number;
  /** They must bind a device at the next login. */
  readonly withoutDevice: readonly string[];
  readonly unknown: number;
  readonly reportedAt: string;
}

/**
 * Requires a second factor of every RAM user at each console login. Shows whom it hits before it asks; keeps what was
 * there before for `mfa restore`. Throws CredentialReportInvalid where nobody can tell whom it hits, CommandEnded where
 * somebody else changed the requirement meanwhile.
 */
export async function requireMfa(cli: CliRun, options: MfaOptions): Promise<ExitCode> {
  const { preference } = connectSetup(cli.config, cli.clock, cli.credentials);
  const before = await preference.get();
  if (before[SETTING] === 'mandatory')
    return end(options, 'Every RAM user needs a second factor already.', before, before);
  const hit = await whomItHits(cli);
  await confirm(
    [
      `require a second factor of every RAM user at each console login (${SETTING}: ${before[SETTING]}, then mandatory)`,
      `hit ${hit.canSignIn} users who can sign in to the console, by the credential report of ${hit.reportedAt}`,
      hit.withoutDevice.length === 0
        ? 'lock nobody out: each of them has a device'
        : `make ${hit.withoutDevice.length} of them bind a device at the next login, for they have none: ${named(hit.withoutDevice)}`,
      ...(hit.unknown > 0 ? [`hit, perhaps, ${hit.unknown} users of whom the report does not tell`] : []),
      `keep what is required now, for ${CLI} mfa restore`,
    ],
    options,
  );
  const { run } = cli;
  const now = stillPlanned(before, await preference.get());
  const kept: Former = { schema: 1, at: cli.clock.now().toISOString(), by: options.by, former: now };
  await run.cloud.evidence.put(run.paths.formerMfa, await run.seal.close(run.paths.formerMfa, kept));
  return change(cli, options, before, 'mandatory', hit);
}

/** Puts the requirement back as it was before `mfa require`; every other setting stays as it is at the write. */
export async function restoreMfa(cli: CliRun, options: MfaOptions): Promise<ExitCode> {
  const { preference } = connectSetup(cli.config, cli.clock, cli.credentials);
  const [kept, now] = await Promise.all([formerOf(cli), preference.get()]);
  const { former, by, at } = kept;
  const then = String(former[SETTING]);
  if (now[SETTING] === then) return end(options, `It is ${then}, as it was before.`, now, now);
  await confirm(
    [
      `require a second factor at console logins as ${by} found it at ${at}, before requiring it of everybody (${SETTING}: ${now[SETTING]}, then ${then})`,
      'leave every other setting as it is then',
    ],
    options,
  );
  if (JSON.stringify(await formerOf(cli)) !== JSON.stringify(kept)) throw planAnew('what was kept for this');
  return change(cli, options, now, then);
}

/**
 * Writes every setting as it is right before the write, one of them changed, and reads them back: the service takes them
 * together (IMS 2019-08-15 SetSecurityPreference) and has no compare-and-set. So what somebody else changes between that
 * last look and the write, the time of one call, is still written over; what he changes behind the write is told as failed.
 * Throws CommandEnded where the one setting is not what the plan said (`planned`).
 */
async function change(
  cli: CliRun,
  options: MfaOptions,
  planned: Preference,
  then: string,
  hit?: Hit,
): Promise<ExitCode> {
  const { preference } = connectSetup(cli.config, cli.clock, cli.credentials);
  const before = stillPlanned(planned, await preference.get());
  const wanted: Preference = { ...before, [SETTING]: then };
  await preference.set(wanted);
  const after = await preference.get();
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(after)])];
  const wrong = names.filter((name) => JSON.stringify(after[name]) !== JSON.stringify(wanted[name]));
  for (const name of wrong)
    process.stderr.write(
      `${printable(`FAILED ${name} is ${JSON.stringify(after[name] ?? null)}, and should be ${JSON.stringify(wanted[name] ?? null)}`)}\n`,
    );
  end(options, wrong.length === 0 ? `done   ${SETTING} is ${then}` : undefined, before, after, hit);
  return wrong.length === 0 ? EXIT.done : EXIT.failed;
}

/** What is there now, where the one setting is as the plan said. Throws CommandEnded. */
function stillPlanned(planned: Preference, now: Preference): Preference {
  if (now[SETTING] !== planned[SETTING]) throw planAnew(`${SETTING}, then ${planned[SETTING]} and now ${now[SETTING]}`);
  return now;
}

function planAnew(what: string): CommandEnded {
  return new CommandEnded(
    EXIT.person,
    `Somebody else changed ${what}, since the plan was made: the account is left as it is. Run it again for a new plan.`,
  );
}

function end(
  { json }: MfaOptions,
  said: string | undefined,
  before: Preference,
  after: Preference,
  hit?: Hit,
): ExitCode {
  if (said !== undefined) process.stderr.write(`${printable(said)}\n`);
  if (json) process.stdout.write(jsonText({ before, after, hit: hit ?? null }));
  return EXIT.done;
}

async function whomItHits({ run, clock }: CliRun): Promise<Hit> {
  const { rows, generatedAt, cut } = await fetchReport(run.cloud, new Looks(clock, run.deadlineMs));
  const users = rows.filter(({ principal }) => principal !== ROOT);
  const can = users.filter(({ console }) => 'value' in console && console.value);
  const open = users.filter(({ console, mfa }) => {
    const isIn = 'value' in console && console.value;
    return 'couldNotCheck' in console || (isIn && 'couldNotCheck' in mfa);
  });
  return {
    canSignIn: can.length,
    withoutDevice: can.filter(({ mfa }) => 'value' in mfa && !mfa.value).map(({ principal }) => logonName(principal)),
    unknown: open.length + (cut ? 1 : 0),
    reportedAt: generatedAt.toISOString(),
  };
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** Throws CommandEnded where nothing was kept, or somebody else has written it. */
async function formerOf({ run }: CliRun): Promise<Former> {
  const key = run.paths.formerMfa;
  try {
    const kept = await run.seal.open<Former>(key, (await run.cloud.evidence.get(key)).body.toString());
    if (kept?.schema === 1) return kept;
  } catch (error) {
    if (error instanceof CloudNotFound)
      throw new CommandEnded(EXIT.usage, 'Nothing was kept: mfa require has not changed this account.', {
        cause: error,
      });
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CommandEnded(EXIT.person, `${key} does not bear the seal of this responder: set ${SETTING} by hand.`);
}
