import { type RunningSandbox, startSandbox } from '../sandbox/start';
import { withHandbook } from './handbook';
import { contractOf, requestProblemsOf } from './sandbox/contract';
import type { RpcServiceName } from './sdk-clients';

const held = withHandbook('openapi', 'our requests against the API metadata');

const SERVICES: readonly string[] = ['ram', 'ims', 'sts', 'actiontrail', 'sas', 'bss'];

held.describe('what the functions ask of the cloud, in the whole line of a leak', () => {
  let sandbox: RunningSandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ scenario: 'console-takeover', env: { TOURNIQUET_MFA: 'enforce' } });
    for (const leak of sandbox.scenario?.leaks ?? []) sandbox.publishLeak(leak);
    // A key that nothing names a user for is walked after, and looked for in the recycle bin.
    const timer = { triggerTime: sandbox.clock.now().toISOString(), triggerName: 'poll', payload: '' };
    const invoked = await sandbox.fc.invoke('ak-tourniquet-respond', timer);
    expect(invoked.error).toBeUndefined();
    await sandbox.fc.invoke('ak-tourniquet-respond', { accessKeyId: 'LTAI5tNobodysKey00000001' });
    await sandbox.fc.idle();
  });

  afterAll(() => sandbox.stop());

  const ours = () =>
    sandbox.kernel.calls.all().filter((call) => call.accessKeyId.startsWith('STS.') && SERVICES.includes(call.service));

  test('covers every service that has a contract', () => {
    expect([...new Set(ours().map(({ service }) => service))].sort()).toEqual([
      'actiontrail',
      'bss',
      'ims',
      'ram',
      'sas',
    ]);
  });

  test('has only documented parameters, all that are required, each of its type', () => {
    const problems = ours().flatMap(({ service, action, parameters }) => {
      const sent = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
      return requestProblemsOf(service as RpcServiceName, action, sent);
    });
    expect([...new Set(problems)]).toEqual([]);
  });

  test('meets no refusal but "there is none"', () => {
    const refused = ours().filter(({ status }) => status >= 400);
    for (const { errorCode } of refused) expect(errorCode).toMatch(/^EntityNotExist/);
  });

  test('is documented as far as the handbook goes', () => {
    const names = new Set(ours().map(({ service, action }) => `${service} ${action}`));
    const unknown = [...names].filter((name) => {
      const [service, action = ''] = name.split(' ') as [RpcServiceName, string];
      return contractOf(service, action) === undefined;
    });
    expect(unknown).toEqual([]);
  });
});
