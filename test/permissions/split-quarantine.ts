import { attachPolicy } from '../../sandbox/world/attachments';
import { groupNamed } from '../../sandbox/world/groups';
import { addVersion, createPolicy, policyNamed } from '../../sandbox/world/policies';
import { quarantineDocuments } from '../../shared/ram-policy/documents';
import { type Account, QUARANTINE } from '../functions/respond/arrange';

/** The quarantine as set-up makes it where an account's policies may not be so long: in two. */
export function splitQuarantine({ sandbox: { world } }: Account): void {
  const [first, ...rest] = quarantineDocuments({ bucket: 'ak-tourniquet-evidence', accountId: world.accountId }, 4000);
  const whole = policyNamed(world, 'Custom', QUARANTINE);
  addVersion(world, whole, first?.document ?? '', { setAsDefault: true, rotate: false });
  for (const { name, document } of rest)
    attachPolicy(world, groupNamed(world, QUARANTINE), createPolicy(world, name, document, 'a part'));
}
