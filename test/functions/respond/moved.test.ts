import { detachPolicy } from '../../../sandbox/world/attachments';
import { deleteKey } from '../../../sandbox/world/keys';
import { policyNamed } from '../../../sandbox/world/policies';
import { deleteUser, renameUser, userNamed } from '../../../sandbox/world/users';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, FREEZE, QUARANTINE, used } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };

const DECOYS = ['decoy-1', 'decoy-2', 'decoy-3', 'decoy-4'];

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox()
      .withUser(
        aUser('ci-bot').withKey().withKey('second'),
        aUser('alice').withKey(),
        ...DECOYS.map((name) => aUser(name)),
      )
      .withEvents(used('ci-bot'), used('alice')),
  );
});
afterEach(() => account.stop());

const rename = (from: string, to: string): void => {
  const { world } = account.sandbox;
  renameUser(world, userNamed(world, from), to);
};
/** `act` right before each attach, or before the first alone: between the look at the keys and the act. */
function beforeAttach(act: () => void, often = 1): void {
  rightBefore(['AttachPolicyToUser'], act, often);
}
/** The same right before whichever of these calls comes first. */
function rightBefore(actions: readonly string[], act: () => void, often = 1): void {
  const { kernel } = account.sandbox;
  let left = often;
  kernel.takeFault = (service, action) => {
    if (actions.includes(action) && left > 0) {
      left -= 1;
      act();
    }
    return Promise.resolve(kernel.faults.take(service, action));
  };
}
const swap = (): void => {
  rename('ci-bot', 'tmp');
  rename('alice', 'ci-bot');
};
const leaked = (env: Record<string, string> = ENGLISH) => account.handled(busEvent(account.keyOf('ci-bot')), env);
const timer = () => account.respond({ triggerTime: '2026-05-20T12:00:00Z', triggerName: 'poll', payload: '' }, ENGLISH);
const stateOf = async () => (await account.incident('ci-bot')).state;

test('contains the leaked key’s user although another has taken his name, and names who carries the deny for it', async () => {
  beforeAttach(swap);
  const [handled] = await leaked();
  expect(handled).toMatchObject({ verdict: 'contain', failures: [], denyAt: (await stateOf()).denyAt });
  expect(account.policiesOf('tmp')).toEqual([QUARANTINE]);
  expect(await stateOf()).toMatchObject({
    owner: { userName: 'tmp' },
    decision: { row: 'in-use' },
    verification: { state: 'deny attached', problems: [] },
  });
  const [mail, ...more] = account.mails;
  expect(more).toEqual([]);
  expect(mail?.subject).toMatch(/CONTAINED.*tmp/);
  expect(mail?.text).toMatch(/the deny went to ci-bot, whose key this is not.*ci-bot carries AkTourniquetQuarantine/s);
  expect(account.writingCalls().filter((call) => call.startsWith('Detach'))).toEqual([]);
});

test('says so in Chinese', async () => {
  beforeAttach(swap);
  await leaked({ TOURNIQUET_LANGUAGE: 'zh' });
  expect(account.mails[0]?.text).toContain('拒绝策略附加到了 ci-bot，但这个 AccessKey 不属于他');
});

test('keeps the leaked key’s user as he was, and not whoever bears his name', async () => {
  beforeAttach(swap);
  await leaked();
  const run = await aRun(account.sandbox);
  const { id } = await account.incident('ci-bot');
  const kept = (await run.cloud.evidence.get(run.paths.before(id, 0))).body.toString();
  expect(kept).toContain('"userName":"tmp"');
});

test('a user who was renamed before the attach is contained under his new name in the same run', async () => {
  beforeAttach(() => rename('ci-bot', 'tmp'));
  await leaked().catch(() => undefined);
  expect(account.policiesOf('tmp')).toEqual([QUARANTINE]);
  expect(account.mails.at(-1)?.text).not.toContain('the deny went to');
});

