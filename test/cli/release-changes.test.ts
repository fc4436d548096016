import { approveCommand } from '../../cli/approve';
import { releaseCommand } from '../../cli/release';
import { attachPolicy, detachPolicy } from '../../sandbox/world/attachments';
import { addToGroup, groupNamed } from '../../sandbox/world/groups';
import { createKey, deleteKey, ownerNamed } from '../../sandbox/world/keys';
import { addVersion, createPolicy, deletePolicy, policyNamed } from '../../sandbox/world/policies';
import { createRole, roleNamed } from '../../sandbox/world/roles';
import { createUser, deleteUser, userNamed } from '../../sandbox/world/users';
import { connectSetup } from '../../shared/aliyun';
import { parseUserName } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { Account, FREEZE, QUARANTINE, used } from '../functions/respond/arrange';
import { worldText } from '../world-text';
import { output, person as personOf, released, reported, WISH } from './release-arrange';

const USER = parseUserName('ci-bot');
const DEPLOY = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'ecs:*', Resource: '*' }],
});
const ADMINS = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
const ADMIN = { name: 'AdministratorAccess', type: 'System' as const };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withPolicy('System/AliyunECSFullAccess')).withEvents(used('ci-bot')),
  );
});
afterEach(() => account.stop());

type Env = Readonly<Record<string, string>>;
const person = (env: Env = {}) => personOf(account, env);
const release = (more: object = {}, env: Env = {}) => released(account, more, env);
const leaked = (id?: string) => reported(account, id);
const byHand = async () => (await person()).run.cloud.ram;

test('power that the user has got since is shown, and given back only when a person has looked at it', async () => {
  await leaked();
  await (await byHand()).attachPolicyToUser(USER, ADMIN);
  await expect(release()).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/AdministratorAccess was attached to him.*--accept-changes/),
  });
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  expect(await release({ acceptChanges: true })).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(['AdministratorAccess', 'AliyunECSFullAccess']);
});

test('a policy of the same name that was made and attached anew may be another one', async () => {
  const { world } = account.sandbox;
  const attach = () => {
    createPolicy(world, 'deploy', DEPLOY);
    attachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', 'deploy'));
  };
  attach();
  await leaked();
  account.sandbox.clock.advance(60_000);
  detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', 'deploy'));
  deletePolicy(world, policyNamed(world, 'Custom', 'deploy'), true);
  attach();
  await expect(release()).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/deploy was detached, and attached to him anew at/),
  });
  expect(await release({ acceptChanges: true })).toBe(0);
});

test('who bears the name of a user who was deleted is another one: nothing is taken off him', async () => {
  await leaked();
  const { world } = account.sandbox;
  const user = userNamed(world, 'ci-bot');
  for (const { policy } of [...user.attached.current]) detachPolicy(world, user, policy);
  deleteKey(world, ownerNamed(world, 'ci-bot'), account.keyOf('ci-bot'));
  deleteUser(world, 'ci-bot');
  const namesake = createUser(world, { name: 'ci-bot' });
  attachPolicy(world, namesake, policyNamed(world, 'Custom', QUARANTINE));
  const said = await output(async () => {
    expect(await release()).toBe(0);
  });
  expect(said).toMatch(/take nothing off: ci-bot was deleted/);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
});

describe('a key that was made for him since', () => {
  const later = () => account.sandbox.clock.advance(60_000);
  const make = (): string => {
    later();
    const { world } = account.sandbox;
    return createKey(world, ownerNamed(world, 'ci-bot')).accessKeyId;
  };

  test('is shown although the leak was none, and works only when a person has looked at it', async () => {
    await leaked();
    const made = make();
    await expect(release()).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(
        new RegExp(`got the AccessKey ${made}, made at .*--own-key ${made} if it is yours.*--accept-changes`),
      ),
    });
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    const shown = await output(async () => expect(await release({ acceptChanges: true })).toBe(0));
    expect(shown).toContain(`know that since the containment of ci-bot he got the AccessKey ${made}`);
  });

  test("is the owner's own by his word; one of before the containment, or of before the next, is his business", async () => {
    const earlier = make();
    later();
    await leaked();
    const { world } = account.sandbox;
    deleteKey(world, ownerNamed(world, 'ci-bot'), earlier);
    const made = make();
    const shown = await output(async () => expect(await release({ ownKeys: [made] })).toBe(0));
    expect(shown).toMatch(new RegExp(`know that .* his AccessKey ${earlier} was deleted`));
    await expect(release({ ownKeys: [earlier] })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/no keys of ci-bot now: .*leave it away/),
    });
    await leaked('e-2');
    expect(await approveCommand(await person(), [account.keyOf('ci-bot')], WISH)).toBe(0);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(await release()).toBe(0);
  });
});

