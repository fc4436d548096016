import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import fc2 from '@alicloud/fc2';
import FC3, {
  GetFunctionRequest,
  InvokeFunctionHeaders,
  InvokeFunctionRequest,
  UpdateFunctionInput,
  UpdateFunctionRequest,
} from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import {
  createFcDoor,
  type FcDoor,
  type FunctionDefinition,
  type InvocationResult,
  type StoredTrigger,
} from '../../../sandbox/fc';
import type { Caller } from '../../../sandbox/kernel/types';
import { withHandbook } from '../../handbook';
import { contractProblems } from '../contract';
import { type Served, SmallKernel, serve } from '../oss/fixture';

/** The SDK's type declarations do not name its class. */
interface Fc2Client {
  invokeFunction(service: string, name: string, event: string): Promise<{ data: string }>;
  listTriggers(service: string, name: string, query: object): Promise<{ data: unknown }>;
}
const FC2 = fc2 as unknown as new (account: string, config: Record<string, unknown>) => Fc2Client;

const HANDLERS: Readonly<Record<string, string>> = {
  echo: `exports.handler = async (event, context) => {
    console.log('line of', context.requestId); context.logger.info('logged');
    return { isBuffer: Buffer.isBuffer(event), event: event.toString(), context, env: process.env }; };`,
  throws: `exports.handler = async () => { throw new RangeError('too much'); };`,
  rejects: `exports.handler = async () => { Promise.reject(new Error('nobody listens')); await new Promise((r) => setTimeout(r, 5000)); };`,
  exits: `exports.handler = async () => { process.stdout.write('bye'); process.exit(3); };`,
  sleeps: `exports.handler = () => new Promise((r) => setTimeout(r, 60000));`,
  broken: `throw new Error('no configuration');`,
  counts: `let n = 0; exports.handler = async () => { n += 1; await new Promise((r) => setTimeout(r, 50)); return { pid: process.pid, n }; };`,
  flaky: `const fs = require('node:fs'); exports.handler = async () => {
    fs.appendFileSync(process.env.TRACE, 'x'); if (fs.readFileSync(process.env.TRACE).length < 3) throw new Error('not yet'); return 'done'; };`,
  grows: `exports.handler = async () => { const a = Buffer.alloc(150 * 1024 * 1024, 1); return a.length; };`,
};

let folder: string;
let kernel: SmallKernel;
let door: FcDoor;
let served: Served;
let user: Caller;
const functions = new Map<string, FunctionDefinition>();
const CONFIG = { enable: true, cronExpression: '@every 1m' };
const timer = (triggerName: string): StoredTrigger => ({ triggerName, triggerType: 'timer', triggerConfig: CONFIG });
const triggers = new Map([
  ['echo', [timer('b'), timer('a'), timer('c')]],
  ['service/echo', [timer('old')]],
]);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-fc-'));
  for (const [name, code] of Object.entries(HANDLERS)) {
    const bundleDir = path.join(folder, name);
    mkdirSync(bundleDir);
    writeFileSync(path.join(bundleDir, 'index.js'), code);
    functions.set(name, {
      bundleDir,
      env: { COLOUR: 'blue', TRACE: path.join(folder, 'trace') },
      roleName: `${name}-role`,
      timeoutSeconds: name === 'sleeps' ? 0.3 : 20,
      ...(name === 'counts' ? { maxInstances: 2 } : {}),
    });
  }
  const echo = functions.get('echo');
  if (echo) functions.set('service/echo', echo);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  kernel = new SmallKernel();
  user = kernel.addUser(
    'invoker',
    (action, resource) =>
      /^fc:(InvokeFunction|ListTriggers|(Get|Update|Delete)Function|DeleteTrigger)$/.test(action) &&
      !/\/throws(\/triggers\/\*)?$/.test(resource),
  );
  door = createFcDoor(kernel, {
    functions,
    triggers,
    openSession: (role, session, seconds) => ({
      accessKeyId: `STS.${role}`,
      accessKeySecret: `secret for ${session}`,
      securityToken: `token for ${seconds}`,
    }),
    retries: { retries: 3, delayMs: () => 1 },
  });
  served = await serve(door);
});
afterEach(async () => {
  await door.stop();
  await served.stop();
});

