import { unfinishedRelease } from '../../shared/incident/release-under-way';
import type { PlayedAccount } from './account';

const MINUTE_MS = 60_000;
/** A schedule that is not empty after so many turns of the timer never will be. */
const MOST_TURNS = 40;

/**
 * When the tasks of the schedule are due. A rotation's reminder, the look at an open incident and what is told of a release
 * that died come every day until a person ends it.
 */
async function dueOf(account: PlayedAccount): Promise<number[]> {
  const died = (await account.incidents()).filter((one) => unfinishedRelease(one) !== undefined);
  const daily = ['rotation', 'follow-up', ...died.map(({ id }) => `${id.accessKeyId}--released`)];
  return account.schedule
    .filter((key) => !daily.some((name) => key.endsWith(`--${name}.json`)))
    .map((key) => {
      const [, date, hours, minutes, seconds] = /\/(\S{10}T)(\d{2})(\d{2})(\d{2})Z--/.exec(key) ?? [];
      return Date.parse(`${date}${hours}:${minutes}:${seconds}Z`);
    });
}

/**
 * All trouble is over: what failed is delivered again, and the timer runs until nothing is due any more, days later.
 * Throws when that never comes.
 */
export async function converge(account: PlayedAccount): Promise<void> {
  // Beyond every lease.
  account.later(20 * MINUTE_MS);
  await account.redeliver();
  let good = false;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const due = await dueOf(account);
    if (due.length === 0 && good) return;
    // At the latest of them: what overtakes is done once.
    const latest = Math.max(0, ...due);
    account.later(Math.max(3 * MINUTE_MS, latest + 1_000 - account.sandbox.clock.now().getTime()));
    good = await account.timer();
    await account.asynchronous();
  }
  throw new Error(`the schedule never ends:\n${account.schedule.join('\n')}\n${account.lastFailure}`);
}
