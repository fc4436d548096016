import type { InvocationResult } from '../../../sandbox/fc';
import type { RunningSandbox } from '../../../sandbox/start';
import { roleName } from '../../../shared/ram-policy/role-rights';
import { aSandbox, aUser } from '../../builders';
import { withBuilt } from '../../built';
import { busEvent, QUARANTINE, TIMER, used } from './arrange';

const built = withBuilt('respond', 'the built function.');

built.describe('the built function, as the platform runs it', () => {
  let sandbox: RunningSandbox;
  const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
    sandbox = await aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')).start({ env });
  };
  afterEach(() => sandbox.stop());

  const keyId = () => sandbox.keys.get('ci-bot')?.key.accessKeyId ?? '';
  const invoke = (event: unknown): Promise<InvocationResult> => sandbox.fc.invoke(roleName('respond'), event);
  const policies = () => sandbox.world.users.get('ci-bot')?.attached.current.map(({ policy }) => policy.name);
  const answer = (result: InvocationResult) => JSON.parse(result.payload.toString()) as Record<string, unknown>;
  const firstAlerts = () => sandbox.inbox.mail.filter(({ attachments }) => attachments.length === 0);

  test('defect 18 (conformity): it loads, polls, and contains a leak; no secret is in its logs', async () => {
    await start();
    sandbox.publishLeak({ key: 'ci-bot', when: 'found' });
    const result = await invoke(TIMER);
    expect(result.error).toBeUndefined();
    expect(answer(result)).toMatchObject({ handled: [{ verdict: 'contain', failures: [] }] });
    expect(policies()).toEqual([QUARANTINE]);
    const { endpointEnv, identities, world } = sandbox;
    const secrets = [
      endpointEnv['TOURNIQUET_STATE_KEY'],
      endpointEnv['TOURNIQUET_DINGTALK_SECRET'],
      identities.leaked?.accessKeySecret,
      world.leaks[0]?.code.split('"').at(-2),
    ];
    for (const secret of secrets) if (secret) expect(result.logs).not.toContain(secret);
  });

  test('the same leak, twice at once and once more: one policy, one first alert', async () => {
    await start();
    const event = busEvent(keyId(), { userName: 'ci-bot' });
    const results = await Promise.all([invoke(event), invoke(event)]);
    results.push(await invoke(event));
    expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
    expect(policies()).toEqual([QUARANTINE]);
    expect(firstAlerts()).toHaveLength(1);
  });

  test('a failure is a failed invocation', async () => {
    await start();
    sandbox.kernel.faults.add({ match: { service: 'ram', action: 'AttachPolicyToUser' }, fault: '500', times: 3 });
    const result = await invoke(busEvent(keyId(), { userName: 'ci-bot' }));
    expect(result.error).toMatchObject({
      kind: 'HandledInvocationError',
      errorMessage: expect.stringContaining('no deny'),
    });
  });

  test('a misspelt configuration contains nothing, fails the run, and is told once', async () => {
    await start({ TOURNIQUET_MODE: 'enforced' });
    for (let time = 0; time < 2; time += 1) {
      const result = await invoke(busEvent(keyId(), { userName: 'ci-bot' }));
      expect(result.error?.errorMessage).toContain('TOURNIQUET_MODE');
    }
    expect(policies()).toEqual([]);
    expect(sandbox.inbox.mail).toHaveLength(1);
    expect(sandbox.inbox.mail[0]?.text).toContain('TOURNIQUET_MODE');
    expect([...(sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects.keys() ?? [])]).toEqual([
      expect.stringMatching(/^ak-tourniquet\/told\/.*--configuration-invalid\.json$/),
    ]);
  });

  test('... by other instances, too: the bucket remembers it', async () => {
    await start({ TOURNIQUET_MODE: 'enforced' });
    const results = await Promise.all([1, 2, 3].map(() => invoke(busEvent(keyId(), { userName: 'ci-bot' }))));
    expect(new Set(results.map(({ coldStartMs }) => coldStartMs === undefined))).toEqual(new Set([false]));
    expect(sandbox.inbox.mail).toHaveLength(1);
  });

  test('... and again where no channel took it, by the same instance and by another', async () => {
    await start({ TOURNIQUET_MODE: 'enforced' });
    for (const service of ['dingtalk', 'smtp'])
      sandbox.kernel.faults.add({ match: { service }, fault: '500', times: 100 });
    await invoke(busEvent(keyId(), { userName: 'ci-bot' }));
    expect([sandbox.inbox.mail.length, sandbox.inbox.dingtalk.length]).toEqual([0, 0]);
    sandbox.kernel.faults.clear();
    await Promise.all([1, 2].map(() => invoke(busEvent(keyId(), { userName: 'ci-bot' }))));
    expect([sandbox.inbox.mail.length, sandbox.inbox.dingtalk.length]).toEqual([1, 1]);
    await invoke(busEvent(keyId(), { userName: 'ci-bot' }));
    expect(sandbox.inbox.mail).toHaveLength(1);
  });
});
