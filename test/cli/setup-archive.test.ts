import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { cli } from './run-cli';
import { inTerminal, withTerminal } from './terminal';

const ENV = { TOURNIQUET_ARCHIVE_BUCKET: 'acme-archive' };

let sandbox: RunningSandbox;
afterEach(() => sandbox.stop());
const setup = (...args: string[]) => cli(sandbox, ['setup', '--yes', ...args], ENV);
const archive = () => sandbox.oss.buckets.get('acme-archive');
const there = async () => {
  sandbox = await aSandbox().start();
  return sandbox.oss.addBucket('acme-archive', 'oss-cn-hangzhou', sandbox.clock.now());
};
const isDone = async (...args: string[]) => /Everything is there already/.test((await setup(...args)).stderr);

test.each([
  ['lets a bucket have versions and a retention', true, 'Enabled'],
  ['lets it have one of them', false, undefined],
] as const)(
  'made anew where OSS %s: private, encrypted, locked; then nothing is left to do',
  async (_, both, versions) => {
    sandbox = await aSandbox().start({ bare: true });
    sandbox.oss.retainsVersions = both;
    const { code, stderr } = await setup('--retain-days', '365');
    expect([code, archive()]).toMatchObject([
      0,
      {
        acl: 'private',
        encryption: { algorithm: 'AES256' },
        retention: { days: 365, locked: true },
        versioning: versions,
      },
    ]);
    expect(stderr).toMatch(/nobody, you included, changes or deletes it for 365 days\. This cannot be taken back/);
    if (!both) expect(stderr).toMatch(/no versions beside its retention, which suffices/);
    expect(await isDone('--retain-days', '365')).toBe(true);
    expect((await setup('--retain-days', '30')).stderr).toMatch(
      /stays locked for 365 days: a lock can be made longer, never shorter.*\nEverything is there already/,
    );
    expect(archive()?.retention).toMatchObject({ days: 365 });
    expect(await isDone()).toBe(true);
  },
);

test('without days it keeps versions, and says what that does not hold against', async () => {
  sandbox = await aSandbox().start({ bare: true });
  expect(await setup()).toMatchObject({ code: 0 });
  expect(archive()).toMatchObject({ versioning: 'Enabled', retention: undefined });
  const again = await setup();
  expect(again.stderr).toMatch(/has no retention: whoever may delete objects may empty it/);
  expect(again.stderr).toMatch(/Everything is there already/);
});

test('a longer retention is made longer; one that was never locked is locked', async () => {
  const bucket = await there();
  bucket.retention = { id: 'W', created: sandbox.clock.now(), days: 30, locked: false };
  expect(await setup('--retain-days', '60')).toMatchObject({ code: 0 });
  expect(archive()?.retention).toMatchObject({ days: 60, locked: true });
  expect((await setup('--retain-days', '90')).stderr).toMatch(/for 90 days \(now 60\)/);
  expect(archive()?.retention).toMatchObject({ days: 90 });
});

test('a bucket with versions to which OSS gives no retention: what to do about it', async () => {
  const bucket = await there();
  bucket.versioning = 'Enabled';
  sandbox.oss.retainsVersions = false;
  expect(await setup('--retain-days', '30')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no retention \(InvalidBucketState\)[^\n]*Name a new bucket/),
  });
});

test('versioning that was suspended is switched on first', async () => {
  (await there()).versioning = 'Suspended';
  expect(await setup('--retain-days', '30')).toMatchObject({ code: 0 });
  expect(archive()).toMatchObject({ versioning: 'Enabled', retention: { locked: true } });
});

test.each([
  [
    'a public bucket',
    1,
    /The archive bucket acme-archive cannot be used: its ACL is public-read, not private/,
    ['--retain-days', '30'],
  ],
  ['no days', 2, /from 1 to 25550/, ['--retain-days', '0']],
  ['days that are none', 2, /from 1 to 25550/, ['--retain-days', 'many']],
] as const)('%s is refused', async (_, code, words, args) => {
  (await there()).acl = 'public-read';
  expect(await setup(...args)).toMatchObject({ code, stderr: expect.stringMatching(words) });
});

test('days without an archive are a mistake', async () => {
  sandbox = await aSandbox().start();
  const ended = await cli(sandbox, ['setup', '--yes', '--retain-days', '30']);
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/TOURNIQUET_ARCHIVE_BUCKET names none/) });
});

test('without a word of consent nothing is locked', async () => {
  sandbox = await aSandbox().start();
  expect(await cli(sandbox, ['setup', '--retain-days', '30'], ENV)).toMatchObject({ code: 2 });
  expect(archive()).toBeUndefined();
});

