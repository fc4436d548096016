import { respondCommand } from '../../../cli/respond';
import type { CliRun } from '../../../cli/run';
import { investigate } from '../../../functions/investigate/investigate';
import { status } from '../../../functions/respond/status';
import { attachPolicy } from '../../../sandbox/world/attachments';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, QUARANTINE, TIMER, used } from '../respond/arrange';

const ENV = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou' };

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')), ENV);
});
afterEach(() => account.stop());

async function toldOf(): Promise<{ readonly subject: string; readonly text: string }> {
  const event = Buffer.from(JSON.stringify({ accessKeyId: account.keyOf('ci-bot') }));
  const { state } = await investigate(event, await aRun(account.sandbox, {}, 'investigate'));
  expect(state).toBe('finished');
  const mail = account.mails.at(-1);
  return { subject: mail?.subject ?? '', text: mail?.text ?? '' };
}
/** The person's command, in a shell with another state key than the functions'. */
async function respondElsewhere(): Promise<void> {
  const credentials = account.sandbox.identities.admin;
  const other = { ...ENV, TOURNIQUET_STATE_KEY: 'another-key-than-the-functions-have-0123456789' };
  const run = await aRun(account.sandbox, other, 'respond', undefined, credentials);
  const cli: CliRun = { run, credentials, clock: run.clock, config: run.config };
  await respondCommand(cli, account.keyOf('ci-bot'), { reason: 'on GitHub', by: 'alice', yes: true });
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
}
function carry(): void {
  const { world } = account.sandbox;
  attachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
}

test('a record that bears another seal is never told as nothing done: the deny is named, and a person is asked', async () => {
  await respondElsewhere();
  const { subject, text } = await toldOf();
  expect(subject).toMatch(/what is recorded of ci-bot's key bears another seal/);
  expect(text).toMatch(new RegExp(`Policy ${QUARANTINE} attached to ci-bot`));
  expect(text).toMatch(/ak-tourniquet respond LTAI/);
  expect(text).not.toMatch(/Nothing was done|nobody has to decide/i);
  account.sandbox.clock.advance(60_000);
  await account.respond(TIMER, ENV);
  expect(await status(await aRun(account.sandbox), undefined)).toMatchObject({
    incidents: [{ state: 'contained', note: expect.stringMatching(/another seal/) }],
  });
});

test.each([
  ['nothing on its user', false, /what ci-bot's key did/, /nobody has to decide/],
  ['a deny on him', true, /ci-bot carries a deny of which nothing is recorded/, /ak-tourniquet respond LTAI/],
])('a key that never leaked, as far as is recorded, and %s', async (_, isDenied, title, words) => {
  if (isDenied) carry();
  const { subject, text } = await toldOf();
  expect(subject).toMatch(title);
  expect(text).toMatch(words);
  expect(text).not.toMatch(/is public|leaked AccessKey/);
});

test('what could not be looked at is not told as nothing', async () => {
  account.fault('ims', 'GetUser', 'deny', 99);
  const { text } = await toldOf();
  expect(text).toMatch(/whether a deny is on its user could not be checked/);
});
