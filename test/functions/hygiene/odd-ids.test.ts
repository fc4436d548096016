import { aSandbox, aUser } from '../../builders';
import { giveId, NAMED_IDS, UNNAMED_ID } from '../../odd-ids';
import { Night } from './arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_IDLE_KEYS: 'disable' };

let night: Night;
afterEach(() => night.stop());

test.each([...NAMED_IDS, UNNAMED_ID])('a key %s takes nothing of the night along', async (id) => {
  night = await Night.in(
    aSandbox().withUser(
      aUser('ci-bot').withKey('ci-bot', { createdDaysAgo: 200, lastUsedDaysAgo: 1 }),
      aUser('old').withKey('old', { createdDaysAgo: 900, lastUsedDaysAgo: 400 }),
    ),
    ENV,
  );
  giveId(night.sandbox, 'old', id);
  await night.beat();
  for (let nights = 0; nights < 3; nights += 1) {
    const result = await night.pass(ENV);
    expect(result).toBeDefined();
    night.sandbox.clock.advance(86_400_000);
    await night.beat();
  }
  const report = JSON.stringify(night.report());
  expect(report).toContain(id === UNNAMED_ID ? 'odd_…_his' : id);
  // The index of keys to users, which the next leak is found by.
  const owners = night.object('ak-tourniquet/owners.json');
  expect(owners).toContain(night.keyOf('ci-bot'));
  expect(night.calls('UpdateAccessKey')).toEqual([]);
});
