import fc from 'fast-check';
import type { Incident } from '../../shared/incident/journal';
import { worldText } from '../world-text';
import { PlayedAccount } from './account';
import { release } from './commands';
import { converge } from './converge';
import { deniesOn, NO_NETWORK, unexplained, untrue } from './explained';
import { type Op, openings, ops, plainOps, type Settings, settings } from './operations';
import { perform } from './perform';
import { missed, otherText, ownText, secretsShown, strangersTouched } from './untouched';

/** `ANY_ORDER_RUNS=300` for a long night; `ANY_ORDER_SEED` and `ANY_ORDER_PATH` for a sequence that was printed; `ANY_ORDER_SHRINK=1`. */
const RUNS = Number(process.env['ANY_ORDER_RUNS'] ?? 1);
const SEED = process.env['ANY_ORDER_SEED'];
const PARAMETERS = {
  numRuns: RUNS,
  ...(SEED ? { seed: Number(SEED) } : {}),
  ...(process.env['ANY_ORDER_PATH'] ? { path: process.env['ANY_ORDER_PATH'] } : {}),
  // A sequence takes seconds, and shrinking plays it a hundred times.
  endOnFailure: process.env['ANY_ORDER_SHRINK'] === undefined,
};
const TIME_LIMIT_MS = 60_000 + RUNS * 60_000 * (PARAMETERS.endOnFailure ? 1 : 100);

/** Looks that must be true at every moment, against what was so before. */
function watchOver(account: PlayedAccount) {
  let before = { others: otherText(account), own: ownText(account) };
  return {
    /** What a thief, or a person, has just changed himself. */
    accept: (): void => {
      before = { others: otherText(account), own: ownText(account) };
    },
    look: async (): Promise<void> => {
      expect(unexplained(account, await account.incidents())).toEqual([]);
      expect(strangersTouched(account)).toEqual([]);
      expect({ others: otherText(account), own: ownText(account) }).toEqual(before);
      expect(secretsShown(account)).toEqual([]);
      expect(missed(account)).toEqual([]);
    },
  };
}

type Watch = ReturnType<typeof watchOver>;

const isPersons = (op: Op): boolean =>
  op.kind === 'thief' || op.kind === 'by-hand' || (op.kind === 'person' && op.command === 'approve');

/** Plays a sequence on an account of its own. */
async function played(
  given: Settings,
  sequence: readonly Op[],
  end: (account: PlayedAccount, watch: Watch) => Promise<void>,
) {
  const account = await PlayedAccount.start(given);
  try {
    const watch = watchOver(account);
    for (const op of sequence) {
      await perform(account, op);
      if (isPersons(op)) watch.accept();
      await watch.look();
    }
    await end(account, watch);
    await watch.look();
  } finally {
    await account.end();
  }
}

/** What was asked of a person is asked no more once he has decided otherwise; that he did is told in its place. */
function isMoot(entries: Incident['entries'], step: string): boolean {
  const claimed = entries.findLastIndex((entry) => entry.type === 'alert-claim' && entry.step === step);
  const decided = entries.findLastIndex(({ type }) => type === 'release' || type === 'approval');
  return decided > claimed && !/^(released|approved):/.test(step);
}

/** Journals that verify, whose word is true, and whose every alert was sent. */
async function journalsAreRight(account: PlayedAccount): Promise<void> {
  const incidents = await account.incidents();
  for (const { id, entries, state, tampered, missing } of incidents) {
    expect([tampered, missing]).toEqual([[], []]);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
    const unsent = Object.entries(state.alerts).flatMap(([step, { sent }]) =>
      sent || isMoot(entries, step) ? [] : step,
    );
    expect([id.accessKeyId, unsent]).toEqual([id.accessKeyId, []]);
  }
  expect(untrue(account, incidents)).toEqual([]);
}

/** Twice: the first release of a user's two keys leaves the deny to the second. */
async function releaseAll(account: PlayedAccount, reactivate: boolean): Promise<void> {
  const wish = { falseAlarm: true, reactivate, ownKeys: false, whatever: true };
  const keys = ['ci-bot', 'second', 'excluded'] as const;
  // A network policy that somebody has set meanwhile is his: a release refuses to touch it.
  for (const name of [...keys, ...keys])
    await release(account, name, { ...wish, keepNetwork: name === 'ci-bot' && account.byHand.network !== undefined });
}

test(
  'any order of steps, crashes and repeats ends in what the journal explains',
  async () => {
    await fc.assert(
      fc.asyncProperty(settings, ops, (given, sequence) =>
        played(given, sequence, async (account, watch) => {
          await converge(account);
          await watch.look();
          await journalsAreRight(account);
          // And there is a way back from everywhere.
          await releaseAll(account, false);
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

test(
  'what the responder did, a release takes back byte for byte',
  async () => {
    await fc.assert(
      fc.asyncProperty(settings, openings, plainOps, async (given, opening, sequence) => {
        // The leak list is a record; and what IMS tells of a key without a network policy is a policy that counts as none.
        const text = (account: PlayedAccount): string => {
          for (const key of account.leaked.keys) if (key.network?.document === NO_NETWORK) delete key.network;
          return worldText(account.sandbox, ['leaks']);
        };
        let before = '';
        await played(given, opening, async (account, watch) => {
          before = text(account);
          for (const op of sequence) await perform(account, op);
          await converge(account);
          await releaseAll(account, true);
          await converge(account);
          await journalsAreRight(account);
          expect(text(account)).toBe(before);
          watch.accept();
        });
      }),
      PARAMETERS,
    );
  },
  TIME_LIMIT_MS,
);
