import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import Client from '@alicloud/log';
import { clockOf } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import { connect } from '../../../shared/aliyun';
import type { Connection } from '../../../shared/aliyun/connection';
import { callLog, type LogRequest } from '../../../shared/aliyun/log-call';
import { loadConfig } from '../../../shared/config';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { inHandbook, withHandbook } from '../../handbook';

const PROJECT = 'acme-audit';
const STORE = 'actiontrail_main';
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await aSandbox()
    .withPolicy('reads-logs', {
      Effect: 'Allow',
      Action: 'log:Get*',
      Resource: `acs:log:*:*:project/${PROJECT}/logstore/${STORE}`,
    })
    .withUser(
      aUser('ci-bot').withKey(),
      aUser('reader').withKey().withPolicy('Custom/reads-logs'),
      aUser('nobody').withKey(),
    )
    .withEvents({
      key: 'ci-bot',
      days: 2,
      perDay: 90,
      sourceIps: ['47.96.10.20'],
      calls: [{ service: 'ecs', action: 'DescribeInstances' }],
    })
    .start();
  sandbox.addLogTrail('main', PROJECT);
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.kernel.faults.clear());

const keyOf = (name: string) => {
  const key = sandbox.keys.get(name)?.key;
  if (key === undefined) throw new Error(`no key of ${name}`);
  return key;
};
const credentialsOf = (name: string) => {
  const { accessKeyId, accessKeySecret } = keyOf(name);
  return { accessKeyId, accessKeySecret };
};
const port = () => Number(new URL(sandbox.url).port);
/** Every name leads to the sandbox: the SDK puts the project before the host. */
const toLoopback = () =>
  new http.Agent({
    lookup: (_name, options, answer) =>
      options.all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4),
  });

/** @alicloud/log as it comes from the registry: it signs by HMAC-SHA1, and its requests are none of ours. */
function sdk(name: string, secret = keyOf(name).accessKeySecret) {
  const { accessKeyId } = keyOf(name);
  return new Client({ accessKeyId, accessKeySecret: secret, endpoint: `http://sandbox.invalid:${port()}` });
}
const AGO = (days: number) => new Date(sandbox.clock.now().getTime() - days * 86_400_000);
const getLogs = (client: Client, more: object = {}, project = PROJECT, store = STORE) =>
  client.getLogs(project, store, AGO(10), AGO(0), { line: 100, ...more }, { agent: toLoopback() });

/** Our own client, under the same identity. */
async function ours(name: string) {
  const config = loadConfig(sandbox.endpointEnv);
  return connect(config, await clockOf(config), credentialsOf(name), parseAccountId(sandbox.accountId)).logs(
    'cn-hangzhou',
    PROJECT,
  );
}
const search = (more: object = {}) => {
  const [from, to] = [AGO(10), AGO(0)].map((at) => Math.floor(at.getTime() / 1000)) as [number, number];
  return { query: '*', from, to: to + 60, offset: 0, lines: 100, ...more };
};

test('a client that is none of ours is taken, and gets the same logs as ours', async () => {
  const theirs = await getLogs(sdk('reader'), { query: keyOf('ci-bot').accessKeyId });
  const { rows, complete } = await (await ours('reader')).getLogs(
    STORE,
    search({ query: keyOf('ci-bot').accessKeyId }),
  );
  expect([rows.length, complete]).toEqual([100, true]);
  expect(rows).toEqual(theirs);
  expect(rows[0]).toMatchObject({
    __topic__: 'actiontrail_audit_event',
    event: expect.stringContaining('DescribeInstances'),
  });
});

test('pages follow each other, and the last one is empty', async () => {
  const log = await ours('reader');
  const seen: unknown[] = [];
  for (let offset = 0; ; ) {
    const { rows } = await log.getLogs(STORE, search({ offset, query: '"DescribeInstances"' }));
    if (rows.length === 0) break;
    seen.push(...rows.map(({ event }) => JSON.parse(String(event)).eventId));
    offset += rows.length;
  }
  const there = sandbox.world.events.all().filter(({ eventName }) => eventName === 'DescribeInstances');
  expect(there.length).toBeGreaterThan(100);
  expect(new Set(seen)).toEqual(new Set(there.map(({ eventId }) => eventId)));
  expect(seen).toHaveLength(there.length);
});

test.each([
  ['a wrong secret', () => getLogs(sdk('reader', 'x'.repeat(30))), 'SignatureNotMatch'],
  ['no right', () => getLogs(sdk('nobody')), 'Unauthorized'],
  ['a right for another logstore', () => getLogs(sdk('reader'), {}, PROJECT, 'other'), 'Unauthorized'],
  ['no such project', () => getLogs(sdk('reader'), {}, 'none-such'), 'ProjectNotExist'],
  ['too many lines', () => getLogs(sdk('reader'), { line: 101 }), 'ParameterInvalid'],
  ['half a statement', () => getLogs(sdk('reader'), { query: '"x' }), 'ParameterInvalid'],
])('%s is refused', async (_, run, code) => {
  await expect(run()).rejects.toMatchObject({ code });
});

test('a logstore that is not there is refused to whoever may read it', async () => {
  const admin = sandbox.identities.admin;
  const client = new Client({ ...admin, endpoint: `http://sandbox.invalid:${port()}` });
  await expect(getLogs(client, {}, PROJECT, 'none')).rejects.toMatchObject({ code: 'LogStoreNotExist' });
});

