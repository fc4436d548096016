import type { Actor, ActorType } from './model';
import { named } from './register';

/** Credentials of which ActionTrail holds that they were made, and not what they are used for; and where that stands. */
const LOGS: Readonly<Partial<Record<ActorType, string>>> = {
  kubeconfig: "the cluster's audit log",
  'vpn-certificate': "the VPN gateway's connection log",
  'api-key': "the model service's own records and bill",
  'client-key': "the KMS instance's log in Log Service",
  'app-secret': "the application's own log",
};

/** What was taken that works outside of these events: that nothing is seen of it says nothing. Pure. */
export function usedElsewhere(actors: readonly Actor[]): string[] {
  const types = Object.keys(LOGS) as ActorType[];
  return types.flatMap((type) => {
    const names = actors.filter((actor) => actor.type === type).map(({ name }) => name);
    return names.length > 0
      ? [`what the ${type} ${named(names)} is used for does not stand in ActionTrail: look in ${LOGS[type]}`]
      : [];
  });
}
