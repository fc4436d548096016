import type { OwnIdentity } from '../../shared/signal/cloud-event';
import type { Run } from '../platform';

/** As `docs/roles` and `docs/ros.yaml` name them. Written out: reading the roles' documents would hold up the deny. */
const ROLE_NAMES = ['ak-tourniquet-respond', 'ak-tourniquet-investigate', 'ak-tourniquet-hygiene'];

/** Who we are to ActionTrail: what our own functions did asks for nothing. */
export function ownIdentity({ accountId }: Pick<Run, 'accountId'>): OwnIdentity {
  return { accountId, roleNames: ROLE_NAMES };
}
