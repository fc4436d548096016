import { status } from '../../../functions/respond/status';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, used } from './arrange';
import {
  account,
  callFrom,
  FENCE,
  fenced,
  fenceTasks,
  look,
  NONE,
  OFFICE,
  OURS,
  ofAccount,
  policyOf,
  setAccount,
  start,
  stepOf,
  stillDenied,
  stolen,
  THIEF,
} from './fence-arrange';

beforeEach(() => start(used('ci-bot'), stolen));
afterEach(() => account.stop());

test('the business goes on from its own address, and the thief is refused at his first call', async () => {
  expect(await callFrom(THIEF)).toBe('allowed');
  await fenced();
  stillDenied();
  expect(JSON.parse(policyOf('ci-bot') ?? '')).toEqual(OURS);
  expect(await callFrom(OFFICE)).toBe('allowed');
  expect(await callFrom(THIEF)).toBe('Forbidden.AccessKeyPolicy');
  expect(fenceTasks()).toEqual([]);
  expect(await stepOf()).toMatchObject({ ok: true, detail: 'read back' });
});

test('the deny comes first, the former policy stands in the journal before it is changed, and both are told', async () => {
  await fenced();
  const attached = account.calls('ram').findIndex(({ action }) => action === 'AttachPolicyToUser');
  const writes = account.calls().filter(({ action }) => /^(AttachPolicyToUser|SetAccessKeyPolicy)$/.test(action));
  expect(attached).toBeGreaterThanOrEqual(0);
  expect(writes.map(({ action }) => action)).toEqual(['AttachPolicyToUser', 'SetAccessKeyPolicy']);
  const { entries, state } = await account.incident('ci-bot');
  const intent = entries.find(({ type }) => type === 'fence-intent');
  expect(intent).toMatchObject({ former: NONE, document: JSON.stringify(OURS) });
  expect(Date.parse(intent?.at ?? '')).toBeLessThanOrEqual(Date.parse(state.fence?.at ?? ''));
  const text = account.mails.at(-1)?.text ?? '';
  expect(text).toContain(OFFICE);
  expect(text).toContain(THIEF);
  expect(text).toContain('first seen since the suspicion');
});

test('the second key of the same user works from wherever it did', async () => {
  await fenced();
  expect(policyOf('second')).toBeUndefined();
  expect(await callFrom(THIEF, 'second')).toBe('allowed');
});

test('found again, nothing is set and nothing told again', async () => {
  await fenced();
  const mails = account.mails.length;
  const sets = () => account.calls('ims').filter(({ action }) => action === 'SetAccessKeyPolicy').length;
  await look(2);
  await account.poll(FENCE);
  expect(sets()).toBe(1);
  expect(account.mails.slice(mails).filter(({ subject }) => /known networks/.test(subject))).toEqual([]);
});

test('a thief who digs in is asked about, and fenced all the same', async () => {
  const made = { ...stolen, action: 'CreateUser', parameters: { UserName: 'svc-backup' } };
  await account.stop();
  const habit = { key: 'ci-bot', days: 20, perDay: 6, untilDaysAgo: 1, sourceIps: [OFFICE] };
  const calls = [{ service: 'ecs', action: 'DescribeInstances', region: 'cn-hangzhou' }];
  setAccount(
    await Account.start(
      aSandbox()
        .withUser(aUser('ci-bot').withKey())
        .withEvents({ ...habit, calls }, made),
    ),
  );
  account.leak('ci-bot');
  await fenced();
  expect((await account.incident('ci-bot')).state).toMatchObject({ held: { reason: expect.anything() } });
  expect(JSON.parse(policyOf('ci-bot') ?? '{}')).toEqual(OURS);
  const { state } = await account.incident('ci-bot');
  expect(state.fence?.left).toEqual([{ address: THIEF, reason: 'attack' }]);
});

describe('a key that was published days before it was found', () => {
  const business = [30, 20, 10, 9, 8, 5, 4].map((days) => used('ci-bot', days));
  const early = { ...used('ci-bot', 2), sourceIp: THIEF };
  const published = (daysAgo: number): void =>
    account.sandbox.kernel.faults.rewrite({
      service: 'sas',
      action: 'DescribeAccessKeyLeakDetail',
      answer: (body) => {
        const at = new Date(account.sandbox.clock.now().getTime() - daysAgo * 86_400_000);
        return { ...body, GithubFileUpdateTime: at.toISOString().slice(0, 19) };
      },
    });

  test('works from where it did before that: who came since is a stranger, to the fence and to the first alert', async () => {
    await account.stop();
    await start(...business, early);
    published(3);
    await fenced();
    expect(JSON.parse(policyOf('ci-bot') ?? '{}')).toEqual(OURS);
    expect((await account.incident('ci-bot')).state.fence?.left).toEqual([
      { address: THIEF, reason: 'since-suspicion' },
    ]);
    expect(await callFrom(THIEF)).toBe('Forbidden.AccessKeyPolicy');
    expect(account.mails[0]?.text).toMatch(/perhaps by the thief.*from 185\.220/);
  });

  test('and before all that is known of it is not fenced in, and the alert says since when it counts', async () => {
    published(60);
    await fenced();
    expect(policyOf('ci-bot')).toBeUndefined();
    stillDenied();
    expect(await stepOf()).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/before the leak, taken to begin at 20/),
    });
  });
});