function fc3(who = user): FC3 {
  return new FC3(
    new $OpenApiUtil.Config({
      accessKeyId: who.accessKeyId,
      accessKeySecret: who.accessKeySecret,
      ...(who.securityToken ? { securityToken: who.securityToken } : {}),
      endpoint: `127.0.0.1:${served.port}`,
      protocol: 'HTTP',
      regionId: 'cn-hangzhou',
    }),
  );
}

function fc2Of(who: Caller = user): Fc2Client {
  return new FC2(kernel.accountId, {
    accessKeyID: who.accessKeyId,
    accessKeySecret: who.accessKeySecret,
    ...(who.securityToken ? { securityToken: who.securityToken } : {}),
    region: 'cn-hangzhou',
    endpoint: `http://127.0.0.1:${served.port}`,
  });
}

async function invoke(client: FC3, name: string, payload: string, headers: Record<string, string> = {}) {
  const answer = await client.invokeFunctionWithOptions(
    name,
    new InvokeFunctionRequest({ body: Readable.from([Buffer.from(payload)]) }),
    new InvokeFunctionHeaders(headers),
    {} as never,
  );
  const chunks: Buffer[] = [];
  if (answer.body) for await (const chunk of answer.body) chunks.push(Buffer.from(chunk as Buffer));
  return { status: answer.statusCode, headers: answer.headers ?? {}, body: Buffer.concat(chunks).toString() };
}

const parsed = (result: InvocationResult) => JSON.parse(result.payload.toString());

test('the SDK of FC 3.0 gets what the handler answers, and its logs', async () => {
  const answer = await invoke(fc3(), 'echo', '{"accessKeyId":"LTAI"}', { xFcLogType: 'Tail' });
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject({
    isBuffer: true,
    event: '{"accessKeyId":"LTAI"}',
    context: {
      requestId: answer.headers['x-fc-request-id'],
      credentials: { accessKeyId: 'STS.echo-role', securityToken: 'token for 129600' },
      function: { name: 'echo', handler: 'index.handler', timeout: 20 },
      region: 'cn-hangzhou',
      accountId: kernel.accountId,
    },
    env: { COLOUR: 'blue', ALIBABA_CLOUD_ACCESS_KEY_ID: 'STS.echo-role' },
  });
  expect(Buffer.from(answer.headers['x-fc-log-result'] ?? '', 'base64').toString()).toMatch(
    /^line of [0-9A-F-]+\n.* \[INFO\] logged\n$/,
  );
});

test('a function sees the environment that it was given and nothing of the tests', async () => {
  const { env } = parsed(await door.invoke('echo', {}));
  expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['JEST_WORKER_ID']));
  expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['USER']));
});

test('the SDK of FC 2.0 reaches FC 2.0 functions', async () => {
  const client = fc2Of(user);
  const answer = await client.invokeFunction('service', 'echo', 'hello');
  expect(JSON.parse(answer.data)).toMatchObject({ event: 'hello' });
  await expect(client.invokeFunction('service', 'none', 'hello')).rejects.toMatchObject({ code: 'FunctionNotFound' });
  const thief = fc2Of({ ...user, accessKeySecret: 'wrong' });
  await expect(thief.invokeFunction('service', 'echo', 'hello')).rejects.toMatchObject({ code: 'SignatureNotMatch' });
  await fc2Of(kernel.addSession('responder')).invokeFunction('service', 'echo', 'hello');
});

test('a session invokes with its token', async () => {
  expect((await invoke(fc3(kernel.addSession('responder')), 'echo', 'x')).status).toBe(200);
});

test.each([
  ['a wrong secret', () => invoke(fc3({ ...user, accessKeySecret: 'wrong' }), 'echo', 'x'), 'SignatureDoesNotMatch'],
  ['a function that is not there', () => invoke(fc3(), 'none', 'x'), 'FunctionNotFound'],
  ['a caller without the power', () => invoke(fc3(), 'throws', 'x'), 'AccessDenied'],
  [
    'an asynchronous payload of more than 128 KB',
    () => invoke(fc3(), 'echo', 'x'.repeat(131_073), { xFcInvocationType: 'Async' }),
    'EntityTooLarge',
  ],
])('refuses %s', async (_what, call, code) => {
  await expect(call()).rejects.toMatchObject({ code });
  expect(kernel.records.at(-1)?.call).toMatchObject({
    service: 'fc',
    action: 'InvokeFunction',
    errorCode: code,
    accessKeyId: user.accessKeyId,
  });
});

