import type { RunningSandbox } from '../../../sandbox/start';
import { createKey, deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { deleteUser } from '../../../sandbox/world/users';
import { OwnerUnknown } from '../../../shared/errors';
import { KeyDirectory } from '../../../shared/identity/directory';
import { nameCandidates } from '../../../shared/identity/names';
import { searchOwner } from '../../../shared/identity/owner';
import type { OwnerAnswer } from '../../../shared/identity/types';
import { parseAccessKeyId } from '../../../shared/ids';
import type { LeakSignal } from '../../../shared/signal/types';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await aSandbox()
    .withUser(
      aUser('ci-bot').withKey(),
      aUser('deploy').withKey().withKey('deploy-2'),
      aUser('leaver').withKey(),
      aUser('gone').withKey().withKey('gone-2'),
      aUser('a.b_c-d').withKey(),
      aUser('deploy-new'),
    )
    .withRootKey()
    .withEvents({ key: 'root', daysAgo: 1, service: 'ecs', action: 'DescribeInstances', sourceIp: '203.0.113.7' })
    .start();
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.kernel.faults.clear());

const keyOf = (name: string) => {
  const named = sandbox.keys.get(name);
  if (!named) throw new Error(`no key ${name}`);
  return parseAccessKeyId(named.key.accessKeyId);
};

function aSignal(key: string, claims: LeakSignal['claims'] = {}, source: LeakSignal['source'] = 'bus'): LeakSignal {
  const accessKeyId = sandbox.keys.has(key) ? keyOf(key) : parseAccessKeyId(key);
  return { leakId: 'bus:a:1', accessKeyId, source, foundAt: undefined, claims };
}

/** The answer, and the calls that were made for it. */
async function search(signal: LeakSignal): Promise<{ answer: OwnerAnswer; calls: string[] }> {
  const run = await aRun(sandbox);
  const before = sandbox.kernel.calls.all().length;
  const { owner, lastUsedInfo } = searchOwner(signal, run);
  const [answer] = await Promise.all([owner, lastUsedInfo]);
  return {
    answer,
    calls: sandbox.kernel.calls
      .all()
      .slice(before)
      .map(({ action }) => action),
  };
}
/** ActionTrail's next answer is a refusal: the owner must be found without it. */
const trailFails = () => sandbox.kernel.faults.add({ match: { service: 'actiontrail' }, fault: 'deny', times: 1 });
/** Nor does IMS tell whose a key is: nothing is left but to go through every user. */
const imsFails = () =>
  sandbox.kernel.faults.add({ match: { service: 'ims', action: 'GetUser' }, fault: 'deny', times: 1 });
const found = (userName: string, foundBy: string) => ({
  kind: 'found',
  owner: { type: 'ram-user', accountId: sandbox.accountId, userName, foundBy },
});

describe('the user that the signal names', () => {
  test('is confirmed by one look, with both keys, while ActionTrail is asked beside it', async () => {
    const { answer, calls } = await search(aSignal('deploy', { userName: 'deploy' }));
    expect(answer).toMatchObject(found('deploy', 'signal'));
    const ids =
      answer.kind === 'found' && answer.owner.type === 'ram-user' ? answer.owner.keys.map(({ id }) => id) : [];
    expect(ids.sort()).toEqual([keyOf('deploy'), keyOf('deploy-2')].sort());
    expect(calls.sort()).toEqual(['GetAccessKeyLastUsedInfo', 'ListAccessKeys']);
  });

  test.each(['ci-bot@1234567890123456.onaliyun.com', '1234567890123456:ci-bot', 'acct:ci-bot@example.com', 'ci-bot@'])(
    'as %s',
    async (userName) => {
      expect((await search(aSignal('ci-bot', { userName }))).answer).toMatchObject(found('ci-bot', 'signal'));
    },
  );

  test('may hold dots, and is asked as it stands', async () => {
    expect((await search(aSignal('a.b_c-d', { userName: 'a.b_c-d' }))).answer).toMatchObject(
      found('a.b_c-d', 'signal'),
    );
  });

  test('the spellings that a name may stand for; what is no RAM name is not asked', () => {
    expect(nameCandidates('a.b@c.d')).toEqual(['a.b']);
    expect(nameCandidates('acct:user@domain')).toEqual(['user']);
    expect(nameCandidates('user')).toEqual(['user']);
    for (const none of [undefined, '', '   ', '用户', 'a b', 'x'.repeat(65), '<b>', '@'])
      expect(nameCandidates(none)).toEqual([]);
  });
});

