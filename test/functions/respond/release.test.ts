import { approveCommand } from '../../../cli/approve';
import { releaseCommand } from '../../../cli/release';
import type { CliRun } from '../../../cli/run';
import { respond } from '../../../functions/respond/respond';
import { createKey, deleteKey, ownerNamed } from '../../../sandbox/world/keys';
import { parseAccountId } from '../../../shared/ids';
import { aSandbox, aUser } from '../../builders';
import { aRun } from '../../run';
import { Account, busEvent, FREEZE, QUARANTINE, TIMER, used, withFullUser } from './arrange';

const ENGLISH = { TOURNIQUET_LANGUAGE: 'en' };
const by = { reason: 'rotated', by: 'alice', yes: true };
const plain = { ...by, reactivate: [], ownKeys: [], falseAlarm: false };
const falseAlarm = { ...plain, falseAlarm: true };

let account: Account;
beforeEach(async () => {
  account = await Account.start(
    aSandbox().withUser(aUser('ci-bot').withKey().withKey('second')).withEvents(used('ci-bot'), used('second')),
  );
});
afterEach(() => account.stop());

async function cli(): Promise<CliRun> {
  const credentials = account.sandbox.identities.admin;
  const run = await aRun(account.sandbox, ENGLISH, 'respond', undefined, credentials);
  return { run, credentials, clock: run.clock, config: run.config };
}

const signal = (key: string, id: string) => busEvent(account.keyOf(key), { userName: 'ci-bot' }, id);
const switchOff = async (key: string) =>
  (await cli()).run.cloud.ram.updateAccessKey('ci-bot' as never, account.keyOf(key), 'Inactive');
const idOf = (key: string) => ({
  accountId: parseAccountId(account.sandbox.accountId),
  accessKeyId: account.keyOf(key),
});

