import { serviceRooms } from '../../sandbox/services';
import type { RunningSandbox } from '../../sandbox/start';
import { aSandbox, aUser } from '../builders';
import { withHandbook } from '../handbook';
import { callRpc, type RpcAnswer, type RpcServiceName } from '../sdk-clients';
import { contractOf, contractProblems } from './contract';
import { CONTRACT_CALLS } from './contract-calls';
import { REFUSED_CALLS } from './contract-refusals';

const held = withHandbook('openapi', "the sandbox's answers against the API metadata");

held.describe('the sandbox and the API metadata', () => {
  let sandbox: RunningSandbox;
  const answers: [RpcServiceName, string, Readonly<Record<string, string>>, RpcAnswer][] = [];

  beforeAll(async () => {
    const day = {
      productCode: 'ecs',
      productName: 'ECS',
      instanceId: 'i-1',
      item: 'PayAsYouGoBill',
      usage: '24',
      usageUnit: 'Hour',
      amount: '12.50',
    };
    sandbox = await aSandbox()
      .withUser(aUser('leaky').withKey())
      .withEvents({ key: 'leaky', daysAgo: 2, service: 'ecs', action: 'DescribeInstances' })
      .withBills(3, day)
      .withLeak('leaky')
      .start({ bare: true });
    sandbox.world.secrets.set('robot', 'SEC1');
    const saved: Record<string, unknown> = {};
    const given = (path: string): string =>
      String(path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], saved));
    for (const [service, action, wanted = {}, saveAs] of CONTRACT_CALLS) {
      const parameters = typeof wanted === 'function' ? wanted(given) : wanted;
      const answer = await callRpc(sandbox, sandbox.identities.admin, service, action, parameters);
      if (saveAs) saved[saveAs] = answer.body;
      answers.push([service, action, parameters, answer]);
    }
  });

  afterAll(() => sandbox.stop());

  test('takes every call of the list', () => {
    const refused = answers.filter(([, , , answer]) => answer.status !== 200);
    expect(refused.map(([service, action, , { body }]) => `${service} ${action}: ${JSON.stringify(body)}`)).toEqual([]);
  });

  test('answers in the documented shape, and takes the documented parameters', () => {
    expect(answers.flatMap((call) => contractProblems(...call))).toEqual([]);
  });

  test('has been asked every operation that it has', () => {
    const asked = new Set([...answers, ...REFUSED_CALLS].map(([service, action]) => `${service} ${action}`));
    const all = serviceRooms(sandbox.world).flatMap((room) =>
      Object.keys(room.operations).map((action) => `${room.service} ${action}`),
    );
    const withoutContract = all.filter((name) => {
      const [service, action = ''] = name.split(' ') as [RpcServiceName, string];
      return contractOf(service, action) === undefined;
    });
    if (withoutContract.length > 0)
      console.warn(`Operations of the sandbox without a contract in ../shared/openapi: ${withoutContract.join(', ')}`);
    expect(all.filter((name) => !asked.has(name))).toEqual([]);
  });

  test.each(
    REFUSED_CALLS.map(([service, action, parameters, status, code]) => ({ service, action, parameters, status, code })),
  )('$service $action is refused with HTTP $status $code', async ({ service, action, parameters, status, code }) => {
    const answer = await callRpc(sandbox, sandbox.identities.admin, service, action, parameters);
    expect([answer.status, answer.body['Code']]).toEqual([status, code]);
    expect(contractProblems(service, action, parameters, answer)).toEqual([]);
  });
});

held.describe('the contract checker', () => {
  const answer = (body: Record<string, unknown>, status = 200): RpcAnswer => ({
    status,
    body: { RequestId: 'r', ...body },
  });

  test.each([
    ['a field that is not documented', answer({ User: { Shoe: 43 } }), /User\.Shoe is not documented/],
    ['a field of another type', answer({ User: { UserId: 7 } }), /User\.UserId must be a string/],
    ['a missing field', answer({}), /User is missing/],
    ['a code that nobody knows', answer({ Code: 'Nope', Message: '' }, 400), /Nope is documented nowhere/],
  ])('sees %s', (_what, given, problem) => {
    expect(contractProblems('ram', 'GetUser', { UserName: 'x' }, given).join('\n')).toMatch(problem);
  });

  test.each([
    [{ UserName: 'x', Colour: 'red' }, /Colour is not documented/],
    [{}, /UserName is required/],
  ])('sees a request that is against it: %j', (parameters: Record<string, string>, problem) => {
    const problems = contractProblems('ram', 'GetUser', parameters, answer({ User: {} }));
    expect(problems.join('\n')).toMatch(problem);
  });
});