describe('a shell without the archive of the deployment', () => {
  const attached = () => sandbox.world.users.get('ci-bot')?.attached.current.map(({ policy }) => policy.name);
  const quarantine = () => {
    const policy = sandbox.world.policies.get('Custom/AkTourniquetQuarantine');
    return [...(policy?.versions ?? [])].find(({ isDefault }) => isDefault)?.document ?? '';
  };
  const key = () => sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  const respond = () => cli(sandbox, ['respond', key(), '--reason', 'on GitHub', '--yes']);

  test('respond takes the quarantine for intact, doctor too, and set-up keeps what it protects until it is told', async () => {
    sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
    await sandbox.fc.stop();
    await setup();
    expect(quarantine()).toContain('acme-archive');
    const responded = await respond();
    expect(responded).toMatchObject({ code: 0 });
    expect(responded.stderr).not.toMatch(/something else|freeze|Freeze/);
    expect(attached()).toEqual(['AkTourniquetQuarantine']);
    const kept = await cli(sandbox, ['setup', '--yes']);
    expect(kept.stderr).toMatch(/protects the bucket acme-archive too[^\n]*setup --unprotect acme-archive/);
    expect(kept.stderr).not.toMatch(/put the policy AkTourniquetQuarantine back/);
    expect(quarantine()).toContain('acme-archive');
    expect((await cli(sandbox, ['doctor'])).stdout).toMatch(/note +setup +AkTourniquetQuarantine protects the bucket/);
    expect(await cli(sandbox, ['setup', '--yes', '--unprotect', 'acme-archives'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/protects no such bucket/),
    });
    const off = await cli(sandbox, ['setup', '--yes', '--unprotect', 'acme-archive']);
    expect(off).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/it names acs:oss:\*:\*:acme-archive, .*besides/),
    });
    expect(quarantine()).not.toContain('acme-archive');
  });

  test('one that protects less than this shell asks for: the plans say what differs, and why that may be', async () => {
    sandbox = await aSandbox().withBucket('acme-logs', {}).withUser(aUser('ci-bot').withKey()).start();
    await sandbox.fc.stop();
    await setup();
    await cli(sandbox, ['setup', '--yes', '--unprotect', 'acme-archive']);
    const differs =
      /it lacks acs:oss:\*:\*:acme-archive, acs:oss:\*:\*:acme-archive\/\*\. If nobody changed it, TOURNIQUET_\* of this shell/;
    const responded = await cli(sandbox, ['respond', key(), '--reason', 'on GitHub', '--yes'], ENV);
    expect(responded.stderr).toMatch(differs);
    expect((await cli(sandbox, ['doctor'], ENV)).stdout).toMatch(differs);
    expect((await cli(sandbox, ['setup'], ENV)).stderr).toMatch(differs);
    await setup();
    const another = { ...ENV, TOURNIQUET_ARCHIVE_BUCKET: 'acme-logs' };
    expect(await cli(sandbox, ['respond', key(), '--reason', 'on GitHub', '--yes'], another)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/names the bucket acme-logs .*protects acme-archive in its place/),
    });
    // Mistyped: nobody who works is frozen for it.
    const typo = { ...ENV, TOURNIQUET_ARCHIVE_BUCKET: 'acme-archvie' };
    const mistyped = await cli(sandbox, ['respond', key(), '--reason', 'on GitHub', '--yes'], typo);
    expect(mistyped).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no bucket acme-archvie \(TOURNIQUET_ARCHIVE_BUCKET\)/),
    });
  });
});

withTerminal('what somebody else sets while the plan is read', () => {
  const NARROW = '{"Version":"1","Statement":[{"Effect":"Deny","Action":"ecs:*","Resource":"*"}]}';
  const OTHERS_RULE =
    '<LifecycleConfiguration><Rule><ID>tidy</ID><Prefix>logs/</Prefix><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>';

  /** Agrees to the plan once `theirs` was done, and to no other one that comes behind it. */
  const setUpMeanwhile = (theirs: () => void) => {
    const yes = {
      get types() {
        theirs();
        return 'y\r';
      },
    };
    const prompt = /\[y\/N\]/;
    return inTerminal(
      sandbox,
      ['setup'],
      [
        [prompt, yes],
        [prompt, { types: 'n\r' }],
      ],
    );
  };

  test("stays: a bucket that the quarantine protects, the evidence bucket's own rules, its own encryption", async () => {
    sandbox = await aSandbox().start();
    await setup();
    const versions = [...(sandbox.world.policies.get('Custom/AkTourniquetQuarantine')?.versions ?? [])];
    const current = versions.find(({ isDefault }) => isDefault);
    const bucket = sandbox.oss.buckets.get(sandbox.endpointEnv['TOURNIQUET_EVIDENCE_BUCKET'] ?? '');
    if (!current || !bucket) throw new Error('set-up made nothing');
    const wide = current.document;
    expect(wide).toContain('acme-archive');
    Object.assign(current, { document: NARROW });
    Object.assign(bucket, { lifecycle: undefined, encryption: undefined });
    const { text } = await setUpMeanwhile(() => {
      Object.assign(current, { document: wide });
      Object.assign(bucket, { lifecycle: OTHERS_RULE, encryption: { algorithm: 'KMS', keyId: 'theirs' } });
    });
    expect(text).toMatch(/put the policy AkTourniquetQuarantine back[\s\S]*protects the bucket acme-archive too/);
    const after = [...(sandbox.world.policies.get('Custom/AkTourniquetQuarantine')?.versions ?? [])];
    expect(after.find(({ isDefault }) => isDefault)?.document).toContain('acme-archive');
    expect(bucket).toMatchObject({ lifecycle: OTHERS_RULE, encryption: { algorithm: 'KMS', keyId: 'theirs' } });
  });

  test('is asked about, where the plan is another one then', async () => {
    sandbox = await aSandbox().start();
    const policy = (name: string) =>
      [...(sandbox.world.policies.get(`Custom/${name}`)?.versions ?? [])].find(({ isDefault }) => isDefault);
    Object.assign(policy('AkTourniquetFreeze') ?? {}, { document: NARROW });
    const { code, text } = await setUpMeanwhile(() =>
      Object.assign(policy('AkTourniquetQuarantine') ?? {}, { document: NARROW }),
    );
    expect([code, text.split('This will:').length - 1]).toEqual([4, 2]);
    expect(text).toMatch(/Something has changed since this plan was made, so that it is another one now\./);
    expect(policy('AkTourniquetFreeze')?.document).toBe(NARROW);
  });
});
