import { protectedScope } from '../functions/platform';
import { preview } from '../functions/respond/contain';
import { handleAll } from '../functions/respond/handle';
import { POLICY_NAMES } from '../shared/containment/apply';
import { denyInAccount } from '../shared/containment/policy-parts';
import type { Action, Decision } from '../shared/containment/types';
import { looked } from '../shared/identity/looked';
import { maskKey, parseAccessKeyId } from '../shared/ids';
import { HourlyCap } from '../shared/incident/cap';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../shared/ram-policy/documents';
import type { LeakSignal } from '../shared/signal/types';
import { type Consent, confirm } from './confirm';
import { CommandEnded, EXIT, type ExitCode } from './exit';
import { fenceLines } from './fence';
import { codeOfHandled, type Saying } from './handled';
import { jsonText, printable } from './printable';
import { putBackLines, putBackSaid } from './put-back';
import { afterRelease } from './release/wait';
import type { CliRun } from './run';

export interface RespondOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly user?: string;
  readonly json?: boolean;
}

/**
 * Contains a key by hand, the same way as a leak notice would: the plan comes first, from what the account says now.
 * A person with credentials of his own is not capped; exclusions and a former release hold all the same (`approve`
 * overrides them). What somebody undid of an earlier containment is put back by his word. Exit code 4 where a person must decide, 3 where it could not be checked.
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
  await afterRelease(cli, id);
  const { owner, decision } = await preview(run, signal, cap);
  if (decision.row === 'not-ours')
    throw new CommandEnded(
      EXIT.usage,
      `${maskKey(key)}: ${decision.reason}. Is it written right, and is ${run.accountId} the account that it belongs to? Then sign with a key of that account.`,
    );
  const of = owner?.type === 'ram-user' ? ` of ${owner.userName}` : '';
  const plan = planOf(cli, decision, `${maskKey(key)}${of}`);
  const networks = await fenceLines(run, signal.accessKeyId, decision);
  const instead = await insteadLines(run, decision, maskKey(key));
  const incident = await run.journal.read(id);
  const undone = putBackLines(cli, incident);
  await confirm([...plan, ...undone, ...instead, ...networks, 'keep the evidence, and tell the owner'], options);
  const say: Saying = (how, what) => void process.stderr.write(`${how.padEnd(8)}${maskKey(key)}: ${printable(what)}\n`);
  // One may have begun while the plan was read.
  await afterRelease(cli, id);
  const [handled] = await handleAll(run, [signal], cap);
  if (options.json) process.stdout.write(jsonText(handled ?? null));
  const code = codeOfHandled(handled, config.mode, say, `ak-tourniquet approve ${signal.accessKeyId} --reason …`);
  const back = await putBackSaid(cli, incident, options, say);
  return back === EXIT.failed ? back : code;
}

/** What is done in place of a deny that cannot be attached, or does not say what it must: agreed to before. */
async function insteadLines(run: CliRun['run'], { verdict, actions }: Decision, key: string): Promise<string[]> {
  const attach = actions.find((action) => action.kind === 'attach');
  if (verdict !== 'contain' || attach?.kind !== 'attach' || run.config.mode === 'observe') return [];
  const name = POLICY_NAMES[attach.policy];
  const generally = `switch off ${key} where no deny can be attached; what was done is told`;
  const look = await looked(denyInAccount(run.cloud, attach.policy, protectedScope(run)));
  if ('value' in look && look.value.intact) return [generally];
  const why = 'value' in look ? 'says something else than set-up wrote' : `could not be read (${look.couldNotCheck})`;
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
