import path from 'node:path';
import { systemClock } from '../../shared/clock';
import { roleName } from '../../shared/ram-policy/role-rights';
import { type AttackerCall, startAttacker } from '../attacker';
import type { Scenario } from '../scenario';
import { type RunningSandbox, startSandbox } from '../start';
import { harvest } from './harvest';
import { judge } from './judge';
import type { Moment, Printer, Result } from './print';
import { isPoll, Watch } from './watch';

export interface PlayOptions {
  readonly scenario: Scenario;
  readonly propagationMs: number;
  readonly latencyMs: number;
  readonly language: 'zh' | 'en';
  readonly escalate: 'ask' | 'auto';
  readonly print: Printer;
}

/** So much of the timer's minute is watched; the clock is moved over the rest. */
const WATCHED_MS = 2_000;
const TIMER_MS = 60_000;
/** How long the thief goes on after the deny, so that his refusals can be seen. */
const AFTER_DENY_MS = 2_500;
const LOOK_MS = 40;
/** Past the second look that is due 30 minutes after the decision. */
const LOOK_AGAIN_MS = 31 * 60_000;
/**
 * More leaks than this are not followed to the last investigation: LookupEvents takes two calls a second in each region,
 * so that fifty keys take minutes. Told instead are every deny, and the whole story of the thief's key.
 */
const FEW_LEAKS = 10;
/** DingTalk's robot takes nothing for ten minutes after its twentieth message in one: then the outbox goes out. */
const ROBOT_LISTENS_MS = 11 * 60_000;
/** How long after the leak a storm's story ends, report or not: far more than it takes, for a slow machine. */
const STORM_ENDS_MS = 300_000;
/** How long a trigger may take to set a function off; the timers look at the clock four times a second. */
const TRIGGER_MS = 10_000;

