import { releaseCommand } from '../../../cli/release';
import { hygiene } from '../../../functions/hygiene/hygiene';
import { respond } from '../../../functions/respond/respond';
import type { Fault } from '../../../sandbox/kernel/types';
import { ownerNamed, setKeyStatus } from '../../../sandbox/world/keys';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { NIGHTLY } from '../hygiene/arrange';
import { Account, busEvent, keySwitched, QUARANTINE, TIMER } from './arrange';

const DAY_MS = 86_400_000;
const ON = {
  TOURNIQUET_LANGUAGE: 'en',
  TOURNIQUET_IDLE_KEYS: 'disable',
  TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin',
};
const LONG_AGO = { createdDaysAgo: 400, lastUsedDaysAgo: 200 };
const SETTINGS = { ...ON, TOURNIQUET_CONTAINMENT: 'disable' };

let account: Account;
afterEach(() => account.stop());

/** A key that nobody uses is due to be switched off in the next minute. */
async function announced(): Promise<void> {
  account = await Account.start(aSandbox().withUser(aUser('idle').withKey('idle', LONG_AGO)), ON);
  for (const days of [0, 7, 7]) {
    await night(days);
    await account.poll(ON);
  }
  await night(1);
}

async function night(days: number): Promise<void> {
  account.sandbox.clock.advance(days * DAY_MS);
  await hygiene(NIGHTLY, await aRun(account.sandbox, ON, 'hygiene'));
}

const found = () => {
  const one = account.sandbox.keys.get('idle');
  if (one === undefined) throw new Error('the account has no such key');
  return one;
};
const uses = (): void => {
  found().key.lastUsed = { at: account.sandbox.clock.now(), serviceName: 'Ecs' };
};
const stateOf = async () => (await account.incident('idle')).state;
/** Beyond the lease of whoever began it. */
async function minutes(count = 4): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    account.nextMinute();
    await account.poll(ON).catch(() => undefined);
  }
}
/** Each call of this run from the first switch on goes by `fault`, which is told its number among the switches. */
async function switchedOff(fault: (service: string, action: string, switches: number) => Fault | undefined) {
  const { kernel } = account.sandbox;
  let switches = 0;
  kernel.takeFault = (service, action) => {
    if (action === 'UpdateAccessKey') {
      switches += 1;
      if (switches === 1) uses();
    }
    const now = switches === 0 ? undefined : fault(service, action, switches);
    return Promise.resolve(now ?? kernel.faults.take(service, action));
  };
  await account.poll(ON).catch(() => undefined);
  Reflect.deleteProperty(kernel, 'takeFault');
}

/** The minute that switches it off and gives it back for a use that shows up; `act` before its call of this number behind the switch. */
async function minute(at: number, act: () => Promise<unknown>): Promise<boolean> {
  const { kernel } = account.sandbox;
  let calls = -1;
  kernel.takeFault = async (service, action) => {
    if (calls < 0 && action !== 'UpdateAccessKey') return kernel.faults.take(service, action);
    if (calls < 0) uses();
    calls += 1;
    if (calls === at) {
      Reflect.deleteProperty(kernel, 'takeFault');
      await act();
    }
    return kernel.faults.take(service, action);
  };
  await respond(Buffer.from(JSON.stringify(TIMER)), await aRun(account.sandbox, ON)).catch(() => undefined);
  Reflect.deleteProperty(kernel, 'takeFault');
  return calls >= at;
}

const idleMail = () => account.mails.find(({ text }) => text.includes('a use at'));

test('without a leak it is given back', async () => {
  await announced();
  await minute(Number.POSITIVE_INFINITY, async () => undefined);
  expect(account.statusOf('idle')).toBe('Active');
  expect(idleMail()?.text).toContain('showed up');
});

/** Behind these calls the minute goes on with other things; `TEST_LONG=1` goes on with it. */
const LAST = process.env['TEST_LONG'] ? Number.POSITIVE_INFINITY : 6;

test('a leak that is told of while it is off for a moment, before whichever call: contained, and what was told holds', async () => {
  let at = 0;
  for (; at <= LAST; at += 1) {
    await announced();
    const env = at % 2 === 0 ? ON : SETTINGS;
    const event = busEvent(account.keyOf('idle'), { userName: 'idle' });
    if (!(await minute(at, () => account.respond(event, env)))) break;
    for (let minutes = 0; minutes < 2; minutes += 1) {
      account.nextMinute();
      await account.poll(env);
    }
    const state = await stateOf();
    const isHeld = account.statusOf('idle') === 'Inactive' || account.policiesOf('idle').includes(QUARANTINE);
    const told = (subject: RegExp): number => account.mails.filter((mail) => subject.test(mail.subject)).length;
    expect({ at, isHeld, isContaining: state.isContaining, undone: told(/undid the containment/) }).toEqual({
      ...{ at, isHeld: true, isContaining: true, undone: 0 },
    });
    expect(told(/CONTAINED|disabled/)).toBeGreaterThan(0);
    await account.stop();
  }
  expect(at).toBeGreaterThan(5);
  await announced();
}, 400_000);

