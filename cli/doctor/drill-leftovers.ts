import { connectRotation } from '../../shared/aliyun/rotation';
import { looked } from '../../shared/identity/looked';
import { maskKey, type UserName } from '../../shared/ids';
import { QUARANTINE_GROUP } from '../../shared/ram-policy/documents';
import { beyondDenies } from '../../shared/ram-policy/our-denies';
import type { CliRun } from '../run';
import { couldNotCheck, type Found, note } from './check';
import { COMMENT, cleanedUp, closed, isDrillName } from './drill-end';
import { type DrillIncident, incidentOf, incidentsLeft } from './drill-incidents';

/** Longer than a drill takes, whatever its calls wait for: a younger user may be of one that is under way. */
const MOST_MS = 15 * 60_000;

export interface Leftovers {
  /** For the plan. */
  readonly lines: readonly string[];
  /** Takes away what drills have left, and tells of it and of what could not be looked at. Never throws. */
  takeAway(): Promise<Found[]>;
}

/**
 * What drills that died have left: users with a key that works, and incidents that nobody would close. Ours is a user who
 * has a drill's name and its comment, and nothing that a drill does not give; any other is named, and left as he is.
 */
export async function leftovers(cli: CliRun): Promise<Leftovers> {
  const [users, incidents] = await Promise.all([looked(usersLeft(cli)), looked(incidentsLeft(cli))]);
  const unseen = [users, incidents].flatMap((look) => ('couldNotCheck' in look ? [look.couldNotCheck] : []));
  if ('value' in incidents) unseen.push(...incidents.value.unseen);
  const ours = 'value' in users ? users.value.ours : [];
  const others = 'value' in users ? users.value.others : [];
  // The incident of a user who is not certainly the drill's is not closed either.
  const known = ('value' in incidents && 'value' in users ? incidents.value.found : []).filter(
    ({ userName }) => !others.some((one) => one.userName === userName),
  );
  const open = known.filter(({ why }) => why === undefined);
  return {
    lines: [
      ...ours.map(({ userName }) => `delete the RAM user ${userName} and his keys, whom an earlier drill has left`),
      ...open.map(({ userName }) => `release the incident of ${userName}, which an earlier drill has left`),
    ],
    takeAway: async () => {
      const found: Found[] = [
        ...unseen.map((why) => couldNotCheck(`what earlier drills have left: ${why}`)),
        ...others.map(({ what }) => note(what)),
        ...known.filter(({ why }) => why !== undefined).map((one) => note(staysOpen(one))),
      ];
      const kept = new Set<string>();
      for (const { userName, createdAt } of ours) {
        // A person takes his time to agree: somebody may have given him more meanwhile.
        const why = await looked(whyNotOurs(cli, userName, createdAt));
        if ('value' in why && why.value === undefined) found.push(await cleanedUp(cli, userName));
        else {
          kept.add(userName);
          found.push('value' in why ? note(leftAs(userName, why.value)) : couldNotCheck(why.couldNotCheck));
        }
      }
      for (const { key, userName } of open) {
        if (kept.has(userName)) continue;
        const now = await looked(incidentOf(cli, key));
        if ('couldNotCheck' in now) found.push(couldNotCheck(now.couldNotCheck));
        else if (now.value?.why !== undefined) found.push(note(staysOpen(now.value)));
        else found.push(...(await closed(cli, key)));
      }
      return found;
    },
  };
}

interface UsersLeft {
  readonly ours: readonly { readonly userName: UserName; readonly createdAt: Date | undefined }[];
  readonly others: readonly { readonly userName: UserName; readonly what: string }[];
}

async function usersLeft(cli: CliRun): Promise<UsersLeft> {
  const ours: { userName: UserName; createdAt: Date | undefined }[] = [];
  const others: { userName: UserName; what: string }[] = [];
  for await (const page of cli.run.cloud.ram.listUsers())
    for (const { name: userName, createdAt } of page) {
      if (!isDrillName(userName)) continue;
      const why = await whyNotOurs(cli, userName, createdAt);
      if (why === undefined) ours.push({ userName, createdAt });
      else others.push({ userName, what: leftAs(userName, why) });
    }
  return { ours, others };
}

const leftAs = (userName: UserName, why: string | undefined): string => `${userName} is left as he is: ${why}`;

const staysOpen = ({ key, userName, why }: DrillIncident): string =>
  `the incident of ${maskKey(key)} (${userName}) stays open, although its user bore a drill's name: ${why}`;

/** Undefined: he is a drill's for certain. */
async function whyNotOurs(cli: CliRun, userName: UserName, createdAt: Date | undefined): Promise<string | undefined> {
  const { run, config, clock, credentials } = cli;
  if (createdAt === undefined || clock.now().getTime() - createdAt.getTime() < MOST_MS)
    return `a drill may be under way with him; where none is, a drill takes him away that begins a quarter of an hour after he was made`;
  const [comment, policies, groups, login] = await Promise.all([
    connectRotation(config, clock, credentials).ram.commentsOf(userName),
    run.cloud.ram.listPoliciesForUser(userName),
    run.cloud.ram.listGroupsForUser(userName),
    run.cloud.ram.hasLoginProfile(userName),
  ]);
  if (comment !== COMMENT) return 'he has not the comment that a drill gives';
  const more = [
    ...beyondDenies(policies).map(({ name }) => name),
    ...groups.filter((name) => name !== QUARANTINE_GROUP),
    ...(login ? ['a console login'] : []),
  ];
  return more.length === 0 ? undefined : `somebody has given him ${more.join(', ')}, which no drill does`;
}
