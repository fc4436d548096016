import type { Changes } from '../../shared/containment/changes';
import { shownLogin } from '../../shared/containment/console/apply';
import type { ReleasePlan } from '../../shared/containment/release';
import { maskKey, type UserName } from '../../shared/ids';
import { FREEZE_POLICY } from '../../shared/ram-policy/documents';

export function changeLines({ gained, lost, unknown }: Changes, userName: UserName): string[] {
  return [
    ...[...gained, ...lost].map((what) => `know that since the containment of ${userName} ${what}`),
    ...unknown.map((why) => `know that nobody could compare ${userName} with what he was: ${why}`),
  ];
}

export function planLines(plan: ReleasePlan, leakIds: readonly string[]) {
  const { userName, detach, leaveGroup, reactivate, neededBy, kept, unfreeze, leaveFrozen, leaveAttached, network } =
    plan;
  const { logins, leaveLogins, keptLogins, neededLogins, leaveOff, leaveFence, accessKeyId } = plan;
  return [
    ...(network
      ? [`put the network policy of ${maskKey(network.accessKeyId)} back: now ${network.ours}, then ${network.text}`]
      : []),
    ...(leaveFence
      ? [
          `leave the fence to ${maskKey(accessKeyId)}, which was deleted: restored, it bears it, until a release of then`,
        ]
      : []),
    ...logins.map(
      ({ userName: name, now, then }) =>
        `put the console login of ${name} back: now ${shownLogin(now)}; then ${shownLogin(then)}`,
    ),
    ...leaveLogins.map(
      (name) =>
        `leave the console login of ${name} as it is: the findings name it (--restore-console ${name}, or --false-alarm)`,
    ),
    ...keptLogins.map(
      (name) =>
        `leave the console login of ${name} as it is: a release has left it so (--restore-console ${name} gives it back)`,
    ),
    ...neededLogins.map(
      ({ userName: name, by }) =>
        `leave the console login of ${name}, or some of it, as it is: ${by.join(', ')} is contained and needs it (its own release gives it back)`,
    ),
    ...detach.map((name) => `detach ${name} from ${userName}`),
    ...(leaveGroup ? [`take ${userName} out of the quarantine group`] : []),
    ...unfreeze.map(({ type, name }) => `detach ${FREEZE_POLICY} from ${type} ${name}`),
    ...leaveFrozen.map(
      ({ type, name }) => `leave ${type} ${name} frozen: the attack made it (delete it, or say --false-alarm)`,
    ),
    ...leaveAttached.map(
      (what) =>
        `leave ${what} on ${userName}: no journal says that ak-tourniquet put it there (--all-denies takes it off)`,
    ),
    ...neededBy.map(
      (k) => `leave ${kept.length > 0 ? kept.join(', ') : 'the deny'} on ${userName}: ${k} is contained, too`,
    ),
    ...leaveOff.map(
      (k) =>
        `leave ${maskKey(k)} off: ak-tourniquet, or somebody since, switched it off (--reactivate ${k} switches it on)`,
    ),
    ...reactivate.map((k) => `switch ${maskKey(k)} on again`),
    ...(leakIds.length > 0 ? [`contain no more for: ${leakIds.join(', ')}`] : []),
  ];
}