test('the deny that moved with its renamed user stays his: nobody else is named', async () => {
  const { kernel } = account.sandbox;
  kernel.takeFault = (service, action) => {
    if (action === 'ListGroupsForUser') Reflect.deleteProperty(kernel, 'takeFault');
    if (action === 'ListGroupsForUser') swap();
    return Promise.resolve(kernel.faults.take(service, action));
  };
  await leaked();
  expect(account.policiesOf('tmp')).toEqual([QUARANTINE]);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(account.mails[0]?.subject).toMatch(/CONTAINED.*tmp/);
  expect(account.mails[0]?.text).not.toContain('the deny went to');
});

/** Each attach meets another user: the leaked key's has moved on, and a decoy bears his name. */
function moveAtEachAttach(): void {
  let moves = 0;
  beforeAttach(() => {
    const name = moves === 0 ? 'ci-bot' : `moved-${moves}`;
    moves += 1;
    rename(name, `moved-${moves}`);
    rename(`decoy-${moves}`, name);
  }, DECOYS.length);
}

test('names that change at each attach end the run, which has contained nothing and says so; the next one does', async () => {
  moveAtEachAttach();
  await expect(leaked()).rejects.toThrow();
  expect(account.policiesOf('moved-3')).toEqual([]);
  expect(account.mails[0]?.subject).toMatch(/could NOT be contained/);
  expect(account.mails[0]?.text).toMatch(/ci-bot carries.*moved-1 carries.*moved-2 carries/s);
  expect(await stateOf()).toMatchObject({ denyAt: null, attached: new Set() });
  Reflect.deleteProperty(account.sandbox.kernel, 'takeFault');
  account.sandbox.clock.advance(180_000);
  await timer();
  expect(account.policiesOf('moved-3')).toEqual([QUARANTINE]);
  expect(await stateOf()).toMatchObject({ owner: { userName: 'moved-3' }, verification: { state: 'deny attached' } });
  expect(account.mails.at(-1)?.subject).toMatch(/CONTAINED.*moved-3/);
});

test('where the list of leaks has named the key, its switch ends it: no name goes between', async () => {
  moveAtEachAttach();
  account.leak('ci-bot', { tokenValid: 1 });
  await expect(account.poll(ENGLISH)).rejects.toThrow();
  expect(account.statusOf('ci-bot')).toBe('Inactive');
  expect(account.mails[0]?.subject).toMatch(/disabled/);
  expect(await stateOf()).toMatchObject({ denyAt: null, disabledKeys: new Set([account.keyOf('ci-bot')]) });
});

test('where a name goes between all the same, IMS is asked for the new one, and the key is switched off in the same run', async () => {
  moveAtEachAttach();
  account.leak('ci-bot', { tokenValid: 1 });
  const { kernel, world } = account.sandbox;
  const atAttach = kernel.takeFault;
  let switches = 0;
  kernel.takeFault = (service, action) => {
    const user = world.keyOf(account.keyOf('ci-bot'))?.user;
    if (action === 'UpdateAccessKey' && user !== undefined) {
      switches += 1;
      if (switches <= 4) renameUser(world, user, `switched-${switches}`);
    }
    return atAttach(service, action);
  };
  await expect(account.poll(ENGLISH)).rejects.toThrow();
  expect(world.keyOf(account.keyOf('ci-bot'))?.key.status).toBe('Inactive');
  expect(await stateOf()).toMatchObject({ disabledKeys: new Set([account.keyOf('ci-bot')]) });
});

test('whose key it is could not be looked up: nobody else is contained, and it is not verified', async () => {
  beforeAttach(() => {
    swap();
    for (const service of ['ims', 'actiontrail']) account.fault(service, undefined, '500', 1_000);
    account.fault('ram', 'ListUsers', '500', 1_000);
  });
  await expect(leaked()).rejects.toThrow();
  expect(account.policiesOf('tmp')).toEqual([]);
  expect(account.mails[0]?.subject).not.toMatch(/CONTAINED/);
  expect((await stateOf()).verification).toMatchObject({ state: 'not verified' });
  account.clearFaults();
  account.sandbox.clock.advance(180_000);
  await timer();
  expect(account.policiesOf('tmp')).toEqual([QUARANTINE]);
});

