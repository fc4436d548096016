import { type FunctionName, roleName } from '../../shared/ram-policy/role-rights';
import { aSandbox } from '../builders';
import type { Step } from './drive';

/** What Function Compute itself does under the function's role: it writes the logs, and keeps what failed for good. */
export function platformStep(role: FunctionName): Step {
  return {
    name: 'the platform: logs, and an invocation that fails for good',
    async run(open) {
      const { sandbox } = await open(aSandbox(), { TOURNIQUET_MODE: 'neither' }, true);
      sandbox.fc.invokeAsync(roleName(role), { accessKeyId: 'LTAI5tSomeKey0000000001' });
      await sandbox.fc.idle();
      expect(sandbox.deadLetters.all).toMatchObject([{ from: roleName(role) }]);
    },
  };
}
