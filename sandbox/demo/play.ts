import path from 'node:path';
import { systemClock } from '../../shared/clock';
import type { Entry } from '../../shared/incident/entries';
import { type AttackerCall, startAttacker } from '../attacker';
import { type RunningSandbox, startSandbox } from '../start';
import { functionName } from '../world/setup';
import { type Harvest, harvest } from './harvest';
import type { Check, Moment, Printer, Result } from './print';
import { Watch } from './watch';

export interface PlayOptions {
  readonly scenario: string;
  readonly propagationMs: number;
  readonly latencyMs: number;
  readonly language: 'zh' | 'en';
  readonly print: Printer;
}

/** The timer's minute, told shorter: nobody wants to watch a minute pass. The result states it apart. */
const POLL_WAIT_MS = 2_000;
/** How long the thief goes on after the deny, so that his refusals can be seen. */
const AFTER_DENY_MS = 2_500;
const LOOK_MS = 40;
/** Past the second look that is due 30 minutes after the decision. */
const LOOK_AGAIN_MS = 31 * 60_000;

/** Plays one scenario to its end, prints it live and leaves its files under `out/`. */
export async function play({
  scenario: name,
  propagationMs,
  latencyMs,
  language,
  print,
}: PlayOptions): Promise<Result> {
  const sandbox = await startSandbox({
    scenario: name,
    propagationMs,
    latencyMs,
    env: { TOURNIQUET_LANGUAGE: language },
  });
  try {
    const { scenario, identities } = sandbox;
    if (!scenario || !identities.leaked) throw new Error('The scenario names no leaked key.');
    print.begin(scenario.name, scenario.description);
    const leakedAt = sandbox.clock.now();
    const watch = new Watch(sandbox, leakedAt, (moment: Moment) => print.moment(moment));
    const looking = setInterval(() => watch.look(), LOOK_MS);
    try {
      return await tell(sandbox, watch, leakedAt, print);
    } finally {
      clearInterval(looking);
    }
  } finally {
    await sandbox.stop();
  }
}

async function tell(sandbox: RunningSandbox, watch: Watch, leakedAt: Date, print: Printer): Promise<Result> {
  const { scenario, identities } = sandbox;
  const leaked = identities.leaked as NonNullable<typeof identities.leaked>;
  for (const leak of scenario?.leaks ?? []) {
    if (leak.when === 'found') continue;
    const record = sandbox.publishLeak(leak);
    watch.say(
      'leak',
      `the AccessKey ${record.accessKeyId} stands in a public repository; Security Center lists it`,
      leakedAt.toISOString(),
    );
  }
  const thief = scenario?.attacker
    ? startAttacker(sandbox, leaked, scenario.attacker, {
        clock: { ...systemClock, now: () => sandbox.clock.now() },
        onCall: (call) => watch.say('thief', thiefsCall(call), call.time, call.outcome),
      })
    : undefined;

  await systemClock.sleep(POLL_WAIT_MS);
  const signalAt = sandbox.clock.now();
  watch.say('signal', 'the timer invokes respond, which polls Security Center', signalAt.toISOString());
  const respond = await sandbox.fc.invoke(functionName('respond'), {
    triggerTime: signalAt.toISOString(),
    triggerName: 'poll',
    payload: '',
  });
  watch.look();
  if (thief) await systemClock.sleep(AFTER_DENY_MS + sandbox.kernel.propagationMs);
  await thief?.stop();
  await sandbox.fc.idle();
  watch.look();
  await lookAgain(sandbox, watch);

  const out = path.join('out', `${scenario?.name ?? 'scenario'}-${leakedAt.toISOString().replaceAll(/[:.]/g, '-')}`);
  const found = harvest(sandbox, leaked.accessKeyId, out);
  const result = judge(sandbox, {
    found,
    calls: thief?.calls ?? [],
    leakedAt,
    signalAt,
    out,
    respondError: respond.error?.errorMessage,
  });
  print.result(result);
  return result;
}