test('asks for the power on the function', async () => {
  await invoke(fc3(), 'echo', 'x');
  expect(kernel.asked).toEqual([
    { actions: ['fc:InvokeFunction'], resources: ['acs:fc:cn-hangzhou:1234567890123456:functions/echo'] },
  ]);
});

test.each([
  ['throws', 'HandledInvocationError', 'RangeError', /^too much$/],
  ['rejects', 'UnhandledInvocationError', 'Error', /^nobody listens$/],
  ['exits', 'UnhandledInvocationError', 'ProcessExit', /exit code 3/],
  ['sleeps', 'UnhandledInvocationError', 'FunctionTimeout', /time out after 0.3 seconds/],
  ['broken', 'UnhandledInvocationError', 'Error', /^no configuration$/],
])(
  'a function that %s is a function error, and the next run has a new process',
  async (name, kind, errorType, message) => {
    for (let n = 0; n < 2; n += 1) {
      const result = await door.invoke(name, {});
      expect(result.error).toMatchObject({ kind, errorType, errorMessage: expect.stringMatching(message) });
      expect(parsed(result)).toMatchObject({ errorType });
      if (name === 'exits') expect(result.logs).toBe('bye');
    }
  },
);

test('a function error answers 200 and says so in a header', async () => {
  kernel.callers.set(user.accessKeyId, { caller: user, allows: () => true });
  const answer = await invoke(fc3(), 'throws', 'x');
  expect(answer).toMatchObject({ status: 200, headers: { 'x-fc-error-type': 'HandledInvocationError' } });
  expect(JSON.parse(answer.body)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too much' });
});

test('one instance stays warm; busy ones are joined by others, up to the limit', async () => {
  const first = await door.invoke('counts', {});
  const second = await door.invoke('counts', {});
  expect([parsed(first).n, parsed(second).n]).toEqual([1, 2]);
  expect(first.coldStartMs).toBeGreaterThan(0);
  expect(second.coldStartMs).toBeUndefined();
  const five = await Promise.all(Array.from({ length: 5 }, () => door.invoke('counts', {})));
  expect(new Set(five.map((result) => parsed(result).pid)).size).toBe(2);
});

test('measures the memory that the invocation took', async () => {
  const small = await door.invoke('echo', {});
  const large = await door.invoke('grows', {});
  expect(small.peakRssBytes).toBeGreaterThan(10 * 1024 * 1024);
  expect(large.peakRssBytes - small.peakRssBytes).toBeGreaterThan(100 * 1024 * 1024);
});

test('an asynchronous invocation answers 202 and is repeated until it succeeds', async () => {
  const answer = await invoke(fc3(), 'flaky', '{}', { xFcInvocationType: 'Async' });
  expect(answer.status).toBe(202);
  await door.idle();
  expect(door.asyncInvocations).toMatchObject([
    { functionName: 'flaky', requestId: answer.headers['x-fc-request-id'], state: 'done' },
  ]);
  expect(door.asyncInvocations[0]?.attempts.map((attempt) => attempt.error?.errorMessage)).toEqual([
    'not yet',
    'not yet',
    undefined,
  ]);
});

test('an asynchronous invocation that always fails is tried four times', async () => {
  door.invokeAsync('throws', {});
  await door.idle();
  expect(door.asyncInvocations).toMatchObject([{ state: 'failed', attempts: [{}, {}, {}, {}] }]);
});

test('a call stands in the log before the calls that it causes', async () => {
  const running = invoke(fc3(), 'counts', 'x');
  while (kernel.records.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(kernel.records[0]?.call).toMatchObject({
    status: 200,
    parameters: { functionName: 'counts', invocationType: 'Sync' },
  });
  expect(door.invocations).toHaveLength(0);
  await running;
});

test('an unknown function cannot be invoked directly', async () => {
  await expect(door.invoke('none', {})).rejects.toThrow("function 'none' does not exist");
  expect(() => door.invokeAsync('none', {})).toThrow("function 'none' does not exist");
});

test('an asynchronous invocation grows old by the clock of the sandbox, while it waits as well', async () => {
  const throws = functions.get('throws');
  if (!throws) throw new Error('there is no such function');
  functions.set('aging', { ...throws, asyncMaxAgeSeconds: 60 });
  door.invokeAsync('aging', {});
  kernel.movedByMs = 61_000;
  await door.idle();
  expect(door.asyncInvocations).toMatchObject([{ state: 'failed', attempts: [{}] }]);
});

describe('ListTriggers', () => {
  /** The answer as it stands on the wire: the SDK's models drop what they do not know. */
  const listed = async (name: string, query: Record<string, string> = {}) => {
    const params = new $OpenApiUtil.Params({
      action: 'ListTriggers',
      version: '2023-03-30',
      protocol: 'HTTP',
      pathname: `/2023-03-30/functions/${name}/triggers`,
      method: 'GET',
      authType: 'AK',
      style: 'ROA',
      reqBodyType: 'json',
      bodyType: 'json',
    });
    const answer = await fc3().callApi(params, new $OpenApiUtil.OpenApiRequest({ query }), {} as never);
    return answer as { statusCode: number; body: Record<string, unknown> & { triggers: Record<string, unknown>[] } };
  };

  const held = withHandbook('openapi', "Function Compute's ListTriggers against its contract");
  held.test('answers in the documented shape', async () => {
    const { statusCode, body } = await listed('echo', { limit: '2', prefix: '' });
    expect(
      contractProblems('fc', 'ListTriggers', { functionName: 'echo', limit: '2' }, { status: statusCode, body }),
    ).toEqual([]);
  });

  test('pages by name, with the settings as JSON text; FC 2.0 has them as an object', async () => {
    const first = await listed('echo', { limit: '2' });
    expect(first.body.triggers.map(({ triggerName }) => triggerName)).toEqual(['a', 'b']);
    expect(JSON.parse(String(first.body.triggers[0]?.['triggerConfig']))).toEqual(CONFIG);
    const second = await listed('echo', { limit: '2', nextToken: String(first.body['nextToken']) });
    expect(second.body).toMatchObject({ triggers: [{ triggerName: 'c' }] });
    expect(second.body['nextToken']).toBeUndefined();
    expect((await fc2Of().listTriggers('service', 'echo', {})).data).toMatchObject({
      triggers: [{ triggerName: 'old', triggerConfig: CONFIG }],
    });
  });

  test('settings are read and changed, a trigger and a function are taken away, by whoever may', async () => {
    functions.set('mine', { bundleDir: folder, env: { A: '1' }, roleName: 'r', timeoutSeconds: 3 });
    triggers.set('mine', [timer('t')]);
    const [request, headers, runtime] = [new GetFunctionRequest({}), {}, {} as never];
    const settings = await fc3().getFunctionWithOptions('mine', request, headers, runtime);
    expect(settings.body?.environmentVariables).toEqual({ A: '1' });
    const update = new UpdateFunctionRequest({ body: new UpdateFunctionInput({ environmentVariables: { B: '2' } }) });
    await fc3().updateFunctionWithOptions('mine', update, headers, runtime);
    expect(functions.get('mine')?.env).toEqual({ B: '2' });
    await fc3().deleteTriggerWithOptions('mine', 't', headers, runtime);
    expect(triggers.get('mine')).toEqual([]);
    await expect(fc3().deleteTriggerWithOptions('mine', 't', headers, runtime)).rejects.toThrow(/does not exist/);
    await expect(fc3().deleteFunctionWithOptions('throws', headers, runtime)).rejects.toThrow(/not authorized/);
    await fc3().deleteFunctionWithOptions('mine', headers, runtime);
    expect(functions.has('mine')).toBe(false);
  });

  test.each([
    ['a function that is not there', 'nobody', {}, 'FunctionNotFound'],
    ['a function that the caller may not see', 'throws', {}, 'AccessDenied'],
    ['a limit that is none', 'echo', { limit: '0' }, 'InvalidArgument'],
  ])('%s is refused', async (_, name, query, code) => {
    await expect(listed(name, query)).rejects.toMatchObject({ code });
  });
});
