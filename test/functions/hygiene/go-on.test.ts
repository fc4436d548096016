import { hygiene } from '../../../functions/hygiene/hygiene';
import { aSandbox, aUser } from '../../builders';
import { withBuilt } from '../../built';
import { NIGHTLY, Night } from './arrange';

/** Some are called as a part of every object is: the night looks up what it saved by name. */
const NAMES = ['valueOf', 'constructor', '__proto__', ...Array.from({ length: 37 }, (_, i) => `u${i}`)];

const built = withBuilt('hygiene', 'a night that goes on in the built function.');

built.test('the platform runs the next part of a night, which ends and tells it', async () => {
  const night = await Night.in(
    aSandbox().withUser(...NAMES.map((name) => aUser(name).withKey(name, { createdDaysAgo: 20 }))),
  );
  try {
    night.fault('ims', 'GetCredentialReport', 'deny', 1);
    const run = await night.run({ TOURNIQUET_LANGUAGE: 'en' });
    const elapsedMs = () => run.clock.elapsedMs() + (night.calls('ListAccessKeys').length > 10 ? 3_600_000 : 0);
    expect(await hygiene(NIGHTLY, { ...run, clock: { ...run.clock, elapsedMs } })).toMatchObject({
      alert: 'goes on',
    });
    await night.sandbox.fc.idle();
    expect(night.sandbox.fc.invocations.map(({ error }) => error)).toEqual([undefined]);
    expect(night.report()).toMatchObject({ complete: true });
    expect(night.object(`told/hygiene-${night.report().date}.json`)).toContain('"sent":true');
    expect(JSON.parse(night.object('memory.json'))).not.toHaveProperty('part');
  } finally {
    await night.stop();
  }
});
