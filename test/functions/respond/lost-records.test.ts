import { detachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'ci-bot'), ENGLISH);
  await after(MINUTE_MS);
});
afterEach(() => account.stop());

async function after(ms: number): Promise<void> {
  account.sandbox.clock.advance(ms);
  await account.respond(TIMER, ENGLISH);
}

const bucket = () => account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects ?? new Map();

function takeAway(folder: string, isOne: (key: string) => boolean = () => true): string[] {
  const keys = account.objects(folder).filter(isOne);
  for (const key of keys) bucket().delete(key);
  return keys;
}

const told = (from: number): string =>
  account.mails
    .slice(from)
    .map(({ text }) => text)
    .join('\n');

/** An hour in which nothing is due that would begin something anew. */
async function anHour(): Promise<void> {
  await after(HOUR_MS);
  await after(MINUTE_MS);
}

test('markers and the list of what is watched, deleted together: a deny that is taken off is put back all the same', async () => {
  await anHour();
  takeAway('status/');
  takeAway('watched.json');
  const before = account.mails.length;
  await after(MINUTE_MS);
  expect(account.objects('status/').join()).toContain('contained--');
  expect(told(before)).toContain('written again by what the journals say');
  await after(MINUTE_MS);
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  await after(MINUTE_MS);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('the tasks of a contained key, deleted, stand again within the hour, and the owner hears of it once', async () => {
  await anHour();
  const gone = takeAway('schedule/');
  expect(gone.map((key) => /--([a-z0-9-]+)\.json$/.exec(key)?.[1])).toEqual(
    expect.arrayContaining(['follow-up', 'investigate']),
  );
  const before = account.mails.length;
  await anHour();
  await anHour();
  expect(account.objects('schedule/').join()).toMatch(/--follow-up\.json/);
  expect(account.objects('schedule/').join()).toMatch(/--investigate\.json/);
  expect(told(before).match(/written again by what the journals say/g)).toHaveLength(1);
});

test('where nobody took anything away, nobody hears of anything', async () => {
  const before = account.mails.length;
  for (let hour = 0; hour < 4; hour += 1) await anHour();
  expect(told(before)).not.toContain('written again');
});

test('everything that is remembered of a listed key, deleted, and the deny taken off: told, and contained anew', async () => {
  account.leak('ci-bot');
  await anHour();
  for (const place of ['watched.json', 'status/', 'schedule/', 'incidents/']) takeAway(place);
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  const before = account.mails.length;
  for (let minute = 0; minute < 3; minute += 1) await after(MINUTE_MS);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told(before)).toContain('/journal/');
  expect(told(before)).toContain('Its high-risk calls are denied');
  for (let hour = 0; hour < 2; hour += 1) await anHour();
  expect(told(before).match(/no longer what we wrote|written by somebody else/g)?.length ?? 1).toBeLessThanOrEqual(1);
});

test('a leak of a key that is not ours leaves nothing that could be missing', async () => {
  account.sandbox.publishLeak({ key: 'LTAI5tNobodysKeyAtAll01', when: 'found' });
  const before = account.mails.length;
  for (let hour = 0; hour < 3; hour += 1) await anHour();
  expect(told(before)).not.toContain('/journal/');
});

test('the end of a journal, deleted: a deny that is taken off is told', async () => {
  await anHour();
  const entries = account
    .objects('incidents/')
    .filter((key) => key.includes('/journal/'))
    .sort();
  for (const key of entries.slice(1)) bucket().delete(key);
  const before = account.mails.length;
  await anHour();
  expect(told(before)).toMatch(/incidents\/\d+\/LTAI\w+\/journal\//);
  const { world } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  await expect(after(MINUTE_MS)).rejects.toThrow(/The journal of LTAI…\w{4} has been deleted, or its end/);
});
