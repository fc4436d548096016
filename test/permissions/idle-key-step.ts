import { parseAccountId } from '../../shared/ids';
import { aSandbox, aUser } from '../builders';
import { aRun } from '../run';
import type { Step } from './drive';

/** What a night hands to respond. */
export const idleKeyStep: Step = {
  name: 'an unused key is switched off, once it was seen that its owner has not excepted it',
  async run(open) {
    const on = { TOURNIQUET_IDLE_KEYS: 'disable' };
    const account = await open(
      aSandbox().withUser(aUser('idle').withKey('idle', { createdDaysAgo: 400, lastUsedDaysAgo: 200 })),
      on,
    );
    const run = await aRun(account.sandbox, on, 'respond', undefined, account.sandbox.identities.admin);
    const none = await run.seal.close(run.paths.hygieneExceptions, { schema: 1, exceptions: [] });
    await run.cloud.evidence.put(run.paths.hygieneExceptions, none);
    const id = { accountId: parseAccountId(account.sandbox.accountId), accessKeyId: account.keyOf('idle') };
    const ago = (days: number) => new Date(run.clock.now().getTime() - days * 86_400_000).toISOString();
    const task = { night: ago(0), user: 'idle', first: ago(30), second: ago(20), announced: ago(1) };
    await run.schedule.add(id, 'idle-key', run.clock.now(), task);
    await account.poll();
    expect(account.statusOf('idle')).toBe('Inactive');
  },
};
