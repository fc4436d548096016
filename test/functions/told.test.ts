import { keepUnparsed } from '../../functions/respond/unparsed';
import { tellOnce, tellOnceOfAny } from '../../functions/told';
import type { RunningSandbox } from '../../sandbox/start';
import { RunIncomplete, UnparseableEvent } from '../../shared/errors';
import { sha256 } from '../../shared/incident/seal';
import { aSandbox } from '../builders';
import { aRun } from '../run';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox().start();
});
afterEach(() => sandbox.stop());

/** A run that has claimed it and died before it could tell. */
async function diedTelling(what: string): Promise<void> {
  const run = await aRun(sandbox);
  const key = run.paths.told(what);
  const claim = { schema: 1, nonce: 'another run', at: run.clock.now().toISOString(), sent: false };
  await run.cloud.evidence.create(key, await run.seal.close(key, claim));
}

test('of runs that meet the same thing at the same moment one tells; the others know that it is being told', async () => {
  const runs = await Promise.all([1, 2, 3].map(() => aRun(sandbox)));
  let told = 0;
  let away = 0;
  let othersKnow = (): void => undefined;
  const othersHaveAsked = new Promise<void>((resolve) => {
    othersKnow = resolve;
  });
  const outcomes = await Promise.all(
    runs.map(async (run) => {
      const ended = await tellOnce(run, 'thing', async () => {
        await othersHaveAsked;
        told += 1;
      });
      away += 1;
      if (away === 2) othersKnow();
      return ended;
    }),
  );
  expect(told).toBe(1);
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['claimed-elsewhere', 'claimed-elsewhere', 'told']);
  expect(await tellOnce(await aRun(sandbox), 'thing', async () => 'again')).toEqual({ outcome: 'told-before' });
});

test('a claim whose run died is nobody telling: not done within the lease, and told after it', async () => {
  await diedTelling('thing');
  expect(await tellOnce(await aRun(sandbox), 'thing', async () => 'now')).toEqual({ outcome: 'claimed-elsewhere' });
  sandbox.clock.advance(121_000);
  expect(await tellOnce(await aRun(sandbox), 'thing', async () => 'now')).toEqual({ outcome: 'told', result: 'now' });
});

test('one message tells all that it is about: it goes out where any of that is news', async () => {
  const tell = async (...whats: string[]) => tellOnceOfAny(await aRun(sandbox), whats, async () => whats.join());
  expect(await tell('a')).toEqual({ outcome: 'told', result: 'a' });
  expect(await tell('a', 'b', 'c')).toEqual({ outcome: 'told', result: 'a,b,c' });
  expect(await tell('c', 'b')).toEqual({ outcome: 'told-before' });
  await diedTelling('d');
  expect(await tell('a', 'd')).toEqual({ outcome: 'claimed-elsewhere' });
});

test('what could not be sent is news for each thing that it was about', async () => {
  const run = await aRun(sandbox);
  const fails = () => Promise.reject(new Error('no channel'));
  await expect(tellOnceOfAny(run, ['a', 'b'], fails)).rejects.toThrow('no channel');
  for (const what of ['a', 'b']) expect(await tellOnce(run, what, async () => 1)).toMatchObject({ outcome: 'told' });
});

test('what nobody could read is not done while a run that may have died holds its claim', async () => {
  const event = Buffer.from('{"specversion"');
  await diedTelling(`unparsed-${sha256(event)}`);
  const keep = async () => keepUnparsed(await aRun(sandbox), event, new UnparseableEvent('it is not JSON'));
  await expect(keep()).rejects.toThrow(RunIncomplete);
  expect(sandbox.inbox.mail).toHaveLength(0);
  sandbox.clock.advance(121_000);
  await keep();
  expect(sandbox.inbox.mail).toHaveLength(1);
});