/** ActionTrail is ten minutes late, so nobody may claim quiet before: the clock moves on, and the timer looks again. */
async function lookAgain(sandbox: RunningSandbox, watch: Watch): Promise<void> {
  sandbox.clock.advance(LOOK_AGAIN_MS);
  const at = sandbox.clock.now().toISOString();
  watch.say('signal', 'half an hour later (the clock was moved): the timer starts the look that is due', at);
  await sandbox.fc.invoke(functionName('respond'), { triggerTime: at, triggerName: 'poll', payload: '' });
  await sandbox.fc.idle();
  watch.look();
}

function thiefsCall({ service, action, as, code, note }: AttackerCall): string {
  const who = as === 'leaked' ? '' : ` (as ${as})`;
  return `${service} ${action}${who}${note ? `: ${note}` : ''}${code ? ` [${code}]` : ''}`;
}

interface Story {
  readonly found: Harvest;
  readonly calls: readonly AttackerCall[];
  readonly leakedAt: Date;
  readonly signalAt: Date;
  readonly out: string;
  readonly respondError: string | undefined;
}

type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;

/** What must hold after any scenario, seen in the account and the inbox, not in what the functions said. */
function judge(sandbox: RunningSandbox, { found, calls, leakedAt, signalAt, out, respondError }: Story): Result {
  const decision = found.journal.findLast(
    (e): e is Of<'outcome'> | Of<'decision'> => e.type === 'outcome' || e.type === 'decision',
  )?.decision;
  const contains = decision?.verdict === 'contain';
  const attached = sandbox.kernel.calls
    .all()
    .find((c) => c.action === 'AttachPolicyToUser' && c.status === 200 && c.accessKeyId.startsWith('STS.'));
  const denyAt = attached ? Date.parse(attached.time) : undefined;
  const bites = denyAt === undefined ? undefined : denyAt + sandbox.kernel.propagationMs;
  const before = calls.filter((c) => denyAt === undefined || Date.parse(c.time) <= denyAt);
  const after = calls.filter((c) => denyAt !== undefined && Date.parse(c.time) > denyAt);
  const writes = sandbox.kernel.calls
    .all()
    .filter(
      (c) =>
        c.accessKeyId.startsWith('STS.') && /^(ram|ims)$/.test(c.service) && !/^(Get|List|Generate)/.test(c.action),
    );
  const verification =
    found.journal.findLast((e): e is Of<'investigated'> => e.type === 'investigated' && e.verification !== null)
      ?.verification ??
    found.journal.findLast((e): e is Of<'outcome'> => e.type === 'outcome' && e.verification !== null)?.verification ??
    null;
  const mails = sandbox.inbox.mail;
  const checks: Check[] = [
    { what: 'respond ended without an error', ok: respondError === undefined },
    contains
      ? { what: 'the deny was attached', ok: denyAt !== undefined }
      : { what: `no writing call to the account (${decision?.row ?? 'no decision'})`, ok: writes.length === 0 },
    ...(contains && calls.length > 0
      ? [
          {
            what: 'the thief was refused after the deny',
            ok: after.some((c) => c.outcome === 'refused' && Date.parse(c.time) > (bites ?? 0)),
          },
        ]
      : []),
    { what: 'the owner has both messages by DingTalk', ok: sandbox.inbox.dingtalk.length >= 2 },
    {
      what: 'the owner has both mails, the second with the report',
      ok: mails.length >= 2 && mails.some((m) => m.attachments.length > 0),
    },
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
    pollWaitMs: signalAt.getTime() - leakedAt.getTime(),
    signalToDenyMs: denyAt === undefined ? null : denyAt - signalAt.getTime(),
    thief: {
      allowedBefore: count(before, 'allowed'),
      allowedAfter: count(after, 'allowed'),
      refusedAfter: count(after, 'refused'),
    },
    verification: verification && { state: verification.state, problems: verification.problems },
    checks,
    out,
  };
}

function count(calls: readonly AttackerCall[], outcome: AttackerCall['outcome']): number {
  return calls.filter((c) => c.outcome === outcome).length;
}
