import { handOver, type PlayedAccount } from '../../any-order/account';
import { DIST, invokedAndKilled } from '../../any-order/killed';
import { eventOf } from '../../any-order/signals';
import { done, inAccount, settle, wrongs } from './judged';

type Delivery = ReturnType<PlayedAccount['delivery']>;

const NEVER = { at: 'nothing at all', done: false };

/** As many at a time as Function Compute runs of respond (s.yaml, reservedConcurrency). */
const AT_ONCE = 10;

/**
 * What many deliveries of one leak at once must come to: as if one had come. A run whose OSS calls this machine was too busy
 * to answer in time says that it could not record, and is delivered again: then no more is asked than of a crash.
 */
async function once(account: PlayedAccount, deliveries: readonly Delivery[], mostLooks = 1): Promise<string[]> {
  const left = [...deliveries];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await handOver(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const isWhole = deliveries.every(({ isDone }) => isDone);
  if (!isWhole) process.stderr.write('OSS answered too late: what failed is delivered again\n');
  const investigations = account.sandbox.fc.asyncInvocations.length;
  await settle(account);
  const wrong = (what: string, count: number, wanted: number): string[] =>
    count === wanted ? [] : [`${count} ${what}, not ${wanted}`];
  const { inbox } = account.sandbox;
  return [
    ...(await wrongs(account)),
    ...wrong('attachments', done(account, 'AttachPolicyToUser'), 1),
    ...(investigations > mostLooks ? [`${investigations} investigations, not ${mostLooks}`] : []),
    ...(isWhole && investigations === 0 ? ['no investigation'] : []),
    ...wrong('incidents', (await account.incidents()).length, 1),
    ...(isWhole ? [...wrong('mails', inbox.mail.length, 1), ...wrong('chats', inbox.dingtalk.length, 1)] : []),
  ];
}
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** Side by side in one process. */
export const sameDeliveries = (count: number): Promise<string[]> =>
  inAccount(async (account) => {
    const event = eventOf(account, 'ci-bot', 'bus', 1);
    return once(
      account,
      times(count, () => account.delivery('ci-bot', () => account.respond(event))),
    );
  });

/** The built function, each in a process of its own; `folders`: the builds that take turns. */
export const processes = (count: number, folders: readonly string[] = [DIST]): Promise<string[]> =>
  inAccount(async (account) => {
    const event = Buffer.from(JSON.stringify(eventOf(account, 'ci-bot', 'bus', 1)));
    const invoke = async (at: number): Promise<boolean> =>
      (await invokedAndKilled(account.sandbox, 'respond', event, NEVER, folders[at % folders.length])).ok;
    return once(
      account,
      times(count, (at) => account.delivery('ci-bot', () => invoke(at))),
      // An earlier version hands over before it writes that it did: a look more than one finds another at it.
      folders.length > 1 ? count : 1,
    );
  });

/** Every road that a leak can come by, at once. */
export const everyRoad = (count: number): Promise<string[]> =>
  inAccount(async (account) => {
    account.sandbox.publishLeak({ key: 'ci-bot', when: 'found', tokenValid: 0 });
    const roads = [
      () => account.timer(),
      () => account.respond(eventOf(account, 'ci-bot', 'bus', 1)),
      () => account.respond(eventOf(account, 'ci-bot', 'refusal', 1)),
      () => account.respond(eventOf(account, 'ci-bot', 'manual', 1)),
    ];
    return once(
      account,
      times(count, (at) => account.delivery('ci-bot', roads[at % roads.length] ?? (async () => false))),
    );
  });
