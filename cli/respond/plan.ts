import { protectedScope } from '../../functions/platform';
import type { Preview } from '../../functions/respond/contain';
import { CLI } from '../../shared/command-line';
import { POLICY_NAMES } from '../../shared/containment/apply';
import { denyInAccount, expectedDocument } from '../../shared/containment/policy-parts';
import type { Action, Decision } from '../../shared/containment/types';
import { looked } from '../../shared/identity/looked';
import { maskKey } from '../../shared/ids';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../../shared/ram-policy/documents';
import type { LeakSignal } from '../../shared/signal/types';
import { fenceLines } from '../fence';
import { putBackLines } from '../put-back';
import { OURS } from '../release/changed';
import type { CliRun } from '../run';
import { differsInWords } from '../setup/differs';
import { refuseOtherBuckets } from './settings';

export const UNREAD = 'could not check whether this key was released before, and what is recorded of it';

/** What `respond` will do, line by line. `unreadable`: why the functions will not read what is written down. Throws CommandEnded where this shell names other buckets than the deployment. */
export async function respondPlan(
  cli: CliRun,
  signal: LeakSignal,
  seen: Preview,
  unreadable: string | undefined,
): Promise<readonly string[]> {
  const { decision, owner, incident } = seen;
  const key = maskKey(signal.accessKeyId);
  const of = owner?.type === 'ram-user' ? ` of ${owner.userName}` : '';
  return [
    ...(unreadable ? [`go on, although ${unreadable}`] : []),
    ...(decision.verdict === 'contain' || signal.approved ? selfLines(cli, owner) : []),
    ...(decision.verdict === 'hold' ? await carriedLines(cli, owner) : []),
    ...decided(cli, decision, `${key}${of}`, signal.approved ?? false),
    ...('value' in incident ? putBackLines(cli, incident.value) : []),
    ...(await insteadLines(cli, decision, key)),
    ...(await fenceLines(cli.run, signal.accessKeyId, decision)),
    ...('value' in incident ? ['keep the evidence, and tell the owner'] : unreadLines(incident.couldNotCheck)),
  ];
}

/** Whose key signs this is about to be denied everything that comes behind the deny. */
export function selfLines({ credentials }: CliRun, owner: Preview['owner'] | null): string[] {
  if (owner?.type !== 'ram-user' || !owner.keys.some(({ id }) => id === credentials.accessKeyId)) return [];
  return [
    `know that a key of ${owner.userName} signs this command itself: the deny binds it as well, and what comes behind (the record, the messages, a switch-off) is refused to it, until the functions take it up. Sign with another identity`,
  ];
}

const unreadLines = (why: string): string[] => [
  `go on, although it ${UNREAD} (${why})`,
  'record nothing, unless OSS answers by then, and tell the owner so',
];

/** A deny of ours may be on a user whose key is held: one that was attached while nothing could be written down. */
async function carriedLines({ run }: CliRun, owner: Preview['owner']): Promise<string[]> {
  if (owner?.type !== 'ram-user') return [];
  const carried = await looked(run.cloud.ram.listPoliciesForUser(owner.userName));
  if ('couldNotCheck' in carried) return [];
  const names = carried.value.flatMap(({ name }) => (OURS.has(name) ? name : []));
  return names.length === 0 ? [] : [`know that ${owner.userName} carries ${names.join(', ')} already`];
}

function decided({ config }: CliRun, decision: Decision, key: string, approved: boolean): string[] {
  const { verdict, reason, actions } = decision;
  if (verdict === 'hold')
    return approved
      ? [
          `write down that ${key} is held (${reason}), and contain it all the same, by your approval: ${howContained(config)}`,
        ]
      : [`contain nothing yet: ${key} is held, ${reason}`];
  if (verdict === 'none' || actions.length === 0) return [`contain nothing: ${reason}`];
  const planned = config.mode === 'observe' ? 'only note, in observe mode: ' : '';
  return actions.map((action) => `${planned}${wordsOf(action, key)} (${reason})`);
}

/** What a containment by approval does, before anybody has looked at the user: all that a person may be agreeing to. */
export function howContained({ mode, containment, unusedDays }: CliRun['config']): string {
  const policy = containment === 'freeze' ? FREEZE_POLICY : QUARANTINE_POLICY;
  const off =
    containment === 'disable'
      ? 'and switch the key off, unless a release has given it back'
      : `and switch the key off where nobody has used it for ${unusedDays} days, or no deny can be put on`;
  const fence = containment === 'fence' ? ', and let it work only from the networks where it worked before' : '';
  return `${mode === 'observe' ? 'only note, in observe mode: ' : ''}attach ${policy} to its user, or put him into the group that carries the quarantine, ${off}${fence}`;
}

function wordsOf(action: Action, key: string): string {
  if (action.kind === 'attach')
    return `attach ${action.policy === 'freeze' ? FREEZE_POLICY : QUARANTINE_POLICY} to the owner of ${key}`;
  if (action.kind === 'fence')
    return `let ${maskKey(action.accessKeyId)} work only from the networks where it worked before: by the functions, once they have read the events, where their TOURNIQUET_CONTAINMENT is fence as well`;
  return `switch off ${maskKey(action.accessKeyId)}`;
}

/** What is done in place of a deny that cannot be attached, or does not say what it must: agreed to before. */
async function insteadLines(cli: CliRun, { verdict, actions }: Decision, key: string): Promise<string[]> {
  const { run } = cli;
  const attach = actions.find((action) => action.kind === 'attach');
  if (verdict !== 'contain' || attach?.kind !== 'attach' || run.config.mode === 'observe') return [];
  const name = POLICY_NAMES[attach.policy];
  const generally = `where it cannot be attached: put the user into the group that carries the quarantine, or else switch off ${key}; what was done is told`;
  const scope = protectedScope(run);
  const look = await looked(denyInAccount(run.cloud, attach.policy, scope));
  if ('value' in look && look.value.isSound) return [generally];
  const expected = expectedDocument(attach.policy, scope);
  if ('value' in look) await refuseOtherBuckets(cli, look.value.documents, expected);
  const why =
    'value' in look
      ? `denies less than set-up wrote (${differsInWords(look.value.documents, expected)})`
      : `could not be read (${look.couldNotCheck})`;
  const instead =
    attach.policy === 'freeze'
      ? `attach ${QUARANTINE_POLICY} as well, and switch off ${key}`
      : `attach ${FREEZE_POLICY} as well, or else switch off ${key}`;
  return [`${name} ${why}: ${instead} (${CLI} setup mends it)`];
}