test('a key that is deleted meanwhile was contained on its own user', async () => {
  const user = userNamed(account.sandbox.world, 'ci-bot');
  beforeAttach(() => deleteKey(account.sandbox.world, { keys: user.keys, user }, account.keyOf('ci-bot')));
  await leaked();
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(await stateOf()).toMatchObject({ verification: { state: 'deny attached', problems: [] } });
});

describe('a key that is deleted, and its user renamed, in the moment of the deny', () => {
  const drop = (name: string): void => {
    const user = userNamed(account.sandbox.world, 'ci-bot');
    deleteKey(account.sandbox.world, { keys: user.keys, user }, account.keyOf(name));
  };
  const deleteLeaked = (): void => drop('ci-bot');
  const purgeLeaked = (): void => {
    deleteLeaked();
    account.sandbox.world.recycledKeys.delete(account.keyOf('ci-bot'));
  };
  const WRONG = /the deny went to ci-bot, whose key this is not.*ci-bot carries AkTourniquetQuarantine/s;
  const types = async () => (await account.incident('ci-bot')).entries.map(({ type }) => type);

  test('its user is contained under his new name in the same run, and whoever has his old one is named', async () => {
    beforeAttach(() => {
      deleteLeaked();
      swap();
    });
    const [handled] = await leaked();
    expect(handled).toMatchObject({ verdict: 'contain', failures: [] });
    expect(account.policiesOf('tmp')).toEqual([QUARANTINE]);
    expect(await stateOf()).toMatchObject({
      ...{ owner: { userName: 'tmp' }, ownerId: userNamed(account.sandbox.world, 'tmp').id },
      verification: { state: 'deny attached', problems: [] },
    });
    expect(account.mails[0]?.subject).toMatch(/CONTAINED.*tmp/);
    expect(account.mails[0]?.text).toMatch(WRONG);
    account.sandbox.clock.advance(60_000);
    await timer();
    expect(account.mails.map(({ subject }) => subject).filter((subject) => /undid/.test(subject))).toEqual([]);
  });

  test('its user is deleted as well: nobody else passes for contained, and whoever has his name is named', async () => {
    beforeAttach(() => {
      deleteLeaked();
      drop('second');
      swap();
      deleteUser(account.sandbox.world, 'tmp');
    });
    await leaked().catch(() => undefined);
    expect(account.mails[0]?.subject).not.toMatch(/CONTAINED/);
    expect(account.mails[0]?.text).toMatch(WRONG);
  });

  test('the recycle bin cannot be read: it is not verified, nobody is named, and the next run follows him', async () => {
    beforeAttach(() => {
      deleteLeaked();
      swap();
      account.fault('ims', 'GetAccessKeyInfoInRecycleBin', '500', 1_000);
    });
    await expect(leaked()).rejects.toThrow();
    expect(account.mails[0]?.subject).not.toMatch(/CONTAINED/);
    expect(await types()).not.toContain('misplaced');
    account.clearFaults();
    account.sandbox.clock.advance(180_000);
    await timer();
    expect(account.policiesOf('tmp')).toEqual([QUARANTINE]);
    expect(account.mails.at(-1)?.text).toMatch(WRONG);
  });

  test('a look at the recycle bin that fails once tells nothing against a user who was not renamed', async () => {
    beforeAttach(() => {
      deleteLeaked();
      account.fault('ims', 'GetAccessKeyInfoInRecycleBin', 'deny', 1);
    });
    await leaked();
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    expect(account.mails[0]?.text).not.toContain('whose key this is not');
    expect(await stateOf()).toMatchObject({ owner: { userName: 'ci-bot' }, verification: { state: 'deny attached' } });
  });

  /** Nobody has asked for his id by then: that goes beside the deny. */
  const beforeTheId = (act: () => void): void => rightBefore(['AttachPolicyToUser', 'GetUser'], act);

  test('purged behind the deny: he is followed by his id, which the journal has by then', async () => {
    rightBefore(['ListPoliciesForUser'], () => {
      purgeLeaked();
      swap();
    });
    const [handled] = await leaked();
    expect(handled).toMatchObject({ verdict: 'contain', failures: [] });
    expect(account.policiesOf('tmp')).toEqual([QUARANTINE]);
    expect(await stateOf()).toMatchObject({ owner: { userName: 'tmp' }, verification: { state: 'deny attached' } });
    expect(account.mails[0]?.subject).toMatch(/CONTAINED.*tmp/);
  });

  test('purged, and its user deleted behind the deny: nobody else passes for contained', async () => {
    rightBefore(['ListPoliciesForUser'], () => {
      purgeLeaked();
      drop('second');
      const { world } = account.sandbox;
      detachPolicy(world, userNamed(world, 'ci-bot'), policyNamed(world, 'Custom', QUARANTINE));
      swap();
      deleteUser(world, 'tmp');
    });
    await expect(leaked()).rejects.toThrow('of nobody who could be found');
    expect(account.mails[0]?.subject).not.toMatch(/CONTAINED/);
  });

  test('purged before anybody knew his id: whoever has the name is named by a key that was never the other’s', async () => {
    beforeTheId(() => {
      purgeLeaked();
      swap();
    });
    await expect(leaked()).rejects.toThrow('of nobody who could be found');
    expect(account.mails[0]?.subject).not.toMatch(/CONTAINED/);
    expect(account.mails[0]?.text).toMatch(WRONG);
    expect(await types()).toContain('misplaced');
  });

  test('purged, and nobody renamed: the deny is his who carries it, as far as anybody knows', async () => {
    beforeTheId(purgeLeaked);
    await expect(leaked()).rejects.toThrow('of nobody who could be found');
    expect(await types()).not.toContain('misplaced');
    expect(await stateOf()).toMatchObject({ attached: new Set(['quarantine']) });
  });
});

