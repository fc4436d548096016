import { approveCommand } from '../../cli/approve';
import { openFunctionSession } from '../../sandbox/identities';
import { detachPolicy } from '../../sandbox/world/attachments';
import { policyNamed } from '../../sandbox/world/policies';
import { userNamed } from '../../sandbox/world/users';
import { loadConfig } from '../../shared/config';
import { evaluate } from '../../shared/ram-policy/evaluate';
import { parsePolicy } from '../../shared/ram-policy/parse';
import { configured, isRightsName, rightsOf, roleName } from '../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../builders';
import { Account, QUARANTINE, TIMER, used } from '../functions/respond/arrange';
import { aRun } from '../run';
import { callRpc, type RpcServiceName } from '../sdk-clients';
import { rightsDocument, roleDocument } from './role-documents';

const ACCOUNT_ID = '1234567890123456';
const VALUES = { bucket: 'b-1', prefix: 'p', accountId: ACCOUNT_ID, region: 'cn-hangzhou' };
const EXCLUDED = { TOURNIQUET_EXCLUDE_USERS: 'ceo', TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_MFA: 'enforce' };
const user = (name: string) => `acs:ram:*:${ACCOUNT_ID}:user/${name}`;

/** What respond's role may ask of users beside reading them, by everything that it is ever granted. */
const WRITES = ['', '-mfa']
  .flatMap((suffix) => parsePolicy(roleDocument('respond', suffix)).statements)
  .flatMap(({ actions, resources }) => (resources.includes(user('*')) ? actions.patterns : []))
  .filter((action) => !/^\w+:(Get|List)/.test(action));

describe('the deny of excluded users', () => {
  test('names every writing action that respond has on users, and no other', () => {
    const [deny, ...more] = rightsDocument('respond', '-excluded').Statement;
    expect(more).toEqual([]);
    expect([...(deny?.Action ?? [])].sort()).toEqual([...WRITES].sort());
    expect(WRITES.length).toBeGreaterThan(4);
  });

  test('holds for each of them whole, and for nobody else', () => {
    const excludeUsers = ['ceo', 'break-glass'];
    const policies = rightsOf('respond', { ...VALUES, mfa: 'enforce', excludeUsers }).map(({ document }) =>
      parsePolicy(document),
    );
    const may = (action: string, name: string) =>
      evaluate(policies, { action, resource: user(name), context: {} }).decision;
    for (const action of WRITES) {
      expect(excludeUsers.map((name) => may(action, name))).toEqual(['Deny', 'Deny']);
      expect(['ceo2', 'ce', 'xceo', 'CEO', 'break'].map((name) => may(action, name))).toEqual(Array(5).fill('Allow'));
    }
    expect(may('ram:ListAccessKeys', 'ceo')).toBe('Allow');
  });

  test('goes on in a further policy where the names fill one, loses none, and says when they fill all', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `${'long-name-'.repeat(5)}${i}`);
    const excludeUsers = names(100);
    const [, ...denies] = rightsOf('respond', { ...VALUES, excludeUsers });
    expect(denies.map(({ name }) => name)).toEqual([
      'ak-tourniquet-respond-excluded',
      'ak-tourniquet-respond-excluded2',
    ]);
    for (const { name, document } of denies) {
      expect(document.length).toBeLessThanOrEqual(6144);
      expect(isRightsName('respond', name)).toBe(true);
    }
    const denied = denies.flatMap(({ document }) => parsePolicy(document).statements[0]?.resources ?? []);
    expect(denied).toEqual(excludeUsers.map(user));
    expect(() => rightsOf('respond', { ...VALUES, excludeUsers: names(900) })).toThrow(/cannot be made/);
  });

  test('is granted only where somebody is excluded, whose name is a whole one', () => {
    const env = { TOURNIQUET_MODE: 'observe', TOURNIQUET_EVIDENCE_BUCKET: 'acme-evidence' };
    expect(configured(loadConfig(env))).not.toHaveProperty('excludeUsers');
    expect(configured(loadConfig({ ...env, TOURNIQUET_EXCLUDE_USERS: 'b, a' }))).toMatchObject({
      excludeUsers: ['a', 'b'],
    });
    for (const name of ['*', 'a*', 'a?', 'user/a', '{bucket}', 'a:b', 'a@1.onaliyun.com', 'a,,b', 'a'.repeat(65)])
      expect(() => loadConfig({ ...env, TOURNIQUET_EXCLUDE_USERS: name })).toThrow(/TOURNIQUET_EXCLUDE_USERS/);
  });
});

