import { deletePolicy, policyNamed } from '../../../sandbox/world/policies';
import { highRiskDocument } from '../../../shared/ram-policy/documents';
import { aSandbox, aUser, type SandboxBuilder } from '../../builders';
import { Account, busEvent, type Env, FREEZE, QUARANTINE, used, withFullUser } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const TO_FREEZE = { ...ENGLISH, TOURNIQUET_CONTAINMENT: 'freeze' };
const ALLOW_ALL = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

let account: Account;
afterEach(() => account.stop());

const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));

/** Somebody may write policies, and nothing else, and has written into these. */
async function rewritten(names: readonly string[], document = ALLOW_ALL, builder: SandboxBuilder = inUse()) {
  account = await Account.start(builder);
  for (const name of names) rewrite(name, document);
}

function rewrite(name: string, document = ALLOW_ALL): void {
  const version = policyNamed(account.sandbox.world, 'Custom', name).versions.find(({ isDefault }) => isDefault);
  if (version === undefined) throw new Error(`no version of ${name} counts`);
  Object.assign(version, { document });
}

/** A notice of anybody's. What could not be done throws. */
const toldByBus = (env: Env = ENGLISH) =>
  account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), env);

async function listed(env: Env = ENGLISH) {
  account.leak('ci-bot', { tokenValid: 1 });
  return account.poll(env);
}

/** What our policies say cannot be read until one of them is attached. */
function unreadBefore(): void {
  const { kernel } = account.sandbox;
  let isAttached = false;
  kernel.takeFault = async (service, action) => {
    if (action === 'AttachPolicyToUser' && account.policiesOf('ci-bot').length === 0) isAttached = true;
    if (service === 'ram' && action === 'GetPolicy' && !isAttached) return 'throttle';
    return kernel.faults.take(service, action);
  };
}

const told = (): string => account.mails.map(({ text }) => text).join('\n');
const stepsOf = async () =>
  (await account.incident('ci-bot')).state.steps.map(({ step, ok }) => `${step.replace(/:.*/, '')} ${ok}`);

describe('a deny that somebody has rewritten is given to nobody', () => {
  test('the other one stands in, alone, and the alert says what happened', async () => {
    await rewritten([QUARANTINE]);
    expect(await toldByBus()).toMatchObject([{ verdict: 'contain', failures: [], denyAt: expect.any(String) }]);
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE]);
    expect((await account.incident('ci-bot')).state.verification?.state).toBe('deny attached');
    expect(account.mails[0]?.text).toContain(`${QUARANTINE} was changed by somebody`);
  });

  test('so it is where it allows nothing, and denies less than it must', async () => {
    await rewritten([QUARANTINE], highRiskDocument().document);
    expect(await toldByBus()).toMatchObject([{ failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE]);
  });

  test('both of them, which deny less and allow nothing: the little that there is, and the alert says so', async () => {
    await rewritten([QUARANTINE, FREEZE], highRiskDocument().document);
    await toldByBus().catch(() => undefined);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(told()).toContain(`${QUARANTINE} was changed by somebody`);
  });

  test('freeze as well: the quarantine alone, and the key is switched off where an intent names it', async () => {
    await rewritten([FREEZE]);
    expect(await listed(TO_FREEZE)).toMatchObject([{ failures: [] }]);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Inactive']);
    expect(account.mails[0]?.text).toContain(`${FREEZE} was changed by somebody`);
  });

  test('both of them, told of by anybody: he carries nothing, his key has no more power than before', async () => {
    await rewritten([QUARANTINE, FREEZE]);
    await expect(toldByBus()).rejects.toThrow(/no deny could be attached to ci-bot/);
    for (const _ of [1, 2]) {
      account.nextMinute();
      await account.poll(ENGLISH).catch(() => undefined);
    }
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[], 'Active']);
    expect(account.mails[0]?.subject).toContain('could NOT be contained');
    expect(told()).toContain(`${QUARANTINE} was changed by somebody`);
    expect(told()).toContain(`${FREEZE} was changed by somebody`);
  });

  test('both of them, in the list of Security Center: the key is switched off', async () => {
    await rewritten([QUARANTINE, FREEZE]);
    await expect(listed()).rejects.toThrow(/denies less than it must/);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[], 'Inactive']);
    expect(await stepsOf()).toEqual(['attach-quarantine false', 'attach-freeze false', 'disable-key true']);
  });

  test('nor by the group that carries it, where he has no place for the other one', async () => {
    await rewritten([QUARANTINE], highRiskDocument().document, withFullUser('ci-bot'));
    await expect(listed()).rejects.toThrow(/no deny could be attached to ci-bot/);
    expect([account.groupsOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[], 'Inactive']);
  });

  test('where one was rewritten and the other cannot be read, that one goes to nobody unseen', async () => {
    await rewritten([QUARANTINE, FREEZE]);
    const { kernel } = account.sandbox;
    let looks = 0;
    kernel.takeFault = async (service, action) => {
      if (action === 'GetPolicy' && ++looks > 1) return 'throttle';
      return kernel.faults.take(service, action);
    };
    await expect(toldByBus()).rejects.toThrow(/what AkTourniquetFreeze says could not be checked/);
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });

  test('nor in observe mode, where nobody looks', async () => {
    await rewritten([QUARANTINE]);
    const from = account.calls().length;
    await toldByBus({ ...ENGLISH, TOURNIQUET_MODE: 'observe' });
    const looks = account.calls('ram').filter(({ action }) => action === 'GetPolicy');
    expect(account.calls().length).toBeGreaterThan(from);
    expect([account.policiesOf('ci-bot'), looks]).toEqual([[], []]);
  });
});

