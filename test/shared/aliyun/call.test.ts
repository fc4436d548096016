import { callCloud, isUnknownCall, nameFailure, ORDINARY, URGENT } from '../../../shared/aliyun/call';
import { RateLimiter } from '../../../shared/aliyun/limiter';
import type { Clock } from '../../../shared/clock';
import { CloudCallFailed, CloudNotFound } from '../../../shared/errors';

/** Time passes where somebody waits, and nowhere else. */
function aClock(): Clock & { readonly pauses: number[] } {
  let ms = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => new Date(ms),
    elapsedMs: () => ms,
    async sleep(forMs) {
      pauses.push(forMs);
      ms += forMs;
    },
    after(forMs, ring) {
      const late = setImmediate(() => {
        ms += forMs;
        ring();
      });
      return () => clearImmediate(late);
    },
  };
}

const noAnswer = () => new Promise<never>(() => undefined);
const refused = (code: string, statusCode: number) => async () => {
  throw Object.assign(new Error('refused'), { code, statusCode });
};

test('a cloud that never answers leaves every run time to say so, however many calls are made one after the other', async () => {
  const clock = aClock();
  const deadlineMs = 120_000;
  for (let calls = 0; calls < 12; calls += 1)
    await expect(callCloud('oss', 'GetObject', ORDINARY, { clock, deadlineMs }, noAnswer)).rejects.toThrow('no answer');
  expect(clock.elapsedMs()).toBeGreaterThan(60_000);
  expect(clock.elapsedMs()).toBeLessThan(deadlineMs - 3_000);
});

test('far from the end of its run a call has all its tries, whole', async () => {
  const clock = aClock();
  const asked: number[] = [];
  const attempt = (timeoutMs: number) => {
    asked.push(timeoutMs);
    return noAnswer();
  };
  await expect(callCloud('oss', 'GetObject', ORDINARY, { clock, deadlineMs: 600_000 }, attempt)).rejects.toThrow();
  expect(asked).toEqual([10_000, 10_000, 10_000, 10_000]);
});

test('near its end a call has all its tries still, and each is short', async () => {
  const clock = aClock();
  const asked: number[] = [];
  const attempt = (timeoutMs: number) => {
    asked.push(timeoutMs);
    return noAnswer();
  };
  await expect(callCloud('oss', 'GetObject', ORDINARY, { clock, deadlineMs: 60_000 }, attempt)).rejects.toThrow();
  expect(asked).toHaveLength(ORDINARY.retries + 1);
  expect(Math.max(...asked)).toBeLessThan(4_000);
  expect(clock.elapsedMs()).toBeLessThan(15_500);
});

test('the pauses between tries are never the same twice', async () => {
  const clock = aClock();
  for (const _ of [1, 2])
    await expect(
      callCloud('ram', 'GetUser', ORDINARY, { clock, deadlineMs: 600_000 }, refused('Throttling.User', 400)),
    ).rejects.toThrow('Throttling');
  expect(clock.pauses).toHaveLength(2 * ORDINARY.retries);
  expect(new Set(clock.pauses).size).toBe(clock.pauses.length);
});

describe('a call that the cloud takes only so many of a second', () => {
  const TURNS = 8;
  async function tried(attempt: (tries: number) => Promise<string>) {
    const clock = aClock();
    const limiter = new RateLimiter(10, clock);
    const patience = { ...URGENT, turns: { limiter, retries: TURNS } };
    let tries = 0;
    const end = callCloud('ram', 'AttachPolicyToUser', patience, { clock, deadlineMs: 120_000 }, () => {
      tries += 1;
      return attempt(tries);
    });
    return { end: await end.catch((error: Error) => error.name), tries, ms: clock.elapsedMs(), limiter, clock };
  }
  const throttled = refused('Throttling.User', 400);

  test('comes back for its turn while it is throttled, for seconds and not for minutes', async () => {
    expect(await tried((tries) => (tries <= 6 ? throttled() : Promise.resolve('done')))).toMatchObject({
      ...{ end: 'done', tries: 7 },
    });
    const refusedFor = await tried(throttled);
    expect(refusedFor).toMatchObject({ end: 'CloudThrottled', tries: TURNS + 1 });
    expect(refusedFor.ms).toBeLessThan(20_000);
  });

  test('has the pace of those behind it slowed down meanwhile', async () => {
    const { limiter, clock } = await tried((tries) => (tries <= 2 ? throttled() : Promise.resolve('done')));
    const began = clock.elapsedMs();
    for (let turn = 0; turn < 5; turn += 1) await limiter.turn();
    expect(clock.elapsedMs() - began).toBeGreaterThan(4 * 200);
  });

  test('has no more tries than any other where it fails otherwise', async () => {
    expect((await tried(refused('InternalError', 500))).tries).toBe(URGENT.retries + 1);
  });
});

test.each([
  ['NoPermission', 403],
  ['EntityNotExist.User', 404],
  ['InvalidParameter', 400],
  ['EntityAlreadyExists.User', 409],
])('%s is not asked twice', async (code, status) => {
  const clock = aClock();
  let tries = 0;
  const attempt = () => {
    tries += 1;
    return refused(code, status)();
  };
  await expect(callCloud('ram', 'GetUser', ORDINARY, { clock, deadlineMs: 600_000 }, attempt)).rejects.toThrow(code);
  expect([tries, clock.pauses]).toEqual([1, []]);
});

test('who waits hears of each new try; none is made once it is known to be in vain', async () => {
  const clock = aClock();
  const heard: string[] = [];
  const onRetry = ({ cloudCode }: { cloudCode: string }) => void heard.push(cloudCode);
  const patience = { ...ORDINARY, isInVain: () => heard.length === 2 };
  const call = callCloud('oss', 'GetObject', patience, { clock, deadlineMs: 600_000, onRetry }, noAnswer);
  await expect(call).rejects.toThrow('no answer');
  expect(heard).toEqual(['Timeout', 'Timeout']);
});

/** By its code alone: a gateway that does not know the call answers 404 as well. */
describe('that the call itself is unknown is no word on what was asked for', () => {
  const kind = (code: string) => nameFailure('ram', 'GetUser', { code, statusCode: 404 });
  test.each([
    'InvalidAction',
    'InvalidAction.NotFound',
    'InvalidVersion',
    'InvalidVersion.NotFound',
    'InvalidApi.NotFound',
    'InvalidProduct.NotFound',
    'InvalidRegionId.NotFound',
    'UnsupportedOperation',
    'ApiNotFound',
  ])('%s', (code) => {
    expect(kind(code).constructor).toBe(CloudCallFailed);
    expect(isUnknownCall(kind(code))).toBe(true);
  });

  test.each([
    'EntityNotExist.User',
    'EntityNotExist.Policy.Version',
    'NoSuchKey',
    'ServiceNotFound',
    'FunctionNotFound',
    'InvalidMailAddress.NotFound',
    'InvalidVpcId.NotFound',
    'LogStoreNotExist',
  ])('%s is', (code) => {
    expect(kind(code)).toBeInstanceOf(CloudNotFound);
    expect(isUnknownCall(kind(code))).toBe(false);
  });
});
