import type { AuditEvent } from '../evidence/types';
import { AccountFacts } from './account';
import { accountOfKey } from './accounts';
import { Baseline } from './baseline';
import { followChain } from './chain';
import { conclude } from './conclude';
import { afterDeny, goesOn } from './deny';
import { usedElsewhere } from './elsewhere';
import { familyOf, opened } from './family';
import { judgeSources } from './malice';
import type { Analysis, Case } from './model';
import { callsOfOthers, othersOf, tracesOf } from './others';
import { Signs } from './rules';
import { type OpenedSession, sessionsOpened } from './sessions';

/**
 * What the events of an account say about a leaked key: what it did that was not the business's, and every identity that
 * the attack made or became. `events` in any order, each once. Pure: the same events, the same answer.
 */
export function analyse(events: readonly AuditEvent[], given: Case): Analysis {
  const { accessKeyId, leakAt, denyAt } = given;
  const inOrder = [...events].sort(byTime);
  const family = familyOf(accessKeyId, inOrder);
  const ofFamily = inOrder.filter((event) => event.accessKeyId !== undefined && family.has(event.accessKeyId));
  const others = inOrder.filter((event) => event.accessKeyId === undefined || !family.has(event.accessKeyId));
  const ownUser = ofFamily.find((event) => event.accessKeyId === accessKeyId)?.userName?.split('@')[0];
  const accountId = given.accountId ?? accountOfKey(ofFamily, accessKeyId);
  const signs = new Signs(new AccountFacts(inOrder, accountId, ownUser, given.toolsBuckets));
  const baseline = new Baseline(ofFamily, others, leakAt, signs);
  const sources = judgeSources(ofFamily, baseline, signs, ownUser);
  const chain = followChain(accessKeyId, inOrder, new Set(sources.flatMap(({ attack }) => attack)), signs);
  const deny = afterDeny(ofFamily, denyAt);
  const traces = tracesOf(chain, baseline, signs, ownUser);
  const ofOthers = callsOfOthers(inOrder, chain, traces, { accessKeyId, userName: ownUser });
  const { others: otherIdentities, left } = othersOf(ofOthers, inOrder, traces.since);
  const attack = new Set(chain.attack.keys());
  const sessions = sessionsOpened(new Set([...ofFamily, ...attack]), attack);
  // What keeps the answer from being whole.
  const gaps = [
    ...noMeasure(ofFamily, baseline, accessKeyId),
    ...undated(events),
    ...maskedCalls(events, accessKeyId),
    ...uncheckedDoors([...ofFamily, ...chain.attack.keys()], baseline, signs),
    ...chain.cuts,
  ];
  return {
    findings: conclude({
      accessKeyId,
      baseline,
      signs,
      sources,
      chain,
      afterDeny: deny,
      goesOn: goesOn(chain.attack, accessKeyId, denyAt),
      ofOthers,
    }),
    actors: chain.actors,
    attack,
    sessions,
    strangeSessions: sessionsOfStrangers(ofFamily, baseline),
    business: ofFamily.filter((event) => event.accessKeyId === accessKeyId && !chain.attack.has(event)),
    historyEndsAt: baseline.isEnough ? baseline.endsAt : '',
    traces,
    others: otherIdentities,
    unfollowed: chain.cuts,
    notes: [...gaps, ...outliving(sessions, given), ...usedElsewhere(chain.actors), ...untold(left)],
    complete: gaps.length === 0,
  };
}

/** An AssumeRole alone condemns nobody: its session's calls have to be there to be judged. */
function sessionsOfStrangers(ofFamily: readonly AuditEvent[], baseline: Baseline): string[] {
  const ids = ofFamily.flatMap((event) => {
    const standing = baseline.holds(event) ? 'known' : baseline.standing(event);
    return standing === 'stranger' || standing === 'unmeasured' ? (opened(event)?.id ?? []) : [];
  });
  return [...new Set(ids)];
}

function untold(others: number): string[] {
  return others > 0 ? [`${others} other identities bear the attack's traces and are not told one by one`] : [];
}

/** So many are named one by one. */
const MOST_DOORS = 20;

/** Doors of which nobody can say whether they lead to another account: neither low nor high would be true. */
function uncheckedDoors(events: Iterable<AuditEvent>, baseline: Baseline, signs: Signs): string[] {
  const doors = [...new Set(events)].filter(
    (event) => event.errorCode === undefined && !baseline.holds(event) && signs.of(event)?.rule.isUnchecked,
  );
  if (doors.length === 0) return [];
  const why =
    signs.account.id === undefined
      ? "nothing here tells the key's own account"
      : `the key's own account (${signs.account.id}) or theirs is masked`;
  const named = doors.slice(0, MOST_DOORS).map(({ name, eventId }) => `${name} ${eventId}`);
  const more = doors.length > MOST_DOORS ? [`${doors.length - MOST_DOORS} more`] : [];
  return [
    `could not check whether another account was let in by ${[...named, ...more].join(', ')}: ${why}, and the whole id is needed (--account)`,
  ];
}

function noMeasure(ofFamily: readonly AuditEvent[], { isEnough }: Baseline, accessKeyId: string): string[] {
  if (ofFamily.length === 0) return [`no event of ${accessKeyId} is in these files`];
  return isEnough
    ? []
    : [
        'the key has no history before the suspicion to be measured by: only what is grave in itself is called high, and what is new cannot be told',
      ];
}

/** ActionTrail counts whole seconds: of one second, what makes an identity comes before what gives it a way in, and that before what it does. */
const FIRST = /^Create(User|Role)$/;
const SECOND = /^(CreateAccessKey|CreateLoginProfile|AssumeRole)/;
const rankOf = ({ name }: AuditEvent): number => (FIRST.test(name) ? 0 : SECOND.test(name) ? 1 : 2);

function byTime(a: AuditEvent, b: AuditEvent): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (rankOf(a) !== rankOf(b)) return rankOf(a) - rankOf(b);
  return a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0;
}

function undated(events: readonly AuditEvent[]): string[] {
  const count = events.filter(({ at }) => at === '').length;
  return count > 0 ? [`${count} events tell no time: they are counted, and judged only by who made them`] : [];
}

/** Exports hide parts of key ids (`LTAI5tAb****`): whose such calls are cannot be told. */
function maskedCalls(events: readonly AuditEvent[], key: string): string[] {
  const count = events.filter(({ accessKeyId }) => {
    const shown = accessKeyId?.split('*');
    return (
      shown !== undefined && shown.length > 1 && key.startsWith(shown[0] ?? '') && key.endsWith(shown.at(-1) ?? '')
    );
  }).length;
  return count > 0 ? [`calls under a masked key id that may be this key's, not judged: ${count}`] : [];
}

/** Sessions of the attack that live on: no policy on the user ends them (RAM, "Temporary credentials"). */
function outliving(sessions: readonly OpenedSession[], { denyAt, now }: Case): string[] {
  return sessions.flatMap(({ called, endsAt, ofAttack }) =>
    !ofAttack || endsAt <= (denyAt ?? now)
      ? []
      : [`session ${called} outlives the deny: it ends ${endsAt}; a deny on its role ends it at once`],
  );
}
