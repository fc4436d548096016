import { gzipSync } from 'node:zlib';
import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { putArchived, putPacked, refuseToRead } from '../../strange-objects';
import { Account, busEvent, FREEZE, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
});
afterEach(() => account.stop());

const leaks = () => account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'ci-bot'), ENGLISH);
/** What the minute failed at. */
const minute = async (): Promise<string> => {
  account.nextMinute();
  return account.respond(TIMER, ENGLISH).then(
    () => '',
    (error: Error) => error.message,
  );
};
const told = () => account.mails.map(({ subject, text }) => `${subject}\n${text}`).join('\n');
const times = (words: string) => told().split(words).length - 1;
const takeOff = () => {
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
};

const STRANGE = 'ak-tourniquet/schedule/2020-01-01T000000Z--LTAI5tMadeUpByNobody0001--finish.json';
const MEMORY = [STRANGE, 'ak-tourniquet/watched.json', 'ak-tourniquet/outbox/mail/zzz.json'];

/** Schedule, watch and outbox do what they did without them. */
async function expectAllGoesOn(): Promise<void> {
  takeOff();
  await minute();
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  const run = await aRun(account.sandbox, ENGLISH);
  const id = { accountId: run.accountId, accessKeyId: account.keyOf('ci-bot') };
  await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'it went through' });
  account.fault('smtp', 'send', 'deny', 20);
  await minute();
  expect(account.policiesOf('ci-bot')).toContain(FREEZE);
  expect(account.objects('outbox/mail/').length).toBeGreaterThan(1);
  account.clearFaults();
  for (let n = 0; n < 4; n += 1) await minute();
  expect(account.objects('outbox/mail/')).toEqual(['ak-tourniquet/outbox/mail/zzz.json']);
  expect(account.objects('schedule/').filter((key) => key.includes('escalate'))).toEqual([]);
}

test('objects of a class of archive in schedule, outbox and in the place of the watch list stop nothing: what they are is told', async () => {
  await putArchived(account.sandbox, STRANGE, 'ak-tourniquet/outbox/mail/zzz.json');
  await putArchived(account.sandbox, 'ak-tourniquet/outbox/lease/mail/999999999999.json');
  await putArchived(account.sandbox, 'ak-tourniquet/seen.json', 'ak-tourniquet/heartbeat.json');
  await leaks();
  await putArchived(account.sandbox, 'ak-tourniquet/watched.json');
  await expectAllGoesOn();
  for (const key of MEMORY) expect(told()).toContain(key);
  expect(await minute()).toBe('');
});

test('objects that OSS refuses stop nothing either: that they could not be read is told once an hour, with their names', async () => {
  await leaks();
  await minute();
  const run = await aRun(account.sandbox, ENGLISH);
  for (const key of MEMORY) if (!key.endsWith('watched.json')) await run.cloud.evidence.put(key, 'x');
  refuseToRead(account.sandbox, ...MEMORY);
  await expectAllGoesOn();
  expect(await minute()).toMatch(/AccessDenied/);
  for (const key of MEMORY) expect(told()).toContain(key);
  expect(times('the responder itself failed')).toBeLessThan(5);
  for (const key of MEMORY) expect(account.objects('')).toContain(key);
});

test("an object of a class of archive, or packed so that nobody can unpack it, in the place of the journal's first entry: contained, recorded behind it, and watched", async () => {
  const run = await aRun(account.sandbox, ENGLISH);
  const id = { accountId: run.accountId, accessKeyId: account.keyOf('ci-bot') };
  await putArchived(account.sandbox, run.paths.entry(id, 1));
  await putPacked(account.sandbox, run.paths.entry(id, 2), Buffer.from('no gzip'));
  await putPacked(account.sandbox, run.paths.watched, gzipSync(Buffer.alloc(64 * 2 ** 20)));
  await leaks().catch(() => undefined);
  await minute();
  takeOff();
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  const { entries, tampered } = await (await aRun(account.sandbox, ENGLISH)).journal.read(id);
  expect([tampered, entries.some(({ type }) => type === 'outcome')]).toEqual([
    [run.paths.entry(id, 1), run.paths.entry(id, 2)],
    true,
  ]);
  expect(told()).toContain(run.paths.entry(id, 1));
});
