import { type HygieneResult, hygiene } from '../../functions/hygiene/hygiene';
import type { Run } from '../../functions/platform';
import { attachPolicy } from '../../sandbox/world/attachments';
import { rootOwner, setKeyStatus } from '../../sandbox/world/keys';
import { policyNamed } from '../../sandbox/world/policies';
import { userNamed } from '../../sandbox/world/users';
import { aSandbox, aUser } from '../builders';
import { keepTrails, outOfTime, people } from '../functions/hygiene/an-account';
import { NIGHTLY, recordBucketUse } from '../functions/hygiene/arrange';
import type { Account, Env } from '../functions/respond/arrange';
import { aRun } from '../run';
import { withInvalidConfiguration } from './configuration';
import type { Step } from './drive';
import { splitQuarantine } from './split-quarantine';

async function night({ sandbox }: Account, env: Env = {}, but = (run: Run): Run => run): Promise<HygieneResult> {
  return hygiene(NIGHTLY, but(await aRun(sandbox, env, 'hygiene')));
}

/** Keys that nobody uses, as far as the night in which they are handed over; and a night that is repeated. */
export const IDLE_STEP: Step = {
  name: 'keys that nobody uses: warned of, warned of again, announced, handed over',
  async run(open) {
    const on = { TOURNIQUET_IDLE_KEYS: 'disable', TOURNIQUET_EXCLUDE_USERS: 'sandbox-admin' };
    const account = await open(
      aSandbox().withUser(aUser('idle').withKey('idle', { createdDaysAgo: 400, lastUsedDaysAgo: 200 })),
      on,
    );
    for (const days of [0, 7, 7, 1]) {
      account.sandbox.clock.advance(days * 86_400_000);
      expect(await night(account, on)).toMatchObject({ idleKeys: { refused: null, steps: [{ user: 'idle' }] } });
    }
    await night(account, on);
    await account.poll(on);
    expect(account.statusOf('idle')).toBe('Inactive');
  },
};

/** Every path through hygiene, each as small as it can be. */
export const HYGIENE_STEPS: readonly Step[] = [
  {
    name: 'two nights of one date: the report, the index, one alert; the responder has run',
    async run(open) {
      const account = await open(people());
      keepTrails(account.sandbox);
      for (const bucket of ['audit-bucket', 'ak-tourniquet-evidence'])
        recordBucketUse(account.sandbox, account.keyOf('deploy'), bucket);
      await account.poll();
      expect(await night(account)).toMatchObject({ complete: true, alert: 'sent' });
      expect(await night(account)).toMatchObject({ complete: true, alert: 'sent before' });
    },
  },
  {
    name: 'somebody who may attach to groups, and take a role that others make him an administrator by',
    async run(open) {
      const Allow = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
      const steps = [Allow(['ram:AttachPolicyToGroup'], '*'), Allow(['sts:AssumeRole'], 'acs:ram:*:*:role/boss')];
      const account = await open(
        aSandbox()
          .withPolicy('steps', ...steps)
          .withUser(aUser('climber').withKey('climber').withPolicy('Custom/steps'))
          .withRole('boss', 'System/AdministratorAccess'),
      );
      expect(await night(account)).toMatchObject({ complete: true });
    },
  },
  {
    name: "the incident of a root key: what the report says of root's keys is handed on, and respond ends it",
    async run(open) {
      const account = await open(people());
      account.leak('root');
      await account.poll();
      const { world, clock } = account.sandbox;
      setKeyStatus(world, rootOwner(world), account.keyOf('root'), 'Inactive');
      clock.advance(86_400_000);
      await night(account);
      await account.poll();
      expect(account.objects('status/')).toContainEqual(expect.stringMatching(/\/released--/));
    },
  },
  {
    name: 'the quarantine in two documents, and somebody frozen',
    async run(open) {
      const account = await open(people());
      const { world } = account.sandbox;
      splitQuarantine(account);
      attachPolicy(world, userNamed(world, 'empty'), policyNamed(world, 'Custom', 'AkTourniquetFreeze'));
      expect(await night(account)).toMatchObject({ complete: true });
    },
  },
  {
    name: 'a night that runs out of time is handed on',
    async run(open) {
      const account = await open(people());
      account.fault('ims', 'GetCredentialReport', '500', 100);
      expect(await night(account, {}, (run) => outOfTime(run, account.sandbox))).toMatchObject({ alert: 'goes on' });
    },
  },
  {
    name: 'no credential report: every user is asked himself, and every key for its last use',
    async run(open) {
      const account = await open(people());
      account.fault('ims', 'GetCredentialReport', '500', 100);
      expect((await night(account)).couldNotCheck).toBeGreaterThan(0);
      expect(account.calls('ram').some(({ action }) => action === 'GetAccessKeyLastUsed')).toBe(true);
    },
  },
  {
    name: 'an incomplete look adds to the index of the night before',
    async run(open) {
      const account = await open(people());
      expect(await night(account)).toMatchObject({ complete: true });
      account.fault('ram', 'ListAccessKeys', '500', 100);
      account.fault('ims', 'GetCredentialReport', '500', 100);
      expect(await night(account)).toMatchObject({ complete: false });
    },
  },
  {
    name: 'a channel fails: the alert waits in the outbox',
    async run(open) {
      const account = await open(people());
      account.fault('smtp', undefined, '500', 20);
      await night(account);
      expect(account.objects('outbox/')).not.toEqual([]);
    },
  },
  {
    name: 'secrets that KMS holds',
    async run(open) {
      const account = await open(people());
      account.sandbox.world.secrets.set('ak-tourniquet/state-key', 'k'.repeat(48));
      expect(await night(account, { TOURNIQUET_STATE_KEY: 'kms:ak-tourniquet/state-key' })).toMatchObject({
        alert: 'sent',
      });
    },
  },
  {
    name: 'a configuration that does not validate is told, and once',
    async run(open) {
      const account = await open(people());
      expect(await withInvalidConfiguration(account, 'hygiene')).toBe(1);
      expect(await withInvalidConfiguration(account, 'hygiene')).toBe(0);
    },
  },
];
