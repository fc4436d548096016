import { investigateCommand } from '../../../cli/investigate';
import { respondCommand } from '../../../cli/respond';
import { startCommand } from '../../../cli/rotate/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';
import { Rotation, SECRET } from './arrange';

const TO = { place: { kind: 'kms' as const, secretName: SECRET }, newUser: 'svc-ci' };

let rotation: Rotation;
beforeEach(async () => {
  rotation = await Rotation.begin(
    aSandbox()
      .withUser(aUser('ci-bot').withKey().withPolicy('System/AdministratorAccess'), aUser('taken'))
      .withEvents(
        ...[5, 4, 3, 2].map((daysAgo) => ({
          key: 'ci-bot',
          daysAgo,
          service: 'ecs',
          action: 'DescribeInstances',
          sourceIp: '203.0.113.7',
        })),
      ),
  );
});
afterEach(async () => {
  for (const secret of rotation.secrets) expect(rotation.output + rotation.stored).not.toContain(secret);
  await rotation.end();
});

const investigate = () => rotation.command((cli) => investigateCommand(cli, rotation.old, false));
const objects = () => rotation.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;

test('without evidence there is nothing to go by, and the way to it is named', async () => {
  expect(await rotation.start(TO)).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/ak-tourniquet investigate/),
  });
  expect(rotation.sandbox.world.users.has('svc-ci')).toBe(false);
});

test('a fresh user with that policy and no other; the old user keeps his deny until the old key is deleted', async () => {
  await investigate();
  const { code, stderr } = await rotation.start(TO);
  expect(stderr).toMatch(/make the RAM user svc-ci, without a console login[\s\S]*"Action": "ecs:DescribeInstances"/);
  // A document is read line by line, and no line break stands there as text.
  expect(stderr).not.toContain('\\u000a');
  expect(code).toBe(0);
  const [made] = rotation.keysOf('svc-ci');
  expect(rotation.keysOf()).toHaveLength(1);
  expect(rotation.policiesOf('svc-ci')).toHaveLength(1);
  expect(await rotation.use(made?.accessKeyId ?? '')).toBe(200);
  expect(rotation.policiesOf()).toContain('AkTourniquetQuarantine');
  rotation.later(3);
  expect(await rotation.verify()).toMatchObject({ code: 0 });
  expect(await rotation.step('finish')).toMatchObject({ code: 0 });
  rotation.later(7 * 24 + 1);
  expect(await rotation.step('delete')).toMatchObject({ code: 0 });
  expect(rotation.policiesOf()).toEqual(['AdministratorAccess']);
  expect(rotation.keysOf()).toEqual([]);
});

test('a user who exists already is not used: he has rights of his own', async () => {
  await investigate();
  const ended = await rotation.start({ ...TO, newUser: 'taken' });
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringMatching(/user taken already/) });
  expect(rotation.keysOf('taken')).toEqual([]);
});

test('the user himself is no fresh one: that is said, and no key is made', async () => {
  await investigate();
  expect(await rotation.start({ ...TO, newUser: 'ci-bot' })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/ci-bot is the user whose key leaked.*leave --new-user away/),
  });
  expect(rotation.keysOf()).toHaveLength(1);
});

test('a user of the name root, which RAM takes, would be read as the account itself', async () => {
  await investigate();
  for (const newUser of ['root', 'Root'])
    expect(await rotation.start({ ...TO, newUser })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/name (r|R)oot reads as the account itself/),
    });
  expect(rotation.sandbox.world.users.has('root')).toBe(false);
});

test.each([
  [{}, 'svc-ci', 'ci-bot'],
  [{ newUser: 'svc-ci' }, 'other', 'svc-ci'],
] as const)(
  'a start for another user behind one %j: the first new key is named, and no second is made',
  async (first, newUser, whose) => {
    await investigate();
    await rotation.start({ place: TO.place, ...first });
    const { code, stderr } = await rotation.start({ ...TO, newUser });
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(
        new RegExp(`a new key already, LTAI\\w+ of ${whose};.*none is made for ${newUser}.*rotate undo`),
      ),
    ]);
    expect(rotation.sandbox.world.users.has(newUser)).toBe(false);
    const next = { ...TO, newUser };
    expect((await rotation.step('undo')).code).toBe(0);
    expect(await rotation.start(next)).toMatchObject({ code: 0 });
    expect(rotation.keysOf(whose).filter(({ accessKeyId }) => accessKeyId !== rotation.old)).toMatchObject([
      { status: 'Inactive' },
    ]);
    expect(rotation.keysOf(newUser)).toMatchObject([{ status: 'Active' }]);
  },
);