test('a signature is good for its own request, and for a quarter of an hour', async () => {
  const { accessKeyId, accessKeySecret: secret } = keyOf('reader');
  const ask = async (at: Date, signedPath: string, path = signedPath) => {
    const date = at.toUTCString();
    const own = { 'x-log-apiversion': '0.6.0', 'x-log-signaturemethod': 'hmac-sha1' };
    const lines = Object.entries(own).map(([name, value]) => `${name}:${value}\n`);
    const signature = createHmac('sha1', secret)
      .update(`GET\n\n\n${date}\n${lines.join('')}${signedPath}`)
      .digest('base64');
    const headers = {
      ...own,
      date,
      host: `${PROJECT}.cn-hangzhou.log.aliyuncs.com`,
      authorization: `LOG ${accessKeyId}:${signature}`,
    };
    return new Promise<string>((resolve, reject) => {
      const sent = http.get({ host: '127.0.0.1', port: port(), path, headers }, (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () => resolve(`${answer.statusCode} ${JSON.parse(text).errorCode ?? ''}`));
      });
      sent.on('error', reject);
    });
  };
  expect(await ask(new Date(), `/logstores/${STORE}/index`)).toBe('200 ');
  expect(await ask(new Date(), `/logstores/${STORE}`, `/logstores/${STORE}/index`)).toBe('401 SignatureNotMatch');
  expect(await ask(new Date(Date.now() - 3_600_000), `/logstores/${STORE}/index`)).toBe('400 RequestTimeExpired');
});

test('events stop where logging was stopped, and reads where only writes are recorded', async () => {
  const store = sandbox.addLogTrail('second', 'second-audit');
  const trail = sandbox.world.trails.get('second');
  if (trail === undefined) throw new Error('no trail');
  const count = async () => {
    const config = loadConfig(sandbox.endpointEnv);
    const cloud = connect(config, await clockOf(config), sandbox.identities.admin, parseAccountId(sandbox.accountId));
    return (await cloud.logs('cn-hangzhou', 'second-audit').getLogs(store.name, search())).rows.length;
  };
  expect(await count()).toBe(100);
  sandbox.world.trails.set('second', { ...trail, eventRW: 'Write' });
  expect(await count()).toBe(0);
  sandbox.world.trails.set('second', { ...trail, status: 'Disable', stopLoggingTime: AGO(10) });
  expect(await count()).toBe(0);
});

test('an unfinished search gives a part, and says so; by the control interface', async () => {
  const match = { service: 'sls', action: 'GetLogsV2' };
  const body = JSON.stringify({ match, fault: 'incomplete' });
  await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', body });
  const log = await ours('reader');
  expect(await log.getLogs(STORE, search())).toMatchObject({ complete: false, rows: { length: 50 } });
  expect(await log.getLogs(STORE, search())).toMatchObject({ complete: true, rows: { length: 100 } });
});

test('reading logs is a call like any other, without what was found, and no event of the trail', async () => {
  const before = sandbox.world.events.all().length;
  await (await ours('reader')).getLogs(STORE, search({ lines: 1 }));
  expect(sandbox.kernel.calls.all().at(-1)).toMatchObject({
    service: 'sls',
    action: 'GetLogsV2',
    accessKeyId: keyOf('reader').accessKeyId,
    parameters: { project: PROJECT, logstore: STORE, line: 1 },
    status: 200,
  });
  expect(sandbox.world.events.all()).toHaveLength(before);
});

const held = withHandbook('openapi', "Log Service's answers against the API metadata");
held.test('answers hold the documented fields, and our request the documented ones', async () => {
  interface Schema {
    readonly type?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
  }
  interface Operation {
    readonly path: string;
    readonly parameters: readonly (Schema & {
      readonly name: string;
      readonly in: string;
      readonly required?: boolean;
    })[];
    readonly response: Schema;
  }
  const text = readFileSync(inHandbook('openapi/sls-2020-12-30.json'), 'utf8');
  const { operations } = JSON.parse(text) as { operations: Readonly<Record<string, Operation>> };
  const log = await ours('reader');
  await log.getLogs(STORE, search());
  const asked = sandbox.kernel.calls.all().at(-1)?.parameters ?? {};
  const body = operations['GetLogsV2']?.parameters.find((one) => one.in === 'body');
  const named = Object.keys(asked).filter((name) => !['project', 'logstore'].includes(name));
  expect(Object.keys(body?.properties ?? {})).toEqual(expect.arrayContaining(named));
  expect(operations['GetLogsV2']?.path).toBe('/logstores/{logstore}/logs');
  expect(operations['GetIndex']?.path).toBe('/logstores/{logstore}/index');
  const connection = { credentials: credentialsOf('reader'), endpoint: new URL(sandbox.url) } as Connection;
  const answer = async (request: LogRequest) =>
    Object((await callLog(connection, 'cn-hangzhou', PROJECT, request, 9_000)).body);
  const index = await answer({ method: 'GET', path: `/logstores/${STORE}/index` });
  expect(Object.keys(operations['GetIndex']?.response.properties ?? {})).toEqual(
    expect.arrayContaining(Object.keys(index)),
  );
  const logs = await answer({ method: 'POST', path: `/logstores/${STORE}/logs`, body: asked });
  const { meta, data } = operations['GetLogsV2']?.response.properties ?? {};
  expect(Object.keys(meta?.properties ?? {})).toEqual(expect.arrayContaining(Object.keys(logs.meta)));
  expect([data?.type, Array.isArray(logs.data)]).toEqual(['array', true]);
});