test('a release that has begun meanwhile is not overtaken: nobody is contained anew', async () => {
  const run = await aRun(account.sandbox);
  const { kernel } = account.sandbox;
  let isBegun = false;
  kernel.takeFault = async (service, action) => {
    if (action === 'ListGroupsForUser' && !isBegun) {
      isBegun = true;
      swap();
      const intent = { type: 'release-intent', by: 'alice', reason: 'ours', leakIds: [] } as const;
      await run.journal.append((await account.incident('ci-bot')).id, () => intent);
    }
    return kernel.faults.take(service, action);
  };
  await leaked();
  expect(isBegun).toBe(true);
  expect((await account.incident('ci-bot')).entries.map(({ type }) => type)).not.toContain('misplaced');
});

describe('a freeze that an investigation asked for', () => {
  async function escalated(): Promise<void> {
    await leaked();
    const run = await aRun(account.sandbox, ENGLISH, 'investigate');
    const { id } = await account.incident('ci-bot');
    await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'it was not refused' });
  }

  test('goes to the leaked key’s user as well', async () => {
    await escalated();
    beforeAttach(swap);
    await timer();
    expect(account.policiesOf('tmp')).toContain(FREEZE);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
    expect(await stateOf()).toMatchObject({ owner: { userName: 'tmp' }, verification: { state: 'deny attached' } });
    expect(account.mails.at(-1)?.text).toContain('ci-bot carries AkTourniquetFreeze');
  });

  test('that could not follow him is tried again, and follows him then', async () => {
    await escalated();
    beforeAttach(() => {
      swap();
      for (const service of ['ims', 'actiontrail']) account.fault(service, undefined, '500', 1_000);
      account.fault('ram', 'ListUsers', '500', 1_000);
    });
    await timer().catch(() => undefined);
    expect(account.policiesOf('tmp')).not.toContain(FREEZE);
    account.clearFaults();
    account.sandbox.clock.advance(60_000);
    await timer();
    expect(account.policiesOf('tmp')).toContain(FREEZE);
    expect(await stateOf()).toMatchObject({ owner: { userName: 'tmp' }, verification: { state: 'deny attached' } });
  });
});
