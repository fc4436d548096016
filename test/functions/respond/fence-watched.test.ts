import { releaseCommand } from '../../../cli/release';
import { status } from '../../../functions/respond/status';
import { putBackByWord } from '../../../functions/respond/watch/by-word';
import { cloudEventOf } from '../../../sandbox/eventbridge/cloud-event';
import type { TrailEvent } from '../../../sandbox/world/events';
import { renameUser, userNamed } from '../../../sandbox/world/users';
import { TIMER, used } from './arrange';
import {
  account,
  callFrom,
  cli,
  FENCE,
  fenced,
  NONE,
  OFFICE,
  OURS,
  plain,
  policyOf,
  release,
  setByHand,
  start,
  stolen,
  THIEF,
} from './fence-arrange';

const policy = (...blocks: string[]) => ({
  Version: 1,
  Status: 'Active',
  Statements: [{ Type: 'ClassicWhiteList', IPList: blocks }],
});
const minutes = async (count = 1): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    account.sandbox.clock.advance(60_000);
    await account.respond(TIMER, FENCE);
  }
};
const told = (): string[] => account.mails.map(({ subject }) => subject).filter((subject) => /undid/.test(subject));
const tampered = async () => (await account.incident('ci-bot')).entries.filter(({ type }) => type === 'tampered');
const fenceNow = (): unknown => JSON.parse(policyOf('ci-bot') ?? '{}');
const gone = () => `fence:${account.keyOf('ci-bot')}`;
const imsCallsOf = async (act: () => Promise<void>): Promise<string[]> => {
  const before = account.calls('ims').length;
  await act();
  return account
    .calls('ims')
    .slice(before)
    .map(({ action }) => action);
};

beforeEach(() => start(used('ci-bot'), stolen));
afterEach(() => account.stop());

test('what lets others in is seen by the timer, put back, written down and told once; what is tighter is left', async () => {
  await account.stop();
  await start(used('ci-bot'), { ...used('ci-bot'), sourceIp: '203.0.113.8' }, stolen);
  await fenced();
  const ours = policy(OFFICE, '203.0.113.8');
  await minutes();
  // A quiet minute asks for one policy.
  expect(await imsCallsOf(() => minutes())).toEqual(['GetAccessKeyPolicy']);
  await setByHand(NONE);
  await minutes();
  expect(fenceNow()).toEqual(ours);
  expect(await callFrom(THIEF)).toBe('Forbidden.AccessKeyPolicy');
  await minutes();
  expect(told()).toEqual([expect.stringContaining('somebody undid the containment of ci-bot; it is back')]);
  expect(account.mails.at(-1)?.text).toContain('lets in others than our fence does');
  expect(await tampered()).toMatchObject([
    { gone: [gone()], verdict: 'put-back', row: 'unknown', doer: { call: 'SetAccessKeyPolicy' } },
  ]);
  await setByHand(policy(OFFICE, '203.0.113.8', '185.220.101.0/24'));
  await minutes();
  expect(fenceNow()).toEqual(ours);
  // Ours in its place would be wider.
  await setByHand(policy('203.0.113.8'));
  await minutes();
  expect(fenceNow()).toEqual(policy('203.0.113.8'));
  expect(await tampered()).toHaveLength(2);
});

test('a look that fails is no reason to act, and no all clear; of a user who bears another name now it is put back too', async () => {
  await fenced();
  await minutes();
  await setByHand(NONE);
  account.fault('ims', 'GetAccessKeyPolicy', 'deny');
  account.sandbox.clock.advance(60_000);
  await expect(account.respond(TIMER, FENCE)).rejects.toThrow(/is fenced in still could not be checked/);
  expect(policyOf('ci-bot')).toBe(NONE);
  expect(await tampered()).toEqual([]);
  const { world } = account.sandbox;
  renameUser(world, userNamed(world, 'ci-bot'), 'ci-old');
  await minutes();
  expect(fenceNow()).toEqual(OURS);
});

test('root, by an event at once, is asked and not fought', async () => {
  await fenced();
  await minutes();
  const { world, accountId } = account.sandbox;
  const events: TrailEvent[] = [];
  world.events.onAppend((event) => events.push(event));
  await setByHand(NONE);
  const root = { type: 'root-account', userName: 'root', principalId: '1', accountId } as TrailEvent['userIdentity'];
  const event = { ...(events.at(-1) as TrailEvent), userIdentity: root };
  await account.respond(cloudEventOf(event, accountId, new Date()), FENCE);
  expect(policyOf('ci-bot')).toBe(NONE);
  expect(told()).toEqual([expect.stringContaining('was it you?')]);
  expect(await tampered()).toMatchObject([{ gone: [gone()], verdict: 'ask', row: 'person' }]);
});

test('three times an hour; then a person is asked, status says since when, and by his word it is put back', async () => {
  await fenced();
  await minutes();
  for (let time = 0; time < 4; time += 1) {
    await setByHand(NONE);
    await minutes();
  }
  expect(policyOf('ci-bot')).toBe(NONE);
  expect(told().at(-1)).toContain('was it you?');
  const { run } = await cli();
  expect(await status(run, account.keyOf('ci-bot'))).toMatchObject({
    fence: { undoneSince: (await tampered()).at(-1)?.at },
  });
  const { id } = await account.incident('ci-bot');
  expect(await putBackByWord(run, id, { by: 'alice', reason: 'not ours' })).toEqual({ gone: [gone()], failures: [] });
  expect(fenceNow()).toEqual(OURS);
});

test('a release is never fought, be it that the network policy was left as somebody has set it', async () => {
  await fenced();
  await minutes();
  await setByHand(policy('198.51.100.0/24'));
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), { ...plain, keepNetwork: true })).toBe(0);
  await minutes(2);
  expect(fenceNow()).toEqual(policy('198.51.100.0/24'));
  expect(told()).toEqual([]);
  expect(await release({})).toBe(0);
});
