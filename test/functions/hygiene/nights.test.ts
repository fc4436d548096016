import type { HygieneResult } from '../../../functions/hygiene/hygiene';
import { createKey } from '../../../sandbox/world/keys';
import { aSandbox, aUser } from '../../builders';
import { expectToAddUp, Night, PREFIX } from './arrange';

const english = { TOURNIQUET_LANGUAGE: 'en' };
const young = { createdDaysAgo: 20, lastUsedDaysAgo: 1 };
const DAY_MS = 86_400_000;
const EXCEPTIONS = `${PREFIX}/config/hygiene-exceptions.json`;

let night: Night;
const people = () => aSandbox().withUser(aUser('ann').withKey('ann', young), aUser('bob').withKey('bob', young));
const mails = () => night.sandbox.inbox.mail;
/** The next night, so many days after the last; the responder has run. */
async function next(days = 1): Promise<HygieneResult['alert']> {
  night.sandbox.clock.advance(days * DAY_MS);
  await night.beat();
  return (await night.pass(english)).alert;
}
function addKey(userName: string): void {
  const user = night.sandbox.world.users.get(userName);
  if (!user) throw new Error(`no ${userName}`);
  createKey(night.sandbox.world, { keys: user.keys, user });
}

describe('twelve nights of one account', () => {
  beforeAll(async () => {
    night = await Night.in(people());
  });
  afterAll(() => night.stop());

  test('the first is told whole; with nothing new the next six are silent, and the seventh says one line', async () => {
    const alerts = [];
    for (let i = 0; i < 8; i += 1) alerts.push(await next());
    expect(alerts).toEqual(['sent', ...Array.from({ length: 6 }, () => 'nothing new'), 'sent']);
    const line = mails().at(-1);
    expect(line?.subject).toContain('nothing new for a week');
    expect(line?.text).toMatch(/\d+ AccessKeys, \d+ findings as before/);
    expect(line?.attachments).toEqual([]);
    expect(mails()).toHaveLength(2);
    expect(night.sandbox.inbox.dingtalk).toHaveLength(2);
    expect(night.report().nights).toHaveLength(8);
  });

  test('what is new is told the night that it is found, by number and by name, beside the ten worst', async () => {
    addKey('bob');
    expect(await next()).toBe('sent');
    const { change } = night.report();
    expect(change).toMatchObject({ freshCount: 2, goneCount: 0, unknownCount: 0 });
    expect(mails().at(-1)?.text).toMatch(/2 new, 0 gone/);
    expect(mails().at(-1)?.text).toMatch(/low · new/);
    // Twice on one date it is compared with the same night, told once, and counted once.
    const before = night.report();
    expect((await night.pass(english)).alert).toBe('sent before');
    expect(night.report()).toMatchObject({ change: before.change, nights: before.nights });
  });

  test('a night that fails is never silent, and what it could not see is not gone', async () => {
    night.fault('ram', 'ListUsers', 'deny');
    night.fault('ims', 'GetCredentialReport', 'deny');
    expect(await next(2)).toBe('sent');
    night.sandbox.kernel.faults.clear();
    const blind = night.report();
    expect(blind).toMatchObject({ complete: false, change: { goneCount: 0 } });
    expect(blind.change?.unknownCount).toBeGreaterThan(0);
    expect(blind.nights.at(-1)).toMatchObject({ complete: false });
    // The date without a night has no row.
    expect(blind.nights).toHaveLength(10);
    expect(await next()).toBe('nothing new');
    expect(night.report().change).toMatchObject({ freshCount: 0, goneCount: 0 });
  });

  test('the command tells all at any time', async () => {
    const { hygiene } = await import('../../../functions/hygiene/hygiene');
    const asked = await hygiene(Buffer.from('{"command":"hygiene"}'), await night.run(english));
    expect(asked.alert).toBe('sent');
  });
});

describe('exceptions', () => {
  afterEach(() => night.stop());
  const until = () => new Date(night.sandbox.clock.now().getTime() + 3 * DAY_MS).toISOString().slice(0, 10);
  const trail = () => ({ check: 'trail-missing', until: until(), reason: 'the parent account keeps one' });
  const unmatched = () => ({ check: 'key-old', user: 'nobody', until: until(), reason: 'x' });
  async function put(list: object, hand: 'ours' | 'foreign' = 'ours'): Promise<void> {
    const { seal } = await night.run();
    const text = hand === 'ours' ? await seal.close(EXCEPTIONS, list) : JSON.stringify(list);
    night.put(EXCEPTIONS, text);
  }
  const found = (check: string) => night.report().checks.find(({ id }) => id === check);

  test('hold until their day, and are findings after it; one that covers nothing is said', async () => {
    night = await Night.in(people());
    await put({ schema: 1, exceptions: [trail(), unmatched()] });
    await next();
    expectToAddUp(night.report());
    expect(found('trail-missing')).toMatchObject({ finding: 0, excepted: 1 });
    expect(found('exception-expired')).toMatchObject({ total: 2, ok: 2 });
    expect(night.report().findings.filter(({ check }) => check === 'exception-unmatched')).toHaveLength(1);
    expect(night.object('/report.html')).toContain('the parent account keeps one');
    expect(mails().at(-1)?.text).toMatch(/Excepted: 1|Excepted.*1/);

    expect(await next(4)).toBe('sent');
    expectToAddUp(night.report());
    expect(found('trail-missing')).toMatchObject({ finding: 1, excepted: 0 });
    expect(found('exception-expired')).toMatchObject({ finding: 2 });
    expect(night.report().change).toMatchObject({ freshCount: 3 });
  });

  test('that somebody else wrote hide nothing, and neither does a list with a fault: it is told, and the run fails', async () => {
    night = await Night.in(people());
    await put({ schema: 1, exceptions: [trail()] }, 'foreign');
    await expect(next()).rejects.toThrow(/the list of exceptions was written by somebody else/);
    expect(found('trail-missing')).toMatchObject({ finding: 1, excepted: 0 });
    expect(mails().at(-1)?.text).toContain('written by somebody else');

    await put({ schema: 1, exceptions: [trail(), { ...unmatched(), check: 'key-olt', until: 'soon' }] });
    await expect(next()).rejects.toThrow(/exception 2 names no check: key-olt.*exception 2 has an until/s);
    expect(found('trail-missing')).toMatchObject({ finding: 1, excepted: 0 });

    night.fault('oss', 'GetObject', 'deny', 3);
    await expect(next()).rejects.toThrow(/the list of exceptions could not be read/);
  });
});

test('each finding of the message says whose it is: a user, a bucket, the account, the responder', async () => {
  night = await Night.in(people());
  try {
    night.sandbox.clock.advance(DAY_MS);
    await night.pass(english);
    const text = String(mails().at(-1)?.text);
    expect(text).toMatch(/No trail keeps what happens in the account: there is none.*the account/);
    expect(text).toMatch(/The responder has not run for more than 10 minutes.*the responder/);
  } finally {
    await night.stop();
  }
});