test.each(['CreateUser', 'CreatePolicy', 'AttachPolicyToUser', 'CreateAccessKey'])(
  '%s is refused: no key is made, and the next start goes on where it stopped',
  async (action) => {
    await investigate();
    rotation.fault('ram', action, 'deny');
    expect(await rotation.start(TO)).toMatchObject({ code: 1, stderr: expect.stringMatching(/FAILED/) });
    expect(rotation.keysOf('svc-ci')).toEqual([]);
    expect(await rotation.start(TO)).toMatchObject({ code: 0 });
    expect(rotation.keysOf('svc-ci')).toHaveLength(1);
    expect(rotation.policiesOf('svc-ci')).toHaveLength(1);
  },
);

describe('a start that failed half-way is taken up again', () => {
  const WHY = { anyway: true, reason: 'a colleague gave it to him' };
  const NAME = { UserName: 'svc-ci' };
  const POLICY = { PolicyName: 'LeastPrivilege-svc-ci' };
  const ram = async (action: string, parameters: Record<string, string>) => {
    const answer = await callRpc(rotation.sandbox, rotation.sandbox.identities.admin, 'ram', action, parameters);
    expect([action, answer.status]).toEqual([action, 200]);
  };
  const allowing = (action: string) =>
    JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });
  const failHalfWay = async (action = 'CreateAccessKey') => {
    await investigate();
    rotation.fault('ram', action, 'deny');
    expect((await rotation.start(TO)).code).toBe(1);
  };

  test('whatever he was given meanwhile by others is named, and no key is made for it', async () => {
    await failHalfWay('AttachPolicyToUser');
    await ram('AttachPolicyToUser', { ...NAME, PolicyType: 'System', PolicyName: 'AdministratorAccess' });
    await ram('CreateGroup', { GroupName: 'admins' });
    await ram('AddUserToGroup', { ...NAME, GroupName: 'admins' });
    await ram('CreateLoginProfile', { ...NAME, Password: 'Thief-2026-pass!' });
    await ram('CreatePolicyVersion', { ...POLICY, PolicyDocument: allowing('*'), SetAsDefault: 'true' });
    const from = rotation.sandbox.kernel.calls.all().length;
    const { code, stderr } = await rotation.start(TO);
    expect([code, stderr]).toEqual([4, expect.stringContaining('svc-ci, whom an earlier start of this rotation made')]);
    for (const named of [
      'AdministratorAccess was attached to him',
      'LeastPrivilege-svc-ci allows something else than the journal says',
      'put into the group admins',
      'a console login was made for him',
      'Identities > Users > svc-ci',
      `npx --no ak-tourniquet rotate start ${rotation.old} --to-kms ${SECRET} --new-user <name>`,
      '--anyway --reason "…"',
    ])
      expect(stderr).toContain(named);
    expect([rotation.writes(from), rotation.keysOf('svc-ci')]).toEqual([[], []]);
    expect(await rotation.start({ ...TO, anyway: true })).toMatchObject({ code: 2 });
    rotation.fault('ram', 'CreateAccessKey', 'deny');
    expect(await rotation.start({ ...TO, ...WHY })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`--new-user svc-ci --anyway --reason '${WHY.reason}'\n`),
    });
    const known = await rotation.start({ ...TO, ...WHY });
    expect(known.stderr).toMatch(/go over this: of svc-ci, AdministratorAccess was[\s\S]*"Action": "\*"/);
    expect([known.code, rotation.policiesOf('svc-ci')]).toEqual([0, ['AdministratorAccess', POLICY.PolicyName]]);
  });

  test('a key that somebody made for him, behind an undo as well', async () => {
    await failHalfWay();
    expect((await rotation.step('undo')).code).toBe(0);
    await ram('CreateAccessKey', NAME);
    const { code, stderr } = await rotation.start(TO);
    expect([code, stderr]).toEqual([4, expect.stringMatching(/he got the AccessKey LTAI\w+ \(Active, made 20/)]);
    expect(rotation.keysOf('svc-ci')).toHaveLength(1);
    const [other] = rotation.keysOf('svc-ci');
    await ram('DeleteAccessKey', { ...NAME, UserAccessKeyId: other?.accessKeyId ?? '' });
    expect(await rotation.start(TO)).toMatchObject({ code: 0 });
  });

  test('what he has could not be checked: nothing is made, and no word goes over that', async () => {
    await failHalfWay();
    for (const action of ['ListPoliciesForUser', 'ListGroupsForUser', 'GetLoginProfile']) {
      rotation.fault('ram', action, 'deny', 9);
      expect(await rotation.start({ ...TO, ...WHY })).toMatchObject({
        code: 3,
        stderr: expect.stringMatching(/could not check what svc-ci, .* has by now, so nothing was changed/),
      });
      rotation.sandbox.kernel.faults.clear();
    }
    expect(rotation.keysOf('svc-ci')).toEqual([]);
  });

  test('its key is found at its place: he is looked at as well before that is written down', async () => {
    await investigate();
    rotation.inNext('before', 'rotation-intent', () => {
      rotation.fault('kms', 'PutSecretValue', 'malformed', 3);
      rotation.fault('kms', 'ListSecretVersionIds', 'deny', 99);
    });
    expect((await rotation.start(TO)).code).toBe(3);
    rotation.sandbox.kernel.faults.clear();
    await ram('AttachPolicyToUser', { ...NAME, PolicyType: 'System', PolicyName: 'AdministratorAccess' });
    await ram('CreatePolicyVersion', { ...POLICY, PolicyDocument: allowing('ecs:*'), SetAsDefault: 'true' });
    const refused = await rotation.start(TO);
    expect([refused.code, refused.stderr]).toEqual([
      4,
      expect.stringMatching(/AdministratorAccess was attached to him; LeastPrivilege-svc-ci allows.*rotate undo LTAI/),
    ]);
    expect(await rotation.start({ ...TO, ...WHY })).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/go over this: of svc-ci, Admin[\s\S]*holds the new key/),
    });
  });

  test('the evidence proposes something else by now: it goes on with what his policy says, and tells of the newer one', async () => {
    await failHalfWay();
    const { sandbox } = rotation;
    const before = sandbox.world.policies.get(`Custom/${POLICY.PolicyName}`)?.versions[0]?.document;
    const known = sandbox.world.events.all().find(({ eventName }) => eventName === 'DescribeInstances');
    if (known === undefined) throw new Error('there is no call of the business');
    sandbox.world.events.appendPast([{ ...known, eventId: 'another', eventName: 'DescribeDisks' }]);
    await investigate();
    const { code, stderr } = await rotation.start(TO);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(
        /is there already[\s\S]*proposed when an earlier start made it; by now it proposes something else/,
      ),
    ]);
    expect(stderr).not.toContain('DescribeDisks');
    expect(rotation.policiesOf('svc-ci')).toEqual([POLICY.PolicyName]);
    expect(sandbox.world.policies.get(`Custom/${POLICY.PolicyName}`)?.versions).toMatchObject([{ document: before }]);
  });
});

