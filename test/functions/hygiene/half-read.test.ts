import { hygiene } from '../../../functions/hygiene/hygiene';
import { respond } from '../../../functions/respond/respond';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { withHalfRead } from '../../half-reads';
import { aRun } from '../../run';
import { NIGHTLY, Night } from './arrange';

const DAY_MS = 86_400_000;
const english = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_IDLE_KEYS: 'disable', TOURNIQUET_EXCLUDE_USERS: 'ceo' };
const unsealed = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_MODE: 'observe', TOURNIQUET_STATE_KEY: '' };
const LONG_AGO = { createdDaysAgo: 400, lastUsedDaysAgo: 200 };
let night: Night;
afterEach(() => night.stop());

test('whichever object a night reads by half, once: it knows what it knew, and accuses nobody', async () => {
  const users = [aUser('ceo').withKey('ceo', LONG_AGO), aUser('idle').withKey('idle', LONG_AGO)];
  night = await Night.in(aSandbox().withUser(...users), english);
  await night.beat();
  await night.pass(english);
  renameUser(night.sandbox.world, userNamed(night.sandbox.world, 'ceo'), 'ceo-2');
  let reads = 4;
  for (let nth = 1; nth <= reads; nth += 1) {
    night.sandbox.clock.advance(DAY_MS);
    await night.beat();
    reads = await withHalfRead(night.sandbox, nth, () => night.pass(english));
    const { notes, findings, idleKeys } = night.report();
    const text = JSON.stringify([notes, findings]);
    expect([nth, text.includes('somebody else'), text.includes('ceo-2 now')]).toEqual([nth, false, true]);
    // The ladder is not begun anew: it was warned of in the first night.
    expect([nth, idleKeys?.steps]).toEqual([nth, []]);
  }
  expect(reads).toBeGreaterThanOrEqual(4);
});

test('what a later version remembers stays as it is: nobody is accused, and nothing is switched off', async () => {
  night = await Night.in(aSandbox().withUser(aUser('idle').withKey('idle', LONG_AGO)), english);
  await night.beat();
  const run = await night.run();
  const { hygieneMemory, idleKeys } = run.paths;
  const later = { schema: 2, users: [], keys: [] };
  for (const key of [hygieneMemory, idleKeys]) await run.cloud.evidence.put(key, await run.seal.close(key, later));
  await expect(night.pass(english)).rejects.toThrow('what this night knows was not kept');
  const { notes, idleKeys: plan } = night.report();
  expect(notes).toContain(
    'what earlier nights knew could not be read: a later version wrote it, and it is left as it is',
  );
  expect(notes.join()).not.toContain('somebody else');
  expect([plan?.refused, plan?.steps]).toEqual([expect.stringContaining('a later version wrote it'), []]);
  for (const key of [hygieneMemory, idleKeys]) expect(await run.seal.open(key, night.object(key))).toEqual(later);
});

test('without a state key: odd parts of what nights remember end no night, and an odd heartbeat no status', async () => {
  night = await Night.in(aSandbox().withUser(aUser('ann').withKey('ann').withPolicy('System/AdministratorAccess')));
  const { paths } = await night.run(unsealed);
  const nothing = { schema: 1, at: new Date().toISOString(), users: {}, policies: {}, networks: {} };
  const odd = {
    nights: [null],
    found: 1,
    users: { ann: { keys: 5 } },
    part: { number: 1, asked: 'timer', looks: null },
  };
  for (const memory of [
    { ...nothing, ...odd },
    { ...nothing, nights: 'x', users: { ann: null } },
  ]) {
    night.put(paths.hygieneMemory, JSON.stringify(memory));
    expect(await hygiene(NIGHTLY, await aRun(night.sandbox, unsealed, 'hygiene'))).toMatchObject({ users: 2 });
  }
  for (const [beat, heartbeat] of [
    ['junk', 'unknown: it does not bear the seal of the state key here'],
    ['[]', 'unknown: it does not bear the seal of the state key here'],
    ['{"at":5}', 'unknown: it tells no time, and somebody else wrote it'],
  ] as const) {
    night.put(paths.heartbeat, beat);
    const status = await respond(Buffer.from('{"command":"status"}'), await aRun(night.sandbox, unsealed));
    expect(status).toMatchObject({ heartbeat });
  }
});
