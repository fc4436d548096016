import OpenApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import fc from 'fast-check';
import type { Identity } from '../../../sandbox/identities';
import type { RunningSandbox } from '../../../sandbox/start';
import { aSandbox, aUser } from '../../builders';
import { callRpc, type RpcAnswer, sdkConfig } from '../../sdk-clients';

const outcome = ({ status, body }: RpcAnswer): [number, unknown] => [status, body['Code']];
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

describe('signatures', () => {
  let sandbox: RunningSandbox;
  let admin: Identity;

  beforeAll(async () => {
    sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey('off', { status: 'Inactive' }))
      .start();
    admin = sandbox.identities.admin;
  });
  afterAll(() => sandbox.stop());

  const ask = (identity: Identity, headers: Record<string, string> = {}): Promise<RpcAnswer> =>
    callRpc(sandbox, identity, 'ram', 'ListUsers', {}, headers);

  test('ACS3: the right secret passes, a wrong one does not', async () => {
    expect((await ask(admin)).status).toBe(200);
    const wrong = await ask({ ...admin, accessKeySecret: 'wrong' });
    expect(outcome(wrong)).toEqual([400, 'SignatureDoesNotMatch']);
    expect(wrong.body).toMatchObject({
      RequestId: expect.any(String),
      HostId: expect.any(String),
      Recommend: expect.any(String),
    });
  });

  test('whatever text a parameter holds, it is signed and arrives as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), async (text) => {
        const answer = await callRpc(sandbox, admin, 'ram', 'UpdateUser', { UserName: 'ci-bot', NewComments: text });
        expect(answer.body['User']).toMatchObject({ Comments: text });
      }),
      { numRuns: 15 },
    );
  });

  test('a nonce passes once', async () => {
    const headers = { 'x-acs-signature-nonce': 'the-same' };
    expect((await ask(admin, headers)).status).toBe(200);
    expect(outcome(await ask(admin, headers))).toEqual([400, 'SignatureNonceUsed']);
  });

  test('a request that was refused for its signature does not use the nonce up', async () => {
    const headers = { 'x-acs-signature-nonce': 'not-yet' };
    await ask({ ...admin, accessKeySecret: 'wrong' }, headers);
    expect((await ask(admin, headers)).status).toBe(200);
  });

  test.each([
    ['16 minutes old', -16 * 60_000, 'InvalidTimeStamp.Expired'],
    ['16 minutes ahead', 16 * 60_000, 'InvalidTimeStamp.Expired'],
  ])('a request %s is refused', async (_what, offsetMs, code) => {
    expect(outcome(await ask(admin, { 'x-acs-date': iso(Date.now() + offsetMs) }))).toEqual([400, code]);
  });

  test('a time that is none is refused', async () => {
    expect(outcome(await ask(admin, { 'x-acs-date': 'today' }))).toEqual([400, 'InvalidTimeStamp.Format']);
  });

  test('signature times are real times, wherever the sandbox clock stands', async () => {
    sandbox.clock.advance(30 * 86_400_000);
    expect((await ask(admin)).status).toBe(200);
    sandbox.clock.advance(-30 * 86_400_000);
  });

  test('unknown and inactive keys are told apart', async () => {
    const off = sandbox.keys.get('off')?.key as Identity;
    expect(outcome(await ask({ accessKeyId: 'LTAInobody000', accessKeySecret: 'x' }))).toEqual([
      404,
      'InvalidAccessKeyId.NotFound',
    ]);
    expect(outcome(await ask(off))).toEqual([403, 'InvalidAccessKeyId.Inactive']);
  });

  test('a session needs its own token', async () => {
    const { securityToken, ...bare } = sandbox.identities.responder as Identity;
    expect(outcome(await ask(bare))).toEqual([404, 'InvalidAccessKeyId.NotFound']);
    expect(outcome(await ask({ ...bare, securityToken: 'another' }))).toEqual([
      400,
      'InvalidSecurityToken.MismatchWithAccessKey',
    ]);
    expect((await ask({ ...bare, securityToken: securityToken ?? '' })).status).toBe(200);
  });

  test('a session ends by the sandbox clock', async () => {
    const session = sandbox.openFunctionSession('respond');
    sandbox.clock.advance(37 * 3_600_000);
    expect(outcome(await ask(session))).toEqual([403, 'InvalidSecurityToken.Expired']);
    sandbox.clock.advance(-37 * 3_600_000);
  });

  describe('version 1 of the protocol', () => {
    const askV1 = async (
      identity: Identity,
      method: string,
      query: Record<string, string>,
      body?: Record<string, string>,
    ) => {
      const client = new OpenApi(sdkConfig(sandbox, identity));
      const request = new $OpenApiUtil.OpenApiRequest({ query, ...(body ? { body } : {}) });
      const runtime = new RuntimeOptions({ autoretry: false });
      return client.doRPCRequest('GetUser', '2015-05-01', 'http', method, 'AK', 'json', request, runtime);
    };

    test.each([
      ['GET with a query', 'GET', { UserName: 'ci-bot' }, undefined],
      ['POST with a form', 'POST', {}, { UserName: 'ci-bot' }],
    ])('%s passes', async (_what, method, query: Record<string, string>, body) => {
      const answer: unknown = await askV1(admin, method, query, body);
      expect(answer).toMatchObject({ body: { User: { UserName: 'ci-bot' } } });
    });

    test('a wrong secret is refused', async () => {
      const wrong = { ...admin, accessKeySecret: 'wrong' };
      await expect(askV1(wrong, 'GET', { UserName: 'ci-bot' })).rejects.toMatchObject({
        code: 'SignatureDoesNotMatch',
      });
    });
  });

  test.each([
    ['no signature at all', '/?Action=ListUsers&Version=2015-05-01', 400, 'MissingParameter'],
    ['no version', '/?Action=ListUsers', 400, 'MissingParameter'],
  ])('%s is refused', async (_what, target, status, code) => {
    const answer = await fetch(`${sandbox.url}${target}`);
    expect([answer.status, ((await answer.json()) as { Code: string }).Code]).toEqual([status, code]);
  });

  test('an operation that is not there answers 501, only to who may ask', async () => {
    const action = 'CreateSomething';
    expect(outcome(await callRpc(sandbox, admin, 'ram', action))).toEqual([501, 'SandboxNotImplemented']);
    const wrong = { ...admin, accessKeySecret: 'wrong' };
    expect(outcome(await callRpc(sandbox, wrong, 'ram', action))).toEqual([400, 'SignatureDoesNotMatch']);
  });

  test('a request that is too large is refused', async () => {
    const answer = await fetch(sandbox.url, { method: 'POST', body: Buffer.alloc(41 * 1024 * 1024) });
    expect(answer.status).toBe(413);
  });
});
