import { aSandbox, aUser } from '../builders';
import { busEvent, used } from '../functions/respond/arrange';
import type { Step } from './drive';

/** The contained user's console login; what an investigation names goes the same way. */
export const MFA_STEP: Step = {
  name: 'a contained user with a console login: a second factor is required',
  async run(open) {
    const account = await open(
      aSandbox().withUser(aUser('ci-bot').withKey().withConsole()).withEvents(used('ci-bot')),
      { TOURNIQUET_MFA: 'enforce' },
    );
    await account.handled(busEvent(account.keyOf('ci-bot'), { userName: 'ci-bot' }), {
      TOURNIQUET_LANGUAGE: 'en',
      TOURNIQUET_MFA: 'enforce',
    });
    expect(account.sandbox.world.users.get('ci-bot')?.login?.mfaBindRequired).toBe(true);
  },
};
