import { detail, isAddress, roleSpeaking } from '../evidence/event';
import { resourcesOf } from '../evidence/resources';
import type { AuditEvent } from '../evidence/types';
import { isAccessKeyId } from '../ids';
import { specialRange } from '../origins/special';
import { credentialOf } from '../signal/credential';
import { type Baseline, toolOf } from './baseline';
import type { Chain } from './chain';
import { HOUSE_DAYS } from './house';
import type { Actor, OtherIdentity, OtherType, Trace, Traces } from './model';
import type { Signs } from './rules';

const DAY_MS = 86_400_000;
/** Shorter names of things are everywhere, and would be met by chance. */
const LEAST_NAME = 6;
/** So many other identities are told one by one. */
const MOST_OTHERS = 50;
/** Seen at work on so many days, or in so many calls, before the attack, an identity is somebody's ordinary one. */
const ORDINARY_DAYS = 2;
const ORDINARY_CALLS = 20;

/** Roles of this tool's functions. From the attack's address or with its program they are told like any other. */
const OWN_FUNCTIONS = /^ak-tourniquet-(respond|investigate|hygiene)$/;

/** The attack's own; what is the business's still, or gives power to somebody, leaves traces like anything else. */
const SOMEBODY =
  /^(access-key|session|user|login-profile|role|cloudsso-user|identity-provider|application|app-secret|client-key|kubeconfig|vpn-certificate|function)$/;
const isSomebody = ({ type }: Actor): boolean => SOMEBODY.test(type);

/** Inside networks the same addresses are everywhere: two clouds' machines at 10.0.0.5 have nothing to do with each other. */
const isPublic = (ip: string): boolean => isAddress(ip) && !/^(private|cloud-internal)$/.test(specialRange(ip) ?? '');

/** What the attack left that may be met again under another identity. Pure. */
export function tracesOf({ attack, actors }: Chain, baseline: Baseline, signs: Signs, ownUser?: string): Traces {
  // Identities of the attack are followed by the chain; the key's own user is everybody's who answers the leak.
  const made = new Set([...actors.filter(isSomebody).flatMap(({ id, name }) => [id, name]), ownUser ?? '']);
  const addresses = new Set<string>();
  const userAgents = new Set<string>();
  const resources = new Set<string>();
  for (const event of attack.keys()) {
    if (isPublic(event.ip) && /^(stranger|unmeasured)$/.test(baseline.standing(event))) addresses.add(event.ip);
    if (baseline.isNewTool(event)) userAgents.add(event.userAgent);
    if (event.rw === 'Read' || event.errorCode !== undefined || signs.of(event) === undefined) continue;
    for (const name of resourcesOf(event))
      if (name.length >= LEAST_NAME && !made.has(name.split('@')[0] ?? '')) resources.add(name);
  }
  const first = [...attack.keys()].find(({ at }) => at !== '')?.at ?? '';
  return {
    since: first === '' ? '' : new Date(Date.parse(first) - DAY_MS).toISOString(),
    first,
    addresses: [...addresses],
    userAgents: [...userAgents],
    resources: [...resources],
  };
}

/** A call of another identity, and the trace of the attack that led to it. */
export interface OtherCall {
  readonly event: AuditEvent;
  readonly by: Trace;
  readonly type: OtherType;
  readonly id: string;
}

/**
 * Calls of the account's other identities that bear the attack's traces: from its addresses, unless they are the account's
 * by the days on which others used them before; with its program, which nobody used before; or upon what it made or changed, after it did. `events`: the whole account's,
 * by time. Pure.
 */
export function callsOfOthers(
  events: readonly AuditEvent[],
  { attack }: Chain,
  traces: Traces,
  own: { readonly accessKeyId: string; readonly userName: string | undefined },
): OtherCall[] {
  if (traces.since === '') return [];
  const addresses = new Set(traces.addresses);
  const tools = new Set(traces.userAgents.map(toolOf));
  const agents = new Set(traces.userAgents);
  const resources = new Set(traces.resources);
  const days = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.at === '' || event.at >= traces.since) continue;
    if (addresses.has(event.ip)) days.set(event.ip, (days.get(event.ip) ?? new Set()).add(event.at.slice(0, 10)));
    if (tools.size > 0) tools.delete(toolOf(event.userAgent));
  }
  for (const [ip, of] of days) if (of.size >= HOUSE_DAYS) addresses.delete(ip);
  return events.flatMap((event): OtherCall[] => {
    if (event.at < traces.since || attack.has(event) || event.accessKeyId === own.accessKeyId) return [];
    const by = traceOf(event, { addresses, tools, agents, resources }, traces.first);
    const who = by === undefined ? undefined : whose(event, own.userName);
    return by === undefined || who === undefined ? [] : [{ event, by, ...who }];
  });
}

