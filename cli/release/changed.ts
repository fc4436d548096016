import { keptBefore } from '../../functions/respond/before';
import { changesSince, merged, NO_CHANGES } from '../../shared/containment/changes';
import { type KeysNow, keyEnds } from '../../shared/containment/key-changes';
import type { ReleaseFacts } from '../../shared/containment/release';
import { type Got, gainedSinceLeak } from '../../shared/containment/since-leak';
import { policiesOfGroups } from '../../shared/identity/before-state';
import { looked, messageOf } from '../../shared/identity/looked';
import type { BeforeState } from '../../shared/identity/types';
import type { UserName } from '../../shared/ids';
import { containedAt, lastContainedAt } from '../../shared/incident/checklist';
import type { Incident } from '../../shared/incident/journal';
import { unfinishedRelease } from '../../shared/incident/release-under-way';
import { containmentOf } from '../../shared/incident/state';
import { suspicionBegan } from '../../shared/incident/suspicion';
import { FREEZE_POLICY, QUARANTINE_GROUP, QUARANTINE_POLICY } from '../../shared/ram-policy/documents';
import { OUR_DENIES, QUARANTINE_NAMES } from '../../shared/ram-policy/our-denies';
import type { CliRun } from '../run';
import { lookAtLogin, lookAtMfa } from './login-look';
import { powerByOurNames } from './named-ours';
import { lookAtRoles } from './role-look';

export const OURS: ReadonlySet<string> = new Set([...OUR_DENIES, QUARANTINE_GROUP]);

/** The user as he is, and the incidents of his other keys. */
interface There extends Pick<ReleaseFacts, 'policies' | 'groups'>, Pick<KeysNow, 'keys'> {
  readonly memberships: Got['groups'];
  readonly ownKeys: readonly string[];
  readonly others: readonly Incident[];
}

/**
 * What somebody else has changed about him since the containment, and what he got between the leak and that. What was never contained has nothing to compare with,
 * and nothing to give back. Never throws.
 */
export async function changesOf(
  cli: CliRun,
  incident: Incident,
  userName: UserName,
  { keys, ownKeys, others, policies, groups, memberships }: There,
): Promise<Pick<ReleaseFacts, 'changes' | 'sinceLeak'>> {
  const { run } = cli;
  const { id, state } = incident;
  // Behind a release that came to its end a key may still be given back, and his power with it.
  const began = containedAt(incident) ?? lastContainedAt(incident.entries);
  if (began === undefined) return { changes: NO_CHANGES };
  const theirs = groups.filter((name) => !OURS.has(name));
  const entries = [incident, ...others].flatMap((one) => one.entries);
  const [before, groupsNow, login, mfa, byRoles, byOurs] = await Promise.all([
    beforeOf(run, run.paths.before(id, containmentOf(state))),
    looked(policiesOfGroups(run.cloud, theirs)),
    lookAtLogin(cli, incident, userName, entries, began),
    looked(lookAtMfa(cli, userName)),
    lookAtRoles(cli, userName, began),
    powerByOurNames(run.cloud, policies, groups),
  ]);
  const policiesNow = policies.filter(({ name }) => !OURS.has(name));
  const leakAt = suspicionBegan(incident)?.toISOString();
  const profile = 'value' in login.loginProfile && login.loginProfile.value;
  const got: Got = {
    policies: policiesNow,
    groups: memberships.filter(({ group }) => !OURS.has(group)),
    loginMadeAt: profile ? profile.createdAt : undefined,
  };
  const sinceLeak = leakAt === undefined ? [] : gainedSinceLeak(got, leakAt, began);
  const more = merged([byOurs.changes, byRoles]);
  if (typeof before === 'string') return { changes: { ...more, unknown: [before, ...more.unknown] }, sinceLeak };
  const changes = changesSince(before, {
    keys: { keys, own: ownKeys, ours: keyEnds(entries, began), offByUs: state.offByUs },
    policies: policiesNow,
    groups: groupsNow,
    ...login,
    since: began,
    mfa,
  });
  return {
    changes: merged([
      changes,
      { ...NO_CHANGES, lost: state.isContaining ? takenOff(incident, policies, groups, byOurs.allowing) : [] },
      more,
    ]),
    sinceLeak,
  };
}

/** What we attached, and somebody has detached: perhaps a release of ours that did not come to its end. */
function takenOff(
  incident: Incident,
  policies: ReleaseFacts['policies'],
  groups: ReleaseFacts['groups'],
  allowing: ReadonlySet<string>,
): string[] {
  const { attached, viaGroup } = incident.state;
  const isOn = (name: string): boolean => policies.some((policy) => policy.type === 'Custom' && policy.name === name);
  const isQuarantined =
    QUARANTINE_NAMES.some((name) => isOn(name) && (name === QUARANTINE_POLICY || !allowing.has(name))) ||
    (viaGroup && groups.includes(QUARANTINE_GROUP));
  const died = unfinishedRelease(incident);
  const by = died
    ? `, perhaps by the release that ${died.by} began at ${died.at} and that did not come to its end`
    : '';
  return [
    ...(attached.has('quarantine') && !isQuarantined ? [`${QUARANTINE_POLICY} was detached from him${by}`] : []),
    ...(attached.has('freeze') && !isOn(FREEZE_POLICY) ? [`${FREEZE_POLICY} was detached from him${by}`] : []),
  ];
}

/** A text: why it is not known. */
async function beforeOf(run: CliRun['run'], key: string): Promise<BeforeState | undefined | string> {
  try {
    const kept = await keptBefore(run, key);
    return kept === 'forged' ? `${key} does not bear the seal of this responder` : kept;
  } catch (error) {
    return `what he was before could not be read: ${messageOf(error)}`;
  }
}
