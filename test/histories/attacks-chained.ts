import { ACCOUNT, type Company, type Voice } from './company';
import { attack, type Story } from './stories';

const becomes = (c: Company, minute: number, voice: Voice, call: { role: string; provider: string; user: string }) => {
  const key = `STS.${c.random.id(24)}`;
  const id = c.call(minute, voice, {
    service: 'Sts',
    name: 'AssumeRoleWithSAML',
    request: {
      RoleArn: `acs:ram::${ACCOUNT}:role/${call.role}`,
      SAMLProviderArn: `acs:ram::${ACCOUNT}:saml-provider/${call.provider}`,
    },
    response: { Credentials: { AccessKeyId: key, AccessKeySecret: '***' } },
  });
  const session: Voice & { key: string } = {
    key,
    user: `${call.role}:${call.user}`,
    type: 'assumed-role',
    ip: voice.ip,
    tool: voice.tool,
  };
  return { id, session };
};

/** Attacks that go on through what they made. */
export const CHAINED: Readonly<Record<string, Story>> = {
  'a CloudSSO user, who works as his role': (seed) =>
    attack(seed, (c, thief) => {
      const user = 'it-helpdesk';
      const made = ['CreateUser', 'CreateAccessConfiguration', 'CreateAccessAssignment'].map((name, i) =>
        c.call(20 + i, thief, {
          service: 'CloudSSO',
          name,
          request: { UserName: user, AccessConfigurationName: 'root' },
        }),
      );
      const session = `STS.${c.random.id(24)}`;
      const act = c.call(
        200,
        { key: session, user: `AliyunReservedSSO-root:${user}`, type: 'assumed-role', ip: c.random.ip(), tool: 'x' },
        { service: 'Ecs', name: 'RunCommand' },
      );
      return { ids: [...made, act], identities: [user, session, `access-assignment/${user}/root`] };
    }),
  'an identity provider of his own, and who comes by it': (seed) =>
    attack(seed, (c, thief) => {
      const provider = 'okta-prod';
      const made = c.call(20, thief, {
        service: 'Ims',
        name: 'CreateSAMLProvider',
        request: { SAMLProviderName: provider },
      });
      const nobody: Voice = { user: 'x', ip: c.random.ip(), tool: 'x' };
      const { id, session } = becomes(c, 90, nobody, { role: 'deploy', provider, user: 'y' });
      const act = c.call(91, session, { service: 'Oss', name: 'ListBuckets' });
      return { ids: [made, id, act], identities: [provider, session.key] };
    }),
  'secrets of an application, a client key, a cluster': (seed) =>
    attack(seed, (c, thief) => ({
      ids: [
        c.call(20, thief, {
          service: 'Ims',
          name: 'CreateAppSecret',
          request: { AppId: '47' },
          response: { AppSecret: { AppSecretId: 'sec-77' } },
        }),
        c.call(21, thief, { service: 'Kms', name: 'CreateClientKey', response: { ClientKeyId: 'KAAP.9' } }),
        c.call(22, thief, { service: 'CS', name: 'DescribeClusterUserKubeconfig', request: { ClusterId: 'c1' } }),
        c.call(60, { key: 'KAAP.9', user: 'aap', ip: c.random.ip(), tool: 'x' }, { service: 'Kms', name: 'Decrypt' }),
      ],
      identities: ['sec-77', 'KAAP.9', 'kubeconfig/c1'],
    })),
  'a function that comes back': (seed) =>
    attack(seed, (c, thief) => ({
      ids: ['CreateFunction', 'CreateTrigger'].map((name, i) =>
        c.call(20 + i, thief, { service: 'FC', name, request: { functionName: 'sync-cache' } }),
      ),
      identities: ['sync-cache', 'trigger/sync-cache'],
    })),
  'three generations within one second': (seed) =>
    attack(seed, (c, thief) => {
      const keys = Array.from({ length: 3 }, () => `LTAI5t${c.random.id(18)}`);
      const users = ['svc-a', 'svc-b', 'svc-c'];
      let voice = thief;
      const ids = keys.flatMap((key, i) => {
        const request = { UserName: users[i] };
        const made = [
          c.call(20, voice, { service: 'Ram', name: 'CreateUser', request }),
          c.call(20, voice, {
            service: 'Ram',
            name: 'CreateAccessKey',
            request,
            response: { AccessKey: { AccessKeyId: key } },
          }),
        ];
        voice = { ...thief, key, user: users[i] ?? '' };
        return made;
      });
      return { ids, identities: [...keys, ...users] };
    }),
  'the trust of the deployment role is turned, and an outsider comes': (seed) =>
    attack(seed, (c, thief) => {
      const turned = c.call(20, thief, {
        service: 'Ram',
        name: 'UpdateRole',
        request: {
          RoleName: 'deploy',
          NewAssumeRolePolicyDocument: '{"Statement":[{"Effect":"Allow","Principal":{"RAM":["acs:ram::999:root"]}}]}',
        },
      });
      const outsider = { key: `LTAI5t${c.random.id(18)}`, user: 'x', account: '999', ip: c.random.ip(), tool: 'x' };
      const { id, session } = c.assume(70, outsider, 'deploy');
      const act = c.call(71, session, { service: 'Oss', name: 'PutBucketAcl', request: { acl: 'public-read' } });
      return { ids: [turned, id, act], identities: ['deploy', session.key] };
    }),
  'the administrator’s password, and his console from nowhere near': (seed) =>
    attack(seed, (c, thief) => {
      const set = c.call(20, c.ci, {
        service: 'Ims',
        name: 'UpdateLoginProfile',
        request: { UserPrincipalName: 'alice@x' },
      });
      const console: Voice = { user: 'alice', ip: thief.ip, tool: 'Mozilla/5.0' };
      const made = c.call(40, console, { service: 'Ram', name: 'CreateUser', request: { UserName: 'svc-sync' } });
      return { ids: [set, made], identities: ['login-profile/alice', 'svc-sync'] };
    }),
  'another user is taken along': (seed) =>
    attack(seed, (c, thief) => ({
      ids: [
        ...['us-east-1', 'ap-south-1'].map((region, i) =>
          c.call(10 + i, thief, { service: 'Ecs', name: 'RunInstances', region, request: { Amount: 20 } }),
        ),
        c.call(40, { ...c.app, ip: thief.ip, tool: thief.tool }, { service: 'Oss', name: 'ListBuckets' }),
      ],
    })),
};