describe('a signal that names nobody, or somebody else', () => {
  test.each([
    ['another user', { userName: 'deploy' }],
    ['a user who is not there', { userName: 'nobody' }],
    ['nobody', {}],
    ['the empty name', { userName: '' }],
    ['what is no RAM name', { userName: '<b>ci-bot</b>' }],
  ])('%s: the true owner is found, and the caller is never asked for its own keys', async (_, claims) => {
    const before = sandbox.kernel.calls.all().length;
    expect((await search(aSignal('ci-bot', claims))).answer).toMatchObject(found('ci-bot', 'actiontrail'));
    trailFails();
    expect((await search(aSignal('ci-bot', claims))).answer).toMatchObject(found('ci-bot', 'ims'));
    trailFails();
    imsFails();
    expect((await search(aSignal('ci-bot', claims))).answer).toMatchObject(found('ci-bot', 'walk'));
    const calls = sandbox.kernel.calls.all().slice(before);
    const asked = calls.filter(({ action }) => action === 'ListAccessKeys');
    expect(asked.length).toBeGreaterThan(0);
    for (const { parameters } of asked) expect(parameters['UserName']).toMatch(/^.+$/);
  });

  test('whom ActionTrail names is confirmed by one look more, and nobody else is asked', async () => {
    const { calls } = await search(aSignal('ci-bot'));
    expect(calls.sort()).toEqual(['GetAccessKeyLastUsedInfo', 'ListAccessKeys']);
  });

  test('ActionTrail refuses, and no night has seen the key: IMS tells whose it is, and nobody walks', async () => {
    trailFails();
    const { accessKeyId } = createKey(sandbox.world, ownerNamed(sandbox.world, 'deploy-new'));
    const { answer, calls } = await search({ ...aSignal('ci-bot'), accessKeyId: parseAccessKeyId(accessKeyId) });
    expect(answer).toMatchObject(found('deploy-new', 'ims'));
    expect(calls.sort()).toEqual([
      'GetAccessKeyInfoInRecycleBin',
      'GetAccessKeyLastUsedInfo',
      'GetObject',
      'GetUser',
      'ListAccessKeys',
    ]);
  });

  test('defect 25 (auto-rotation): the owner is on the second page of more than 100 users', async () => {
    const crowd = Array.from({ length: 101 }, (_, i) => aUser(`crowd-${String(i).padStart(3, '0')}`));
    const large = await aSandbox()
      .withUser(...crowd, aUser('zz-last').withKey())
      .start();
    try {
      for (const service of ['actiontrail', 'ims'])
        large.kernel.faults.add({ match: { service }, fault: 'deny', times: service === 'ims' ? 2 : 1 });
      const accessKeyId = parseAccessKeyId(large.keys.get('zz-last')?.key.accessKeyId);
      const { owner } = searchOwner({ ...aSignal('ci-bot'), accessKeyId }, await aRun(large));
      expect(await owner).toMatchObject({ kind: 'found', owner: { userName: 'zz-last', foundBy: 'walk' } });
      expect(large.kernel.calls.all().filter(({ action }) => action === 'ListUsers')).toHaveLength(2);
    } finally {
      await large.stop();
    }
  });

  test('a key of no user of this account, after every look went through', async () => {
    const { answer } = await search(aSignal('LTAI5tKeyOfSomebodyElse1', { userName: 'ci-bot' }));
    expect(answer).toEqual({
      kind: 'not-ours',
      looked: ['signal', 'actiontrail', 'index', 'ims', 'recycle-bin', 'walk'],
    });
  });
});