describe('a deny that could not be looked at is attached all the same', () => {
  test.each(['throttle', '500', 'deny', 'reset', 'timeout'] as const)('%s', async (fault) => {
    account = await Account.start(inUse());
    account.fault('ram', 'GetPolicy', fault, 3);
    expect(await toldByBus()).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('a look that gets no answer holds it up no longer than OSS would', async () => {
    account = await Account.start(inUse());
    const from = account.sandbox.clock.now().getTime();
    account.fault('ram', 'GetPolicy', 'timeout', 1);
    await toldByBus();
    const { denyAt } = (await account.incident('ci-bot')).state;
    // Half a second, which a busy machine is given four times.
    expect(Date.parse(denyAt ?? '') - from).toBeLessThan(5_000);
  });

  test('found rewritten behind that: freeze goes beside it, and the key stays on', async () => {
    await rewritten([QUARANTINE]);
    unreadBefore();
    expect(await toldByBus()).toMatchObject([{ failures: [] }]);
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[FREEZE, QUARANTINE], 'Active']);
    expect(account.mails[0]?.text).toContain(`${QUARANTINE} was changed by somebody`);
  });

  describe('found to allow something behind that, with no sound one', () => {
    beforeEach(async () => {
      await rewritten([QUARANTINE, FREEZE]);
      unreadBefore();
    });

    test('the key is switched off whoever told of it: an intent names it before', async () => {
      await toldByBus();
      expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[QUARANTINE], 'Inactive']);
      const { entries, state } = await account.incident('ci-bot');
      const intents = entries.flatMap((entry) => (entry.type === 'decision' ? [entry.mayDisable] : []));
      expect(intents).toEqual([[], [account.keyOf('ci-bot')]]);
      expect(state.disabledKeys.has(account.keyOf('ci-bot'))).toBe(true);
      expect(state.verification).toMatchObject({ state: 'not verified', givesPower: [QUARANTINE] });
    });

    test('and the alert says that it is our policy, and how to take it off', async () => {
      await toldByBus();
      const { subject, text } = account.mails[0] ?? { subject: '', text: '' };
      expect(subject).toContain('[URGENT]');
      expect(subject).toContain('OUR OWN policy gives ci-bot power');
      expect(text).toContain('Users > ci-bot > Permissions > AkTourniquetQuarantine > Revoke Permission');
      expect(text).not.toContain('high-risk calls are denied');
      expect(text).not.toContain('other keys and its console access are limited too');
    });

    test('in Chinese as well', async () => {
      await toldByBus({ TOURNIQUET_LANGUAGE: 'zh' });
      const { subject, text } = account.mails[0] ?? { subject: '', text: '' };
      expect(subject).toContain('我们自己的策略被人改写');
      expect(text).toContain('权限管理，对 AkTourniquetQuarantine 执行“解除授权”');
    });

    test('a later run finds it as it was, and switches nothing on', async () => {
      await toldByBus();
      account.nextMinute();
      await account.poll(ENGLISH).catch(() => undefined);
      expect(account.statusOf('ci-bot')).toBe('Inactive');
    });
  });

  test('the one that stands in for a missing one, and allows something: the same', async () => {
    await rewritten([FREEZE]);
    deletePolicy(account.sandbox.world, policyNamed(account.sandbox.world, 'Custom', QUARANTINE), true);
    unreadBefore();
    const { kernel } = account.sandbox;
    let attaches = 0;
    const takeFault = async (service: string, action: string) => {
      if (action === 'AttachPolicyToUser') attaches += 1;
      if (action === 'GetPolicy' && attaches < 2) return 'throttle' as const;
      return kernel.faults.take(service, action);
    };
    kernel.takeFault = takeFault as typeof kernel.takeFault;
    await toldByBus();
    expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[FREEZE], 'Inactive']);
    expect(account.mails[0]?.subject).toContain('OUR OWN policy gives ci-bot power');
  });
});

test('one look for a whole list of leaks', async () => {
  const names = Array.from({ length: 9 }, (_, i) => `bot-${i}`);
  account = await Account.start(
    names.reduce((builder, name) => builder.withUser(aUser(name).withKey()).withEvents(used(name)), aSandbox()),
  );
  for (const name of names) account.leak(name, { tokenValid: 1 });
  expect(await account.poll(ENGLISH)).toHaveLength(9);
  const calls = account.calls('ram').map(({ action }) => action);
  const before = calls.slice(0, calls.lastIndexOf('AttachPolicyToUser'));
  expect(before.filter((action) => action === 'GetPolicy')).toHaveLength(1);
  expect(names.map((name) => account.policiesOf(name))).toEqual(names.map(() => [QUARANTINE]));
});

describe('freeze is missing, and the user has no free place', () => {
  test('the group holds him', async () => {
    account = await Account.start(withFullUser('ci-bot'));
    deletePolicy(account.sandbox.world, policyNamed(account.sandbox.world, 'Custom', FREEZE), true);
    expect(await toldByBus(TO_FREEZE)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.groupsOf('ci-bot')).toEqual([QUARANTINE]);
    expect(await stepsOf()).toEqual(['attach-freeze false', 'attach-quarantine false', 'add-to-group true']);
    expect((await account.incident('ci-bot')).state.verification?.state).toBe('deny attached');
  });

  test('so it is where freeze was rewritten', async () => {
    await rewritten([FREEZE], ALLOW_ALL, withFullUser('ci-bot'));
    expect(await toldByBus(TO_FREEZE)).toMatchObject([{ verdict: 'contain', failures: [] }]);
    expect(account.groupsOf('ci-bot')).toEqual([QUARANTINE]);
  });
});