describe('a key that turns out to be in use, where a call behind its switch fails', () => {
  beforeEach(announced);

  test('the run dies: the next one looks at its use, and gives it back', async () => {
    await switchedOff((_, action, switches) => (action === 'UpdateAccessKey' && switches === 1 ? undefined : 'reset'));
    expect(account.statusOf('idle')).toBe('Inactive');
    await minutes();
    expect(account.statusOf('idle')).toBe('Active');
    expect((await stateOf()).idle).toMatchObject({ end: 'given-back', reason: expect.stringContaining('a use at') });
  });

  test.each<Fault>(['deny', '500'])(
    'it cannot be given back (%s): that is told as a failure, and tried again',
    async (fault) => {
      await switchedOff((_, action, switches) => (action === 'UpdateAccessKey' && switches === 2 ? fault : undefined));
      if (fault === 'deny') {
        expect(account.statusOf('idle')).toBe('Inactive');
        expect(account.mails.at(-1)?.text).toMatch(/is off \(a use at .* showed up\), and could not be given back/s);
      }
      await minutes();
      expect(account.statusOf('idle')).toBe('Active');
      expect((await stateOf()).idle).toMatchObject({ end: 'given-back' });
    },
  );

  test('a leak is told of while it is given back, and it cannot be switched off again: contained, and that is said', async () => {
    const { kernel } = account.sandbox;
    let switches = 0;
    kernel.takeFault = async (service, action) => {
      if (action === 'UpdateAccessKey') switches += 1;
      if (switches === 1) uses();
      if (action === 'UpdateAccessKey' && switches === 2)
        await account.respond(busEvent(account.keyOf('idle'), { userName: 'idle' }), ON);
      return action === 'UpdateAccessKey' && switches > 2 ? 'deny' : kernel.faults.take(service, action);
    };
    await account.poll(ON).catch(() => undefined);
    Reflect.deleteProperty(kernel, 'takeFault');
    expect([account.statusOf('idle'), account.policiesOf('idle')]).toEqual(['Active', [QUARANTINE]]);
    const reason = expect.stringContaining('it could not be switched off again');
    expect((await stateOf()).idle).toMatchObject({ end: 'given-back', reason });
  });

  test('its use cannot be looked at: it is given back, and that is said', async () => {
    await switchedOff((service) => (service === 'actiontrail' ? 'deny' : undefined));
    expect(account.statusOf('idle')).toBe('Active');
    const { idle } = await stateOf();
    expect(idle).toMatchObject({ end: 'given-back', reason: expect.stringContaining('could not be checked') });
  });

  test('the answer to the give-back is lost: it is read back', async () => {
    await switchedOff((_, action, switches) => (action === 'UpdateAccessKey' && switches > 1 ? 'timeout' : undefined));
    await minutes();
    expect(account.statusOf('idle')).toBe('Active');
    expect((await stateOf()).idle?.end).not.toBe('off');
  });

  test('nobody knows whether it is off: nothing is said of it until somebody does', async () => {
    await switchedOff((service, action) =>
      service === 'ram' && ['UpdateAccessKey', 'ListAccessKeys'].includes(action) ? 'timeout' : undefined,
    );
    expect((await stateOf()).idle?.end).toBeNull();
    await minutes();
    expect(account.statusOf('idle')).toBe('Active');
    expect((await stateOf()).idle?.end).not.toBe('off');
  });
});

describe('a leak of an unused key that is off', () => {
  beforeEach(async () => {
    await announced();
    await minutes(1);
    expect(account.statusOf('idle')).toBe('Inactive');
  });
  const leak = () => account.handled(busEvent(account.keyOf('idle'), { userName: 'idle' }), ON);
  const release = async (reactivate: boolean, act: (action: string) => Promise<unknown> = async () => undefined) => {
    const { identities, kernel } = account.sandbox;
    const run = await aRun(account.sandbox, ON, 'respond', undefined, identities.admin);
    const key = account.keyOf('idle');
    kernel.takeFault = async (service, action) => {
      await act(action);
      return kernel.faults.take(service, action);
    };
    const wish = { reason: 'needed', by: 'alice', yes: true, falseAlarm: false, ownKeys: [] };
    const cli = { run, config: run.config, clock: run.clock, credentials: identities.admin };
    await releaseCommand(cli, key, { ...wish, reactivate: reactivate ? [key] : [] }).catch(() => undefined);
    Reflect.deleteProperty(kernel, 'takeFault');
  };

  test.each(['UpdateAccessKey', 'ListAccessKeys', 'PutObject'])(
    'that is told of while a release switches it on, before its %s: contained',
    async (before) => {
      let told = false;
      await release(true, async (action) => {
        if (action !== before || told) return;
        told = true;
        await leak();
      });
      await minutes(2);
      const isOff = account.statusOf('idle') === 'Inactive';
      expect({ told, isHeld: isOff || account.policiesOf('idle').includes(QUARANTINE) }).toEqual({
        ...{ told: true, isHeld: true },
      });
      if (!isOff) expect((await stateOf()).isContaining).toBe(true);
    },
  );

  test('and is switched on by a person behind a release that left it off: contained by the event', async () => {
    await release(false);
    expect(await leak()).toMatchObject([{ row: 'already-inactive' }]);
    const { world } = account.sandbox;
    setKeyStatus(world, ownerNamed(world, 'idle'), account.keyOf('idle'), 'Active');
    await account.respond(keySwitched(account, 'idle', 'Active'), ON);
    expect(account.policiesOf('idle')).toEqual([QUARANTINE]);
  });
});
