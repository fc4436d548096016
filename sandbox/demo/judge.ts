import type { Entry } from '../../shared/incident/entries';
import type { AttackerCall } from '../attacker';
import type { CallRecord } from '../kernel/types';
import type { RunningSandbox } from '../start';
import type { LeakRecord } from '../world/entities';
import { type Harvest, journalOf } from './harvest';
import type { Check, Result } from './print';
import type { Signal } from './watch';

/** What came of a scenario, beside what stands in the account. */
export interface Story {
  readonly found: Harvest;
  readonly calls: readonly AttackerCall[];
  /** The key that the thief holds. */
  readonly accessKeyId: string;
  readonly leaks: readonly LeakRecord[];
  readonly signal: Signal | undefined;
  readonly out: string;
}

const LATER: ReadonlySet<string> = new Set(['success-after-deny', 'persistence-after-leak']);

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** What must hold after any scenario, seen in the account and the inbox, not in what the functions said. */
export function judge(sandbox: RunningSandbox, story: Story): Result {
  const { found, calls, leaks, signal } = story;
  const decision = decisionIn(found.journal);
  const contains = decision?.verdict === 'contain';
  const denies = deniesOf(sandbox);
  const made = usersMade(sandbox, calls);
  const owner = sandbox.world.keyOf(story.accessKeyId)?.user?.name;
  const attached = denies.find((call) => call.parameters['UserName'] === owner);
  const denyAt = attached ? Date.parse(attached.time) : undefined;
  const bites = denyAt === undefined ? undefined : denyAt + sandbox.kernel.propagationMs;
  const before = calls.filter((c) => denyAt === undefined || Date.parse(c.time) <= denyAt);
  const after = calls.filter((c) => denyAt !== undefined && Date.parse(c.time) > denyAt);
  const verification =
    found.journal.findLast((e): e is Of<'investigated'> => e.type === 'investigated' && e.verification !== null)
      ?.verification ??
    found.journal.findLast((e): e is Of<'outcome'> => e.type === 'outcome' && e.verification !== null)?.verification ??
    null;
  const due = leaks.filter(({ accessKeyId }) => decisionIn(journalOf(sandbox, accessKeyId))?.verdict === 'contain');
  const contained = due.filter(({ accessKeyId }) => carriesDeny(sandbox, accessKeyId)).length;
  // Each user's first: what is attached to him later follows from what he did.
  const firsts = due.flatMap(({ accessKeyId }) => {
    const user = sandbox.world.keyOf(accessKeyId)?.user?.name;
    return denies.find(({ parameters }) => parameters['UserName'] === user) ?? [];
  });
  const lastDenyAt = Math.max(...firsts.map(({ time }) => Date.parse(time)));
  const checks: Check[] = [
    ...deliveryChecks(sandbox, signal),
    ...(contains
      ? [
          { what: 'the deny was attached', ok: denyAt !== undefined },
          {
            what: `every user whose key was to be contained carries the deny: ${contained} of ${due.length}`,
            ok: contained === due.length,
          },
          { what: 'each of them got it once, and nobody else did', ok: areOneEach(sandbox, denies, due, made) },
          ...madeChecks(sandbox, made),
        ]
      : [
          {
            what: `no writing call to the account (${decision?.row ?? 'no decision'})`,
            ok: accountWrites(sandbox).length === 0,
          },
        ]),
    ...(contains && calls.length > 0
      ? [
          {
            what: 'the thief was refused after the deny',
            ok: after.some((c) => c.outcome === 'refused' && Date.parse(c.time) > (bites ?? 0)),
          },
        ]
      : []),
    ...toldChecks(sandbox, due),
    {
      what: `the evidence pack is whole: ${found.manifestItems} hashes verify`,
      ok: found.broken?.length === 0 && found.manifestItems > 0,
    },
    { what: 'there is a report to open', ok: found.hasReport },
  ];
  return {
    type: 'result',
    scenario: sandbox.scenario?.name ?? '',
    ok: checks.every(({ ok }) => ok),
    row: decision?.row ?? null,
    signal: signal?.by ?? null,
    pollWaitMs: signal ? signal.at.getTime() - signal.listedAt.getTime() : 0,
    signalToDenyMs: denyAt === undefined || !signal ? null : denyAt - signal.at.getTime(),
    signalToLastDenyMs: firsts.length === 0 || !signal ? null : lastDenyAt - signal.at.getTime(),
    leakedKeys: leaks.length,
    thief: {
      allowedBefore: count(before, 'allowed'),
      allowedAfter: count(after, 'allowed'),
      refusedAfter: count(after, 'refused'),
    },
    verification: verification && { state: verification.state, problems: verification.problems },
    checks,
    out: story.out,
  };
}

