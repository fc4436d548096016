import { accountClock, withCallTime } from '../../bench/account-time';
import { aSandbox, aUser } from '../builders';
import { aRun } from '../run';

test('a wait goes by while calls take their time, and to its end where nobody calls: the sooner one first', async () => {
  const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
  try {
    withCallTime(sandbox, 7);
    const clock = accountClock(sandbox.clock);
    const { cloud } = await aRun(sandbox, {}, 'respond', clock);
    const began = clock.elapsedMs();
    const passed = (): number => clock.elapsedMs() - began;
    const asked = async (): Promise<number> => {
      for (let call = 0; call < 50; call += 1) await cloud.ram.listAccessKeys('ci-bot' as never);
      return passed();
    };
    const waited = async (ms: number): Promise<number> => {
      await clock.sleep(ms);
      return passed();
    };
    const [calls, within, later, sooner] = await Promise.all([asked(), waited(200), waited(5_000), waited(2_000)]);
    expect([calls, sooner, later]).toEqual([350, 2_000, 5_000]);
    // It ends with the call in whose time it is over.
    expect(within).toBeGreaterThanOrEqual(200);
    expect(within).toBeLessThan(350);
  } finally {
    await sandbox.stop();
  }
});
