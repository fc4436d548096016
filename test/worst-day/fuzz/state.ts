import fc from 'fast-check';
import { TourniquetError } from '../../../shared/errors';
import { aSandbox, aUser } from '../../builders';
import { Account, TIMER, used } from '../../functions/respond/arrange';
import { junk, mutated, mutatedText } from './mutate';
import { must, type Target } from './target';

const KEYS = { 'ci-bot': 'LTAI5tLeakedKeyOfCiBot01', alice: 'LTAI5tKeyOfAliceTheAdmin' } as const;
const SEALED = { TOURNIQUET_STATE_KEY: '5'.repeat(64) };
const ROOT = 'ak-tourniquet/';
const INCIDENT = `${ROOT}incidents/1234567890123456/${KEYS['ci-bot']}`;

/** What JavaScript says when a value is not what somebody took it for. */
const CRASH =
  /Cannot (read|convert|set|destructure)|is not (a function|iterable|a constructor)|Invalid (time|array)|undefined \(|RangeError|Maximum call/;

const start = (): Promise<Account> =>
  Account.start(
    aSandbox()
      .withUser(
        aUser('ci-bot').withKey('ci-bot', { accessKeyId: KEYS['ci-bot'] }),
        aUser('alice').withKey('alice', { accessKeyId: KEYS.alice }),
      )
      .withEvents(used('ci-bot'), used('alice'))
      .withLeak('ci-bot', { tokenValid: 1 }),
    SEALED,
  );
const objectsOf = (account: Account) => {
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  if (objects === undefined) throw new Error('no evidence bucket');
  return objects;
};
function put(account: Account, key: string, body: string): void {
  const about = { contentType: 'application/json', headers: {}, type: 'Normal' as const, etag: '0' };
  objectsOf(account).set(key, { ...about, key, body: Buffer.from(body), lastModified: account.sandbox.clock.now() });
}

/** What a true incident leaves in the bucket, by its place. */
const real = new Map<string, string>();
async function open(): Promise<void> {
  const account = await start();
  await account.poll(SEALED);
  for (const [key, { body }] of objectsOf(account)) real.set(key, body.toString());
  await account.stop();
}

const OTHERS = [
  ...['seen.json', 'watched.json', 'heartbeat.json', 'owners.json', 'config/hygiene-exceptions.json', 'contained/x'],
  ...['schedule/x', 'schedule/2020-01-01T000000Z--LTAI5tLeakedKeyOfCiBot01--finish.json', 'schedule/..%2f', 'status/x'],
  ...[
    'outbox/dingtalk/x.json',
    'outbox/mail/x.json',
    'outbox/lease/dingtalk/000001.json',
    'outbox/other/x',
    'told/x.json',
  ],
  ...['status/contained--1234567890123456--LTAI5tLeakedKeyOfCiBot01', 'status/released--1234567890123456--x--y'],
].map((name) => ROOT + name);
const JOURNAL = [1, 2, 7, 0, 999_999].map((seq) => `${INCIDENT}/journal/${String(seq).padStart(6, '0')}.json`);

const forged = fc.integer({ min: 0, max: 1_000 }).chain((n) => {
  const places = [...real.keys(), ...OTHERS, ...OTHERS, ...JOURNAL];
  const texts = [...real.values()].filter((text) => text.startsWith('{'));
  const text = fc.constantFrom(...texts);
  const body = fc.oneof(
    {
      weight: 3,
      arbitrary: mutated(
        text.map((one) => JSON.parse(one)),
        3,
      ).map((one) => JSON.stringify(one)),
    },
    { weight: 2, arbitrary: text },
    { weight: 1, arbitrary: mutatedText(text) },
    { weight: 2, arbitrary: junk.map((one) => JSON.stringify(one) ?? '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  );
  return fc.tuple(fc.constant(places[n % places.length] ?? ROOT), body);
});

/** The seal vouches for what we wrote ourselves, where we wrote it: that is no forgery. */
function isTrue(key: string, body: string): boolean {
  try {
    return JSON.stringify(JSON.parse(body)) === real.get(key);
  } catch {
    return false;
  }
}

const state = (
  mode: 'enforce' | 'observe',
  [en, zh]: readonly [string, string],
  holds: Target['holds'],
  runs: Target['runs'],
): Target => ({
  name: { en, zh },
  holds,
  runs,
  open,
  property: () =>
    fc.asyncProperty(fc.array(forged, { minLength: 1, maxLength: 4 }), async (objects) => {
      const account = await start();
      try {
        for (const [key, body] of objects) put(account, key, isTrue(key, body) ? '{}' : body);
        const env: Record<string, string> =
          mode === 'enforce' ? SEALED : { TOURNIQUET_MODE: 'observe', TOURNIQUET_STATE_KEY: '' };
        const why = await account.respond(TIMER, env).then(
          () => undefined,
          (error: unknown) => {
            if (error instanceof TourniquetError) return error.message;
            throw error;
          },
        );
        const strays = account.writingCalls().filter((call) => !call.includes(' ci-bot ') && !call.endsWith(' ci-bot'));
        return must({
          // A crash inside, told as a failure, is a crash.
          [`no crash inside (${why?.slice(0, 300)})`]: !CRASH.test(why ?? ''),
          'the leaked key is contained': mode === 'observe' || account.policiesOf('ci-bot').length > 0,
          'nobody else is touched':
            account.policiesOf('alice').length === 0 && account.statusOf('alice') === 'Active' && strays.length === 0,
          'observing writes nothing': mode === 'enforce' || account.writingCalls().length === 0,
          // A run that failed, or that leaves a leak untold, says so.
          'somebody is told': why !== undefined || mode === 'observe' || account.mails.length > 0,
        });
      } finally {
        await account.stop();
      }
    }),
});

export const sealed = state(
  'enforce',
  ['our objects in OSS, sealed', 'OSS 中本工具的对象（有签名）'],
  {
    en: 'whatever lies there, the leaked key is contained and told, nobody else is touched, failures are named',
    zh: '无论其中存放什么，泄漏密钥都被遏制并告警，不影响他人，失败均有说明',
  },
  [3, 300],
);
export const unsealed = state(
  'observe',
  ['our objects in OSS, observing without a state key', 'OSS 中本工具的对象（观察模式、无签名）'],
  {
    en: 'nothing is written to the account, failures are named: never a crash',
    zh: '不对账号做任何写操作，失败均有说明；不崩溃',
  },
  [3, 300],
);
