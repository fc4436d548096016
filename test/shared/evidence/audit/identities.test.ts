import { NOBODY } from '../../../../shared/evidence/audit';
import { portionsOf } from '../../../../shared/evidence/audit/log-search';
import { LookupEventsSource } from '../../../../shared/evidence/audit/lookup-events';
import { isWanted, needlesFor } from '../../../../shared/evidence/trail/wanted';
import { identitiesOf } from '../../../../shared/findings/identities';
import type { Actor } from '../../../../shared/findings/model';

const actor = (type: Actor['type'], id: string, more: Partial<Actor> = {}): Actor => ({
  ...{ type, id, name: id, parent: 'LTAI5tKey', how: 'x' },
  ...more,
});

test.each<[string, Actor, Partial<ReturnType<typeof identitiesOf>>]>([
  ['a client key', actor('client-key', 'KAAP.1'), { keyIds: ['KAAP.1'] }],
  ['a key that was switched on', actor('changed-key', 'LTAI5tOld'), { keyIds: ['LTAI5tOld'] }],
  ['a function', actor('function', 'f', { roles: ['FnRole'] }), { roleNames: ['FnRole', 'fnrole'] }],
  ['a function of an unknown role', actor('function', 'f', { hasUnknownRoles: true }), { sessionNames: ['f'] }],
  ['a function without a role', actor('function', 'f'), {}],
  ['a role that was turned', actor('changed-role', 'deploy', { name: 'Deploy' }), { roleNames: ['Deploy', 'deploy'] }],
  [
    'a CloudSSO user',
    actor('cloudsso-user', 'u-1', { name: 'bob@acme', roles: ['AliyunReservedSSO-A'], hasUnknownRoles: true }),
    { userNames: ['bob@acme'], roleNames: ['AliyunReservedSSO-A', 'aliyunreservedsso-a'], sessionNames: ['bob'] },
  ],
  ['an identity provider', actor('identity-provider', 'okta'), { providerNames: ['okta'] }],
  [
    'a key whose id is not told',
    actor('access-key', 'access-key/e', { name: 'alice', isStandIn: true }),
    { userNames: ['alice'] },
  ],
  [
    'a session whose id is not told',
    actor('session', 'session/e', { name: 'Adm', isStandIn: true }),
    { roleNames: ['Adm', 'adm'] },
  ],
  ['a user whose name is not told', actor('user', 'user/e', { isStandIn: true }), {}],
  ['a grant', actor('grant', 'grant/a/b'), {}],
])('%s is asked for by what tells its calls', (_, one, expected) => {
  expect(identitiesOf([one])).toEqual({ ...NOBODY, ...expected });
});

const WHO = { ...NOBODY, roleNames: ['FnRole'], sessionNames: ['sync', 'Sync'], providerNames: ['okta'] };

test('LookupEvents has a filter for roles and for calls, and says of whom it has none', async () => {
  const source = new LookupEventsSource({} as never, { elapsedMs: () => 0 } as never, ['cn-hangzhou']);
  const slices = source.slices({ mode: 'actor', ...WHO });
  expect(slices.map(({ id }) => id)).toEqual([
    'cn-hangzhou RoleName FnRole',
    'cn-hangzhou EventName AssumeRoleWithSAML',
    'cn-hangzhou EventName AssumeRoleWithOIDC',
    'nowhere SessionName sync',
  ]);
  const query = { wanted: { mode: 'actor', ...WHO }, from: new Date(0), to: new Date(1), stopAtMs: 1 } as const;
  const end = await source.read('nowhere SessionName sync', null, query).next();
  expect(end).toEqual({
    done: true,
    value: { done: true, problems: [expect.stringMatching(/sync could not be looked up/)] },
  });
});

test('a logstore is searched for them where they stand', () => {
  expect(portionsOf({ mode: 'actor', ...WHO }).flat()).toEqual([
    { word: 'FnRole', field: 'event.userIdentity.userName' },
    { word: 'sync', field: 'event.userIdentity.userName' },
    { word: 'Sync', field: 'event.userIdentity.userName' },
    { word: 'okta', field: 'event.requestParameters.SAMLProviderArn' },
    { word: 'okta', field: 'event.requestParameters.OIDCProviderArn' },
  ]);
});

test.each<[string, object, boolean]>([
  ['a session of the role', { userIdentity: { type: 'assumed-role', userName: 'fnrole:x' } }, true],
  ['a session of the name', { userIdentity: { type: 'assumed-role', userName: 'web:SYNC@acme' } }, true],
  ['a user of the name', { userIdentity: { type: 'ram-user', userName: 'web:sync' } }, false],
  [
    'whoever comes by the provider',
    {
      eventName: 'AssumeRoleWithOIDC',
      requestParameters: { OIDCProviderArn: 'acs:ram::1:oidc-provider/Okta' },
      userIdentity: { type: 'oidc-user' },
    },
    true,
  ],
  [
    'whoever comes by another',
    { eventName: 'AssumeRoleWithSAML', requestParameters: { SAMLProviderArn: 'acs:ram::1:saml-provider/office' } },
    false,
  ],
  [
    'whoever makes the provider',
    { eventName: 'CreateSAMLProvider', requestParameters: { SAMLProviderName: 'okta' } },
    false,
  ],
])("a trail's events are held against them: %s", (_, event, expected) => {
  const wanted = { mode: 'actor', ...WHO } as const;
  expect(isWanted(wanted)(event)).toBe(expected);
  expect(needlesFor(wanted).map(String)).toEqual(expect.arrayContaining(['FnRole', 'sync', 'okta']));
});
