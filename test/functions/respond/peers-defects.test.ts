import * as Ram from '@alicloud/ram20150501';
import { sendOnce } from '../../../functions/alerting';
import { openResponder } from '../../../sandbox/identities';
import { systemClock } from '../../../shared/clock';
import { loadConfig } from '../../../shared/config';
import { ConfigurationInvalid, RunIncomplete } from '../../../shared/errors';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { ramClient } from '../../sdk-clients';
import { Account, busEvent, QUARANTINE, TIMER, used } from './arrange';

// The numbers are those of ../shared/peers.md, section 8. Those that are not here have their test in the room that could
// have them: 10 and 21 in incident, 23 and 26 in containment, 25, 29 and 30 in identity, 18 in bundle.test.ts.
let account: Account;
afterEach(() => account.stop());

const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
const english = { TOURNIQUET_LANGUAGE: 'en' };
const ofBot = (id = 'e-1') => busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }, id);

test('defect 1 (aws-samples): the same leak three times, twice at once, is one policy, one incident, one first alert', async () => {
  account = await Account.start(inUse());
  const results = await Promise.all([account.handled(ofBot()), account.handled(ofBot())]);
  results.push(await account.handled(ofBot()));
  expect(results.flat().map(({ verdict, failures }) => [verdict, failures])).toEqual(
    new Array(3).fill(['contain', []]),
  );
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(account.mails).toHaveLength(1);
  expect(account.chats).toHaveLength(1);
  const { state, entries } = await account.incident('ci-bot');
  expect(state.signals).toHaveLength(1);
  expect(entries.filter(({ type }) => type === 'decision')).toHaveLength(1);
  expect(account.calls('fc').length).toBeGreaterThan(0);
});

test('defect 2 (aws-samples): a failed step fails the run and is told, never returned as an answer', async () => {
  account = await Account.start(inUse());
  account.fault('ram', 'AttachPolicyToUser', '500', 3);
  await expect(account.respond(ofBot(), english)).rejects.toThrow(/no deny could be attached to ci-bot/);
  expect(account.mails.map(({ text }) => text).join('\n')).toContain('no deny could be attached to ci-bot');
  expect((await account.incident('ci-bot')).state.steps).toMatchObject([{ step: 'attach-quarantine', ok: false }]);
});

