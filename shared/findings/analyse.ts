import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { AccountFacts } from './account';
import { Baseline } from './baseline';
import { followChain } from './chain';
import { conclude } from './conclude';
import { afterDeny, goesOn } from './deny';
import { usedElsewhere } from './elsewhere';
import { familyOf, sessionTold } from './family';
import { judgeSources } from './malice';
import type { Analysis, Case } from './model';
import { callsOfOthers, othersOf, tracesOf } from './others';
import { Signs } from './rules';

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
  const signs = new Signs(new AccountFacts(inOrder, given.accountId ?? accountOf(ofFamily), ownUser));
  const baseline = new Baseline(ofFamily, others, leakAt, signs);
  const sources = judgeSources(ofFamily, baseline, signs, ownUser);
  const chain = followChain(accessKeyId, inOrder, new Set(sources.flatMap(({ attack }) => attack)), signs);
  const deny = afterDeny(ofFamily, denyAt);
  const traces = tracesOf(chain, baseline, signs, ownUser);
  const ofOthers = callsOfOthers(inOrder, chain, baseline, traces, { accessKeyId, userName: ownUser });
  const { others: otherIdentities, left } = othersOf(ofOthers, inOrder, traces.since);
  // What keeps the answer from being whole.
  const gaps = [
    ...noMeasure(ofFamily, baseline, accessKeyId),
    ...undated(events),
    ...maskedCalls(events, accessKeyId),
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
    attack: new Set(chain.attack.keys()),
    business: ofFamily.filter((event) => event.accessKeyId === accessKeyId && !chain.attack.has(event)),
    historyEndsAt: baseline.isEnough ? baseline.endsAt : '',
    traces,
    others: otherIdentities,
    unfollowed: chain.cuts,
    notes: [...gaps, ...liveSessions([...chain.attack.keys()], given), ...usedElsewhere(chain.actors), ...untold(left)],
    complete: gaps.length === 0,
  };
}

function untold(others: number): string[] {
  return others > 0 ? [`${others} other identities bear the attack's traces and are not told one by one`] : [];
}

/** The account that the key's own calls were made in; files may hold several. */
function accountOf(ofFamily: readonly AuditEvent[]): string | undefined {
  const telling = ofFamily.find((event) => detail(event, 'recipientAccountId') !== undefined);
  return telling && detail(telling, 'recipientAccountId');
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
function liveSessions(attack: readonly AuditEvent[], { denyAt, now }: Case): string[] {
  return attack.flatMap((event) => {
    const session = sessionTold(event);
    if (session === undefined) return [];
    const seconds = Number(detail(event, 'requestParameters', 'DurationSeconds') ?? 3600);
    const ends = new Date(Date.parse(event.at) + (Number.isFinite(seconds) ? seconds : 3600) * 1000);
    const told =
      detail(event, 'responseElements', 'credentials', 'expiration') ??
      detail(event, 'responseElements', 'Credentials', 'Expiration');
    const end = told !== undefined && !Number.isNaN(Date.parse(told)) ? new Date(told) : ends;
    if (Number.isNaN(end.getTime()) || end.toISOString() <= (denyAt ?? now)) return [];
    return [`session ${session} outlives the deny: it ends ${end.toISOString()}; a deny on its role ends it at once`];
  });
}
