import { invokedAndKilled } from '../../any-order/killed';
import { Account, TIMER } from '../../functions/respond/arrange';
import { crowd } from './arrange';

const LIFTED = { TOURNIQUET_MAX_CONFIRMED_PER_HOUR: '5000' };
const NEVER = { at: 'nothing at all', done: false };
const POLL = Buffer.from(JSON.stringify(TIMER));

/** An account whose keys have all leaked, for the built function in processes of its own. */
async function stormed<T>(count: number, work: (account: Account, names: readonly string[]) => Promise<T>): Promise<T> {
  const { names, builder } = crowd(count);
  const account = await Account.start(builder, LIFTED);
  try {
    for (const name of names) account.leak(name, { tokenValid: 1 });
    return await work(account, names);
  } finally {
    await account.stop();
  }
}

/** The most memory that one run of the built function takes in a storm of so many keys, in MB. */
export const memoryOf = (count: number): Promise<number> =>
  stormed(count, async ({ sandbox }) => {
    const { output, ok } = await invokedAndKilled(sandbox, 'respond', POLL, NEVER);
    const peak = Number(/^peak (\d+)$/m.exec(output)?.[1]);
    if (!ok || Number.isNaN(peak)) throw new Error(output.slice(-2000));
    return Math.round(peak / 1024);
  });

export interface CutOff {
  readonly atCut: number;
  readonly contained: number;
  readonly finishes: number;
  readonly ok: boolean;
  /** So many keys have been told by mail less than once, and more than twice. */
  readonly untold: number;
  readonly told3: number;
}

/** A run that the platform ends in its midst, at its call `at`; what another process comes to behind it. */
export const cutOff = (count: number, at: number): Promise<CutOff> =>
  stormed(count, async (account, names) => {
    const { sandbox } = account;
    const contained = (): number => names.filter((name) => account.policiesOf(name).length > 0).length;
    await invokedAndKilled(sandbox, 'respond', POLL, { at, done: false });
    const atCut = contained();
    let ok = true;
    for (let run = 0; run < 3; run += 1) {
      sandbox.clock.advance(180_000);
      ok = (await invokedAndKilled(sandbox, 'respond', POLL, NEVER)).ok;
    }
    const told = names.map(
      (name) => account.mails.filter(({ text }) => new RegExp(`${name}(?!\\d)`).test(text)).length,
    );
    const finishes = account.objects('schedule/').filter((key) => key.endsWith('--finish.json')).length;
    return {
      atCut,
      contained: contained(),
      finishes,
      ok,
      untold: told.filter((times) => times === 0).length,
      told3: told.filter((times) => times > 2).length,
    };
  });