test('defect 3 (aws-samples): what others wrote is shown as text in mail and chat', async () => {
  account = await Account.start(inUse());
  const userName = '<b>bob</b> [click](https://evil.example/x)';
  const reason = '</p><script>alert(1)</script> ![x](https://evil.example/y)\n# heading';
  const event = busEvent('LTAI5tKeyOfSomebodyElse1', { userName, reason, url: 'https://evil.example/"><img src=x>' });
  await account.respond(event, english);
  const [mail] = account.mails;
  const [chat] = account.chats;
  expect(mail?.html).not.toMatch(/<b>bob|<script|<img src=x|href="https?:\/\/evil/);
  expect(mail?.html).toContain('&lt;b&gt;bob&lt;/b&gt;');
  expect(chat?.text).not.toMatch(/(?<!\\)\[click\]\(|!\[x\]\(|https?:\/\/evil\.example|^# heading/m);
  expect(chat?.text).toContain('bob');
});

describe('defect 4 (aws-samples): each containing step is tried on its own, and its result recorded', () => {
  const oldJob = () => aSandbox().withUser(aUser('old-job').withKey());

  test('the switch fails, the deny holds', async () => {
    account = await Account.start(oldJob());
    account.leak('old-job');
    account.fault('ram', 'UpdateAccessKey', 'deny');
    await expect(account.poll()).rejects.toThrow(RunIncomplete);
    expect(account.policiesOf('old-job')).toEqual([QUARANTINE]);
    const { steps } = (await account.incident('old-job')).state;
    expect(steps.map(({ ok }) => ok)).toEqual([true, false]);
  });

  test('the deny fails, the switch is thrown', async () => {
    account = await Account.start(oldJob());
    account.leak('old-job');
    account.fault('ram', 'AttachPolicyToUser', '500', 3);
    await expect(account.poll()).rejects.toThrow(RunIncomplete);
    expect(account.statusOf('old-job')).toBe('Inactive');
    const { steps } = (await account.incident('old-job')).state;
    expect(steps.map(({ ok }) => ok)).toEqual([false, true]);
  });

  test('the next delivery does what is left', async () => {
    account = await Account.start(inUse());
    account.fault('ram', 'AttachPolicyToUser', '500', 3);
    await expect(account.respond(ofBot())).rejects.toThrow(RunIncomplete);
    expect(await account.handled(ofBot())).toMatchObject([
      { verdict: 'contain', failures: [], denyAt: expect.any(String) },
    ]);
    expect((await account.incident('ci-bot')).state).toMatchObject({ verification: { state: 'deny attached' } });
  });
});

test('defect 5 (aws-health-tools): evidence is collected although the containment failed', async () => {
  account = await Account.start(inUse());
  account.fault('ram', 'AttachPolicyToUser', '500', 3);
  await expect(account.respond(ofBot())).rejects.toThrow(RunIncomplete);
  expect(account.calls('fc')).toMatchObject([
    { parameters: { functionName: 'ak-tourniquet-investigate' }, status: 202 },
  ]);
  expect(account.objects('schedule/').some((key) => key.endsWith('--investigate.json'))).toBe(true);
});

test('defects 8 and 9 (ASR): an unknown name, an unknown mode and a bad number stop the start, each by its name', async () => {
  account = await Account.start(aSandbox());
  const wrong = { TOURNIQUET_MODE: 'enforced', TOURNIQUET_MAX_PER_HOUR: 'abc', TOURNIQUET_EXCLUDE_USER: 'ci-bot' };
  try {
    loadConfig({ ...account.sandbox.endpointEnv, ...wrong });
    throw new Error('it was taken');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationInvalid);
    for (const name of Object.keys(wrong)) expect((error as Error).message).toContain(name);
  }
});

test('defect 11 (ASR): an event of our own write starts nothing', async () => {
  account = await Account.start(inUse());
  await account.respond(ofBot());
  const { cloudEventOf } = await import('../../../sandbox/eventbridge/cloud-event');
  const own = account.sandbox.world.events.all().filter(({ eventName }) => eventName === 'AttachPolicyToUser');
  expect(own).toHaveLength(1);
  const before = account.calls().length;
  for (const event of own) {
    expect(await account.respond(cloudEventOf(event, account.sandbox.accountId, new Date()))).toMatchObject({
      handled: [],
    });
  }
  expect(account.calls()).toHaveLength(before);
});

test('defect 13 (powertools): a lease ends by the clock that is handed in', async () => {
  account = await Account.start(inUse());
  let ms = Date.parse('2026-05-20T23:59:59.900Z');
  const clock = {
    now: () => new Date(ms),
    elapsedMs: () => ms,
    sleep: async () => undefined,
    after: systemClock.after,
  };
  const run = await aRun(account.sandbox, {}, 'respond', clock);
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  const facts = { kind: 'state-tampered', at: clock.now().toISOString(), objects: [] } as const;
  const dies = () => Promise.reject(new Error('the run died'));
  await expect(sendOnce(run, id, 'contained:0', dies)).rejects.toThrow('the run died');
  ms += 119_000;
  expect((await sendOnce(run, id, 'contained:0', () => facts)).outcome).toBe('claimed-elsewhere');
  ms += 2_000;
  expect((await sendOnce(run, id, 'contained:0', () => facts)).outcome).toBe('sent');
  expect((await sendOnce(run, id, 'contained:0', () => facts)).outcome).toBe('sent-before');
});

test('defect 17 (CloudSploit): two keys of one user are two incidents with clean ids', async () => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey('one').withKey('two')));
  account.leak('one');
  account.leak('two');
  const handled = await account.poll();
  expect(handled.map(({ failures }) => failures)).toEqual([[], []]);
  const ids = account.objects('status/').map((key) => key.split('--').slice(1));
  const { accountId } = account.sandbox;
  expect(ids.sort()).toEqual(
    [
      [accountId, account.keyOf('one')],
      [accountId, account.keyOf('two')],
    ].sort(),
  );
  for (const name of ['one', 'two']) {
    const { state } = await account.incident(name);
    expect(state.signals).toHaveLength(1);
    expect([...state.disabledKeys]).toEqual([account.keyOf(name)]);
  }
});