describe('a role that lets him become it', () => {
  const trusting = (RAM: string) =>
    JSON.stringify({
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [RAM] } }],
    });
  const user = () => `acs:ram::${account.sandbox.accountId}:user/ci-bot`;
  const everybody = () => `acs:ram::${account.sandbox.accountId}:root`;
  const roles = async () => {
    const { config, clock, credentials } = await person();
    return connectSetup(config, clock, credentials).roles;
  };
  const roleOf = (name: string) => `acs:ram::${account.sandbox.accountId}:role/${name}`;
  const deploy = (name = 'deploy') => createPolicy(account.sandbox.world, name, DEPLOY);
  const gets = (role: string, type: string, policy: string) =>
    attachPolicy(
      account.sandbox.world,
      roleNamed(account.sandbox.world, role),
      policyNamed(account.sandbox.world, type, policy),
    );
  const trustsOf = (RAM: string) => async () => (await roles()).setTrust('ops', trusting(RAM));
  const later = () => account.sandbox.clock.advance(5 * 60_000);

  test.each([
    [
      'its trust policy was opened to him',
      () => trustsOf(user())(),
      /the role ops, .*, lets him become it\..*--accept-changes/,
    ],
    [
      'to the whole account',
      () => trustsOf(everybody())(),
      /the role ops, .*, lets everybody of the account become it/,
    ],
    [
      'it was made',
      async () => (await roles()).createRole('back', trusting(user()), '', 3600),
      /the role back, .*lets him/,
    ],
  ])('%s under the deny: shown, and given back only when a person has looked', async (_, change, words) => {
    await (await roles()).createRole('ops', trusting('acs:ram::1234567890123456:root'), '', 3600);
    later();
    await leaked();
    later();
    await change();
    await expect(release()).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(words) });
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(await release({ acceptChanges: true })).toBe(0);
  });

  test('it let him before, or lets others: nothing is asked', async () => {
    await (await roles()).createRole('ops', trusting(user()), '', 3600);
    await (await roles()).createRole('theirs', trusting('acs:ram::1234567890123456:root'), '', 3600);
    later();
    await leaked();
    later();
    await (await roles()).setTrust('theirs', trusting('acs:ram::1234567890123456:user/x'));
    expect(await release()).toBe(0);
  });

  test.each([
    [
      'a policy attached to one that he could become before',
      () => gets('his', 'System', 'AdministratorAccess'),
      /AdministratorAccess was attached at \S+ to the role his, which lets him become it.*--accept-changes/,
    ],
    [
      'to one that everybody could become',
      () => gets('open', 'System', 'AdministratorAccess'),
      /AdministratorAccess was attached at \S+ to the role open, which lets everybody of the account become it/,
    ],
    [
      'to one that he could become by another',
      () => gets('behind', 'System', 'AdministratorAccess'),
      /to the role behind, which lets the role his, which he can become, become it/,
    ],
    [
      'a policy of it was written anew',
      () =>
        addVersion(account.sandbox.world, policyNamed(account.sandbox.world, 'Custom', 'deploy'), ADMINS, {
          setAsDefault: false,
          rotate: false,
        }),
      undefined,
    ],
    [
      'and counts',
      () =>
        addVersion(account.sandbox.world, policyNamed(account.sandbox.world, 'Custom', 'deploy'), ADMINS, {
          setAsDefault: true,
          rotate: false,
        }),
      /deploy, which the roles behind, his that he can become have, was written at/,
    ],
    [
      'one that he can become by another was made',
      async () => (await roles()).createRole('new', trusting(roleOf('behind')), '', 3600),
      /the role new, made or changed at \S+, lets the role behind, which he can become, become it/,
    ],
    ['to one that lets others', () => gets('theirs', 'System', 'AdministratorAccess'), undefined],
  ])('what it may do: %s', async (_, change, words) => {
    deploy();
    await (await roles()).createRole('behind', trusting(roleOf('his')), '', 3600);
    await (await roles()).createRole('his', trusting(user()), '', 3600);
    await (await roles()).createRole('open', trusting(everybody()), '', 3600);
    await (await roles()).createRole('theirs', trusting(roleOf('other')), '', 3600);
    for (const role of ['behind', 'his', 'theirs']) gets(role, 'Custom', 'deploy');
    later();
    await leaked();
    later();
    await change();
    if (words === undefined) {
      expect(await release()).toBe(0);
      return;
    }
    await expect(release()).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(words) });
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(await release({ acceptChanges: true })).toBe(0);
  });

  test.each([
    [
      'ListPoliciesForRole',
      /what the role ops, which lets everybody of the account become it, may do could not be read/,
    ],
    ['ListPolicies', /whether a policy of the roles that he can become was written could not be compared/],
  ])('%s is refused: what it may do could not be compared', async (action, words) => {
    deploy();
    await (await roles()).createRole('ops', trusting(everybody()), '', 3600);
    gets('ops', 'Custom', 'deploy');
    later();
    await leaked();
    account.fault('ram', action, 'deny', 100);
    await expect(release()).rejects.toMatchObject({ exitCode: 4, message: expect.stringMatching(words) });
    expect(await release({ acceptChanges: true })).toBe(0);
  });

  test('of many roles each is asked for once, and whoever waits is told for what', async () => {
    const { world } = account.sandbox;
    const trustDocument = trusting('acs:ram::1234567890123456:user/x');
    for (let i = 0; i < 300; i += 1) createRole(world, { name: `many-${i}`, trustDocument });
    later();
    await leaked();
    later();
    const said = await output(async () => expect(await release()).toBe(0));
    expect(said).toMatch(/reading who may become each of 30\d roles \(about 7 s\)/);
    const asked = account
      .calls('ram')
      .flatMap(({ action, parameters }) => (action === 'GetRole' ? [parameters['RoleName']] : []));
    expect(asked).toHaveLength(new Set(asked).size);
  });

  test.each(['ListRoles', 'GetRole'])('%s is refused: it could not be compared', async (action) => {
    await (await roles()).createRole('ops', trusting(everybody()), '', 3600);
    await leaked();
    account.fault('ram', action, 'deny', 100);
    await expect(release()).rejects.toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/could not be checked: whether .*become.*--accept-changes/),
    });
    expect(await release({ acceptChanges: true })).toBe(0);
  });
});