describe('under the role that set-up makes', () => {
  let account: Account;
  beforeEach(async () => {
    account = await Account.start(
      aSandbox()
        .withUser(aUser('ceo').withKey().withConsole(), aUser('ceo2').withKey().withConsole())
        .withEvents(used('ceo')),
      EXCLUDED,
    );
  });
  afterEach(() => account.stop());

  const forbidden = (name: string): readonly (readonly [RpcServiceName, string, Record<string, string>])[] => {
    const key = { UserAccessKeyId: account.keyOf(name) };
    const upn = { UserPrincipalName: `${name}@${ACCOUNT_ID}.onaliyun.com` };
    const policy = { PolicyName: QUARANTINE, PolicyType: 'Custom' };
    return [
      ['ram', 'AttachPolicyToUser', { UserName: name, ...policy }],
      ['ram', 'AttachPolicyToUser', { UserName: name, ...policy, PolicyName: 'AkTourniquetFreeze' }],
      ['ram', 'AddUserToGroup', { UserName: name, GroupName: QUARANTINE }],
      ['ram', 'UpdateAccessKey', { UserName: name, ...key, Status: 'Inactive' }],
      ['ims', 'SetAccessKeyPolicy', { ...upn, ...key, AccessKeyPolicy: '{"Statement":[]}' }],
      ['ims', 'UpdateLoginProfile', { ...upn, MFABindRequired: 'true' }],
    ];
  };
  const answers = async (name: string) => {
    const role = roleName('respond');
    const session = openFunctionSession(account.sandbox.world, role, role);
    const statuses = [];
    for (const [service, action, parameters] of forbidden(name)) {
      const { status, body } = await callRpc(account.sandbox, session, service, action, parameters);
      statuses.push(
        `${action} ${status === 403 && /^(NoPermission|Forbidden)/.test(String(body['Code'])) ? 'refused' : 'taken'}`,
      );
    }
    return statuses;
  };

  test('each thing that respond does to users is refused for an excluded one, and taken for his neighbour', async () => {
    const [ofExcluded, ofNeighbour] = [await answers('ceo'), await answers('ceo2')];
    expect(ofExcluded.filter((one) => !one.endsWith('refused'))).toEqual([]);
    expect(ofNeighbour.filter((one) => one.endsWith('refused'))).toEqual([]);
    expect(account.policiesOf('ceo')).toEqual([]);
    expect([account.statusOf('ceo'), account.groupsOf('ceo')]).toEqual(['Active', []]);
  });

  test('what a person approved is not put back by respond once it is gone: he is told that it failed', async () => {
    const { sandbox } = account;
    account.leak('ceo');
    await account.poll(EXCLUDED);
    const credentials = sandbox.identities.admin;
    const run = await aRun(sandbox, EXCLUDED, 'respond', undefined, credentials);
    const cli = { run, credentials, clock: run.clock, config: run.config };
    expect(await approveCommand(cli, [account.keyOf('ceo')], { reason: 'it is public', by: 'alice', yes: true })).toBe(
      0,
    );
    expect(account.policiesOf('ceo')).toEqual([QUARANTINE]);
    const minute = async () => {
      sandbox.clock.advance(60_000);
      await account.respond(TIMER, EXCLUDED).catch(() => undefined);
    };
    await minute();
    detachPolicy(sandbox.world, userNamed(sandbox.world, 'ceo'), policyNamed(sandbox.world, 'Custom', QUARANTINE));
    await minute();
    expect([account.policiesOf('ceo'), account.statusOf('ceo')]).toEqual([[], 'Active']);
    const told = account.mails.filter(({ subject }) => /undid/.test(subject));
    expect(told.map(({ subject }) => subject)).toEqual([expect.stringContaining('could NOT be put back')]);
    expect(told[0]?.text).toMatch(/Attach it in the RAM console[\s\S]*tried again every minute/);
  });
});