describe("last night's index of keys, where nobody else names the owner", () => {
  afterAll(async () => {
    const { cloud, paths } = await aRun(sandbox, {}, 'hygiene');
    sandbox.oss.buckets.get(cloud.evidence.bucket)?.objects.delete(paths.owners);
  });
  const write = async (owners: Readonly<Record<string, string>>): Promise<void> => {
    const run = await aRun(sandbox, {}, 'hygiene');
    await run.ownerIndex.write(new Map(Object.entries(owners).map(([key, user]) => [keyOf(key), user])), true);
  };
  /** The answer of a search that ActionTrail does not help, and whether every user was gone through. */
  const withoutTrail = async () => {
    trailFails();
    const { answer, calls } = await search(aSignal('ci-bot'));
    return { answer, walked: calls.includes('ListUsers') };
  };

  test('names him, a live look confirms it, and nobody walks', async () => {
    await write({ 'ci-bot': 'ci-bot', deploy: 'deploy' });
    expect(await withoutTrail()).toMatchObject({ answer: found('ci-bot', 'index'), walked: false });
  });

  test.each([
    ['names somebody else', { 'ci-bot': 'deploy' }],
    ['names a user who is not there', { 'ci-bot': 'nobody' }],
    ['names what is no user', { 'ci-bot': '' }],
    ['does not hold the key', { deploy: 'deploy' }],
  ])('%s: IMS finds the true owner', async (_, owners) => {
    await write(owners);
    expect(await withoutTrail()).toMatchObject({ answer: found('ci-bot', 'ims'), walked: false });
  });

  test.each([
    ['was written by somebody else', (text: string) => JSON.stringify({ ...JSON.parse(text), hmac: undefined })],
    ['is no JSON', () => '{"schema":1'],
    ['is JSON of another form', () => '[]'],
  ])('%s: it is no hint', async (_, forged) => {
    await write({ 'ci-bot': 'ci-bot' });
    const { cloud, paths } = await aRun(sandbox, {}, 'hygiene');
    const stored = sandbox.oss.buckets.get(cloud.evidence.bucket)?.objects.get(paths.owners)?.body.toString() ?? '';
    await cloud.evidence.put(paths.owners, forged(stored));
    expect(await withoutTrail()).toMatchObject({ answer: found('ci-bot', 'ims'), walked: false });
  });

  test('cannot be read: IMS, and no failure of its own', async () => {
    await write({ 'ci-bot': 'ci-bot' });
    sandbox.kernel.faults.add({ match: { service: 'oss', action: 'GetObject' }, fault: 'deny', times: 1 });
    expect(await withoutTrail()).toMatchObject({ answer: found('ci-bot', 'ims'), walked: false });
  });
});

describe('deleted', () => {
  test('a key in the recycle bin, its user still there', async () => {
    deleteKey(sandbox.world, ownerNamed(sandbox.world, 'gone'), keyOf('gone-2'));
    expect((await search(aSignal('gone-2', { userName: 'gone' }))).answer).toMatchObject({
      kind: 'deleted',
      userPrincipalName: expect.stringContaining('gone@'),
      recycledAt: expect.any(String),
      user: { value: { type: 'ram-user', userName: 'gone', foundBy: 'recycle-bin' } },
    });
    // Who cannot be looked at is no deleted user.
    sandbox.kernel.faults.add({ match: { service: 'ims', action: 'GetUser' }, fault: 'deny', times: 9 });
    expect((await search(aSignal('gone-2', { userName: 'gone' }))).answer).toMatchObject({
      kind: 'deleted',
      user: { couldNotCheck: expect.any(String) },
    });
  });

  test('a user who was deleted meanwhile, with his key', async () => {
    deleteKey(sandbox.world, ownerNamed(sandbox.world, 'leaver'), keyOf('leaver'));
    deleteUser(sandbox.world, 'leaver');
    expect((await search(aSignal('leaver', { userName: 'leaver' }))).answer).toMatchObject({
      kind: 'deleted',
      user: { value: 'gone' },
    });
  });
});

