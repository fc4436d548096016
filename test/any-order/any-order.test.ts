import fc from 'fast-check';
import { PlayedAccount } from './account';
import { converge } from './converge';
import { deniesOn, unexplained, untrue } from './explained';
import { type Op, ops, plainOps, type Settings, settings } from './operations';
import { otherText, ownText, secretsShown, strangersTouched } from './untouched';

/** `ANY_ORDER_RUNS=300` for a long night; `ANY_ORDER_SEED` for a sequence that was printed. */
const RUNS = Number(process.env['ANY_ORDER_RUNS'] ?? 8);
const SEED = process.env['ANY_ORDER_SEED'];
const PARAMETERS = {
  endOnFailure: process.env['ANY_ORDER_SHRINK'] === undefined,
  numRuns: RUNS,
  ...(SEED ? { seed: Number(SEED) } : {}),
};
const TIME_LIMIT_MS = 30_000 + RUNS * 120_000;

const TOUCHES_OTHERS = new Set<Op['kind']>(['thief', 'by-hand']);

/** Plays a sequence on an account of its own, and looks after each step. */
async function played(
  given: Settings,
  sequence: readonly Op[],
  look: (account: PlayedAccount) => Promise<void>,
): Promise<void> {
  const account = await PlayedAccount.start(given);
  try {
    let [others, own] = [otherText(account), ownText(account)];
    const steadily = async (): Promise<void> => {
      expect(await account.incidents().then((incidents) => unexplained(account, incidents))).toEqual([]);
      expect(strangersTouched(account)).toEqual([]);
      expect(otherText(account)).toBe(others);
      expect(ownText(account)).toBe(own);
      expect(secretsShown(account)).toEqual([]);
    };
    for (const op of sequence) {
      const t0 = Date.now();
      if (process.env['PLAY']) process.stderr.write(`${JSON.stringify(op)}\n`);
      const isApproval = op.kind === 'person' && op.command === 'approve';
      if (!isApproval && !TOUCHES_OTHERS.has(op.kind)) await account.perform(op);
      else {
        await account.perform(op);
        [others, own] = [otherText(account), ownText(account)];
      }
      await steadily();
      if (process.env['PLAY']) process.stderr.write(`   ${Date.now() - t0} ms\n`);
    }
    const t1 = Date.now();
    await converge(account);
    if (process.env['PLAY']) process.stderr.write(`converged   ${Date.now() - t1} ms\n`);
    await steadily();
    await look(account);
    await steadily();
  } finally {
    await account.end();
  }
}

/** Journals that verify, whose word is true, and whose every alert was sent. */
async function journalsAreRight(account: PlayedAccount): Promise<void> {
  const incidents = await account.incidents();
  for (const { id, entries, state, tampered, missing } of incidents) {
    expect([tampered, missing]).toEqual([[], []]);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
    const unsent = Object.entries(state.alerts).flatMap(([step, { sent }]) => (sent ? [] : step));
    expect([id.accessKeyId, unsent]).toEqual([id.accessKeyId, []]);
  }
  expect(untrue(account, incidents)).toEqual([]);
}

test(
  'any order of steps, crashes and repeats ends in what the journal explains',
  async () => {
    await fc.assert(
      fc.asyncProperty(settings, ops, (given, sequence) =>
        played(given, sequence, async (account) => {
          await journalsAreRight(account);
          // And there is a way back from everywhere.
          const wish = {
            falseAlarm: true,
            reactivate: false,
            ownKeys: false,
            keepNetwork: account.byHand.network !== undefined,
          };
          for (const name of ['ci-bot', 'second', 'excluded'] as const) await account.release(name, wish);
          for (const name of ['ci-bot', 'second', 'excluded'] as const) await account.release(name, wish);
          await converge(account);
          await journalsAreRight(account);
          const { users, roles } = account.sandbox.world;
          const left = [...users.values(), ...roles.values()].filter((one) => deniesOn(one).length > 0);
          expect(left.map(({ kind, name }) => [kind, name])).toEqual([]);
        }),
      ),
      PARAMETERS,
    );
  },
  TIME_LIMIT_MS,
);
