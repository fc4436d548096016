import { newHabitLook, newLook, newTraceLook } from './look';
import { type Identities, isLookWhole, type Look, type LookedTraces, NOBODY } from './progress';
import type { AuditSource } from './source';

/** So many looks one behind the other: ten steps of the chain, and ten portions of sessions. */
const DEEPEST = 20;
/** Each is a question to every region: by portions, so that the chain of one that acts is followed before the next. */
const SESSIONS_AT_ONCE = 100;
/** So many in all: the checkpoint names every question. */
const MOST_SESSIONS = 1_000;

/** Whom the calls so far have led to. */
export interface Found {
  /** Every identity of the chain. */
  readonly chain: Identities;
  /** Sessions that may be the attack's, by their ids, oldest first: what they did decides. */
  readonly sessions: readonly string[];
}

/**
 * What is to be looked at next: where no source could give all of an identity's calls, the next source for the same;
 * then, by the first source, whom the calls so far have led to and no look has asked for. Undefined: nothing is left, or
 * the bounds are reached; {@link unasked} tells which. `found` is asked only when it is needed.
 */
export async function nextLook(
  looks: readonly Look[],
  sources: readonly Pick<AuditSource, 'kind' | 'slices'>[],
  found: () => Promise<Found>,
): Promise<Look | undefined> {
  const depth = Math.max(...looks.map((look) => look.depth));
  const here = looks.filter((look) => look.depth === depth);
  const who = here[0]?.who;
  const untried = sources.find(({ kind }) => here.every((look) => look.kind !== kind));
  if (untried && who && !here.some(isLookWhole)) return newLook(untried, depth, who);
  const [first] = sources;
  if (depth >= DEEPEST || first === undefined) return undefined;
  const all = await found();
  const { chain, sessions } = unasked(all, looks);
  const room = MOST_SESSIONS - (all.sessions.length - sessions.length);
  const portion = fromBothEnds(sessions).slice(0, Math.max(0, Math.min(SESSIONS_AT_ONCE, room)));
  const next = { ...chain, keyIds: [...chain.keyIds, ...portion] };
  return Object.values(next).some((names) => names.length > 0) ? newLook(first, depth + 1, next) : undefined;
}

/** Of these whom no look asks for. Pure. */
export function unasked({ chain, sessions }: Found, looks: readonly Pick<Look, 'who'>[]): Found {
  const asked = looks.map(({ who }) => who);
  const ids = new Set(chain.keyIds);
  const fresh = without({ ...NOBODY, keyIds: sessions.filter((id) => !ids.has(id)) }, asked);
  return { chain: without(chain, asked), sessions: fresh.keyIds };
}

/** The newest and the oldest in turn: whoever opens many to hide the one that acts chooses its place among them. */
function fromBothEnds<T>(all: readonly T[]): T[] {
  return all.flatMap((_, i) => all[i % 2 === 0 ? all.length - 1 - i / 2 : (i - 1) / 2] ?? []);
}

/**
 * When the chain is done: who else of the account left the attack's traces, by the first source, and where that could not
 * give all, by the next. Undefined: nothing is left to ask, or the attack left none. `found`: asked once.
 */
export async function nextTraceLook(
  looks: readonly Look[],
  sources: readonly Pick<AuditSource, 'kind' | 'slices'>[],
  found: () => Promise<{ readonly traces: LookedTraces; readonly known: Identities }>,
): Promise<Look | undefined> {
  const before = looks.filter(({ traces }) => traces !== undefined);
  const source = sources.find(({ kind }) => before.every((look) => look.kind !== kind));
  if (source === undefined || before.some(isLookWhole)) return undefined;
  const depth = Math.max(...looks.map((look) => look.depth));
  const [first] = before;
  if (first?.traces !== undefined) return newTraceLook(source, depth, first.who, first.traces);
  const { traces, known } = await found();
  if (Object.values(traces).every((words) => words.length === 0)) return undefined;
  return newTraceLook(source, depth + 1, known, traces);
}

/**
 * When it is known who else left the attack's traces: what they did before it, once, by the source that gave the traces
 * whole, else by the first. Undefined: nobody is there to ask about. `found`: asked once.
 */
export async function nextHabitLook(
  looks: readonly Look[],
  sources: readonly Pick<AuditSource, 'kind' | 'slices'>[],
  found: () => Promise<{ readonly who: Identities; readonly before: string }>,
): Promise<Look | undefined> {
  const ofTraces = looks.filter(({ traces }) => traces !== undefined);
  if (ofTraces.length === 0 || looks.some(({ before }) => before !== undefined)) return undefined;
  const kind = ofTraces.find(isLookWhole)?.kind;
  const source = sources.find((one) => one.kind === kind) ?? sources[0];
  if (source === undefined) return undefined;
  const { who, before } = await found();
  if (before === '' || Object.values(who).every((names) => names.length === 0)) return undefined;
  return newHabitLook(source, Math.max(...looks.map((look) => look.depth)) + 1, who, before);
}

function without(found: Identities, asked: readonly Identities[]): Identities {
  const fresh = (of: keyof Identities): string[] => {
    const known = new Set(asked.flatMap((who) => who[of] ?? []));
    return [...new Set(found[of])].filter((name) => !known.has(name));
  };
  return {
    keyIds: fresh('keyIds'),
    userNames: fresh('userNames'),
    roleNames: fresh('roleNames'),
    sessionNames: fresh('sessionNames'),
    providerNames: fresh('providerNames'),
  };
}