test('observe mode binds the responder: a person takes off what is there', async () => {
  await leaked();
  expect(await release({}, { TOURNIQUET_MODE: 'observe' })).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(['AliyunECSFullAccess']);
});

test('what he has lost since holds nothing up', async () => {
  await leaked();
  const ram = await byHand();
  await ram.detachPolicyFromUser(USER, { name: 'AliyunECSFullAccess', type: 'System' });
  await ram.detachPolicyFromUser(USER, { name: QUARANTINE, type: 'Custom' });
  expect(await release()).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test('a release that died behind its own detaching may have done it', async () => {
  await leaked();
  const { run } = await person();
  const { by, reason } = WISH;
  await run.journal.append((await account.incident('ci-bot')).id, () => ({
    type: 'release-intent',
    by,
    reason,
    leakIds: [],
  }));
  await run.cloud.ram.detachPolicyFromUser(USER, { name: QUARANTINE, type: 'Custom' });
  account.sandbox.clock.advance(5 * 60_000);
  const shown = await output(async () => expect(await release()).toBe(0));
  expect(shown).toMatch(/Quarantine was detached from him, perhaps by the release that alice began at \d/);
});

test('the next containment is compared with what he was before it, not before the first', async () => {
  await leaked();
  expect(await release()).toBe(0);
  await (await byHand()).attachPolicyToUser(USER, ADMIN);
  const cli = await person();
  const { approveCommand } = await import('../../cli/approve');
  await leaked('e-2');
  expect(await approveCommand(cli, [account.keyOf('ci-bot')], { reason: 'again', by: 'alice', yes: true })).toBe(0);
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  expect(await release()).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(['AdministratorAccess', 'AliyunECSFullAccess']);
});

test('a deny that somebody else attached stays, unless every one is asked for', async () => {
  await (await byHand()).attachPolicyToUser(USER, { name: FREEZE, type: 'Custom' });
  await leaked();
  expect(await release()).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([FREEZE, 'AliyunECSFullAccess']);
  expect(await release({ allDenies: true })).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(['AliyunECSFullAccess']);
});

describe('a deny that was on before the containment', () => {
  const byOthers = {
    policy: () => attachPolicy(world(), userNamed(world(), 'ci-bot'), policyNamed(world(), 'Custom', QUARANTINE)),
    group: () => addToGroup(world(), userNamed(world(), 'ci-bot'), groupNamed(world(), QUARANTINE)),
  };
  const world = () => account.sandbox.world;
  const later = () => account.sandbox.clock.advance(60_000);

  test.each(['policy', 'group'] as const)('by the %s: a release leaves it, and says since when', async (how) => {
    byOthers[how]();
    const before = worldText(account.sandbox, ['leaks']);
    later();
    await leaked();
    const isAll = how === 'policy';
    if (isAll)
      await expect(release()).rejects.toMatchObject({
        exitCode: 4,
        message: expect.stringMatching(/carries AkTourniquetQuarantine since 20\S+, before it began.*--all-denies/),
      });
    const said = await output(async () => expect(await release({ acceptChanges: isAll })).toBe(0));
    expect(said).toMatch(/leave (AkTourniquetQuarantine|the group \S+) on ci-bot: it is on since 20\S+, before this/);
    expect(worldText(account.sandbox, ['leaks'])).toEqual(before);
    expect(await release({ allDenies: true })).toBe(0);
    expect([account.policiesOf('ci-bot'), userNamed(world(), 'ci-bot').groups.current]).toEqual([
      ['AliyunECSFullAccess'],
      [],
    ]);
  });

  test('which one of his keys has put on, it is the last one to take off', async () => {
    await leaked();
    later();
    const { accessKeyId } = createKey(world(), ownerNamed(world(), 'ci-bot'));
    await reported(account, 'e-2', accessKeyId);
    later();
    expect(await release({ ownKeys: [accessKeyId] })).toBe(0);
    expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
    expect(await releaseCommand(await person(), accessKeyId, WISH)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual(['AliyunECSFullAccess']);
  });
});

test('a deny that could not be written down is named, with what leads back', async () => {
  account.fault('oss', undefined, '500', 1_000);
  await expect(leaked()).rejects.toThrow(/OSS/);
  account.clearFaults();
  expect(account.policiesOf('ci-bot')).toContain(QUARANTINE);
  await expect(release()).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(
      /ci-bot carries AkTourniquetQuarantine, of which no journal knows\. If .*: npx --no ak-tourniquet respond LTAI/,
    ),
  });
  await leaked();
  expect(await release()).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(['AliyunECSFullAccess']);
});

test('another state key is said to be the likely reason for a journal that nobody can read', async () => {
  await leaked();
  await expect(release({}, { TOURNIQUET_STATE_KEY: 'b'.repeat(64) })).rejects.toMatchObject({
    exitCode: 4,
    message: expect.stringMatching(/do not.*TOURNIQUET_STATE_KEY here the one that the functions have/),
  });
});

test('without a deny and without an incident there is none, for release and approve, and what is next is said', async () => {
  const none = {
    exitCode: 2,
    message: expect.stringMatching(/^There is no incident.*another account's.*respond LTAI/),
  };
  await expect(release()).rejects.toMatchObject(none);
  await expect(approveCommand(await person(), [account.keyOf('ci-bot')], WISH)).rejects.toMatchObject(none);
});

test("a deny that another key of his needs is that key's to release: nobody is sent to contain this one", async () => {
  const { world } = account.sandbox;
  const other = createKey(world, ownerNamed(world, 'ci-bot')).accessKeyId;
  await reported(account, undefined, other);
  await expect(release()).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      new RegExp(
        `incident of LTAI\\S+ in account \\d+\\. ci-bot carries ${QUARANTINE} for LTAI\\S+: npx --no ak-tourniquet release ${other} `,
      ),
    ),
  });
});
