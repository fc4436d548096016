import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import { TourniquetError } from '../../../shared/errors';
import { aSandbox, aUser } from '../../builders';
import { A_SERVER } from '../../functions/investigate/an-account';
import { aRun } from '../../run';

/** One account for all inputs of a target: opened before the first, stopped behind the last. */
export class SharedAccount {
  private opened: { readonly sandbox: RunningSandbox; readonly run: Run } | undefined;

  constructor(private readonly env: Readonly<Record<string, string>> = {}) {}

  get sandbox(): RunningSandbox {
    if (this.opened === undefined) throw new Error('the account is not open');
    return this.opened.sandbox;
  }

  get run(): Run {
    if (this.opened === undefined) throw new Error('the account is not open');
    return this.opened.run;
  }

  readonly open = async (): Promise<void> => {
    const sandbox = await aSandbox()
      .withUser(aUser('ci-bot').withKey().withPolicy('System/AdministratorAccess'), aUser('alice').withKey())
      .withRole('deploy')
      .withGroup('people')
      .withBills(3, A_SERVER)
      .withLeak('ci-bot')
      .withEvents({ key: 'ci-bot', daysAgo: 1, service: 'ecs', action: 'DescribeInstances' })
      .start();
    await sandbox.fc.stop();
    // By who may read everything: a refusal would hide what is answered.
    this.opened = { sandbox, run: await aRun(sandbox, this.env, 'hygiene', undefined, sandbox.identities.admin) };
  };

  readonly close = async (): Promise<void> => {
    await this.opened?.sandbox.stop();
    this.opened = undefined;
  };
}

/** Resolves with the answer, or undefined for a named failure. Throws what nobody has named: a crash. */
export async function namedOr<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof TourniquetError && error.message.length < 30_000) return undefined;
    throw error;
  }
}
