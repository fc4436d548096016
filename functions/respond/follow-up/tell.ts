import { ifThere } from '../../../shared/aliyun/call';
import type { Said } from '../../../shared/containment/follow-up/decide';
import { recentUse } from '../../../shared/containment/impact';
import { carriedDenies } from '../../../shared/containment/release-needs';
import { looked } from '../../../shared/identity/looked';
import type { UserName } from '../../../shared/ids';
import { checklistOf, containedAt } from '../../../shared/incident/checklist';
import { epochOf } from '../../../shared/incident/epoch';
import type { Incident } from '../../../shared/incident/journal';
import { markByJournal } from '../../../shared/incident/mark';
import type { Known } from '../../../shared/notify/facts';
import type { FollowUpAbout } from '../../../shared/notify/follow-up-about';
import { type Sending, sendOnce } from '../../alerting';
import type { Run } from '../../platform';
import type { KeyLook } from './key-look';

/** Tells what the day's look asks for: each thing once a containment; a release that is half done each day, bills that cannot be read, and a question that keeps it open, each week. */
export function say(run: Run, incident: Incident, { entry, userName }: KeyLook, said: Said): Promise<Sending> {
  return send(run, incident, `${nameOf(said, run.clock.now())}:${epochOf(incident.state)}`, userName, async () => {
    if (said.what === 'deletable') return { what: 'deletable', since: said.since };
    if (said.what === 'bills-unread') return { what: 'bills-unread', why: said.why };
    if (said.what === 'unanswered') return { what: 'unanswered', since: said.since, question: said.question };
    if (said.what === 'half-released') return { what: 'half-released', by: said.by, at: said.at };
    const usedAt: Known<string | null> =
      entry.usedAt === undefined ? { couldNotCheck: 'RAM or ActionTrail did not tell' } : { value: entry.usedAt };
    if (said.what === 'quiet') return { what: 'quiet', usedAt };
    return { what: 'active', days: said.days, usedAt, from: await usedFrom(run, incident) };
  });
}

function nameOf(said: Said, now: Date): string {
  if (said.what === 'active') return `active-${said.days}d`;
  if (said.what === 'bills-unread' || said.what === 'unanswered') return `${said.what}-${said.week}`;
  return said.what === 'half-released' ? `half-released-${now.toISOString().slice(0, 10)}` : said.what;
}

/**
 * Moves the marker, and tells that the incident has closed: again after a crash between the end and its telling. Throws
 * what the look at the user throws.
 */
export async function tellOfClosing(run: Run, incident: Incident, userName: UserName): Promise<Sending> {
  const { id, state } = incident;
  await markByJournal(run, id);
  // Before the telling is claimed: a look that fails is made again, and tells then.
  const isStill = state.attached.size > 0 && (await isDenied(run, userName));
  return send(run, incident, `closed:${state.closed?.at}`, userName, async () => ({
    what: 'closed',
    isDenied: isStill,
  }));
}

/** He may have been deleted with his key, or somebody has taken the deny off. */
async function isDenied({ cloud: { ram } }: Run, userName: UserName): Promise<boolean> {
  const look = Promise.all([ram.listPoliciesForUser(userName), ram.listGroupsForUser(userName)]);
  const [policies, groups] = (await ifThere(look)) ?? [[], []];
  return carriedDenies(policies, groups).size > 0;
}

function send(
  run: Run,
  incident: Incident,
  step: string,
  userName: string,
  aboutOf: () => Promise<FollowUpAbout>,
): Promise<Sending> {
  const { id } = incident;
  return sendOnce(run, id, step, async () => ({
    kind: 'follow-up',
    at: run.clock.now().toISOString(),
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accessKeyId: id.accessKeyId,
    userName,
    checklist: checklistOf(incident),
    about: await aboutOf(),
  }));
}

/** The addresses that it was used from since it was contained. */
async function usedFrom(run: Run, incident: Incident): Promise<Known<readonly string[]>> {
  const since = containedAt(incident) ?? '';
  const uses = await looked(recentUse(run.cloud.actionTrail(), incident.id.accessKeyId));
  if ('couldNotCheck' in uses) return uses;
  const recent = uses.value.uses.filter(({ lastAt }) => lastAt !== undefined && lastAt >= since);
  return { value: [...new Set(recent.flatMap(({ ip }) => ip ?? []))] };
}