test('the report tells of the fence, once it is there', async () => {
  await fenced();
  await look(2);
  const html = account.sandbox.oss.buckets
    .get('ak-tourniquet-evidence')
    ?.objects.get(account.objects('incidents/').find((key) => key.endsWith('report.html')) ?? '')?.body;
  expect(html?.toString()).toContain('limited to the networks where it worked before the leak');
});

test('a setting that was taken back before the fence sets nothing', async () => {
  await account.poll(FENCE);
  await look();
  await account.poll({ ...FENCE, TOURNIQUET_CONTAINMENT: 'quarantine' });
  expect(policyOf('ci-bot')).toBeUndefined();
});

test('an application in a VPC goes on, from whatever private address it has next', async () => {
  await account.stop();
  await start({ ...used('ci-bot'), sourceIp: '10.3.1.9' }, stolen);
  await fenced();
  expect(JSON.parse(policyOf('ci-bot') ?? '{}').Statements).toEqual([
    { Type: 'VPCWhiteList', Value: 'AllowAllVPC', IPList: ['10.0.0.0/8'] },
  ]);
  expect(await callFrom('10.77.0.1')).toBe('allowed');
  expect(await callFrom(OFFICE)).toBe('Forbidden.AccessKeyPolicy');
});

test.each([
  ['lets in what it worked from: so does the fence, and no more', [`${OFFICE}/32`, '198.51.100.0/24'], true],
  ['refuses what it worked from: there is no fence, which would be wider', ['198.51.100.0/24'], false],
])("the account's policy for all keys %s", async (_, blocks, isFenced) => {
  const policy = { Version: 1, Status: 'Active', Statements: [{ Type: 'ClassicWhiteList', IPList: blocks }] };
  await ofAccount(policy);
  await fenced();
  expect(policyOf('ci-bot')).toEqual(isFenced ? JSON.stringify(OURS) : undefined);
  if (!isFenced) expect(account.mails.map(({ text }) => text).join()).toMatch(/binds the key already allows none/);
});

test("the account's policy for all keys cannot be looked at: no fence, and the alert says so", async () => {
  account.sandbox.kernel.faults.add({
    match: { service: 'ims', action: 'GetAccessKeyPolicyForAccount' },
    fault: 'deny',
    times: 9,
  });
  await fenced();
  expect(policyOf('ci-bot')).toBeUndefined();
  stillDenied();
  expect(account.mails.map(({ text }) => text).join()).toMatch(/which a fence must not widen, could not be checked/);
});

test('without the setting there is no fence', async () => {
  await account.poll({ ...FENCE, TOURNIQUET_CONTAINMENT: 'quarantine' });
  await look();
  expect(fenceTasks()).toEqual([]);
});

test('observe mode changes nothing', async () => {
  await account.poll({ ...FENCE, TOURNIQUET_MODE: 'observe' });
  await look();
  await account.poll({ ...FENCE, TOURNIQUET_MODE: 'observe' });
  expect(account.writingCalls()).toEqual([]);
  expect(account.mails[0]?.text).toContain('known networks');
});

test('a change that is plainly refused leaves no doubt: there is no fence, and status says why', async () => {
  const fenceNow = async () => {
    return ((await status(await aRun(account.sandbox, FENCE), account.keyOf('ci-bot'))) as { fence: unknown }).fence;
  };
  const match = { service: 'ims', action: 'SetAccessKeyPolicy' };
  account.sandbox.kernel.faults.add({ match, fault: 'deny', times: 9 });
  await fenced();
  expect(await fenceNow()).toEqual({ none: expect.stringMatching(/SetAccessKeyPolicy failed: .*403/) });
  await look(2);
  await account.poll(FENCE);
  expect(await fenceNow()).toEqual({ none: expect.stringMatching(/SetAccessKeyPolicy failed: .*403/) });
  expect((await account.incident('ci-bot')).state.fence).toBeNull();
});

test('a change whose answer was broken, and that was made all the same, is a fence: it is read back', async () => {
  const match = { service: 'ims', action: 'SetAccessKeyPolicy' };
  account.sandbox.kernel.faults.add({ match, fault: 'malformed', times: 9 });
  await fenced();
  expect(await stepOf()).toMatchObject({ ok: true, detail: 'read back' });
  expect((await account.incident('ci-bot')).state.fence).toMatchObject({ holds: true });
  expect(account.mails.map(({ subject }) => subject).filter((subject) => /NOT be fenced/.test(subject))).toEqual([]);
});
