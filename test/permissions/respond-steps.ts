import { hygiene } from '../../functions/hygiene/hygiene';
import { investigate } from '../../functions/investigate/investigate';
import { detachPolicy } from '../../sandbox/world/attachments';
import { createKey, deleteKey, ownerNamed } from '../../sandbox/world/keys';
import { addVersion, deletePolicy, policyNamed } from '../../sandbox/world/policies';
import { userNamed } from '../../sandbox/world/users';
import { parseAccountId } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { NIGHTLY } from '../functions/hygiene/arrange';
import { type Account, busEvent, FREEZE, QUARANTINE, TIMER, used, withFullUser } from '../functions/respond/arrange';
import { aRun } from '../run';
import { withInvalidConfiguration } from './configuration';
import type { Step } from './drive';
import { ESCALATION_STEPS } from './escalation-steps';
import { idleKeyStep } from './idle-key-step';
import { splitQuarantine } from './split-quarantine';

const allows = (action: string) => ({ Effect: 'Allow', Action: action, Resource: '*' });
const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
const policy = (account: Account, name: string) => policyNamed(account.sandbox.world, 'Custom', name);
const OUTBOX_PAUSE_MS = 3_600_000;
const DUE_MS = 25 * 3_600_000;

/** Every path through respond, each as small as it can be. */
export const RESPOND_STEPS: readonly Step[] = [
  {
    name: 'poll: several leaks, one of an unused key, one of a person with groups',
    async run(open) {
      const person = aUser('alice').withKey().inGroup('admins').withConsole().withMfa();
      const account = await open(
        aSandbox()
          .withPolicy('deploys', allows('ecs:*'))
          .withGroup('admins', 'System/AdministratorAccess')
          .withUser(person.withPolicy('Custom/deploys'), aUser('ci-bot').withKey(), aUser('old').withKey())
          .withEvents(used('ci-bot')),
      );
      for (const key of ['alice', 'ci-bot', 'old']) account.leak(key);
      await account.poll();
      expect(account.statusOf('old')).toBe('Inactive');
      // The list of what is done is read, and so is everything that is known.
      await account.poll();
      account.leak('ci-bot');
      await account.poll();
    },
  },
  {
    name: "bus: an event that names no user; ActionTrail, last night's index and the walk",
    async run(open) {
      const account = await open(inUse().withUser(aUser('quiet').withKey(), aUser('indexed').withKey()));
      const night = await aRun(account.sandbox, {}, 'hygiene');
      await night.ownerIndex.write(new Map([[account.keyOf('indexed'), 'indexed']]), true);
      await account.respond(busEvent(account.keyOf('indexed'), {}, 'e-0'));
      expect(account.policiesOf('indexed')).toEqual([QUARANTINE]);
      await account.respond([busEvent(account.keyOf('ci-bot')), busEvent(account.keyOf('quiet'), {}, 'e-2')]);
      expect(account.policiesOf('quiet')).toEqual([QUARANTINE]);
    },
  },
  {
    name: 'a key in the recycle bin, and one that is not ours',
    async run(open) {
      const account = await open(aSandbox().withUser(aUser('gone').withKey()));
      deleteKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'gone'), account.keyOf('gone'));
      account.leak('gone', { userName: 'gone', userType: 'ram' });
      await account.poll();
      await account.respond(busEvent('LTAI5tNobodysKey000001'));
    },
  },
  {
    name: 'the key was used since, from an address that nobody knows',
    async run(open) {
      const theft = {
        key: 'ci-bot',
        daysAgo: 30 / 86_400,
        service: 'ram',
        action: 'ListUsers',
        sourceIp: '185.220.101.34',
      };
      const account = await open(inUse().withEvents(theft));
      account.leak('ci-bot');
      await account.poll();
    },
  },
  {
    name: 'manual: containment, then the commands status, investigate and hygiene',
    async run(open) {
      const account = await open(inUse());
      const accessKeyId = account.keyOf('ci-bot');
      await account.respond({ accessKeyId });
      await account.respond(TIMER);
      for (const command of ['status', 'investigate']) await account.respond({ command, accessKeyId });
      await account.respond({ command: 'status' });
      expect(await account.respond({ command: 'hygiene' })).toMatchObject({ started: true });
    },
  },
  {
    name: 'a user with ten policies: the group',
    async run(open) {
      const account = await open(withFullUser('ci-bot'));
      account.leak('ci-bot');
      await account.poll();
      expect(account.groupsOf('ci-bot')).toEqual([QUARANTINE]);
    },
  },
  {
    name: 'the quarantine is missing: freeze',
    async run(open) {
      const account = await open(inUse());
      deletePolicy(account.sandbox.world, policy(account, QUARANTINE), true);
      account.leak('ci-bot');
      await account.poll();
      expect(account.policiesOf('ci-bot')).toEqual([FREEZE]);
    },
  },
  {
    name: 'the quarantine was changed: freeze in its place',
    async run(open) {
      const account = await open(inUse());
      const document = JSON.stringify({ Version: '1', Statement: [allows('*')] });
      addVersion(account.sandbox.world, policy(account, QUARANTINE), document, { setAsDefault: true, rotate: false });
      account.leak('ci-bot');
      await account.poll();
      expect(account.policiesOf('ci-bot')).toEqual([FREEZE]);
    },
  },
  {
    name: 'the quarantine in two policies: each is attached',
    async run(open) {
      const account = await open(inUse());
      splitQuarantine(account);
      account.leak('ci-bot');
      await account.poll();
      expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE, `${QUARANTINE}2`]);
    },
  },
  {
    name: 'every attach refused: the key, and the keys made since',
    async run(open) {
      const account = await open(inUse());
      account.leak('ci-bot');
      createKey(account.sandbox.world, ownerNamed(account.sandbox.world, 'ci-bot'));
      account.fault('ram', 'AttachPolicyToUser', 'deny');
      account.fault('ram', 'AddUserToGroup', 'deny');
      await expect(account.poll()).rejects.toThrow();
      expect(account.statusOf('ci-bot')).toBe('Inactive');
    },
  },
  {
    name: 'escalation: freeze and the switch, after an investigation asked for it',
    async run(open) {
      const account = await open(inUse());
      account.leak('ci-bot');
      await account.poll();
      const run = await aRun(account.sandbox, {}, 'investigate');
      const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
      await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'success-after-deny', why: 'a call succeeded' });
      await account.poll();
      expect([account.policiesOf('ci-bot'), account.statusOf('ci-bot')]).toEqual([[FREEZE, QUARANTINE], 'Inactive']);
    },
  },
  ...ESCALATION_STEPS,
  {
    name: 'a deny that somebody took off is put back; one by the group',
    async run(open) {
      const account = await open(withFullUser('full').withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot')));
      splitQuarantine(account);
      for (const name of ['ci-bot', 'full']) account.leak(name);
      await account.poll();
      const { world } = account.sandbox;
      detachPolicy(world, userNamed(world, 'ci-bot'), policy(account, QUARANTINE));
      await account.poll();
      await account.poll();
      expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE, `${QUARANTINE}2`]);
    },
  },
  {
    name: 'a fence: the key works from its known networks alone, after an investigation judged them',
    async run(open) {
      const account = await open(inUse(), { TOURNIQUET_CONTAINMENT: 'fence' });
      account.leak('ci-bot');
      await account.poll();
      const run = await aRun(account.sandbox, {}, 'investigate');
      const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
      const networks = [{ scope: 'internet', block: '203.0.113.7' }];
      await run.schedule.add(id, 'fence', run.clock.now(), { verdict: 'fence', networks, kept: [], left: [] });
      await account.poll();
      expect(account.sandbox.keys.get('ci-bot')?.key.network?.document).toContain('203.0.113.7');
    },
  },
  idleKeyStep,
  {
    name: 'a channel fails: the alert waits in the outbox, and goes out by the timer',
    async run(open) {
      const account = await open(inUse());
      account.fault('smtp', undefined, '500', 20);
      await account.respond(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }));
      expect(account.objects('outbox/')).not.toEqual([]);
      account.clearFaults();
      account.sandbox.clock.advance(OUTBOX_PAUSE_MS);
      await account.poll();
      expect(account.mails).toHaveLength(1);
    },
  },
  {
    name: 'mails with a report wait in the outbox, and take it along when they go out',
    async run(open) {
      const account = await open(inUse(), { TOURNIQUET_REGIONS: 'cn-hangzhou' });
      account.leak('ci-bot');
      await account.poll();
      account.fault('smtp', undefined, '500', 20);
      const event = Buffer.from(
        JSON.stringify({ command: 'investigate', accessKeyId: account.keyOf('ci-bot'), round: 1 }),
      );
      await investigate(event, await aRun(account.sandbox, { TOURNIQUET_REGIONS: 'cn-hangzhou' }, 'investigate'));
      await hygiene(NIGHTLY, await aRun(account.sandbox, {}, 'hygiene'));
      account.clearFaults();
      account.sandbox.clock.advance(OUTBOX_PAUSE_MS);
      await account.poll();
      const reports = account.mails.flatMap(({ attachments }) => attachments.map(({ filename }) => filename));
      expect(reports.sort()).toEqual([
        expect.stringMatching(/^ak-tourniquet-hygiene-/),
        expect.stringMatching(/^ak-tourniquet-report-/),
      ]);
    },
  },
  {
    name: 'a hold and its reminders; investigations that are overdue',
    async run(open) {
      const account = await open(inUse(), { TOURNIQUET_EXCLUDE_USERS: 'ci-bot' });
      account.leak('ci-bot');
      await account.poll();
      account.sandbox.clock.advance(DUE_MS);
      await account.poll();
      expect(account.objects('schedule/').some((key) => key.includes('remind'))).toBe(false);
    },
  },
  {
    name: 'a storm above the cap: counted over the runs, told once',
    async run(open) {
      const users = ['one', 'two', 'three'];
      const account = await open(aSandbox().withUser(...users.map((name) => aUser(name).withKey())), {
        TOURNIQUET_MAX_PER_HOUR: '1',
      });
      for (const name of users) await account.respond(busEvent(account.keyOf(name), { userName: name }, name));
      expect(users.map((name) => account.policiesOf(name))).toEqual([[QUARANTINE], [], []]);
    },
  },
  {
    name: 'an event that nobody can read is kept, and told once',
    async run(open) {
      const account = await open(inUse());
      for (const _ of [1, 2]) await expect(account.respond(Buffer.from('{"half":'))).rejects.toThrow();
      expect(account.mails).toHaveLength(1);
    },
  },
  {
    name: 'secrets that KMS holds',
    async run(open) {
      const account = await open(inUse());
      account.sandbox.world.secrets.set('ak-tourniquet/state-key', 'k'.repeat(48));
      account.leak('ci-bot');
      await account.poll({ TOURNIQUET_STATE_KEY: 'kms:ak-tourniquet/state-key' });
      expect(account.policiesOf('ci-bot')).toEqual([QUARANTINE]);
    },
  },
  {
    name: 'a configuration that does not validate is told',
    async run(open) {
      expect(await withInvalidConfiguration(await open(inUse()), 'respond')).toBe(1);
    },
  },
];
