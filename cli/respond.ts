import { protectedScope } from '../functions/platform';
import { type Preview, preview } from '../functions/respond/contain';
import { handleAll } from '../functions/respond/handle';
import { POLICY_NAMES } from '../shared/containment/apply';
import { denyInAccount, expectedDocument } from '../shared/containment/policy-parts';
import type { Action, Decision } from '../shared/containment/types';
import { looked } from '../shared/identity/looked';
import { maskKey, parseAccessKeyId } from '../shared/ids';
import { HourlyCap } from '../shared/incident/cap';
import type { IncidentId } from '../shared/incident/paths';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../shared/ram-policy/documents';
import type { LeakSignal } from '../shared/signal/types';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { fenceLines } from './fence';
import { codeOfHandled, type Saying, saySteps } from './handled';
import { jsonText, printable } from './printable';
import { putBackLines, putBackSaid } from './put-back';
import { afterReleaseOrUnread } from './release/wait';
import type { CliRun } from './run';
import { differsInWords } from './setup/differs';
import { turnsOf } from './turns';

export interface RespondOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly user?: string;
  readonly json?: boolean;
}

/**
 * Contains a key by hand, the same way as a leak notice would: the plan comes first, from what the account says now.
 * A person with credentials of his own is not capped; exclusions and a former release hold all the same (`approve`
 * overrides them). What somebody undid of an earlier containment is put back by his word. The deny waits for OSS as short as
 * the function's does; what could not be recorded is a failure. Exit code 4 where a person must decide, 3 where it could not
 * be checked.
 */
export async function respondCommand(cli: CliRun, key: string, options: RespondOptions): Promise<ExitCode> {
  const { run, clock, config } = cli;
  const signal: LeakSignal = {
    leakId: `manual:${run.runId}`,
    accessKeyId: parseAccessKeyId(key),
    source: 'command-line',
    foundAt: undefined,
    claims: options.user ? { userName: options.user } : {},
    reason: options.reason,
  };
  const cap = new HourlyCap(run.cloud.evidence, run.paths, run.seal, clock, config);
  const id = { accountId: run.accountId, accessKeyId: signal.accessKeyId };
  const { owner, decision, incident } = await previewInTurn(cli, id, signal, cap);
  if (decision.row === 'not-ours')
    throw new CommandEnded(
      EXIT.usage,
      `${maskKey(key)}: ${decision.reason}. Is it written right, and is ${run.accountId} the account that it belongs to? Then sign with a key of that account.`,
    );
  const of = owner?.type === 'ram-user' ? ` of ${owner.userName}` : '';
  const plan = planOf(cli, decision, `${maskKey(key)}${of}`);
  const networks = await fenceLines(run, signal.accessKeyId, decision);
  const instead = await insteadLines(run, decision, maskKey(key));
  const undone = 'value' in incident ? putBackLines(cli, incident.value) : [];
  const record = 'value' in incident ? ['keep the evidence, and tell the owner'] : unreadLines(incident.couldNotCheck);
  await confirm([...plan, ...undone, ...instead, ...networks, ...record], options);
  const say = sayingOnce(maskKey(key));
  // One may have begun while the plan was read.
  if ('value' in incident) await afterReleaseOrUnread(cli, id);
  const [handled] = await handleAll(run, [signal], cap, { onContained: (steps) => saySteps(steps, say) });
  if (options.json) process.stdout.write(jsonText(handled ?? null));
  const how = codeOfHandled(handled, config.mode, say, `ak-tourniquet approve ${signal.accessKeyId} --reason …`);
  // Deleted while the plan was read: there is nothing to contain, as there would have been none before.
  const code = how === EXIT.done && handled?.row === 'not-ours' ? EXIT.usage : how;
  if ('value' in incident)
    return (await putBackSaid(cli, incident.value, options, say)) === EXIT.failed ? EXIT.failed : code;
  say('unknown', `${UNREAD}: once OSS answers, run the same command again, and it says so`);
  return code === EXIT.done ? EXIT.unchecked : code;
}

/** What is said as soon as it is done is not said again at the end. */
function sayingOnce(key: string): Saying {
  const said = new Set<string>();
  return (how, what) => {
    const line = `${how.padEnd(8)}${key}: ${printable(what)}\n`;
    if (!said.has(line)) process.stderr.write(line);
    said.add(line);
  };
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

const UNREAD = 'could not check whether this key was released before, and what is recorded of it';

const unreadLines = (why: string): string[] => [
  `go on, although it ${UNREAD} (${why})`,
  'record nothing, unless OSS answers by then, and tell the owner so',
];

/** What is done in place of a deny that cannot be attached, or does not say what it must: agreed to before. */
async function insteadLines(run: CliRun['run'], { verdict, actions }: Decision, key: string): Promise<string[]> {
  const attach = actions.find((action) => action.kind === 'attach');
  if (verdict !== 'contain' || attach?.kind !== 'attach' || run.config.mode === 'observe') return [];
  const name = POLICY_NAMES[attach.policy];
  const generally = `switch off ${key} where no deny can be attached; what was done is told`;
  const scope = protectedScope(run);
  const look = await looked(denyInAccount(run.cloud, attach.policy, scope));
  if ('value' in look && look.value.intact) return [generally];
  const why =
    'value' in look
      ? `says something else than set-up wrote (${differsInWords(look.value.documents, expectedDocument(attach.policy, scope))})`
      : `could not be read (${look.couldNotCheck})`;
  return [`${name} ${why}: attach ${FREEZE_POLICY} as well, or else switch off ${key} (ak-tourniquet setup mends it)`];
}

function planOf({ config }: CliRun, { verdict, reason, actions }: Decision, key: string): string[] {
  if (verdict === 'hold') return [`contain nothing yet: ${key} is held, ${reason}`];
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
