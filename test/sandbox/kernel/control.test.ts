import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc } from '../../sdk-clients';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).start();
});
afterEach(() => sandbox.stop());

async function control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    ...(body === undefined ? {} : { body: text }),
  });
  return { status: answer.status, body: await answer.json() };
}

const admin = (action: string, parameters: Record<string, string> = {}) =>
  callRpc(sandbox, sandbox.identities.admin, 'ram', action, parameters);

test('shows every call, oldest first, with its refusals and without secrets', async () => {
  await admin('CreateLoginProfile', { UserName: 'ci-bot', Password: 'Very-Secret-1' });
  await admin('GetUser', { UserName: 'nobody' });
  const { body } = await control('GET', 'calls');
  const { accessKeyId } = sandbox.identities.admin;
  expect(body).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      accessKeyId,
      service: 'ram',
      action: 'CreateLoginProfile',
      parameters: { UserName: 'ci-bot' },
      status: 200,
      errorCode: null,
    },
    expect.objectContaining({ action: 'GetUser', status: 404, errorCode: 'EntityNotExist.User' }),
  ]);
  expect(JSON.stringify(body)).not.toContain('Very-Secret-1');
});

test('shows the state of the account, without secrets', async () => {
  const { body } = await control('GET', 'state');
  expect(body).toMatchObject({
    users: expect.arrayContaining([expect.objectContaining({ userName: 'ci-bot', policies: [], loginProfile: null })]),
    policies: expect.arrayContaining([expect.objectContaining({ policyName: 'AkTourniquetFreeze' })]),
    buckets: [{ name: 'ak-tourniquet-evidence', objects: [] }],
  });
  expect(JSON.stringify(body)).not.toContain(sandbox.keys.get('ci-bot')?.key.accessKeySecret);
});

test('starts with an empty inbox', async () => {
  expect((await control('GET', 'inbox')).body).toEqual({ dingtalk: [], mail: [] });
});

test.each([
  [{ event: { specversion: '1.0' } }, /delivers no events: start it with --deliver/],
  [{ event: [] }, /event must be one CloudEvent/],
  [{ bus: 7, event: {} }, /bus must be the name of an event bus/],
  [{ events: [] }, /unknown field events; known: bus, event/],
])('an event that it cannot put on a bus is refused: %j', async (input, why) => {
  const { status, body } = await control('POST', 'events', input);
  expect([status, (body as { error: string }).error]).toEqual([400, expect.stringMatching(why)]);
});

test('puts leaks into the list of Security Center, one or several', async () => {
  const leak = { accessKeyId: 'LTAI5tExample0001', userName: 'ci-bot' };
  expect((await control('POST', 'leaks', leak)).status).toBe(200);
  expect(
    (await control('POST', 'leaks', [leak, { ...leak, status: 'dealed', userType: 'master', tokenValid: 2 }])).status,
  ).toBe(200);
  const list = await callRpc(sandbox, sandbox.identities.admin, 'sas', 'DescribeAccesskeyLeakList', {
    CurrentPage: '1',
    PageSize: '20',
  });
  expect(list.body).toMatchObject({ TotalCount: 3, AkLeakCount: 2 });
});

test.each([
  ['leaks', {}, /accessKeyId/],
  ['leaks', '{"accessKeyId":', /JSON/],
  ['leaks', '7', /JSON object/],
  ['faults', { match: { service: 'ram' }, fault: 'explode' }, /throttle/],
  ['faults', { match: { srevice: 'ram' }, fault: '500' }, /srevice/],
  ['faults', { match: {}, fault: '500', times: 0 }, /times/],
  ['faults', { match: {}, fualt: '500' }, /fualt/],
  ['latency', { ms: -1 }, /ms/],
  ['latency', { ms: '5' }, /ms/],
  ['clock', {}, /now or advance/],
  ['clock', { now: 'soon' }, /now/],
  ['clock', { advance: 'far' }, /advance/],
])('refuses %s %j and says why', async (path, body, why) => {
  const answer = await control('POST', path, body);
  expect(answer.status).toBe(400);
  expect((answer.body as { error: string }).error).toMatch(why);
});

test('says what it has when asked for what it has not', async () => {
  const answer = await control('POST', 'fault', {});
  expect(answer.status).toBe(404);
  expect((answer.body as { error: string }).error).toContain('POST /_sandbox/faults');
});

test('moves the clock: the Date header, the data and the events follow', async () => {
  await control('POST', 'clock', { now: '2030-01-01T00:00:00Z' });
  const answer = await fetch(`${sandbox.url}/_sandbox/state`);
  expect(answer.headers.get('date')).toMatch(/01 Jan 2030/);
  await control('POST', 'clock', { advance: 86_400_000 });
  const created = await admin('CreateUser', { UserName: 'later' });
  expect((created.body['User'] as { CreateDate: string }).CreateDate).toMatch(/^2030-01-02T/);
  expect(sandbox.world.events.all().at(-1)?.eventTime).toMatch(/^2030-01-02T/);
});

describe('faults', () => {
  const set = (fault: string, times = 1, action = 'GetUser') =>
    control('POST', 'faults', { match: { service: 'ram', action }, fault, times });
  const asks = () => admin('GetUser', { UserName: 'ci-bot' });

  test.each([
    ['throttle', 400, 'Throttling.User'],
    ['500', 500, 'InternalError'],
    ['deny', 403, 'NoPermission'],
  ])('%s answers as the cloud would, as often as asked, and only that call', async (fault, status, code) => {
    await set(fault, 2);
    expect((await admin('ListUsers')).status).toBe(200);
    for (const _ of [1, 2]) {
      const answer = await asks();
      expect([answer.status, answer.body['Code']]).toEqual([status, code]);
    }
    expect((await asks()).status).toBe(200);
  });

  test('reset breaks the connection before anything has happened', async () => {
    await set('reset', 1, 'CreateUser');
    await expect(admin('CreateUser', { UserName: 'new' })).rejects.toThrow();
    expect(sandbox.world.users.has('new')).toBe(false);
  });

  test('malformed spoils the answer of what has happened', async () => {
    await set('malformed', 1, 'CreateUser');
    await expect(admin('CreateUser', { UserName: 'new' })).rejects.toThrow();
    expect(sandbox.world.users.has('new')).toBe(true);
  });

  test('timeout does the work and never answers', async () => {
    await set('timeout', 1, 'CreateUser');
    const asked = admin('CreateUser', { UserName: 'new' }).then(
      () => 'answered',
      () => 'broken off',
    );
    while (!sandbox.world.users.has('new')) await new Promise((resolve) => setImmediate(resolve));
    await sandbox.stop();
    expect(await asked).toBe('broken off');
    sandbox = await aSandbox().start();
  });
});
