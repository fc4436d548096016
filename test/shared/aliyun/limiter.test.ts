import fc from 'fast-check';
import { RateLimiter } from '../../../shared/aliyun/limiter';
import type { Clock } from '../../../shared/clock';

/** A time that passes by waiting alone. */
class Waiting implements Clock {
  private ms = 0;
  now = () => new Date(this.ms);
  elapsedMs = () => this.ms;
  after = () => () => undefined;
  async sleep(ms: number): Promise<void> {
    this.ms += ms;
  }
}

/** Takes so many a second, with room for a second's burst, and refuses what is beyond. */
function account(perSecond: number, clock: Clock): () => boolean {
  let [tokens, at] = [perSecond, clock.elapsedMs()];
  return () => {
    tokens = Math.min(perSecond, tokens + ((clock.elapsedMs() - at) / 1000) * perSecond);
    at = clock.elapsedMs();
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

async function calls(count: number, known: number, takes: number, most: number) {
  const clock = new Waiting();
  const limiter = new RateLimiter(known, clock);
  const take = account(takes, clock);
  let refused = 0;
  for (let done = 0; done < count; ) {
    await limiter.turn();
    if (take()) {
      done += 1;
      limiter.speedUp(most);
    } else {
      refused += 1;
      limiter.slowDown();
    }
  }
  return { seconds: clock.elapsedMs() / 1000, refused };
}

test('a faster pace is tried, and one that was refused is not for a while: the limit is kept to within a tenth', async () => {
  expect(await calls(20, 2, 2, 10)).toEqual({ seconds: expect.closeTo(10, 0), refused: 1 });
  const { seconds, refused } = await calls(400, 2, 2, 10);
  expect(seconds).toBeLessThan(1.1 * 200);
  expect(refused).toBeLessThanOrEqual(6);
});

test('where the cloud takes more, it gets more', async () => {
  const { seconds, refused } = await calls(400, 2, 10, 10);
  expect(seconds).toBeLessThan(1.1 * 40);
  expect(refused).toBe(0);
});

test('where others of the account call as well, the pace that is known is halved, and comes back', async () => {
  const { seconds } = await calls(100, 2, 1, 2);
  expect(seconds).toBeLessThan(2.2 * 100);
  const clock = new Waiting();
  const limiter = new RateLimiter(10, clock);
  limiter.slowDown();
  for (let again = 0; again < 10; again += 1) limiter.speedUp(10);
  const began = clock.elapsedMs();
  for (let call = 0; call < 21; call += 1) await limiter.turn();
  expect(clock.elapsedMs() - began).toBe(3000);
});

test('whatever the cloud takes, every call goes through in the end, none sooner than the ceiling lets it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 1, max: 20, noNaN: true }),
      async (count, takes) => {
        const { seconds } = await calls(count, 2, takes, 10);
        expect(seconds).toBeGreaterThanOrEqual((count - 1) / 10 - 1e-9);
      },
    ),
    { numRuns: 50 },
  );
});
