import { openFunctionSession } from '../../sandbox/identities';
import { ConfigurationInvalid } from '../../shared/errors';
import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import type { Account } from '../functions/respond/arrange';

/** A cold instance of a function whose configuration has a fault: it tells the owner, once an hour. Resolves
 *  with the number of mails. */
export async function withInvalidConfiguration({ sandbox }: Account, role: FunctionName): Promise<number> {
  const before = { ...process.env };
  Object.assign(process.env, sandbox.endpointEnv, { TOURNIQUET_CONTAINMENT: 'neither' });
  const context = {
    requestId: 'request-of-a-cold-instance',
    credentials: openFunctionSession(sandbox.world, roleName(role), roleName(role)),
    function: { name: roleName(role), timeout: 120 },
    accountId: sandbox.accountId,
  };
  const seen = sandbox.inbox.mail.length;
  try {
    // Modules of its own: a function remembers for an hour what it has told.
    await jest.isolateModulesAsync(async () => {
      const { log } = await import('../../functions/platform');
      log.level = 'silent';
      const { tellOfConfiguration } = await import('../../functions/configuration-alarm');
      await tellOfConfiguration(new ConfigurationInvalid(['TOURNIQUET_CONTAINMENT']), context);
    });
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
  return sandbox.inbox.mail.length - seen;
}