/** The triggers did it, as they do in the cloud, and nothing was given up on the way. */
function deliveryChecks({ fc, deadLetters }: RunningSandbox, signal: Signal | undefined): Check[] {
  const failed = fc.asyncInvocations.filter(({ state }) => state === 'failed').length;
  return [
    { what: `a trigger set respond off (${signal?.by ?? 'none'})`, ok: signal !== undefined },
    { what: 'no function gave up', ok: failed === 0 && deadLetters.all.length === 0 },
  ];
}

/** What was decided about the leak; what an investigation asked for afterwards is another decision. */
function decisionIn(journal: readonly Entry[]) {
  return journal.findLast(
    (e): e is Of<'outcome'> | Of<'decision'> =>
      (e.type === 'outcome' || e.type === 'decision') && !LATER.has(e.decision.row),
  )?.decision;
}

/** The functions' successful attachments of a deny to a user, oldest first. */
function deniesOf({ kernel }: RunningSandbox): CallRecord[] {
  return kernel.calls
    .all()
    .filter((c) => c.action === 'AttachPolicyToUser' && c.status === 200 && c.accessKeyId.startsWith('STS.'));
}

/** The users that the thief has made, by the account's own record of his calls. */
function usersMade({ kernel }: RunningSandbox, calls: readonly AttackerCall[]): string[] {
  const his = new Set(calls.map(({ accessKeyId }) => accessKeyId));
  return kernel.calls
    .all()
    .filter(({ accessKeyId, action, status }) => his.has(accessKeyId) && action === 'CreateUser' && status === 200)
    .map(({ parameters }) => String(parameters['UserName']));
}

function madeChecks({ endpointEnv, world }: RunningSandbox, made: readonly string[]): Check[] {
  if (made.length === 0) return [];
  const frozen = made.filter((name) =>
    world.users.get(name)?.attached.current.some(({ policy }) => isOurs(policy.name)),
  );
  return endpointEnv['TOURNIQUET_ESCALATE'] === 'auto'
    ? [
        {
          what: `every user that the thief made is frozen: ${frozen.length} of ${made.length}`,
          ok: frozen.length === made.length,
        },
      ]
    : [{ what: 'what the thief made was left to a person', ok: frozen.length === 0 }];
}

function accountWrites({ kernel }: RunningSandbox): CallRecord[] {
  return kernel.calls
    .all()
    .filter(
      (c) =>
        c.accessKeyId.startsWith('STS.') && /^(ram|ims)$/.test(c.service) && !/^(Get|List|Generate)/.test(c.action),
    );
}

function carriesDeny({ world }: RunningSandbox, accessKeyId: string): boolean {
  const attached = world.keyOf(accessKeyId)?.user?.attached.current ?? [];
  return attached.some(({ policy }) => isOurs(policy.name));
}

const isOurs = (policyName: string): boolean => policyName.startsWith('AkTourniquet');

/** A deny may be split over several policies; each of them is attached once, to these keys' users alone. */
function areOneEach(
  { world }: RunningSandbox,
  denies: readonly CallRecord[],
  leaks: readonly LeakRecord[],
  made: readonly string[],
): boolean {
  const attachments = denies.map(({ parameters }) => `${parameters['UserName']} ${parameters['PolicyName']}`);
  const users = new Set(denies.map(({ parameters }) => String(parameters['UserName'])));
  for (const user of made) users.delete(user);
  const leaked = new Set(leaks.map(({ accessKeyId }) => world.keyOf(accessKeyId)?.user?.name));
  return (
    new Set(attachments).size === attachments.length &&
    users.size === leaked.size &&
    [...users].every((user) => leaked.has(user))
  );
}

function toldChecks({ inbox, world }: RunningSandbox, leaks: readonly LeakRecord[]): Check[] {
  const { dingtalk, mail } = inbox;
  const users = leaks.flatMap(({ accessKeyId }) => world.keyOf(accessKeyId)?.user?.name ?? []);
  const inGroup = users.filter((name) => dingtalk.some(({ text }) => text.includes(name))).length;
  const mailed = leaks.filter(({ accessKeyId }) => mail.some(({ text }) => text.includes(accessKeyId))).length;
  return [
    { what: 'the owner has both messages by DingTalk', ok: dingtalk.length >= 2 },
    {
      what: 'the owner has both mails, the second with the report',
      ok: mail.length >= 2 && mail.some((m) => m.attachments.length > 0),
    },
    ...(leaks.length > 1
      ? [
          { what: `each of these keys is told by mail: ${mailed} of ${leaks.length}`, ok: mailed === leaks.length },
          {
            what: `each of these users is told by DingTalk, in ${dingtalk.length} messages: ${inGroup} of ${users.length}`,
            ok: inGroup === users.length,
          },
        ]
      : []),
  ];
}

function count(calls: readonly AttackerCall[], outcome: AttackerCall['outcome']): number {
  return calls.filter((c) => c.outcome === outcome).length;
}
