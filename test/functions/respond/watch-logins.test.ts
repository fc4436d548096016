import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import { detachPolicy } from '../../../sandbox/world/attachments';
import type { TrailEvent } from '../../../sandbox/world/events';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import type { LoginsEntry } from '../../../shared/incident/login-entries';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;

let account: Account;
beforeEach(async () => {
  const users = ['ci-bot', 'alice', 'bob'].map((name) => aUser(name).withKey());
  account = await Account.start(
    aSandbox()
      .withUser(...users)
      .withEvents(used('ci-bot')),
  );
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), ENGLISH);
});
afterEach(() => account.stop());

/** A user takes the deny off at the console, with a second factor. */
async function undoes(userName: string, language = 'en', calledNow = userName): Promise<void> {
  const { world, clock, accountId } = account.sandbox;
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
  const id = world.newId('request');
  const one: TrailEvent = {
    ...{ eventId: id, eventVersion: 1, eventName: 'DetachPolicyFromUser', eventRW: 'Write', requestId: id },
    eventSource: 'ram.aliyuncs.com',
    eventTime: new Date(clock.now()).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    ...{ eventType: 'ConsoleOperation', eventCategory: 'Management', serviceName: 'Ram', acsRegion: 'cn-hangzhou' },
    ...{ isGlobal: true, recipientAccountId: accountId, sourceIpAddress: '203.0.113.66', userAgent: 'Chrome' },
    requestParameters: { UserName: 'ci-bot', PolicyName: QUARANTINE, PolicyType: 'Custom' },
    userIdentity: {
      ...{ type: 'ram-user', accountId, principalId: world.users.get(userName)?.id ?? '', userName: calledNow },
      sessionContext: { attributes: { mfaAuthenticated: 'true', creationDate: '2026-05-20T11:00:00Z' } },
    } as never,
  };
  world.events.append(one);
  await account.respond(cloudEventOf(one, accountId, new Date()), { TOURNIQUET_LANGUAGE: language });
}

/** What an investigation has found. */
async function found(logins: Partial<LoginsEntry>): Promise<void> {
  const run = await aRun(account.sandbox, {}, 'investigate');
  const { id } = await account.incident('ci-bot');
  await run.journal.append(id, () => ({ type: 'logins', taken: [], suspected: [], ...logins }));
}

const idOf = (name: string): string => account.sandbox.world.users.get(name)?.id ?? '';
const tampered = async () => (await account.incident('ci-bot')).entries.filter(({ type }) => type === 'tampered');
const told = () =>
  account.mails.filter(({ text }) => /undid|撤销/.test(text)).map(({ subject, text }) => ({ subject, text }));
const minute = async (): Promise<void> => {
  account.sandbox.clock.advance(MINUTE_MS);
  await account.respond(TIMER, ENGLISH);
};

test('what a session undoes by a login that the attack made is put back at once, and why is told', async () => {
  await found({ taken: [{ userName: 'alice' }] });
  await undoes('alice');
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(await tampered()).toMatchObject([{ verdict: 'put-back', row: 'taken-login' }]);
  expect(told()).toMatchObject([{ subject: expect.stringContaining('it is back') }]);
  expect(told()[0]?.text).toMatch(/login that the attack made or changed/);
});

test('in Chinese', async () => {
  await found({ taken: [{ userName: 'alice' }] });
  await undoes('alice', 'zh');
  expect(told()[0]?.text).toMatch(/其登录或 MFA 设备由盗用者创建或修改/);
});

test('whoever renames himself first stays who he is', async () => {
  await found({ taken: [{ userName: 'alice', userId: idOf('alice') }] });
  await undoes('alice', 'en', 'a-new-name');
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('an owner whose login nobody touched is asked, whoever else has lost his', async () => {
  await found({ taken: [{ userName: 'alice', userId: idOf('alice') }] });
  await undoes('bob');
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect((await tampered()).at(-1)).toMatchObject({ verdict: 'ask', row: 'person' });
  expect(told()).toMatchObject([{ subject: expect.stringContaining('was it you?') }]);
  expect(told()[0]?.text).not.toMatch(/login or second factor/);
});

test('before ActionTrail shows how the login came about he is asked; once it does, it is put back within the minute', async () => {
  await undoes('alice');
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([]);
  await found({ taken: [{ userName: 'alice' }] });
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(told().map(({ subject }) => subject)).toEqual([
    expect.stringContaining('was it you?'),
    expect.stringContaining('it is back'),
  ]);
});

test('where it is a suspicion a person is asked, once more where he was asked before, and the question says so', async () => {
  await undoes('alice');
  await found({ suspected: [{ userName: 'alice' }] });
  await minute();
  await minute();
  expect(account.policiesOf('ci-bot')).toEqual([]);
  const texts = told().map(({ text }) => text);
  expect(texts).toHaveLength(2);
  expect(texts[0]).not.toMatch(/with the leaked key/);
  expect(texts[1]).toMatch(/this login, or its second factor, was made or changed with the leaked key/);
  expect(texts[1]).toMatch(/alice, in a console session with a second factor, whose login or second factor was made/);
});

test('three times an hour, then a person is asked: the login may be its owner’s again', async () => {
  await found({ taken: [{ userName: 'alice' }] });
  for (let time = 0; time < 4; time += 1) {
    await undoes('alice');
    account.sandbox.clock.advance(2 * MINUTE_MS);
  }
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect((await tampered()).at(-1)).toMatchObject({ verdict: 'ask', row: 'too-often' });
  expect(told().at(-1)?.text).toMatch(/whose login or second factor the attack made or changed/);
});
