import { AttachPolicyToRoleRequest, CreatePolicyVersionRequest, UpdateRoleRequest } from '@alicloud/ram20150501';
import type { StoredObject } from '../../sandbox/oss/store';
import type { RunningSandbox } from '../../sandbox/start';
import { attachPolicy, detachPolicy } from '../../sandbox/world/attachments';
import { addToGroup, createGroup, groupNamed } from '../../sandbox/world/groups';
import { policyNamed } from '../../sandbox/world/policies';
import { userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { ramClient } from '../sdk-clients';
import { cli } from './run-cli';
import { inTerminal, withTerminal } from './terminal';

const bucketNamed = ({ oss, endpointEnv }: RunningSandbox) =>
  oss.buckets.get(endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');

/** What RAM holds, without ids and times. */
function ramOf({ world }: RunningSandbox): object {
  return {
    policies: [...world.policies]
      .map(([name, { versions }]) => [name, [...versions].map((one) => one.document)])
      .sort(),
    groups: [...world.groups.keys()].sort(),
    roles: [...world.roles.values()]
      .map(({ name, trustDocument, attached }) => [
        name,
        JSON.parse(trustDocument),
        attached.current.map(({ policy }) => policy.name).sort(),
      ])
      .sort(),
    users: [...world.users.values()].map(({ name, attached }) => [
      name,
      attached.current.map(({ policy }) => policy.name).sort(),
    ]),
  };
}

describe('setup', () => {
  test('makes in a bare account what the functions need, says what it will do, and then has nothing left to do', async () => {
    const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start({ bare: true });
    try {
      expect(await cli(sandbox, ['setup'])).toMatchObject({ code: 2 });
      expect(sandbox.world.policies.has('Custom/AkTourniquetFreeze')).toBe(false);
      const first = await cli(sandbox, ['setup', '--yes'], { TOURNIQUET_STATE_KEY: undefined });
      expect(first).toMatchObject({ code: 0 });
      expect(first.stdout).toMatch(/^TOURNIQUET_STATE_KEY=[0-9a-f]{64}\n$/);
      const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
      expect(bucket).toMatchObject({ acl: 'private', encryption: { algorithm: 'AES256' } });
      const again = await cli(sandbox, ['setup']);
      expect(again).toMatchObject({ code: 0, stdout: '' });
      expect(again.stderr).toMatch(/Everything is there already/);
    } finally {
      await sandbox.stop();
    }
  });

  test('prints no second state key where the functions have one, unless it is asked for', async () => {
    const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
    try {
      const withoutKey = (...args: string[]) =>
        cli(sandbox, ['setup', '--yes', ...args], { TOURNIQUET_STATE_KEY: undefined });
      const printed = /^TOURNIQUET_STATE_KEY=[0-9a-f]{64}\n$/;
      // Set up by others' hands, and nothing was remembered yet.
      expect((await withoutKey()).stdout).toMatch(printed);
      const timer = { triggerTime: '2026-01-01T00:00:00Z', triggerName: 'poll', payload: '' };
      await sandbox.fc.invoke('ak-tourniquet-respond', timer);
      expect(await withoutKey()).toMatchObject({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(
          /the functions have, and this shell has none: take the value of TOURNIQUET_STATE_KEY from/,
        ),
      });
      // A journal tells as much as the heartbeat.
      await sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId: sandbox.keys.get('ci-bot')?.key.accessKeyId });
      // What it handed over reads the bucket, too.
      await sandbox.fc.idle();
      bucketNamed(sandbox)?.objects.delete('ak-tourniquet/heartbeat.json');
      expect((await withoutKey()).stdout).toBe('');
      sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: 'deny', times: 1 });
      expect(await withoutKey()).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(/whether the functions have one could not be checked \(oss GetObject failed/),
      });
      const asked = await withoutKey('--new-state-key');
      expect(asked.stdout).toMatch(printed);
      expect(asked.stderr).toMatch(/can no longer be read/);
      const known = await cli(sandbox, ['setup', '--yes', '--new-state-key']);
      expect(known.stdout).toMatch(printed);
      expect(known.stdout).not.toContain(sandbox.endpointEnv['TOURNIQUET_STATE_KEY']);
      await sandbox.fc.idle();
    } finally {
      await sandbox.stop();
    }
  });

  test('puts a changed policy back, beside a bucket with versions, too, which it refuses', async () => {
    const sandbox = await aSandbox().start();
    try {
      const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
      if (!bucket) throw new Error('the sandbox has no evidence bucket');
      await ramClient(sandbox, sandbox.identities.admin).createPolicyVersion(
        new CreatePolicyVersionRequest({
          policyName: 'AkTourniquetQuarantine',
          policyDocument: '{"Version":"1","Statement":[{"Effect":"Deny","Action":"ecs:None","Resource":"*"}]}',
          setAsDefault: true,
        }),
      );
      const ended = await cli(sandbox, ['setup', '--yes']);
      expect(ended.code).toBe(0);
      expect(ended.stderr).toMatch(
        /put the policy AkTourniquetQuarantine back .*: it denies nothing of what it must \(0 of /,
      );
      expect((await cli(sandbox, ['setup'])).stderr).toMatch(/Everything is there already/);
      bucket.versioning = 'Enabled';
      // What does not need the bucket is put back all the same.
      const { world } = sandbox;
      const respond = world.roles.get('ak-tourniquet-respond');
      world.groups.get('AkTourniquetQuarantine')?.attached.set([], Number.NEGATIVE_INFINITY);
      world.policies.delete('Custom/AkTourniquetQuarantine');
      if (respond) respond.trustDocument = JSON.stringify({ Version: '1', Statement: [] });
      expect((await cli(sandbox, ['setup'])).stderr).toMatch(/^note .* its versioning is Enabled.* all the same\./);
      const refused = await cli(sandbox, ['setup', '--yes']);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/ak-tourniquet: .* its versioning is Enabled.*\[BUCKET_UNFIT\]\n.*\n$/);
      bucket.versioning = undefined;
      const policy = (Principal: unknown) =>
        JSON.stringify({
          Version: '1',
          Statement: [{ Effect: 'Allow', Action: 'oss:GetObject', Principal, Resource: '*' }],
        });
      bucket.policy = policy(['*']);
      const open = await cli(sandbox, ['setup', '--yes']);
      expect([open.code, open.stderr]).toEqual([
        1,
        expect.stringMatching(/its bucket policy lets everybody in[\s\S]*Bucket Policy: nobody but/),
      ]);
      expect((await cli(sandbox, ['doctor'])).stdout).toMatch(/PROBLEM setup.*lets everybody in/);
      bucket.policy = policy(['9876543210987654']);
      expect((await cli(sandbox, ['setup'])).stderr).toMatch(
        /^note +the bucket policy of .* lets others in: 9876543210987654/,
      );
      bucket.policy = undefined;
      expect((await cli(sandbox, ['setup'])).stderr).toBe('Everything is there already, and as it must be.\n');
    } finally {
      await sandbox.stop();
    }
  });

  test('a bucket that cannot be used: the deny is made, and the roles wait until one is named that can', async () => {
    const sandbox = await aSandbox().withBucket('acme-logs').start({ bare: true });
    try {
      const { world, oss } = sandbox;
      const named = { TOURNIQUET_EVIDENCE_BUCKET: 'acme-logs' };
      const bucket = oss.buckets.get('acme-logs');
      if (bucket) bucket.acl = 'public-read';
      const refused = await cli(sandbox, ['setup', '--yes'], { ...named, TOURNIQUET_STATE_KEY: undefined });
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/note +The roles wait for the evidence bucket/);
      expect([world.policies.has('Custom/AkTourniquetQuarantine'), world.roles.size]).toEqual([true, 0]);
      // A bucket that somebody else has, or another account's credentials: nothing is made.
      world.policies.delete('Custom/AkTourniquetQuarantine');
      sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetBucketInfo' }, fault: 'deny', times: 1 });
      expect(await cli(sandbox, ['setup', '--yes'])).toMatchObject({ code: 1 });
      expect(world.policies.has('Custom/AkTourniquetQuarantine')).toBe(false);
      // Nor are they made where the bucket could not be.
      sandbox.kernel.faults.add({ match: { service: 'oss', action: 'PutBucket' }, fault: 'deny', times: 1 });
      const denied = await cli(sandbox, ['setup', '--yes']);
      expect(denied).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/The roles wait[\s\S]*PutBucket failed.*\n.*ask for oss:PutBucket/),
      });
      expect(world.roles.size).toBe(0);
      expect(await cli(sandbox, ['setup', '--yes'])).toMatchObject({ code: 0 });
    } finally {
      await sandbox.stop();
    }
  });

  test('gives each function its role, with the rights of docs/roles, and ends what interrupted uploads leave', async () => {
    const [bare, whole] = await Promise.all([aSandbox().start({ bare: true }), aSandbox().start()]);
    try {
      expect(await cli(bare, ['setup', '--yes'])).toMatchObject({ code: 0 });
      const { roles, groups } = ramOf(bare) as Record<string, unknown>;
      expect({ roles, groups }).toEqual(
        Object.fromEntries(Object.entries(ramOf(whole)).filter(([name]) => name === 'roles' || name === 'groups')),
      );
      expect((await cli(whole, ['setup'])).stderr).toMatch(/Everything is there already/);
      expect(bucketNamed(bare)?.lifecycle).toMatch(/<AbortMultipartUpload><Days>7/);
    } finally {
      await Promise.all([bare.stop(), whole.stop()]);
    }
  });

  test('a role that others may take is put back, and one that can do more is named', async () => {
    const sandbox = await aSandbox().start();
    try {
      const ram = ramClient(sandbox, sandbox.identities.admin);
      const newAssumeRolePolicyDocument =
        '{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1000000000000001:root"]},"Condition":{"StringEquals":{"x":"\u009b2J\u202eabc"}}}]}';
      await ram.updateRole(new UpdateRoleRequest({ roleName: 'ak-tourniquet-respond', newAssumeRolePolicyDocument }));
      await ram.attachPolicyToRole(
        new AttachPolicyToRoleRequest({
          roleName: 'ak-tourniquet-hygiene',
          policyName: 'AdministratorAccess',
          policyType: 'System',
        }),
      );
      const { code, stderr } = await cli(sandbox, ['setup', '--yes']);
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /let Function Compute alone take the role ak-tourniquet-respond again .*\\u009b2J\\u202eabc/,
      );
      expect(stderr).not.toMatch(/[\u009b\u202e]/);
      expect(stderr).toMatch(/ak-tourniquet-hygiene carries more than it needs: AdministratorAccess/);
      expect(sandbox.world.roles.get('ak-tourniquet-respond')?.trustDocument).not.toMatch('1000000000000001');
    } finally {
      await sandbox.stop();
    }
  });

  test('denies respond the excluded users, follows the list, and keeps what this shell does not ask for until it is told', async () => {
    const sandbox = await aSandbox().start();
    const NAME = 'ak-tourniquet-respond-excluded';
    const carried = () =>
      (sandbox.world.roles.get('ak-tourniquet-respond')?.attached.current ?? [])
        .map(({ policy }) => policy.name)
        .sort();
    const denied = () => sandbox.world.policies.get(`Custom/${NAME}`)?.document.current.match(/user\/[^"]+/g);
    const setup = (names: string | undefined, ...args: string[]) =>
      cli(sandbox, ['setup', ...args], { TOURNIQUET_EXCLUDE_USERS: names });
    try {
      expect((await setup('ceo', '--yes')).stderr).toMatch(new RegExp(`attach ${NAME} to the role`));
      expect([carried(), denied()]).toEqual([['ak-tourniquet-respond', NAME], ['user/ceo']]);
      expect((await setup('ceo')).stderr).toMatch(/Everything is there already/);
      const rights = async (names: string | undefined) =>
        (await cli(sandbox, ['doctor'], { TOURNIQUET_EXCLUDE_USERS: names })).stdout
          .split('\n')
          .filter((line) => line.includes(NAME));
      expect(await rights('ceo,cfo')).toEqual([
        expect.stringMatching(/lacks Deny ram:AttachPolicyToUser on .*user\/cfo/),
      ]);
      await setup('ceo,cfo', '--yes');
      expect(denied()).toEqual(['user/ceo', 'user/cfo']);
      expect(await rights('ceo,cfo')).toEqual([]);
      expect(await rights(undefined)).toEqual([
        expect.stringMatching(/note .*this shell does not ask for, and keeps it/),
      ]);
      expect((await setup(undefined, '--yes')).stderr).toMatch(new RegExp(`keeps it.*--take-off ${NAME}`));
      expect([carried(), denied()]).toEqual([
        ['ak-tourniquet-respond', NAME],
        ['user/ceo', 'user/cfo'],
      ]);
      const asked = await setup('ceo,cfo', '--yes', '--take-off', NAME);
      expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/no role carries it beyond/) });
      const taken = await setup(undefined, '--yes', '--take-off', NAME);
      expect(taken.stderr).toMatch(new RegExp(`take ${NAME} from the role`));
      expect([carried(), denied()]).toEqual([['ak-tourniquet-respond'], undefined]);
      // `remove` takes away what another shell's settings had made.
      await setup('ceo', '--yes');
      expect((await cli(sandbox, ['remove', '--yes'])).stderr).toMatch(new RegExp(`done +delete the policy ${NAME}`));
      expect([...sandbox.world.policies.keys()].filter((name) => name.startsWith('Custom/ak-tourniquet'))).toEqual([]);
    } finally {
      await sandbox.stop();
    }
  });

  test('what somebody has attached to the quarantine group besides comes off', async () => {
    const sandbox = await aSandbox().start();
    const { world } = sandbox;
    try {
      const group = groupNamed(world, 'AkTourniquetQuarantine');
      attachPolicy(world, group, policyNamed(world, 'System', 'AdministratorAccess'));
      const mended = await cli(sandbox, ['setup', '--yes']);
      expect(mended).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/take AdministratorAccess off the group/),
      });
      expect(group.attached.current.map(({ policy }) => policy.name)).toEqual(['AkTourniquetQuarantine']);
    } finally {
      await sandbox.stop();
    }
  });

  test('so does what bears the name of a part of the deny there, and allows something; one that only denies stays', async () => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*' } as const;
    const sandbox = await aSandbox()
      .withPolicy('AkTourniquetQuarantine2', statement)
      .withPolicy('AkTourniquetQuarantine3', { ...statement, Effect: 'Deny' })
      .start();
    try {
      const group = groupNamed(sandbox.world, 'AkTourniquetQuarantine');
      for (const name of ['AkTourniquetQuarantine2', 'AkTourniquetQuarantine3'])
        attachPolicy(sandbox.world, group, policyNamed(sandbox.world, 'Custom', name));
      expect(await cli(sandbox, ['setup', '--yes'])).toMatchObject({
        stderr: expect.stringMatching(/take AkTourniquetQuarantine2 off the group/),
      });
      expect(group.attached.current.map(({ policy }) => policy.name)).toEqual([
        'AkTourniquetQuarantine',
        'AkTourniquetQuarantine3',
      ]);
    } finally {
      await sandbox.stop();
    }
  });

  test('a rule that deletes evidence is named, and left', async () => {
    const sandbox = await aSandbox().start();
    try {
      const bucket = bucketNamed(sandbox);
      const rule =
        '<LifecycleConfiguration><Rule><ID>tidy</ID><Prefix></Prefix><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>';
      if (bucket) bucket.lifecycle = rule;
      const { stderr } = await cli(sandbox, ['setup', '--yes']);
      expect(stderr).toMatch(/the lifecycle rule tidy of .* deletes objects/);
      expect((await cli(sandbox, ['doctor'])).stdout).toMatch(/PROBLEM setup +the lifecycle rule tidy/);
      expect(bucket?.lifecycle).toBe(rule);
      if (bucket) bucket.lifecycle = rule.replace('<Prefix>', '<Prefix>logs/');
      expect((await cli(sandbox, ['setup', '--yes'])).stderr).not.toMatch(/deletes objects/);
    } finally {
      await sandbox.stop();
    }
  });
});

