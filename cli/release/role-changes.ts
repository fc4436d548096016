import { connectSetup } from '../../shared/aliyun';
import { type Changes, NO_CHANGES } from '../../shared/containment/changes';
import { looked } from '../../shared/identity/looked';
import type { AccountId, UserName } from '../../shared/ids';
import { trusts } from '../../shared/ram-policy/trust';
import type { CliRun } from '../run';

/** Of so many roles that were changed since the trust policy is read; what is beyond is named as not compared. */
const MOST_READ = 50;
/** The function's clock and the cloud's differ, and RAM tells whole seconds. */
const SKEW_MS = 60_000;

/**
 * Roles that were made or changed since the containment and that let the user become them: what they may do is given to
 * him with the rest. The listing tells when, so that the trust policy of those alone is read: one call for a thousand
 * roles, and one for each that was changed. What cannot be read could not be compared. Never throws.
 */
export async function roleChanges(
  { config, clock, credentials, run }: CliRun,
  userName: UserName,
  began: string | undefined,
): Promise<Changes> {
  if (began === undefined) return NO_CHANGES;
  const { roles } = connectSetup(config, clock, credentials);
  const all = await looked(roles.listRoles());
  if ('couldNotCheck' in all)
    return unknown(`whether a role lets him become it since could not be compared: ${all.couldNotCheck}`);
  const since = Date.parse(began) - SKEW_MS;
  // A time that cannot be read is no time before.
  const changed = all.value.filter(({ changedAt }) => !(Date.parse(changedAt) < since));
  const read = changed.slice(0, MOST_READ).map(async ({ name, changedAt }): Promise<Changes> => {
    const trust = await looked(judged(roles.trustOf(name), run.accountId, userName));
    if ('couldNotCheck' in trust)
      return unknown(`whether the role ${name} lets him become it could not be read: ${trust.couldNotCheck}`);
    if (trust.value === 'others') return NO_CHANGES;
    const whom = trust.value === 'him' ? 'him' : 'everybody of the account';
    return { ...NO_CHANGES, gained: [`the role ${name}, made or changed at ${changedAt}, lets ${whom} become it`] };
  });
  const found = await Promise.all(read);
  const beyond = changed.length - read.length;
  return {
    gained: found.flatMap(({ gained }) => gained),
    lost: [],
    unknown: [
      ...found.flatMap((one) => one.unknown),
      ...(beyond > 0 ? [`${beyond} more roles were made or changed since, and were not read`] : []),
    ],
  };
}

const unknown = (why: string): Changes => ({ ...NO_CHANGES, unknown: [why] });

/** One that is gone again lets nobody become it. */
async function judged(reading: Promise<string | undefined>, accountId: AccountId, userName: UserName) {
  const document = await reading;
  return document === undefined ? ('others' as const) : trusts(document, accountId, userName);
}
