import { aSandbox, aUser } from '../../builders';
import { expectToAddUp, Night } from './arrange';

const QUEUE = 'acs:mns:cn-hangzhou:1234567890123456:/queues/ak-tourniquet-dead-letters';
const english = { TOURNIQUET_LANGUAGE: 'en' };
let night: Night;
beforeEach(async () => {
  night = await Night.in(aSandbox().withUser(aUser('ci-bot').withKey('ci-bot', { createdDaysAgo: 20 })));
});
afterEach(() => night.stop());

const put = (count: number, queue = QUEUE) => {
  const letter = { from: 'ak-tourniquet-respond', why: 'gone', event: Buffer.from('{"a":"</Messages><MessageId>"}') };
  for (let i = 0; i < count; i += 1) night.sandbox.deadLetters.put(queue, letter);
};
const check = () => night.report().checks.find(({ id }) => id === 'invocation-failed');
const details = () =>
  night.report().findings.flatMap((one) => (one.check === 'invocation-failed' ? [one.detail.en] : []));

test.each([
  ['none', 0, []],
  ['one', 1, ['1 in the queue']],
  ['more than one look shows', 30, ['16 or more in the queue']],
])('what failed for good is counted in its queue, and stays there: %s', async (_, count, expected) => {
  put(count, `${QUEUE}/messages`);
  put(3, QUEUE.replace('dead-letters', 'orders'));
  await night.pass(english);
  expectToAddUp(night.report());
  expect(details()).toEqual(expected);
  expect(check()).toMatchObject({ total: 1, finding: expected.length, couldNotCheck: 0 });
  expect(night.sandbox.deadLetters.all).toHaveLength(count + 3);
});

test('an invocation that the platform gave up is there the next night', async () => {
  const { fc } = night.sandbox;
  fc.invokeAsync('ak-tourniquet-respond', { command: 'no such command' });
  await fc.idle();
  expect(night.sandbox.deadLetters.all).toHaveLength(1);
  await night.pass(english);
  expect(details()).toEqual(['1 in the queue']);
});

test.each(['deny', '500', 'throttle', 'reset', 'malformed'] as const)(
  'a queue that cannot be looked into (%s) is not empty: could not check',
  async (fault) => {
    put(1);
    night.fault('mns', 'BatchPeekMessage', fault);
    await night.pass(english);
    expectToAddUp(night.report());
    expect(details()).toEqual([]);
    expect(check()).toMatchObject({ finding: 0, couldNotCheck: 1 });
  },
);

test('nor is one that is not there', async () => {
  night.sandbox.queues.clear();
  await night.pass(english);
  expect(check()).toMatchObject({ ok: 0, couldNotCheck: 1 });
  expect(night.report().notChecked).toContainEqual(
    expect.objectContaining({ check: 'invocation-failed', why: expect.stringContaining('QueueNotExist') }),
  );
});