describe('root', () => {
  test("by Security Center's master", async () => {
    const { answer } = await search(aSignal('root', { userName: 'root', userType: 'root' }, 'security-center'));
    expect(answer).toMatchObject({ kind: 'found', owner: { type: 'root', accountId: sandbox.accountId } });
  });

  test('by ActionTrail, whatever the signal says', async () => {
    const { answer } = await search(aSignal('root', { userName: 'ci-bot', userType: 'ram' }));
    expect(answer).toMatchObject({ kind: 'found', owner: { type: 'root', foundBy: 'actiontrail' } });
  });

  test('"root" by a sender whom nobody knows saves no key of a user', async () => {
    trailFails();
    const { answer } = await search(aSignal('ci-bot', { userType: 'root' }));
    expect(answer).toMatchObject(found('ci-bot', 'ims'));
  });

  test("a user's key that the signal calls root's is the user's, when he is named", async () => {
    const { answer } = await search(aSignal('ci-bot', { userName: 'ci-bot', userType: 'root' }, 'security-center'));
    expect(answer).toMatchObject(found('ci-bot', 'signal'));
  });
});

describe('a look that fails', () => {
  const foreign = 'LTAI5tKeyOfSomebodyElse1';
  const fail = (service: string, action: string, fault: 'deny' | 'malformed' | '500', times = 1) =>
    sandbox.kernel.faults.add({ match: { service, action }, fault, times });

  test.each([
    ['ram', 'ListAccessKeys', 'deny', 1],
    ['ram', 'ListUsers', 'deny', 1],
    ['actiontrail', 'GetAccessKeyLastUsedInfo', 'deny', 1],
    ['ims', 'GetAccessKeyInfoInRecycleBin', 'deny', 1],
    ['actiontrail', 'GetAccessKeyLastUsedInfo', '500', 3],
  ] as const)(
    'defect 30 (trufflehog): %s %s %s and nothing found: could not check, never "not ours"',
    async (service, action, fault, times) => {
      fail(service, action, fault, times);
      await expect(search(aSignal(foreign, { userName: 'ci-bot' }))).rejects.toThrow(OwnerUnknown);
    },
  );

  test.each(['ListAccessKeys', 'ListUsers'])(
    'defect 29 (ScoutSuite): broken JSON of %s is an error, never an empty list',
    async (action) => {
      fail('ram', action, 'malformed', 400);
      await expect(search(aSignal(foreign, { userName: 'ci-bot' }))).rejects.toThrow(OwnerUnknown);
    },
  );

  test('on the way to an owner who is found later is no failure', async () => {
    trailFails();
    imsFails();
    fail('ram', 'ListAccessKeys', 'deny');
    expect((await search(aSignal('ci-bot', { userName: 'ci-bot' }))).answer).toMatchObject(found('ci-bot', 'walk'));
  });

  test('RAM that takes longer than haste allows: who was named is asked again with patience, and nobody walks', async () => {
    sandbox.kernel.faults.add({ match: { service: 'ram', action: 'ListAccessKeys' }, fault: 'slow', times: 1000 });
    const named = await search(aSignal('ci-bot', { userName: 'ci-bot' }));
    expect(named.answer).toMatchObject({ kind: 'found', owner: { userName: 'ci-bot', foundBy: 'signal' } });
    trailFails();
    const { answer, calls } = await search(aSignal('ci-bot'));
    expect(answer).toMatchObject({ kind: 'found', owner: { userName: 'ci-bot', foundBy: 'ims' } });
    expect(calls).not.toContain('ListUsers');
  }, 60_000);

  test('a walk ends in time for somebody to be told that not everybody was asked', async () => {
    trailFails();
    imsFails();
    const run = await aRun(sandbox);
    const directory = new KeyDirectory(run.cloud, run.clock, run.clock.elapsedMs());
    await expect(searchOwner(aSignal('ci-bot'), { ...run, directory }).owner).rejects.toThrow(
      /the time for it was over before every user was asked/,
    );
  });

  test('throttling is waited for', async () => {
    sandbox.kernel.faults.add({ match: { service: 'ram', action: 'ListAccessKeys' }, fault: 'throttle', times: 2 });
    const { answer, calls } = await search(aSignal('ci-bot', { userName: 'ci-bot' }));
    expect(answer).toMatchObject(found('ci-bot', 'signal'));
    expect(calls.filter((action) => action === 'ListAccessKeys')).toHaveLength(3);
  });
});
