import { CLI, WITH_REASON } from '../../shared/command-line';
import { POLICY_NAMES } from '../../shared/containment/apply';
import type { Changes } from '../../shared/containment/changes';
import { shownLogin } from '../../shared/containment/console/apply';
import { madeKeysOff, shownFrozen } from '../../shared/containment/frozen';
import type { ReleasePlan } from '../../shared/containment/release';
import { type AccessKeyId, maskKey, type UserName, uncheckedKey } from '../../shared/ids';
import { isConfirmed } from '../../shared/incident/confirmed';
import { damageOf, type Incident } from '../../shared/incident/journal';
import { isLaterRow, type Question } from '../../shared/incident/questions';
import { stageOf } from '../../shared/rotation/stage';
import type { Planned } from './planned';

/** A plan with what it rests on. */
export interface Found extends Planned {
  readonly incident: Incident;
}

function changeLines({ gained, lost, unknown }: Changes, userName: UserName): string[] {
  return [
    ...[...gained, ...lost].map((what) => `know that since the containment of ${userName} ${what}`),
    ...unknown.map((why) => `know that nobody could compare ${userName} with what he was: ${why}`),
  ];
}

const shownLeak = (leakId: string, signals: Incident['state']['signals']): string =>
  signals.some((one) => one.leakId === leakId && isConfirmed(one))
    ? `${leakId} (confirmed: Security Center says that its secret is valid)`
    : leakId;

function planLines(plan: ReleasePlan, leakIds: readonly string[], { signals }: Incident['state']) {
  const { userName, detach, leaveGroup, reactivate, neededBy, kept, unfreeze, leaveFrozen, leaveAttached, network } =
    plan;
  const { logins, leaveLogins, keptLogins, neededLogins, leaveOff, leaveFence, accessKeyId, isOffOtherwise, onBefore } =
    plan;
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
    ...unfreeze.map((one) => `detach ${POLICY_NAMES[one.deny ?? 'freeze']} from ${shownFrozen(one)}`),
    ...leaveFrozen.map(
      (one) =>
        `leave ${one.deny === undefined ? 'frozen' : 'quarantined'} ${shownFrozen(one)}: the attack made it (delete it, or say --false-alarm)`,
    ),
    ...leaveAttached.map(
      (what) =>
        `leave ${what} on ${userName}: ${onBefore.has(what) ? `it is on since ${onBefore.get(what)}, before this containment` : 'no journal says that ak-tourniquet put it there'} (--all-denies takes it off)`,
    ),
    ...neededBy.map(
      (k) => `leave ${kept.length > 0 ? kept.join(', ') : 'the deny'} on ${userName}: ${k} is contained, too`,
    ),
    ...leaveOff.map(
      (k) =>
        `leave ${maskKey(k)} off: ak-tourniquet, or somebody since, switched it off (--reactivate ${k} switches it on)`,
    ),
    ...(isOffOtherwise
      ? [
          `leave ${maskKey(accessKeyId)} off: no journal says that ak-tourniquet switched it off (--all-denies --reactivate ${accessKeyId} switches it on)`,
        ]
      : []),
    ...reactivate.map((k) => `switch ${maskKey(k)} on again`),
    ...(leakIds.length > 0
      ? [`contain no more for: ${leakIds.map((leakId) => shownLeak(leakId, signals)).join(', ')}`]
      : []),
  ];
}

/** The new key of a rotation whose old key is on still: two keys of one user work, and one of them may be forgotten. */
function openRotation({ rotation }: Incident['state']): string | undefined {
  const stage = stageOf(rotation);
  return stage === 'made' || stage === 'handed-over' ? (rotation?.newKey ?? undefined) : undefined;
}

/** A release answers what a person is asked: by no, so that whom it is about keeps his power. */
const askedLine =
  (accessKeyId: AccessKeyId) =>
  ({ since, row, reason, made = [] }: Question): string => {
    const names = made.map((one) => `the ${one.type} ${one.name}`).join(', ');
    const left = names === '' ? 'do nothing of it' : `leave alone ${names}`;
    return `answer what is asked since ${since} (${reason}): ${isLaterRow(row) ? left : 'contain nothing for it'} (${CLI} approve ${accessKeyId} ${WITH_REASON} contains it, before or instead)`;
  };

const UNKNOWN = ', or was renamed before his key was purged: his id was never written down';

/** What a release will do, and what the person should know beside it: a line each. Pure. */
export function releaseLines(
  { incident, plan, isGone, changes, sinceLeak, staysOn, unnamed }: Found,
  leakIds: readonly string[],
): string[] {
  const { accessKeyId } = incident.id;
  const key = maskKey(accessKeyId);
  const newKey = openRotation(incident.state);
  return [
    ...damageOf(incident).map((what) => `go by a damaged journal: ${what}`),
    ...(isGone
      ? [`take nothing off: ${plan.userName} was deleted${incident.state.ownerId === null ? UNKNOWN : ''}`]
      : []),
    ...unnamed.map((key) => `know that ${uncheckedKey(plan.userName, key)}`),
    ...changeLines(changes, plan.userName),
    ...sinceLeak.map((what) => `know that between the leak and the containment of ${plan.userName} ${what}`),
    ...incident.state.questions.map(askedLine(accessKeyId)),
    ...planLines(plan, leakIds, incident.state),
    ...(newKey !== undefined
      ? [
          `leave the rotation of ${key} as it stands: its new key ${newKey} works beside it (${CLI} rotate undo ${accessKeyId} takes it back)`,
        ]
      : []),
    ...madeKeysOff(incident.entries).map(
      (k) => `leave ${maskKey(k)} off: it is of a user whom the attack made (the RAM console switches it on)`,
    ),
    ...(staysOn ? [`leave ${key} on: whoever found it has its power again until rotate finish`] : []),
  ];
}