describe('remove', () => {
  test('takes away what set-up made and nothing else, keeps the evidence, and may be run again', async () => {
    const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start({ bare: true });
    try {
      const before = ramOf(sandbox);
      await cli(sandbox, ['setup', '--yes']);
      expect(ramOf(sandbox)).not.toEqual(before);
      expect(await cli(sandbox, ['remove'])).toMatchObject({ code: 2 });
      const key = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
      await cli(sandbox, ['respond', key, '--reason', 'x', '--yes'], { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
      const removed = await cli(sandbox, ['remove', '--yes']);
      expect(removed).toMatchObject({ code: 0 });
      expect(removed.stderr).toMatch(/give up open incidents \(1\): LTAI\S+ \(held\); nobody looks after them/);
      expect(removed.stderr).toMatch(/keep the bucket [\s\S]*keep the archive bucket as well, where one was made/);
      expect(ramOf(sandbox)).toEqual(before);
      expect(bucketNamed(sandbox)).toBeDefined();
      expect((await cli(sandbox, ['remove', '--yes'])).stderr).toMatch(/Nothing of set-up is there/);
      expect(await cli(sandbox, ['setup', '--yes'])).toMatchObject({ code: 0 });
    } finally {
      await sandbox.stop();
    }
  });

  test('what another one takes away meanwhile is as good as taken away', async () => {
    const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
    try {
      const { world, oss, kernel } = sandbox;
      const bucket = bucketNamed(sandbox)?.name ?? '';
      // Behind the last look of the plan the other one comes to its end.
      kernel.faults.rewrite({
        ...{ service: 'oss', action: 'GetBucketInfo' },
        answer: (usual) => {
          for (const part of [world.roles, world.groups, oss.buckets]) part.clear();
          for (const name of world.policies.keys()) if (/tourniquet/i.test(name)) world.policies.delete(name);
          return usual;
        },
      });
      const removed = await cli(sandbox, ['remove', '--yes', '--delete-evidence', bucket]);
      expect(removed).toMatchObject({ code: 0 });
      expect(removed.stderr.match(/^done {3}delete the role /gm)).toHaveLength(3);
      expect(removed.stderr).toMatch(/^done {3}delete every journal/m);
    } finally {
      await sandbox.stop();
    }
  });

  test('refuses while somebody carries a deny, and names him; after the release it goes', async () => {
    const sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey())
      .start({ env: { TOURNIQUET_LANGUAGE: 'en' } });
    try {
      const accessKeyId = sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
      await sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId });
      await sandbox.fc.idle();
      const before = ramOf(sandbox);
      const refused = await cli(sandbox, ['remove', '--yes']);
      expect(refused).toMatchObject({ code: 4 });
      expect(refused.stderr).toMatch(/user ci-bot/);
      expect(ramOf(sandbox)).toEqual(before);
      const devs = createGroup(sandbox.world, 'devs');
      attachPolicy(sandbox.world, devs, policyNamed(sandbox.world, 'Custom', 'AkTourniquetFreeze'));
      expect((await cli(sandbox, ['remove', '--yes'])).stderr).toMatch(/group devs.*whoever attached it takes it off/);
      detachPolicy(sandbox.world, devs, policyNamed(sandbox.world, 'Custom', 'AkTourniquetFreeze'));
      await cli(sandbox, ['release', accessKeyId, '--reason', 'test', '--false-alarm', '--yes']);
      expect(await cli(sandbox, ['remove', '--yes'])).toMatchObject({ code: 0 });
      expect([...sandbox.world.policies.keys()].filter((name) => /tourniquet/i.test(name))).toEqual([]);
    } finally {
      await sandbox.stop();
    }
  });

  test.each([
    ['while a person reads the plan', 'GetRole', 'policy'],
    ['by the group, before it goes', 'DeleteGroup', 'group'],
    ['by the policy, before it goes', 'DeletePolicy', 'policy'],
  ] as const)('somebody is contained %s: he keeps his deny, and the functions their roles', async (_, at, how) => {
    const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
    const { world, kernel } = sandbox;
    const user = userNamed(world, 'ci-bot');
    const name = 'AkTourniquetQuarantine';
    try {
      kernel.takeFault = (service, action) => {
        const isIn = user.groups.current.length + user.attached.current.length > 0;
        if (action === at && !isIn && how === 'group') addToGroup(world, user, groupNamed(world, name));
        if (action === at && !isIn && how === 'policy') attachPolicy(world, user, policyNamed(world, 'Custom', name));
        return kernel.faults.take(service, action);
      };
      const refused = await cli(sandbox, ['remove', '--yes']);
      expect(refused).toMatchObject({ code: 4, stderr: expect.stringMatching(/These carry a deny.*user ci-bot/) });
      const carrier = how === 'group' ? groupNamed(world, name) : user;
      expect(carrier.attached.current.map(({ policy }) => policy.name)).toContain(name);
      expect(world.roles.size).toBe(3);
    } finally {
      await sandbox.stop();
    }
  });

  test('deletes the evidence only where its bucket is written out, and what is not ours never', async () => {
    const sandbox = await aSandbox().start();
    try {
      const bucket = bucketNamed(sandbox);
      const object = (key: string): StoredObject => ({
        ...{ key, body: Buffer.from('x'), etag: 'X', contentType: 'text/plain', headers: {}, type: 'Normal' },
        lastModified: sandbox.clock.now(),
      });
      for (const key of ['ak-tourniquet/incidents/a', 'ak-tourniquet/b', 'theirs.txt'])
        bucket?.objects.set(key, object(key));
      expect(await cli(sandbox, ['remove', '--yes', '--delete-evidence', 'another-bucket'])).toMatchObject({ code: 2 });
      const removed = await cli(sandbox, ['remove', '--yes', '--delete-evidence', bucket?.name ?? '']);
      expect(removed).toMatchObject({ code: 0 });
      expect(removed.stderr).toMatch(/^In the account 1234567890123456, region cn-hangzhou:\nThis will:/);
      expect(removed.stderr).toMatch(/note +The bucket .* stays: other objects are in it \(1\)/);
      expect([...(bucketNamed(sandbox)?.objects.keys() ?? [])]).toEqual(['theirs.txt']);
      bucket?.objects.clear();
      bucket?.uploads.set('u', {} as never);
      const begun = await cli(sandbox, ['remove', '--yes', '--delete-evidence', bucket?.name ?? '']);
      expect(begun).toMatchObject({ code: 0, stderr: expect.stringMatching(/stays: .* uploads that nobody finished/) });
      bucket?.uploads.clear();
      await cli(sandbox, ['remove', '--yes', '--delete-evidence', bucket?.name ?? '']);
      expect(bucketNamed(sandbox)).toBeUndefined();
      expect(await cli(sandbox, ['remove', '--yes', '--delete-evidence', bucket?.name ?? ''])).toMatchObject({
        code: 0,
        stderr: 'Nothing of set-up is there (account 1234567890123456).\n',
      });
    } finally {
      await sandbox.stop();
    }
  });
});

withTerminal('remove, in a terminal', () => {
  test('an incident that is opened while the plan is read is not given up unseen, nor its evidence deleted', async () => {
    const env = { TOURNIQUET_MAX_PER_HOUR: '0' };
    const sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start({ env });
    try {
      const bucket = bucketNamed(sandbox);
      if (!bucket) throw new Error('there is no evidence bucket');
      await sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId: sandbox.keys.get('ci-bot')?.key.accessKeyId });
      await sandbox.fc.stop();
      const later = [...bucket.objects];
      bucket.objects.clear();
      const yes = {
        get types() {
          for (const [key, object] of later) bucket.objects.set(key, object);
          return 'y\r';
        },
      };
      const before = ramOf(sandbox);
      const { code, text } = await inTerminal(
        sandbox,
        ['remove', '--delete-evidence', bucket.name],
        [[/\[y\/N\]/, yes]],
        env,
      );
      expect([code, text]).toEqual([4, expect.stringMatching(/Opened since the plan was made: LTAI.* \(held\)/)]);
      expect(ramOf(sandbox)).toEqual(before);
      expect(bucket.objects.size).toBe(later.length);
    } finally {
      await sandbox.stop();
    }
  });
});
