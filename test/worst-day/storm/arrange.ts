import { accountClock, withCallTime as passCallTime } from '../../../bench/account-time';
import { respond } from '../../../functions/respond/respond';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { type Account, type Env, TIMER } from '../../functions/respond/arrange';
import { aRun } from '../../run';

/** What a call takes of the account's time, four side by side: some 30 ms a call, as a function sees them in its region. */
const CALL_MS = 7;
const MINUTE_MS = 60_000;

/** So many users with a key each, that they have used of late. */
export function crowd(count: number) {
  const names = Array.from({ length: count }, (_, at) => `gateway-${at + 1}`);
  const users = names.map((name) => aUser(name).withKey());
  return { names, builder: aSandbox().withUser(...users) };
}

/** From here on the account's time is its calls' and its waits' alone. */
export const withCallTime = (sandbox: RunningSandbox, callMs = CALL_MS): void => passCallTime(sandbox, callMs);

export interface Minute {
  readonly ms: number;
  readonly failures: readonly string[];
}

/** One run of the minute's timer; the next minute is the account's when it ends. */
export async function aMinute(account: Account, env: Env = {}): Promise<Minute> {
  const { sandbox } = account;
  const began = sandbox.clock.now().getTime();
  const run = await aRun(sandbox, env, 'respond', accountClock(sandbox.clock));
  const failures = await respond(Buffer.from(JSON.stringify(TIMER)), run).then(
    () => [],
    (error: Error) => [error.message],
  );
  const ms = sandbox.clock.now().getTime() - began;
  sandbox.clock.advance(Math.max(0, MINUTE_MS - ms));
  return { ms, failures };
}

/** The most of these times that lie within one minute. */
export function mostInAMinute(times: readonly string[]): number {
  const all = times.map((time) => Date.parse(time)).sort((a, b) => a - b);
  let [from, most] = [0, 0];
  for (let to = 0; to < all.length; to += 1) {
    while ((all[to] ?? 0) - (all[from] ?? 0) >= MINUTE_MS) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