test('defect 19 (conformity): every request about a user names that user', async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withKey('second'), aUser('other').withKey()),
  );
  account.leak('ci-bot');
  account.leak('other', { userName: '' });
  await account.poll();
  const ofUsers = account
    .calls('ram')
    .filter(({ action }) => !/^(ListUsers|GetPolicy|ListEntitiesForPolicy|ListPoliciesForGroup)$/.test(action));
  expect(ofUsers.length).toBeGreaterThan(10);
  for (const { action, parameters } of ofUsers) {
    expect([action, parameters['UserName']]).toEqual([action, expect.stringMatching(/^(ci-bot|other)$/)]);
  }
  const updates = ofUsers.filter(({ action }) => action === 'UpdateAccessKey');
  expect(updates.map(({ parameters: p }) => [p['UserName'], p['UserAccessKeyId'], p['Status']]).sort()).toEqual([
    ['ci-bot', account.keyOf('ci-bot'), 'Inactive'],
    ['other', account.keyOf('other'), 'Inactive'],
  ]);
});

test('defect 20 (aws_ir): observe mode makes no writing call, by the log', async () => {
  account = await Account.start(aSandbox().withUser(aUser('a').withKey(), aUser('b').withKey()).withEvents(used('a')));
  const observe = { TOURNIQUET_MODE: 'observe', TOURNIQUET_CONTAINMENT: 'disable' };
  account.leak('a');
  await account.poll(observe);
  await account.respond({ accessKeyId: account.keyOf('b') }, observe);
  expect(account.calls('ram').length).toBeGreaterThan(0);
  expect(account.writingCalls()).toEqual([]);
});

test('defect 22 (mondoo): the leak list is asked for by pages of its documented size, to its end', async () => {
  account = await Account.start(inUse());
  account.leak('ci-bot');
  const junk = Array.from({ length: 201 }, (_, i) => ({ accessKeyId: `not-a-key-${i}`, userName: 'ci-bot' }));
  await fetch(`${account.sandbox.url}/_sandbox/leaks`, { method: 'POST', body: JSON.stringify(junk) });
  await account.poll();
  const pages = account.calls('sas').filter(({ action }) => action === 'DescribeAccesskeyLeakList');
  expect(pages.map(({ parameters: p }) => [p['CurrentPage'], p['PageSize']])).toEqual([
    ['1', '100'],
    ['2', '100'],
    ['3', '100'],
  ]);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

test('defect 28 (CloudRec): errcode ≠ 0 with HTTP 200: mail delivers, the outbox keeps, the timer delivers later', async () => {
  account = await Account.start(inUse());
  account.fault('dingtalk', 'send', 'throttle');
  expect(await account.handled(ofBot())).toMatchObject([{ failures: [] }]);
  expect([account.mails.length, account.chats.length]).toEqual([1, 0]);
  expect(account.objects('outbox/')).toHaveLength(1);
  account.sandbox.clock.advance(11 * 60_000);
  await account.respond(TIMER);
  expect([account.mails.length, account.chats.length]).toEqual([1, 1]);
  expect(account.objects('outbox/').filter((key) => !key.includes('/lease/'))).toEqual([]);
});

test('the role of respond can neither make or change a policy nor take one off', async () => {
  account = await Account.start(inUse());
  await account.respond(ofBot());
  const client = ramClient(account.sandbox, openResponder(account.sandbox.world));
  const policy = { policyName: QUARANTINE, policyType: 'Custom' };
  const refused = { code: 'NoPermission' };
  await expect(
    client.detachPolicyFromUser(new Ram.DetachPolicyFromUserRequest({ userName: 'ci-bot', ...policy })),
  ).rejects.toMatchObject(refused);
  await expect(
    client.createPolicyVersion(new Ram.CreatePolicyVersionRequest({ policyName: QUARANTINE, policyDocument: '{}' })),
  ).rejects.toMatchObject(refused);
  await expect(client.deletePolicy(new Ram.DeletePolicyRequest({ policyName: QUARANTINE }))).rejects.toMatchObject(
    refused,
  );
  await expect(
    client.deleteAccessKey(
      new Ram.DeleteAccessKeyRequest({ userName: 'ci-bot', userAccessKeyId: account.keyOf('ci-bot') }),
    ),
  ).rejects.toMatchObject(refused);
});
