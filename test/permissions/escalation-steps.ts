import { addVersion, policyNamed } from '../../sandbox/world/policies';
import { createRole } from '../../sandbox/world/roles';
import { createUser } from '../../sandbox/world/users';
import { parseAccountId } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { type Account, FREEZE, QUARANTINE, used } from '../functions/respond/arrange';
import { aRun } from '../run';
import type { Step } from './drive';
import { splitQuarantine } from './split-quarantine';

const inUse = () => aSandbox().withUser(aUser('ci-bot').withKey()).withEvents(used('ci-bot'));
const AUTO = { TOURNIQUET_ESCALATE: 'auto' };

/** The thief makes a user and a role, the investigation finds them, and a look afterwards tells what each carries. */
async function dugIn(account: Account, more: readonly string[] = []): Promise<() => string[][]> {
  const { world } = account.sandbox;
  account.sandbox.clock.advance(5_000);
  const user = createUser(world, { name: 'svc-backup' });
  const principal = { RAM: ['acs:ram::9999999999999999:root'] };
  const trust = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }] };
  const role = createRole(world, { name: 'backdoor', trustDocument: JSON.stringify(trust) });
  const run = await aRun(account.sandbox, {}, 'investigate');
  const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('ci-bot') };
  const made = [...[user.name, ...more].map((name) => ({ type: 'user', name })), { type: 'role', name: role.name }];
  await run.schedule.add(id, 'escalate', run.clock.now(), { row: 'persistence-after-leak', why: 'made', made });
  return () => [user, role].map(({ attached }) => attached.current.map(({ policy }) => policy.name));
}

/** What the attack made, contained with the key. */
export const ESCALATION_STEPS: readonly Step[] = [
  {
    name: 'escalation: a user and a role that the attack made are frozen with the key',
    async run(open) {
      const account = await open(inUse(), AUTO);
      account.leak('ci-bot');
      await account.poll();
      const carried = await dugIn(account);
      await account.poll();
      expect(carried()).toEqual([[FREEZE], [FREEZE]]);
    },
  },
  {
    name: 'escalation: freeze was rewritten, and the quarantine, in two policies, stands in for it',
    async run(open) {
      const account = await open(inUse(), AUTO);
      splitQuarantine(account);
      account.leak('ci-bot');
      await account.poll();
      const { world } = account.sandbox;
      const document = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });
      addVersion(world, policyNamed(world, 'Custom', FREEZE), document, { setAsDefault: true, rotate: false });
      const carried = await dugIn(account);
      await expect(account.poll()).rejects.toThrow(/AkTourniquetFreeze/);
      expect(carried()).toEqual([
        [QUARANTINE, `${QUARANTINE}2`],
        [QUARANTINE, `${QUARANTINE}2`],
      ]);
    },
  },
  {
    name: 'escalation: more were made than are contained, and what each can do is looked at',
    async run(open) {
      const account = await open(inUse(), AUTO);
      account.leak('ci-bot');
      await account.poll();
      const { world } = account.sandbox;
      account.sandbox.clock.advance(5_000);
      const names = Array.from({ length: 11 }, (_, i) => `svc-${i}`);
      for (const name of names) createUser(world, { name });
      const carried = await dugIn(account, names);
      await account.poll();
      expect(carried()[1]).toEqual([FREEZE]);
    },
  },
];
