import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { currentRequest } from '../../../sandbox/kernel/current-request';
import { CloudError } from '../../../sandbox/kernel/types';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { used } from '../../functions/respond/arrange';
import type { Canary } from './readings';

/** Letters that every encoding writes otherwise. */
export function canary(name: string): string {
  const own = createHash('sha256').update(name).digest('hex');
  return `${own.slice(0, 8)}"&+/=%<é>-${own.slice(8, 40)}`;
}

export interface Receiver {
  readonly url: string;
  /** What was posted, with its headers, less what addresses this receiver itself. */
  readonly posts: string[];
  stop(): Promise<void>;
}

/** Takes webhook and heartbeat, under an address with a token in it. */
export async function aReceiver(): Promise<Receiver> {
  const posts: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts.push(`${JSON.stringify(request.headers)}\n${Buffer.concat(chunks)}`);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

const EVENT_SECRETS = [
  ...['bill', 'bill-text', 'password', 'nested', 'as-text', 'made-key', 'kms-value', 'token-of-event'],
  ...['app-secret', 'private-key', 'mfa-seed', 'setting', 'setting-of-list', 'last-use', 'last-use-key', 'presigned'],
];

/** An account with a secret in every place that one can come from. */
export async function anAccountOfSecrets(
  receiver: Receiver,
  more: Readonly<Record<string, string>> = {},
): Promise<RunningSandbox> {
  const sandbox = await aSandbox()
    .withPolicy('deploys', { Effect: 'Allow', Action: 'ecs:*', Resource: '*' })
    .withUser(aUser('ci-bot').withKey().withConsole().withPolicy('Custom/deploys'), aUser('other').withKey())
    .withEvents(used('ci-bot'), {
      ...used('ci-bot', 0.001),
      service: 'ram',
      action: 'CreateLoginProfile',
      sourceIp: '185.220.101.34',
      parameters: { UserName: 'mallory' },
    })
    .start({
      env: {
        // The packages' own word for telling more, which tells tokens as well.
        DEBUG: '*',
        TOURNIQUET_LANGUAGE: 'en',
        TOURNIQUET_REGIONS: 'cn-hangzhou',
        TOURNIQUET_WEBHOOK_URL: `${receiver.url}/hook/7f3c2b1a9d8e4f60-path-token?token=${encodeURIComponent(canary('webhook'))}`,
        TOURNIQUET_HEARTBEAT_URL: `${receiver.url}/beat/0a1b2c3d4e5f6071-beat-token?key=${encodeURIComponent(canary('heartbeat'))}`,
        ...more,
      },
    });
  const { world, kernel } = sandbox;
  for (const name of ['ci-bot', 'other']) {
    const user = world.users.get(name);
    if (user) Object.assign(user, { comments: canary('comment') });
  }
  kernel.faults.rewrite({
    service: 'actiontrail',
    action: 'LookupEvents',
    answer: (usual) => ({
      ...usual,
      Events: (usual['Events'] as object[]).map((event) => withSecrets(event, sandbox.endpointEnv)),
    }),
  });
  for (const action of ['Events', 'Resources', 'Ips', 'Products'])
    kernel.faults.rewrite({
      service: 'actiontrail',
      action: `GetAccessKeyLastUsed${action}`,
      answer: (usual) => ({
        ...usual,
        [action]: ((usual[action] ?? []) as object[]).map((use) => ({ ...use, Detail: LAST_USE })),
      }),
    });
  for (const action of ['DescribeInstanceBill', 'QueryAccountBill', 'QueryOrders'])
    kernel.faults.rewrite({
      service: 'bss',
      action,
      answer: (usual) => ({
        ...usual,
        RootPassword: canary('bill'),
        InstanceConfig: JSON.stringify({ Password: canary('bill-text') }),
      }),
    });
  return sandbox;
}

/** What ActionTrail remembers of a use, as a text. */
const LAST_USE = JSON.stringify({
  eventName: 'CreateAccessKey',
  requestParameters: { Password: canary('last-use') },
  responseElements: { AccessKey: { AccessKeySecret: canary('last-use-key') } },
});

/** An event as a service might write it that masks nothing. `settings`: those of the tool's own functions, among others. */
function withSecrets(event: object, settings: Readonly<Record<string, string | undefined>>): object {
  const { requestParameters = {} } = event as { requestParameters?: object };
  const parameters = {
    ...requestParameters,
    Password: canary('password'),
    SecretData: canary('kms-value'),
    Nested: [{ DBAccountPassword: canary('nested') }],
    Body: JSON.stringify({ NewPassword: canary('as-text') }),
    body: JSON.stringify({
      functionName: 'ak-tourniquet-respond',
      environmentVariables: {
        ...Object.fromEntries(Object.entries(settings).filter(([name]) => name.startsWith('TOURNIQUET_'))),
        SETTING_OF_SOMEBODY: canary('setting'),
      },
    }),
    Container: [{ EnvironmentVar: [{ Key: 'SETTING_IN_A_LIST', Value: canary('setting-of-list') }] }],
    Source: `https://exports.oss-cn-hangzhou.aliyuncs.com/code.zip?OSSAccessKeyId=x&Signature=${encodeURIComponent(canary('presigned'))}`,
  };
  return {
    ...event,
    requestParameters: parameters,
    requestParameterJson: JSON.stringify(parameters),
    responseElements: {
      AccessKey: { AccessKeyId: 'LTAI5tMadeByNobody00001', AccessKeySecret: canary('made-key') },
      AppSecret: { AppSecretId: 'app-secret-of-nobody', AppSecretValue: canary('app-secret') },
      VirtualMFADevice: { Base32StringSeed: canary('mfa-seed'), SerialNumber: 'acs:ram::1:mfa/x' },
      ClientKey: { PrivateKeyData: canary('private-key') },
    },
    additionalEventData: { 'x-acs-security-token': canary('token-of-event') },
  };
}

/** Every secret of the account by now. */
export function canariesOf(sandbox: RunningSandbox): Canary[] {
  const { world, endpointEnv: env, identities } = sandbox;
  const of = (place: string, secret: string | undefined | null): Canary[] => (secret ? [{ place, secret }] : []);
  const dingTalk = new URL(env['TOURNIQUET_DINGTALK_URL'] ?? '');
  return [
    ...['TOURNIQUET_STATE_KEY', 'TOURNIQUET_DINGTALK_SECRET'].flatMap((name) =>
      env[name]?.startsWith('kms:') ? [] : of(name, env[name]),
    ),
    ...of("the robot's token", dingTalk.searchParams.get('access_token')),
    ...(env['TOURNIQUET_SMTP_URL']?.startsWith('kms:')
      ? []
      : of("the mailbox's password", new URL(env['TOURNIQUET_SMTP_URL'] ?? '').password)),
    ...of("the webhook's path", '7f3c2b1a9d8e4f60-path-token'),
    ...of("the heartbeat's path", '0a1b2c3d4e5f6071-beat-token'),
    ...['webhook', 'heartbeat', 'comment', 'leak-url', ...EVENT_SECRETS].flatMap((name) => of(name, canary(name))),
    ...of("the administrator's secret", identities.admin.accessKeySecret),
    ...[...world.sessions.values()].flatMap(({ accessKeySecret, securityToken }) => [
      ...of("a session's secret", accessKeySecret),
      ...of("a session's token", securityToken),
    ]),
    ...[...world.users.values()].flatMap((user) =>
      user.keys.flatMap(({ accessKeySecret }) => of(`a key of ${user.name}`, accessKeySecret)),
    ),
    ...[...world.leaks].flatMap(({ code }) => of('the leaked code', /ACCESS_KEY_SECRET = "([^"]+)"/.exec(code)?.[1])),
  ];
}

/** From here on the cloud refuses such calls, and its refusal quotes what was signed, as RPC, ACS3 and OSS do. */
export function quoteSecrets(sandbox: RunningSandbox, isQuoting: (service: string, action: string) => boolean): void {
  const { kernel, world } = sandbox;
  const usual = kernel.faults.take.bind(kernel.faults);
  kernel.faults.take = (service, action) => {
    if (!isQuoting(service, action)) return usual(service, action);
    // Its own caller's, as the cloud does: what stands in the request.
    const text = JSON.stringify(currentRequest() ?? {}, (_, value) => (Buffer.isBuffer(value) ? String(value) : value));
    const session = [...world.sessions.values()].findLast(({ accessKeyId }) => text.includes(accessKeyId));
    const token = session?.securityToken ?? '';
    const twice = encodeURIComponent(encodeURIComponent(token));
    throw new CloudError(
      403,
      'SignatureDoesNotMatch',
      `server string to sign is: ${[token, twice, session?.accessKeySecret, canary('webhook')].map((one) => String(one)).join(' ')}`,
    );
  };
}

/** What the account, its owner and others got to see: every object, alert and post. `but`: kept as it came, by design. */
export function everythingKept(sandbox: RunningSandbox, receiver: Receiver, but = /\/unparsed\//): [string, string][] {
  const objects = [...sandbox.oss.buckets.values()].flatMap(({ name, objects: all }) =>
    [...all.values()].map(({ key, body }): [string, string] => [`oss://${name}/${key}`, plain(body)]),
  );
  const attached = sandbox.inbox.mail.flatMap(({ attachments }) =>
    attachments.map(({ filename, content }): [string, string] => [filename, Buffer.from(content, 'base64').toString()]),
  );
  return [
    ...objects.filter(([key]) => !but.test(key)),
    ...attached,
    ['mails', JSON.stringify(sandbox.inbox.mail.map(({ attachments: _, ...mail }) => mail))],
    ['chats', JSON.stringify(sandbox.inbox.dingtalk)],
    ['posts', receiver.posts.join('\n')],
    ['what functions printed', sandbox.fc.invocations.map(({ logs }) => logs).join('\n')],
    [
      'what the platform was answered',
      sandbox.fc.invocations.map(({ payload, error }) => `${payload}\n${JSON.stringify(error ?? null)}`).join('\n'),
    ],
    ['dead letters', JSON.stringify(sandbox.deadLetters.all)],
  ];
}

const plain = (body: Buffer): string => (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();
