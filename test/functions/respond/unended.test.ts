import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, used } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en' };
const QUARTER_MS = 15 * 60_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')), ENV);
  account.leak('ci-bot');
  await account.poll(ENV);
});
afterEach(() => account.stop());

/** Each hand-over is taken by the platform, and nothing comes of it but `what`. */
async function quarters(count: number, what: () => Promise<void> = async () => undefined, env = ENV): Promise<void> {
  for (let quarter = 0; quarter < count; quarter += 1) {
    account.sandbox.clock.advance(QUARTER_MS);
    await what();
    await account.poll(env);
  }
}

const told = () => account.mails.filter(({ text }) => /does not come to its end|始终没有完成/.test(text));
const handedOver = () => account.calls('fc').filter(({ action }) => action === 'InvokeFunction').length;
const append = async (body: object) => {
  const { id } = await account.incident('ci-bot');
  await (await aRun(account.sandbox)).journal.append(id, () => body as never);
};
const leaseUntil = () => new Date(account.sandbox.clock.now().getTime() + 60_000).toISOString();

test('an investigation that dies each time is told of within the hour, and each day as long as it lasts', async () => {
  await quarters(2);
  expect(told()).toEqual([]);
  await quarters(1);
  expect(told()).toHaveLength(1);
  expect(told()[0]?.text).toMatch(/begun 3 times since .{19} UTC and not ended: none of them has left a word/);
  expect(told()[0]?.text).toContain('what was done with a leaked key may stay unknown until this is mended');
  const before = handedOver();
  await quarters(4);
  expect(handedOver()).toBe(before + 4);
  account.sandbox.clock.advance(24 * 3_600_000);
  await quarters(1);
  expect(told()).toHaveLength(2);
});

test('it tells where the last one died, and that the next goes on with less', async () => {
  const dies = async () => {
    await append({ type: 'look-claim', run: `r${handedOver()}`, leaseUntil: leaseUntil(), round: 1, part: 'reading' });
    await append({ type: 'look-claim', run: `r${handedOver()}`, leaseUntil: leaseUntil(), round: 1, part: 'judging' });
    account.sandbox.clock.advance(120_000);
  };
  await quarters(3, dies, { TOURNIQUET_LANGUAGE: 'zh' });
  expect(told()).toHaveLength(1);
  expect(told()[0]?.text).toMatch(
    /已启动 3 次，没有完成：3 次中途终止，最近一次终止时正在研判已读取的内容；现在缩小范围再试/,
  );
});

test('one that takes hours and comes further each time is told of as nothing', async () => {
  await quarters(6, async () => {
    await append({ type: 'look-claim', run: 'r', leaseUntil: leaseUntil(), round: 1, part: 'reading' });
    await append({ type: 'look-end', run: 'r', end: 'goes on' });
  });
  expect(told()).toEqual([]);
});
