import { PlayedAccount } from '../../any-order/account';
import { unexplained, untrue } from '../../any-order/explained';
import type { Settings } from '../../any-order/operations';
import { strangersTouched } from '../../any-order/untouched';

const MINUTE_MS = 60_000;
export const SETTINGS: Settings = { containment: 'quarantine', escalate: 'ask', isUsed: true, maxPerHour: 20 };

/** An account of its own, whatever becomes of the work; what is wrong at its end, in words. */
export async function inAccount(work: (account: PlayedAccount) => Promise<readonly string[]>): Promise<string[]> {
  const account = await PlayedAccount.start(SETTINGS);
  try {
    return [...(await work(account))];
  } catch (error) {
    return [`it threw ${error instanceof Error ? error.stack : String(error)}`];
  } finally {
    await account.end();
  }
}

/** What failed is delivered again beyond every lease, and the timer does what is overdue. */
export async function settle(account: PlayedAccount): Promise<void> {
  account.later(20 * MINUTE_MS);
  await account.redeliver();
  for (let minute = 0; minute < 3; minute += 1) {
    await account.timer();
    account.later(3 * MINUTE_MS);
  }
}

/** What must be so whatever came at the same time. */
export async function wrongs(account: PlayedAccount): Promise<string[]> {
  const incidents = await account.incidents();
  const told = incidents.flatMap(({ entries }) =>
    entries.filter((entry) => entry.type === 'alert-sent' && entry.step === 'contained:0'),
  );
  return [
    ...unexplained(account, incidents),
    ...untrue(account, incidents),
    ...strangersTouched(account).map((who) => `${who} was touched`),
    ...incidents.flatMap(({ tampered, missing }) => [...tampered, ...missing].map((key) => `${key} is broken`)),
    ...(told.length > 2 ? [`the first alert was sent ${told.length} times`] : []),
    ...(account.sandbox.inbox.mail.length === 0 ? ['nobody was told anything'] : []),
  ];
}

/** So many of the account's calls of this kind that changed something. */
export function done({ sandbox }: PlayedAccount, action: string): number {
  return sandbox.kernel.calls.all().filter((call) => call.action === action && call.status === 200).length;
}