test('a proposal that somebody changed is not used', async () => {
  await investigate();
  const [file, object] = [...(objects()?.entries() ?? [])].find(([key]) => key.endsWith('/least-privilege.json')) ?? [];
  const wide = object?.body.toString().replaceAll('ecs:DescribeInstances', '*') ?? '';
  if (file && object) objects()?.set(file, { ...object, body: Buffer.from(wide) });
  expect(await rotation.start(TO)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/not what the journal vouches/),
  });
  expect(rotation.sandbox.world.users.has('svc-ci')).toBe(false);
});

test('a policy of the name that allows something else is found before anything is made, and the way on works', async () => {
  await investigate();
  rotation.fault('ram', 'CreateAccessKey', 'deny');
  await rotation.start(TO);
  const policy = rotation.sandbox.world.policies.get('Custom/LeastPrivilege-svc-ci');
  const [version] = policy?.versions ?? [];
  if (version) Object.assign(version, { document: version.document.replaceAll('ecs:DescribeInstances', 'ecs:*') });
  rotation.sandbox.world.users.delete('svc-ci');
  expect(await rotation.start(TO)).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /LeastPrivilege-svc-ci already.*something else.*Nothing was made.*--to-kms app\/ci-bot --new-user <name>/,
    ),
  });
  expect(rotation.sandbox.world.users.has('svc-ci')).toBe(false);
  expect(await rotation.start({ ...TO, newUser: 'other.one' })).toMatchObject({ code: 0 });
  expect(rotation.policiesOf('other.one')).toEqual([expect.stringMatching(/^LeastPrivilege-other-one-[0-9a-f]{8}$/)]);
});

test('whether there is a policy of the name could not be checked: nothing is made', async () => {
  await investigate();
  rotation.fault('ram', 'GetPolicy', 'deny', 9);
  expect(await rotation.start(TO)).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/could not check whether there is a policy LeastPrivilege-svc-ci.*nothing was made/),
  });
  expect(rotation.sandbox.world.users.has('svc-ci')).toBe(false);
});

