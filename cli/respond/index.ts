import { type Preview, preview } from '../../functions/respond/contain';
import { type Handled, handleAll } from '../../functions/respond/handle';
import { CLI, WITH_REASON } from '../../shared/command-line';
import { maskKey, parseAccessKeyId } from '../../shared/ids';
import { HourlyCap } from '../../shared/incident/cap';
import type { IncidentId } from '../../shared/incident/paths';
import { isLaterRow, type Question } from '../../shared/incident/questions';
import { claimsOf } from '../../shared/signal/claims';
import type { LeakSignal } from '../../shared/signal/types';
import { approveOne } from '../approve';
import { type Consent, confirm } from '../confirm';
import { CommandEnded, EXIT, type ExitCode } from '../exit';
import { codeOfHandled, type Saying, saySteps } from '../handled';
import { jsonText, printable } from '../printable';
import { putBackSaid } from '../put-back';
import { afterReleaseOrUnread } from '../release/wait';
import type { CliRun } from '../run';
import { turnsOf } from '../turns';
import { respondPlan, UNREAD } from './plan';
import { whyUnreadable } from './settings';

export interface RespondOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly user?: string;
  /** Contain what would be held, too, as `approve` does. */
  readonly approve?: boolean;
  readonly json?: boolean;
}

/**
 * Contains a key by hand, the same way as a leak notice would: the plan comes first, from what the account says now.
 * A person with credentials of his own is not capped; exclusions and a former release hold all the same, unless he approves
 * in the same breath. What somebody undid of an earlier containment is put back by his word. The deny waits for OSS as short
 * as the function's does; what could not be recorded is a failure. Exit code 4 where a person must decide, 3 where it could
 * not be checked, 2 for a key that is not the account's and for buckets of this shell that are not there.
 */
export async function respondCommand(cli: CliRun, key: string, options: RespondOptions): Promise<ExitCode> {
  const { run, clock, config } = cli;
  const signal: LeakSignal = {
    leakId: `manual:${run.runId}`,
    accessKeyId: parseAccessKeyId(key),
    source: 'command-line',
    foundAt: undefined,
    claims: claimsOf(options.user),
    reason: options.reason,
    ...(options.approve ? { approved: true } : {}),
  };
  const cap = new HourlyCap(run.cloud.evidence, run.paths, run.seal, clock, config);
  const id = { accountId: run.accountId, accessKeyId: signal.accessKeyId };
  const seen = await previewInTurn(cli, id, signal, cap);
  if (seen.decision.row === 'not-ours')
    throw new CommandEnded(
      EXIT.usage,
      `${maskKey(key)}: ${seen.decision.reason}. Is it written right, and is ${run.accountId} the account that it belongs to? Then sign with a key of that account.`,
    );
  const known = 'value' in seen.incident ? seen.incident.value : undefined;
  const unreadable = await whyUnreadable(cli, known);
  await confirm(await respondPlan(cli, signal, seen, unreadable), options);
  const { say, lines } = sayingOnce(maskKey(key));
  // One may have begun while the plan was read.
  if (known) await afterReleaseOrUnread(cli, id);
  const [handled] = await handleAll(run, [signal], cap, { onContained: (steps) => saySteps(steps, say) });
  let code = await codeOf(cli, id, handled, options, known !== undefined, say);
  if (known) {
    if ((await putBackSaid(cli, known, options, say)) === EXIT.failed) code = EXIT.failed;
  } else {
    say('unknown', `${UNREAD}: once OSS answers, run the same command again, and it says so`);
    if (code === EXIT.done) code = EXIT.unchecked;
  }
  if (unreadable) {
    say('FAILED', unreadable);
    code = EXIT.failed;
  }
  if (options.json) process.stdout.write(jsonText(handled === undefined ? null : { ...handled, lines }));
  return code;
}

async function codeOf(
  cli: CliRun,
  id: IncidentId,
  handled: Handled | undefined,
  options: RespondOptions,
  isRead: boolean,
  say: Saying,
): Promise<ExitCode> {
  // It stands in the journal now, and so may the approval.
  if (options.approve && handled?.verdict === 'hold' && handled.failures.length === 0)
    // He was shown that the leak is held, and nothing of what an investigation asks.
    return approveOne(cli, id, { ...options, shown: await leaksAsked(cli, id) }, say);
  const { accessKeyId } = id;
  const ofRoot = `${CLI} rotate --root ${accessKeyId} (docs/root-key.md, step by step)`;
  const overHold = `${CLI} ${isRead ? `approve ${accessKeyId}` : `respond ${accessKeyId} --approve`} ${WITH_REASON}`;
  const next = handled?.row === 'root-key' ? ofRoot : overHold;
  const code = codeOfHandled(handled, cli.config.mode, say, next);
  // Deleted while the plan was read: there is nothing to contain, as there would have been none before.
  return code === EXIT.done && handled?.row === 'not-ours' ? EXIT.usage : code;
}

async function leaksAsked({ run }: CliRun, id: IncidentId): Promise<readonly Question[]> {
  const { state } = await run.journal.read(id);
  return state.questions.filter(({ row }) => !isLaterRow(row));
}

/** What is said as soon as it is done is not said again at the end. */
function sayingOnce(key: string): { readonly say: Saying; readonly lines: readonly object[] } {
  const said = new Set<string>();
  const lines: object[] = [];
  const say: Saying = (how, what) => {
    const line = `${how.padEnd(8)}${key}: ${printable(what)}\n`;
    if (said.has(line)) return;
    said.add(line);
    lines.push({ how, what });
    process.stderr.write(line);
  };
  return { say, lines };
}

/** What would be done, once nobody is releasing the key. A journal that cannot be read holds up nothing. */
async function previewInTurn(cli: CliRun, id: IncidentId, signal: LeakSignal, cap: HourlyCap): Promise<Preview> {
  for (;;) {
    const seen = await preview(cli.run, signal, cap);
    if ('couldNotCheck' in seen.incident || turnsOf(seen.incident.value, cli.clock.now()).release === undefined)
      return seen;
    await afterReleaseOrUnread(cli, id);
  }
}
