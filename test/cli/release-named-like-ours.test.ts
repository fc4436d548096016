import { attachPolicy, detachPolicy } from '../../sandbox/world/attachments';
import { groupNamed } from '../../sandbox/world/groups';
import { addVersion, createPolicy, policyNamed } from '../../sandbox/world/policies';
import { createRole, roleNamed } from '../../sandbox/world/roles';
import { userNamed } from '../../sandbox/world/users';
import type { ReleasePlan } from '../../shared/containment/release';
import { putNeededBack } from '../../shared/containment/take-off';
import { parseAccessKeyId, parseUserName } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { Account, FREEZE, QUARANTINE, used, withFullUser } from '../functions/respond/arrange';
import { output, person, released, reported } from './release-arrange';

const ALL = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
const PART = 'AkTourniquetQuarantine2';

let account: Account;
afterEach(() => account.stop());

const world = () => account.sandbox.world;
const custom = (name: string) => policyNamed(world(), 'Custom', name);
const rewrite = (name: string) =>
  world().setUp(() => addVersion(world(), custom(name), ALL, { setAsDefault: true, rotate: false }));
const release = (more: object = {}) => released(account, more);

async function contained(
  builder = aSandbox().withUser(aUser('ci-bot').withKey().withPolicy()).withEvents(used('ci-bot')),
) {
  account = await Account.start(builder);
  await reported(account);
  account.sandbox.clock.advance(60_000);
}

test('power that was given him under a name of ours is shown, and given back only when a person has looked at it', async () => {
  await contained();
  createPolicy(world(), PART, ALL);
  attachPolicy(world(), userNamed(world(), 'ci-bot'), custom(PART));
  await expect(release()).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/AkTourniquetQuarantine2, which is attached to him, is no deny.*--accept-changes/),
  });
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE, PART]);
  expect(await release({ acceptChanges: true })).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test('a deny of ours that was rewritten to allow everything is shown as well', async () => {
  await contained();
  rewrite(QUARANTINE);
  await expect(release()).rejects.toThrow(/AkTourniquetQuarantine, which is attached to him, is no deny/);
});

test('in the place of the quarantine, which was taken off, it is none', async () => {
  await contained();
  createPolicy(world(), PART, ALL);
  const user = userNamed(world(), 'ci-bot');
  detachPolicy(world(), user, custom(QUARANTINE));
  attachPolicy(world(), user, custom(PART));
  expect(await output(async () => void (await release({ acceptChanges: true })))).toMatch(
    /AkTourniquetQuarantine was detached from him/,
  );
});

test('what the group that he was put into gives him besides is shown', async () => {
  await contained(withFullUser('ci-bot'));
  expect(account.groupsOf('ci-bot')).toEqual([QUARANTINE]);
  createPolicy(world(), PART, ALL);
  for (const name of [PART, 'filler-0']) attachPolicy(world(), groupNamed(world(), QUARANTINE), custom(name));
  await expect(release()).rejects.toThrow(
    /AkTourniquetQuarantine2, which the group AkTourniquetQuarantine gives him, is no deny.*the group AkTourniquetQuarantine gives him filler-0 besides the deny/s,
  );
});

test.each([
  ['got it under a name of ours', PART, /AkTourniquetQuarantine2 was attached at \S+ to the role ops/],
  ['was given our freeze, as a containment does: no power', FREEZE, undefined],
])('a role that he can become %s', async (_, policy, words) => {
  account = await Account.start(aSandbox().withUser(aUser('ci-bot').withKey().withPolicy()).withEvents(used('ci-bot')));
  const Principal = { RAM: [`acs:ram::${account.sandbox.accountId}:user/ci-bot`] };
  const trustDocument = JSON.stringify({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }],
  });
  createRole(world(), { name: 'ops', trustDocument });
  account.sandbox.clock.advance(86_400_000);
  await reported(account);
  account.sandbox.clock.advance(120_000);
  createPolicy(world(), PART, ALL);
  attachPolicy(world(), roleNamed(world(), 'ops'), custom(policy));
  if (words === undefined) expect(await release()).toBe(0);
  else await expect(release()).rejects.toThrow(words);
});

test('what cannot be read could not be compared', async () => {
  await contained();
  account.sandbox.kernel.faults.add({ match: { service: 'ram', action: 'GetPolicy' }, fault: 'deny', times: 100 });
  await expect(release()).rejects.toThrow(/whether AkTourniquetQuarantine is a deny still could not be read/);
});

test('what merely begins like ours, and was his before, is his still: nobody is asked', async () => {
  await contained(
    aSandbox()
      .withPolicy('AkTourniquetReader', { Effect: 'Allow', Action: 'oss:GetObject', Resource: '*' })
      .withGroup('AkTourniquetReaders', 'Custom/AkTourniquetReader')
      .withUser(aUser('ci-bot').withKey().withPolicy('Custom/AkTourniquetReader').inGroup('AkTourniquetReaders'))
      .withEvents(used('ci-bot')),
  );
  expect(await release()).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(['AkTourniquetReader']);
});

test('what a release puts back for another contained key is the deny, and nothing that allows something under its name', async () => {
  await contained();
  createPolicy(world(), PART, ALL);
  const { run } = await person(account);
  const key = parseAccessKeyId(account.keyOf('ci-bot'));
  detachPolicy(world(), userNamed(world(), 'ci-bot'), custom(QUARANTINE));
  const plan = { userName: parseUserName('ci-bot'), detach: [QUARANTINE, PART], leaveGroup: false, logins: [] };
  const left = { missing: new Set(['quarantine'] as const), neededBy: [key], loginNeeds: new Map() };
  const steps = await putNeededBack(plan as unknown as ReleasePlan, left, run);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(steps).toMatchObject([{ ok: false, detail: 'AkTourniquetQuarantine2 is no deny: it allows something' }]);
});