test('two leaked keys of one user: the deny stays until both are released', async () => {
  await account.respond([signal('ci-bot', 'e-1'), signal('second', 'e-2')], ENGLISH);
  await switchOff('ci-bot');
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), plain)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(account.mails.at(-1)?.text).toContain(account.keyOf('second'));
  await switchOff('second');
  expect(await releaseCommand(await cli(), account.keyOf('second'), plain)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test.each([
  ['freeze', 'quarantine', [QUARANTINE]],
  ['quarantine', 'freeze', [FREEZE]],
])('%s for one key and %s for the other: what the other needs stays', async (first, second, stays) => {
  for (const [key, containment] of [
    ['ci-bot', first],
    ['second', second],
  ] as const)
    await account.respond(signal(key, key), { ...ENGLISH, TOURNIQUET_CONTAINMENT: containment });
  expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(stays);
  // The minute's look finds everything in its place.
  expect((await account.poll(ENGLISH)).length).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual(stays);
  expect(await releaseCommand(await cli(), account.keyOf('second'), falseAlarm)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

/** What somebody else does in the moment before this entry is written, the first time. */
function inTheMomentBefore(run: CliRun['run'], type: string, what: () => Promise<unknown>): void {
  const append = run.journal.appendTo.bind(run.journal);
  let isDone = false;
  run.journal.appendTo = async (...args: Parameters<typeof append>) => {
    if (!isDone && args[1].type === type) {
      isDone = true;
      await what();
    }
    return append(...args);
  };
}

describe('two keys of one user in the same moment', () => {
  const both = () => account.respond([signal('ci-bot', 'e-1'), signal('second', 'e-2')], ENGLISH);
  const releaseOf = async (key: string) => releaseCommand(await cli(), account.keyOf(key), falseAlarm);

  test.each(['release-intent', 'release'])(
    'two releases, one before the other writes its %s: nothing stays',
    async (type) => {
      await both();
      const person = await cli();
      let other: unknown;
      inTheMomentBefore(person.run, type, async () => {
        other = await releaseOf('second');
      });
      expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(0);
      expect([other, account.policiesOf('ci-bot')]).toEqual([0, []]);
      for (const key of ['ci-bot', 'second'])
        expect((await account.incident(key)).state).toMatchObject({ isContaining: false, release: { complete: true } });
    },
  );

  test('two releases, and the second look fails: the timer says what is left, and the release takes it off', async () => {
    await both();
    const person = await cli();
    inTheMomentBefore(person.run, 'release', async () => {
      await releaseOf('second');
      account.fault('ram', 'ListAccessKeys', 'deny', 1);
    });
    expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(3);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    account.sandbox.clock.advance(3 * 60_000);
    await account.poll(ENGLISH);
    expect(account.mails.at(-1)?.text).toMatch(
      /left a deny that no incident needs any more[\s\S]*ak-tourniquet release/,
    );
    expect(await releaseOf('ci-bot')).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([]);
  });

  test.each(['release-intent', 'release'])(
    'a containment before the release of the other writes its %s: the deny is on',
    async (type) => {
      await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
      const person = await cli();
      inTheMomentBefore(person.run, type, () => account.respond(signal('second', 'e-2'), ENGLISH));
      expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(0);
      expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
      expect([...(await account.incident('second')).state.attached]).toEqual(['quarantine']);
      // What was left to it comes off with it.
      expect(await releaseOf('second')).toBe(0);
      expect(account.policiesOf('ci-bot')).toEqual([]);
    },
  );

  test.each([
    ['directly', QUARANTINE, () => account.policiesOf('ci-bot')],
    ['by the group', 'AkTourniquetQuarantine', () => account.groupsOf('ci-bot')],
  ])(
    'a containment whose intent is late, %s: it reads back behind it, and puts the deny on again',
    async (how, name, on) => {
      if (how === 'by the group') {
        await account.stop();
        account = await Account.start(withFullUser('ci-bot', (user) => user.withKey('second')));
      }
      await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
      const run = await aRun(account.sandbox, ENGLISH);
      const attaches = () => account.calls('ram').filter(({ action }) => /^(Attach|AddUser)/.test(action)).length;
      const ofTheFirst = attaches();
      inTheMomentBefore(run, 'decision', async () => {
        while (attaches() < 2 * ofTheFirst) await new Promise((next) => setImmediate(next));
        await releaseOf('ci-bot');
        expect(on()).not.toContain(name);
      });
      await respond(Buffer.from(JSON.stringify(signal('second', 'e-2'))), run);
      expect(on()).toContain(name);
    },
  );

  test('the deny that cannot be put back: the release fails, and says so', async () => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    const person = await cli();
    inTheMomentBefore(person.run, 'release-intent', async () => {
      await account.respond(signal('second', 'e-2'), ENGLISH);
      account.fault('ram', 'AttachPolicyToUser', 'deny', 1);
    });
    expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(1);
    expect(account.mails.at(-1)?.subject).toMatch(/NOT complete/);
  });
});

test.each([
  ['', {}],
  [', whatever date its notice gave', { time: '2099-12-01T00:00:00Z' }],
  [', even one that sorts before all others', { time: '+012026-01-01T00:00:00Z' }],
])('a key that was made since the leak is asked about%s', async (_, dated) => {
  await account.respond({ ...signal('ci-bot', 'e-1'), ...dated }, ENGLISH);
  const { world } = account.sandbox;
  deleteKey(world, ownerNamed(world, 'ci-bot'), account.keyOf('second'));
  const made = createKey(world, ownerNamed(world, 'ci-bot')).accessKeyId;
  await switchOff('ci-bot');
  await expect(releaseCommand(await cli(), account.keyOf('ci-bot'), plain)).rejects.toThrow(made);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), { ...plain, ownKeys: [made] })).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test('after a crash between deny and outcome, what is attached comes off whatever the journal says', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  const objects = account.sandbox.oss.buckets.get('ak-tourniquet-evidence')?.objects;
  for (const key of account.objects('incidents/')) if (/journal\/00000[2-9]/.test(key)) objects?.delete(key);
  expect((await account.incident('ci-bot')).entries.map(({ type }) => type)).toEqual(['decision']);
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
});

test('what was attached since the plan was read comes off as well', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  const person = await cli();
  // The responder is faster than the person: the freeze and its entry come between plan and answer.
  const append = person.run.journal.appendTo.bind(person.run.journal);
  let raced = false;
  person.run.journal.appendTo = async (...args: Parameters<typeof append>) => {
    if (!raced) {
      raced = true;
      const run = await aRun(account.sandbox, ENGLISH);
      await run.schedule.add(idOf('ci-bot'), 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'it did' });
      await account.respond(TIMER, ENGLISH);
    }
    return append(...args);
  };
  expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(0);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(account.statusOf('ci-bot')).toBe('Inactive');
  // The key that was switched off can still be asked back.
  const back = { ...falseAlarm, reactivate: [account.keyOf('ci-bot')] };
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), back)).toBe(0);
  expect(account.statusOf('ci-bot')).toBe('Active');
});

test('a finding that waits while a person releases acts no more', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm);
  const run = await aRun(account.sandbox, ENGLISH);
  await run.schedule.add(idOf('ci-bot'), 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'it did' });
  await account.respond(TIMER, ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([]);
  expect(account.statusOf('ci-bot')).toBe('Active');
  expect(account.mails.at(-1)?.text).toContain('alice');
});

test('a second release takes nothing off, tells nobody, and keeps the first reason', async () => {
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm);
  const { length } = account.mails;
  expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), { ...falseAlarm, reason: 'again' })).toBe(0);
  expect(account.mails).toHaveLength(length);
  expect((await account.incident('ci-bot')).state.release).toMatchObject({ reason: 'rotated', complete: true });
});