test('two leaked keys of one user, with needs of their own: each goes to a user of its own, and neither touches the other', async () => {
  await rotation.end();
  const calls = { daysAgo: 40, sourceIp: '203.0.113.7' };
  rotation = await Rotation.begin(
    aSandbox()
      .withUser(aUser('ci-bot').withKey().withKey('second').withPolicy('System/AdministratorAccess'))
      .withEvents(
        { ...calls, key: 'ci-bot', service: 'ecs', action: 'DescribeInstances' },
        { ...calls, key: 'second', service: 'rds', action: 'DescribeDBInstances' },
      ),
  );
  const { sandbox } = rotation;
  const second = sandbox.keys.get('second')?.key.accessKeyId ?? '';
  sandbox.world.secrets.set('app/second', 'the old key');
  const BY = { by: 'alice', yes: true, json: false };
  const fromSecond = () =>
    rotation.command((cli) =>
      startCommand(cli, second, {
        ...BY,
        place: { kind: 'kms', secretName: 'app/second' },
        format: 'env',
        newUser: 'svc-b',
      }),
    );
  await rotation.command((cli) => respondCommand(cli, second, { by: 'alice', reason: 'seen as well', yes: true }));
  await investigate();
  await rotation.command((cli) => investigateCommand(cli, second, false));
  expect(await rotation.start({ ...TO, newUser: 'svc-a' })).toMatchObject({ code: 0 });
  rotation.fault('ram', 'AttachPolicyToUser', 'deny');
  const next = `Next: npx --no ak-tourniquet rotate start ${second} --to-kms app/second --format env --new-user svc-b`;
  expect(await fromSecond()).toMatchObject({ code: 1, stderr: expect.stringContaining(next) });
  const again = await fromSecond();
  expect(again).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/attach the policy LeastPrivilege-svc-b, which is there already, to svc-b/),
  });
  const documentOf = (name: string) => sandbox.world.policies.get(`Custom/${name}`)?.versions[0]?.document;
  expect(rotation.policiesOf('svc-a')).toEqual(['LeastPrivilege-svc-a']);
  expect(rotation.policiesOf('svc-b')).toEqual(['LeastPrivilege-svc-b']);
  expect(documentOf('LeastPrivilege-svc-a')).toContain('"ecs:DescribeInstances"');
  expect(documentOf('LeastPrivilege-svc-b')).toContain('"rds:DescribeDBInstances"');
  const before = JSON.stringify([rotation.keysOf('svc-b'), rotation.policiesOf('svc-b'), rotation.policiesOf()]);
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect(rotation.keysOf('svc-a')).toMatchObject([{ status: 'Inactive' }]);
  expect(JSON.stringify([rotation.keysOf('svc-b'), rotation.policiesOf('svc-b'), rotation.policiesOf()])).toBe(before);
});

test('another user is asked for behind a start that had made one: he is named, and how he goes or goes on', async () => {
  await investigate();
  rotation.fault('ram', 'CreatePolicy', 'deny');
  await rotation.start(TO);
  const planned = await rotation.start({ ...TO, newUser: 'other', yes: false });
  expect(planned.stderr).toMatch(
    /leave the RAM user svc-ci, whom an earlier start[\s\S]*--new-user svc-ci, or delete him/,
  );
  rotation.fault('ram', 'CreatePolicy', 'deny');
  await rotation.start({ ...TO, newUser: 'other' });
  expect(rotation.keysOf('other')).toEqual([]);
  expect(await rotation.start(TO)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/leave the RAM user other/),
  });
  expect([rotation.keysOf('svc-ci').length, rotation.keysOf('other').length]).toEqual([1, 0]);
  const { stderr } = await rotation.step('undo');
  for (const name of ['svc-ci', 'other'])
    expect(stderr).toMatch(new RegExp(`Left in the account: the RAM user ${name}`));
});

test('whether a user of ours is left could not be checked: that is said, and stops nothing', async () => {
  await investigate();
  await rotation.start(TO);
  rotation.fault('ram', 'GetUser', 'deny', 9);
  const { code, stderr } = await rotation.step('undo');
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/RAM user svc-ci, .* if he is there: could not check \(ram GetUser failed/),
  ]);
});

test('undo switches the new key off and leaves the user, who can do nothing then', async () => {
  await investigate();
  await rotation.start(TO);
  expect(await rotation.step('undo')).toMatchObject({ code: 0 });
  expect(rotation.keysOf('svc-ci')).toMatchObject([{ status: 'Inactive' }]);
  expect(rotation.statusOf(rotation.old)).toBe('Active');
});
