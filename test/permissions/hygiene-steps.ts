import { type HygieneResult, hygiene } from '../../functions/hygiene/hygiene';
import { rootOwner, setKeyStatus } from '../../sandbox/world/keys';
import { aSandbox, aUser } from '../builders';
import { NIGHTLY } from '../functions/hygiene/arrange';
import type { Account, Env } from '../functions/respond/arrange';
import { aRun } from '../run';
import { withInvalidConfiguration } from './configuration';
import type { Step } from './drive';

const people = () =>
  aSandbox()
    .withUser(
      aUser('ci-bot').withKey('ci-bot', { createdDaysAgo: 200, lastUsedDaysAgo: 1 }),
      aUser('alice').withKey('alice').withConsole().withMfa(),
      aUser('empty'),
    )
    .withRootKey('root', { lastUsedDaysAgo: 5 })
    .withLeak('ci-bot');

async function night({ sandbox }: Account, env: Env = {}): Promise<HygieneResult> {
  return hygiene(NIGHTLY, await aRun(sandbox, env, 'hygiene'));
}

/** Every path through hygiene, each as small as it can be. */
export const HYGIENE_STEPS: readonly Step[] = [
  {
    name: 'two nights of one date: the report, the index, one alert; the responder has run',
    async run(open) {
      const account = await open(people());
      await account.poll();
      expect(await night(account)).toMatchObject({ complete: true, alert: 'sent' });
      expect(await night(account)).toMatchObject({ complete: true, alert: 'sent before' });
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