describe('approve', () => {
  const held = async (): Promise<void> => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    const run = await aRun(account.sandbox, ENGLISH);
    const finding = { row: 'persistence-after-leak', why: 'ram:CreateUser from a new address' };
    await run.schedule.add(idOf('ci-bot'), 'escalate', run.clock.now(), finding);
    await account.respond(TIMER, ENGLISH);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  };

  test('of what an investigation found freezes and switches off', async () => {
    await held();
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], by)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([FREEZE, QUARANTINE]);
    expect(account.statusOf('ci-bot')).toBe('Inactive');
  });

  test('is told before what comes of it', async () => {
    await held();
    const { length } = account.mails;
    await approveCommand(await cli(), [account.keyOf('ci-bot')], by);
    expect(account.mails.slice(length).map(({ subject }) => /approved/i.test(subject))).toEqual([true, false]);
  });

  test('of a key that is contained already does nothing, and tells nobody', async () => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    const { length } = account.mails;
    const { entries } = await account.incident('ci-bot');
    expect(await approveCommand(await cli(), [account.keyOf('ci-bot')], by)).toBe(0);
    expect(account.mails).toHaveLength(length);
    expect((await account.incident('ci-bot')).entries).toEqual(entries);
  });
});

describe('a leak that comes while a release is under way', () => {
  const approveIt = async () => approveCommand(await cli(), [account.keyOf('ci-bot')], by);

  test('is asked about still when the release has ended, and contained once a person approves', async () => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    const person = await cli();
    inTheMomentBefore(person.run, 'release', () => account.respond(signal('ci-bot', 'e-2'), ENGLISH));
    expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(0);
    const { state } = await account.incident('ci-bot');
    expect([state.held?.leakId, account.objects('status/held')]).toEqual([
      expect.stringMatching(/e-2/),
      [expect.anything()],
    ]);
    const { length } = account.mails;
    account.sandbox.clock.advance(61 * 60_000);
    await account.respond(TIMER, ENGLISH);
    expect(
      account.mails
        .slice(length)
        .map(({ text }) => text)
        .join(),
    ).toMatch(/approve/);
    expect(await approveCommand(await cli(), 'all', by)).toBe(0);
    expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  });

  test('its approval waits for the end of the release, and then contains', async () => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    const person = await cli();
    let approved: Promise<number> | undefined;
    inTheMomentBefore(person.run, 'release', async () => {
      approved = approveIt();
      // So long nothing is to be done about it: it looks meanwhile, and a release is under way. Its two minutes pass at once
      // here, and it must not have waited them out.
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    expect(await releaseCommand(person, account.keyOf('ci-bot'), falseAlarm)).toBe(0);
    expect([await approved, account.policiesOf('ci-bot')]).toEqual([0, [QUARANTINE]]);
  });
});

test('a key that was given back after nobody had used it is contained at its first leak', async () => {
  const { run } = await cli();
  const key = account.keyOf('ci-bot');
  const about = { accessKeyId: key, night: '2026-05-01', userName: 'ci-bot', reason: 'unused' };
  await run.journal.append(idOf('ci-bot'), () => ({ type: 'idle-key', ...about, end: 'off', steps: [] }));
  const steps = [{ step: `activate-key:${key}`, ok: true, at: run.clock.now().toISOString(), detail: '' }];
  const release = { ...{ by: 'alice', reason: 'the yearly job' }, leakIds: [], steps, complete: true };
  await run.journal.append(idOf('ci-bot'), () => ({ type: 'release', ...release }));
  await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
  expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
  expect(account.mails.at(-1)?.text).not.toMatch(/leaked again|alice/i);
  const { state } = await account.incident('ci-bot');
  expect(state).toMatchObject({ release: null, isContaining: true, givenBack: new Set() });
});

describe('the message of a release says what it came to', () => {
  const subjects = () => account.mails.map(({ subject }) => subject);

  test('not complete: it says so, and offers the release again', async () => {
    await account.respond(signal('ci-bot', 'e-1'), ENGLISH);
    account.fault('ram', 'DetachPolicyFromUser', 'deny', 10);
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(1);
    expect(subjects().at(-1)).toMatch(/NOT complete/);
    expect(account.mails.at(-1)?.text).toMatch(/ak-tourniquet release/);
    expect(account.mails.at(-1)?.text).not.toMatch(/power is back|Nothing, if you know/);
    account.clearFaults();
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(0);
    expect(subjects().at(-1)).toMatch(/power is back/);
  });

  test('of a key that was only held: nothing is said to have come off', async () => {
    const env = { ...ENGLISH, TOURNIQUET_EXCLUDE_USERS: 'ci-bot' };
    await account.respond(signal('ci-bot', 'e-1'), env);
    expect(await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm)).toBe(0);
    expect(subjects().at(-1)).toMatch(/will not be contained/);
    expect(account.mails.at(-1)?.text).not.toMatch(/power is back|is off again/);
  });

  test('while another key needs the deny: it stays, in words', async () => {
    await account.respond([signal('ci-bot', 'e-1'), signal('second', 'e-2')], ENGLISH);
    await releaseCommand(await cli(), account.keyOf('ci-bot'), falseAlarm);
    expect(subjects().at(-1)).toMatch(/the deny stays/);
    expect(account.mails.at(-1)?.text).toMatch(/leave the deny for key LTAI/);
  });
});