interface Known {
  readonly addresses: ReadonlySet<string>;
  readonly tools: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  readonly resources: ReadonlySet<string>;
}

function traceOf(event: AuditEvent, known: Known, first: string): Trace | undefined {
  if (known.addresses.has(event.ip)) return 'address';
  if (known.agents.has(event.userAgent) && known.tools.has(toolOf(event.userAgent)) && isAddress(event.ip))
    return 'tool';
  // This tool's own functions answer the attack: they attach and disable.
  if (OWN_FUNCTIONS.test(roleSpeaking(event) ?? '')) return undefined;
  const changes = event.rw !== 'Read' && event.errorCode === undefined && event.at >= first;
  return changes && resourcesOf(event).some((name) => known.resources.has(name)) ? 'resource' : undefined;
}

/** Undefined: a service of the cloud, or a masked id that may be the leaked key's own. */
function whose(event: AuditEvent, ownUser: string | undefined): { type: OtherType; id: string } | undefined {
  const type = detail(event, 'userIdentity', 'type') ?? '';
  if (type === 'system') return undefined;
  const { accessKeyId, userName } = event;
  const by = credentialOf(accessKeyId, detail(event, 'eventType'));
  const id = by === 'console' ? undefined : accessKeyId;
  if (type === 'root-account' || userName === 'root') return { type: 'root', id: id ?? 'root' };
  if (id !== undefined && !id.includes('*')) {
    if (by === 'session') return { type: 'session', id };
    // What may be a key is told as one: who finds no such key has the user's name beside it, and a key that nobody names
    // stays on.
    if (by === 'key' || isAccessKeyId(id)) return { type: 'access-key', id };
  }
  const user = userName?.split('@')[0];
  return user === undefined || (accessKeyId?.includes('*') && user === ownUser)
    ? undefined
    : { type: 'user', id: user };
}

/** The same calls by identity, those that were met first in front. `events`: the whole account's, by time. */
export function othersOf(
  calls: readonly OtherCall[],
  events: readonly AuditEvent[],
  since: string,
): { readonly others: readonly OtherIdentity[]; readonly left: number } {
  const drafts = new Map<string, OtherCall[]>();
  for (const call of calls) {
    const key = `${call.type} ${call.id}`;
    const of = drafts.get(key);
    if (of) of.push(call);
    else drafts.set(key, [call]);
  }
  const kept = [...drafts.values()].slice(0, MOST_OTHERS);
  const before = workBefore(events, since, new Set(kept.flatMap((of) => of.map(({ event }) => voiceOf(event)))));
  const others = kept.flatMap((of): OtherIdentity[] => {
    const [first, last] = [of[0], of.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      {
        type: first.type,
        id: first.id,
        ...(first.event.userName === undefined ? {} : { userName: first.event.userName.slice(0, 200) }),
        traces: [...new Set(of.map(({ by }) => by))],
        calls: of.length,
        firstAt: first.event.at,
        lastAt: last.event.at,
        isOrdinary: isHabit(before.get(voiceOf(first.event))),
      },
    ];
  });
  return { others, left: drafts.size - kept.length };
}

const voiceOf = ({ accessKeyId, userName }: AuditEvent): string => accessKeyId ?? userName ?? '';

interface Work {
  readonly days: Set<string>;
  calls: number;
}

const isHabit = (work: Work | undefined): boolean =>
  work !== undefined && (work.days.size >= ORDINARY_DAYS || work.calls >= ORDINARY_CALLS);

function workBefore(
  events: readonly AuditEvent[],
  since: string,
  voices: ReadonlySet<string>,
): ReadonlyMap<string, Work> {
  const of = new Map<string, Work>();
  for (const event of events) {
    if (event.at === '' || event.at >= since || !voices.has(voiceOf(event))) continue;
    const work = of.get(voiceOf(event)) ?? { days: new Set<string>(), calls: 0 };
    work.days.add(event.at.slice(0, 10));
    work.calls += 1;
    of.set(voiceOf(event), work);
  }
  return of;
}
