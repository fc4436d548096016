import type { Now } from '../../shared/containment/changes';
import { type MfaLook, ownLoginChanges } from '../../shared/containment/login-changes';
import { looked } from '../../shared/identity/looked';
import { isAccessKeyId, parseAccessKeyId, type UserName } from '../../shared/ids';
import type { Entry } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { OVER, readAll } from '../../shared/incident/listing';
import { Markers } from '../../shared/incident/markers';
import type { CliRun } from '../run';

/**
 * The user's console login, when it was last changed, and what of that this tool did: any incident may name him, and those
 * that are under way or ended since are read where the login was changed since. Never throws.
 */
export async function lookAtLogin(
  { run }: CliRun,
  incident: Incident,
  userName: UserName,
  known: readonly Entry[],
  since: string,
): Promise<Pick<Now, 'loginProfile' | 'loginChangedAt' | 'ourLogin'>> {
  const { owner } = incident.state;
  const names = [userName, ...(owner?.type === 'ram-user' ? [owner.userName] : [])];
  const loginProfile = await looked(run.cloud.ram.loginProfile(userName));
  const ofThese = { loginProfile, ourLogin: ownLoginChanges(known, names) };
  if ('couldNotCheck' in loginProfile || loginProfile.value === false)
    return { ...ofThese, loginChangedAt: { value: undefined } };
  const loginChangedAt = await looked(changedAt(run, userName));
  if ('couldNotCheck' in loginChangedAt) return { ...ofThese, loginChangedAt };
  const { value } = loginChangedAt;
  if (value === undefined || Date.parse(value) < Date.parse(since) - 1000) return { ...ofThese, loginChangedAt };
  const others = await looked(entriesOfOthers(run, incident, since));
  if ('couldNotCheck' in others) return { ...ofThese, loginChangedAt: others };
  return { loginProfile, loginChangedAt, ourLogin: ownLoginChanges([...known, ...others.value], names) };
}

/** The user's MFA device, and since when it is bound. Throws what RAM throws. */
export async function lookAtMfa({ run: { cloud } }: CliRun, userName: UserName): Promise<MfaLook> {
  const device = await cloud.ram.mfaDevice(userName);
  // A virtual one has a name that somebody chose; what is a thing of its own has a number of its own.
  const isNamed = typeof device === 'string' && /:mfa\//.test(device);
  if (!isNamed) return { device, boundAt: { value: undefined } };
  const boundAt = await looked(cloud.loginProfiles.mfaBoundAt(device));
  const isTold = 'couldNotCheck' in boundAt || boundAt.value !== undefined;
  return { device, boundAt: isTold ? boundAt : { couldNotCheck: `the list of MFA devices does not tell it` } };
}

/** Throws what the looks throw. */
async function changedAt({ cloud }: CliRun['run'], userName: UserName): Promise<string | undefined> {
  const { id } = await cloud.ram.getUser(userName);
  return cloud.loginProfiles.changedAt(await cloud.ims.principalOfUser(id));
}

/** Of the account's incidents that are under way, or ended since. Throws what listing and reading throw. */
async function entriesOfOthers({ cloud, paths, journal }: CliRun['run'], { id }: Incident, since: string) {
  const markers = await new Markers(cloud.evidence, paths).list();
  const keys = markers.flatMap(({ state, accountId, accessKeyId, markedAt }) =>
    accountId === id.accountId &&
    isAccessKeyId(accessKeyId) &&
    accessKeyId !== id.accessKeyId &&
    !(OVER.has(state) && markedAt !== undefined && markedAt.getTime() < Date.parse(since))
      ? [parseAccessKeyId(accessKeyId)]
      : [],
  );
  const incidents = await readAll(journal, id.accountId, [...new Set(keys)]);
  return incidents.flatMap(({ entries }) => entries);
}
