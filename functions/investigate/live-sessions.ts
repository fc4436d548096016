import type { OpenedSession } from '../../shared/findings/sessions';
import type { LiveSession } from '../../shared/notify/facts';

/** So many are listed, and in any case one of each role: a deny on the role is what ends them. */
const MOST_LISTED = 50;

/**
 * The sessions that have not ended at `now` (ISO 8601 UTC): the attack's first, then who lives longest. Of more than can be
 * listed the longest-lived of each role stays, and says how many of its like are left out. Pure.
 */
export function liveSessions(sessions: readonly OpenedSession[], now: string): LiveSession[] {
  const live = sessions.filter(({ endsAt }) => endsAt > now).sort(gravestFirst);
  const alike = new Map<string, OpenedSession[]>();
  for (const one of live) {
    const like = `${one.ofAttack} ${one.role}`;
    const others = alike.get(like);
    if (others) others.push(one);
    else alike.set(like, [one]);
  }
  const firsts = new Map([...alike.values()].flatMap((of) => (of[0] ? [[of[0], of] as const] : [])));
  const others = live.filter((one) => !firsts.has(one)).slice(0, Math.max(0, MOST_LISTED - firsts.size));
  const listed = new Set([...firsts.keys(), ...others]);
  return live
    .filter((one) => listed.has(one))
    .map((one) => {
      const { id, role, endsAt, ofAttack } = one;
      const more = (firsts.get(one) ?? []).filter((like) => !listed.has(like)).length;
      return { id: id ?? '?', role: role || '?', endsAt, ofAttack, ...(more > 0 ? { more } : {}) };
    });
}

function gravestFirst(a: OpenedSession, b: OpenedSession): number {
  if (a.ofAttack !== b.ofAttack) return a.ofAttack ? -1 : 1;
  return a.endsAt > b.endsAt ? -1 : a.endsAt < b.endsAt ? 1 : 0;
}