/** Plays one scenario to its end, prints it live and leaves its files under `out/`. */
export async function play({
  scenario: document,
  propagationMs,
  latencyMs,
  language,
  escalate,
  print,
}: PlayOptions): Promise<Result> {
  const sandbox = await startSandbox({
    scenario: document,
    propagationMs,
    latencyMs,
    deliver: true,
    env: { TOURNIQUET_LANGUAGE: language, TOURNIQUET_ESCALATE: escalate },
  });
  try {
    const { scenario, identities } = sandbox;
    if (!scenario || !identities.leaked) throw new Error('The scenario names no leaked key.');
    print.begin(scenario.name, scenario.description);
    // A deployed function has had its quiet minutes before anything leaks.
    await sandbox.fc.idle();
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
  const thief = scenario?.attacker
    ? startAttacker(sandbox, leaked, scenario.attacker, {
        clock: { ...systemClock, now: () => sandbox.clock.now() },
        onCall: (call) => watch.say('thief', thiefsCall(call), call.time, call.outcome),
      })
    : undefined;
  await publish(sandbox, watch);
  const leaks = sandbox.world.leaks;
  const isStorm = leaks.length > FEW_LEAKS;

  await systemClock.sleep(WATCHED_MS);
  await moveClock(sandbox, watch, TIMER_MS - WATCHED_MS, 'the rest of the minute passes');
  await answered(sandbox);
  watch.look();
  if (thief) await systemClock.sleep(AFTER_DENY_MS + sandbox.kernel.propagationMs);
  await thief?.stop();
  if (isStorm) {
    // The next minute starts more looks, and all of them share ActionTrail's two calls a second.
    await untilTold(sandbox, leaked.accessKeyId, leakedAt);
    // What DingTalk would not take in the storm's minute waits in the outbox, and is merged when the robot listens again.
    await moveClock(sandbox, watch, ROBOT_LISTENS_MS, 'eleven minutes pass');
    await answered(sandbox);
  } else {
    await sandbox.fc.idle();
    watch.look();
    await another(sandbox, watch);
    // ActionTrail is ten minutes late, so nobody may claim quiet before: then the timer starts the look that is due.
    await moveClock(sandbox, watch, LOOK_AGAIN_MS, 'half an hour passes');
    await sandbox.fc.idle();
    await another(sandbox, watch);
  }
  watch.end();

  const out = path.join('out', `${scenario?.name ?? 'scenario'}-${leakedAt.toISOString().replaceAll(/[:.]/g, '-')}`);
  const found = harvest(sandbox, leaked.accessKeyId, out);
  const result = judge(sandbox, {
    found,
    calls: thief?.calls ?? [],
    accessKeyId: leaked.accessKeyId,
    leaks,
    signal: watch.signal,
    out,
  });
  print.result(result);
  return result;
}

/** Puts the scenario's leaks into Security Center's list, each at its time. */
async function publish(sandbox: RunningSandbox, watch: Watch): Promise<void> {
  const due = (sandbox.scenario?.leaks ?? []).filter(({ when }) => when !== 'found');
  const times = [...new Set(due.map(({ afterMs }) => afterMs ?? 0))].sort((a, b) => a - b);
  for (const [i, afterMs] of times.entries()) {
    const waitMs = afterMs - (times[i - 1] ?? 0);
    if (waitMs > 0) await systemClock.sleep(waitMs);
    const leaks = due.filter((leak) => (leak.afterMs ?? 0) === afterMs);
    const at = sandbox.clock.now();
    const records = leaks.map((leak) => sandbox.publishLeak(leak));
    watch.published(
      records,
      leaks.some(({ restricted }) => restricted === true),
      at,
    );
  }
}

/** The clock is moved, and the timer's triggers go off: resolves when the functions have been set off. */
async function moveClock(sandbox: RunningSandbox, watch: Watch, ms: number, what: string): Promise<void> {
  const before = sandbox.fc.asyncInvocations.length;
  sandbox.clock.advance(ms);
  watch.say('clock', `${what} (the clock was moved)`, sandbox.clock.now().toISOString());
  const endsMs = performance.now() + TRIGGER_MS;
  const isSetOff = (): boolean => sandbox.fc.asyncInvocations.slice(before).some(isPoll);
  while (!isSetOff()) {
    if (performance.now() > endsMs) throw new Error('The timer did not go off.');
    await systemClock.sleep(LOOK_MS);
  }
}

/** What an investigation asks for stands in the schedule, and the timer's next minute starts it. */
async function another(sandbox: RunningSandbox, watch: Watch): Promise<void> {
  if (!asksForMore(sandbox)) return;
  await moveClock(sandbox, watch, TIMER_MS, 'another minute passes');
  await sandbox.fc.idle();
  watch.look();
}

/** Whether an investigation has put something down that respond has not begun yet. */
function asksForMore({ oss, endpointEnv }: RunningSandbox): boolean {
  const bucket = oss.buckets.get(endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
  return [...(bucket?.objects.keys() ?? [])].some((key) => key.endsWith('--escalate.json'));
}

/** Until no invocation of respond is under way; what it has handed over may still run. */
async function answered({ fc }: RunningSandbox): Promise<void> {
  const isBusy = (): boolean =>
    fc.asyncInvocations.some(
      (one) => one.functionName === roleName('respond') && one.state !== 'done' && one.state !== 'failed',
    );
  while (isBusy()) await systemClock.sleep(LOOK_MS);
}

/** Until the second mail about this key has come, or the storm's time is over. */
async function untilTold(sandbox: RunningSandbox, accessKeyId: string, leakedAt: Date): Promise<void> {
  const endsAt = leakedAt.getTime() + TIMER_MS + STORM_ENDS_MS;
  const isTold = (): boolean =>
    sandbox.inbox.mail.some(({ text, attachments }) => attachments.length > 0 && text.includes(accessKeyId));
  while (!isTold() && sandbox.clock.now().getTime() < endsAt) await systemClock.sleep(LOOK_MS);
}

function thiefsCall({ service, action, as, code, note }: AttackerCall): string {
  const who = as === 'leaked' ? '' : ` (as ${as})`;
  return `${service} ${action}${who}${note ? `: ${note}` : ''}${code ? ` [${code}]` : ''}`;
}
