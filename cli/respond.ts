import { preview } from '../functions/respond/contain';
import { handleAll } from '../functions/respond/handle';
import type { Action, Decision } from '../shared/containment/types';
import { maskKey, parseAccessKeyId } from '../shared/ids';
import { HourlyCap } from '../shared/incident/cap';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../shared/ram-policy/documents';
import type { LeakSignal } from '../shared/signal/types';
import { type Consent, confirm } from './confirm';
import type { ExitCode } from './exit';
import { fenceLines } from './fence';
import { codeOfHandled, type Saying } from './handled';
import type { CliRun } from './run';

export interface RespondOptions extends Consent {
  readonly reason: string;
  readonly user?: string;
}

/**
 * Contains a key by hand, the same way as a leak notice would: the plan comes first, from what the account says now.
 * A person with credentials of his own is not capped; exclusions and a former release hold all the same (`approve`
 * overrides them). Exit code 4 where a person must decide, 3 where it could not be checked.
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
  const { owner, decision } = await preview(run, signal, cap);
  const of = owner?.type === 'ram-user' ? ` of ${owner.userName}` : '';
  const plan = planOf(cli, decision, `${maskKey(key)}${of}`);
  const networks = await fenceLines(run, signal.accessKeyId, decision);
  await confirm([...plan, ...networks, 'keep the evidence, and tell the owner'], options);
  const say: Saying = (how, what) => void process.stderr.write(`${how.padEnd(8)}${maskKey(key)}: ${what}\n`);
  const [handled] = await handleAll(run, [signal], cap);
  return codeOfHandled(handled, config.mode, say, `ak-tourniquet approve ${signal.accessKeyId} --reason …`);
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
