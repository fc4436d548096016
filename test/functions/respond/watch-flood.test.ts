import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import { detachPolicy } from '../../../sandbox/world/attachments';
import type { TrailEvent, TrailIdentity } from '../../../sandbox/world/events';
import { policyNamed } from '../../../sandbox/world/policies';
import { userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const MINUTE_MS = 60_000;

let account: Account;
beforeEach(async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
  account.sandbox.kernel.rates.pass = () => true;
  await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, 'ci-bot'), ENGLISH);
});
afterEach(() => account.stop());

function event(identity: Partial<TrailIdentity>, more: Partial<TrailEvent> = {}): TrailEvent {
  const { sandbox } = account;
  const id = sandbox.world.newId('request');
  return {
    ...{ eventId: id, requestId: id, eventVersion: 1, eventRW: 'Write', eventType: 'ApiCall' },
    ...{ eventName: 'DetachPolicyFromUser', eventSource: 'ram.aliyuncs.com', serviceName: 'Ram' },
    ...{ eventCategory: 'Management', acsRegion: 'cn-hangzhou', isGlobal: true },
    eventTime: sandbox.clock
      .now()
      .toISOString()
      .replace(/\.\d{3}Z$/, 'Z'),
    recipientAccountId: sandbox.accountId,
    ...{ sourceIpAddress: '203.0.113.66', userAgent: 'x' },
    requestParameters: { UserName: 'ci-bot', PolicyName: QUARANTINE, PolicyType: 'Custom' },
    ...more,
    userIdentity: { accountId: sandbox.accountId, principalId: '1', ...identity } as TrailIdentity,
  };
}

const minutes = async (count: number): Promise<void> => {
  account.sandbox.clock.advance(count * MINUTE_MS);
  await account.respond(TIMER, ENGLISH).catch(() => undefined);
};
const isOn = (): boolean => account.policiesOf('ci-bot').includes(QUARANTINE);

test.each([0, 1_100])(
  'an event that names root holds the deny off for half an hour at most, behind %i refused calls of the thief',
  async (refused) => {
    const { world, clock, accountId } = account.sandbox;
    await minutes(1);
    detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
    world.events.append(event({ type: 'ram-user', userName: 'svc', accessKeyId: 'LTAI5tSvcSvcSvcSvc00001' }));
    const root = { type: 'root-account', userName: 'root' } as const;
    await account.respond(cloudEventOf(event(root), accountId, new Date()), ENGLISH).catch(() => undefined);
    clock.advance(MINUTE_MS);
    // Behind the deny it may call nothing, and anybody may call.
    for (let n = 0; n < refused; n += 1)
      world.events.append(
        event(
          { type: 'ram-user', userName: 'ci-bot', accessKeyId: account.keyOf('ci-bot') },
          { eventName: 'CreateUser', requestParameters: { UserName: `x${n}` }, errorCode: 'NoPermission' },
        ),
      );
    await minutes(1);
    expect(isOn()).toBe(false);
    for (let turn = 0; turn < 3; turn += 1) await minutes(10);
    expect(isOn()).toBe(true);
    expect(account.mails.some(({ text }) => /put back/.test(text))).toBe(true);
  },
);
