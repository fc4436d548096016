import path from 'node:path';
import { systemClock } from '../../shared/clock';
import { type AttackerCall, startAttacker } from '../attacker';
import { type RunningSandbox, startSandbox } from '../start';
import type { LeakRecord } from '../world/entities';
import { functionName } from '../world/setup';
import { harvest } from './harvest';
import { judge } from './judge';
import type { Moment, Printer, Result } from './print';
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
/**
 * More leaks than this are not followed to the last investigation: LookupEvents takes two calls a second in each region,
 * so that fifty keys take minutes. Told instead are every deny, and the whole story of the thief's key.
 */
const FEW_LEAKS = 10;
/** DingTalk's robot takes nothing for ten minutes after its twentieth message in one: then the outbox goes out. */
const ROBOT_LISTENS_MS = 11 * 60_000;
/** How long after the leak a storm's story ends, report or not: far more than it takes, for a slow machine. */
const STORM_ENDS_MS = 90_000;

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
  const leaks = publish(sandbox, watch, leakedAt);
  const isStorm = leaks.length > FEW_LEAKS;
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
  if (isStorm) {
    await emptyOutbox(sandbox, watch);
    await untilTold(sandbox, leaked.accessKeyId, leakedAt);
  } else {
    await sandbox.fc.idle();
    watch.look();
    await lookAgain(sandbox, watch);
  }
  watch.look();

  const out = path.join('out', `${scenario?.name ?? 'scenario'}-${leakedAt.toISOString().replaceAll(/[:.]/g, '-')}`);
  const found = harvest(sandbox, leaked.accessKeyId, out);
  const result = judge(sandbox, {
    found,
    calls: thief?.calls ?? [],
    accessKeyId: leaked.accessKeyId,
    leaks,
    leakedAt,
    signalAt,
    out,
    respondError: respond.error?.errorMessage,
  });
  print.result(result);
  return result;
}

/** Puts the scenario's leaks into Security Center's list; resolves with those that stand there now. */
function publish(sandbox: RunningSandbox, watch: Watch, leakedAt: Date): readonly LeakRecord[] {
  const records = (sandbox.scenario?.leaks ?? [])
    .filter((leak) => leak.when !== 'found')
    .map((leak) => sandbox.publishLeak(leak));
  const [first] = records;
  if (first) {
    const what =
      records.length === 1 ? `the AccessKey ${first.accessKeyId} stands` : `${records.length} AccessKeys stand at once`;
    watch.say('leak', `${what} in a public repository; Security Center lists it`, leakedAt.toISOString());
  }
  return sandbox.world.leaks;
}

/** What DingTalk would not take in the storm's minute waits in the outbox, and is merged when the robot listens again. */
async function emptyOutbox(sandbox: RunningSandbox, watch: Watch): Promise<void> {
  sandbox.clock.advance(ROBOT_LISTENS_MS);
  const at = sandbox.clock.now().toISOString();
  watch.say('signal', 'eleven minutes later (the clock was moved): the timer sends what waits in the outbox', at);
  await sandbox.fc.invoke(functionName('respond'), { triggerTime: at, triggerName: 'poll', payload: '' });
  watch.look();
}

/** Until the second mail about this key has come, or the storm's time is over. */
async function untilTold(sandbox: RunningSandbox, accessKeyId: string, leakedAt: Date): Promise<void> {
  const endsAt = leakedAt.getTime() + ROBOT_LISTENS_MS + STORM_ENDS_MS;
  const isTold = (): boolean =>
    sandbox.inbox.mail.some(({ text, attachments }) => attachments.length > 0 && text.includes(accessKeyId));
  while (!isTold() && sandbox.clock.now().getTime() < endsAt) await systemClock.sleep(LOOK_MS);
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
