import { believed, type Found, isOfChain, type Look, unasked } from '../../shared/evidence/audit';
import { identitiesOf } from '../../shared/findings/identities';
import type { Analysis } from '../../shared/findings/model';
import { named } from '../../shared/findings/register';

/** Whom the calls that were analysed lead on to. Pure. */
export const foundBy = ({ actors, strangeSessions }: Pick<Analysis, 'actors' | 'strangeSessions'>): Found => ({
  chain: identitiesOf(actors),
  sessions: strangeSessions,
});

/**
 * Whom of the attack's identities, and which sessions that may be its, nobody was asked for: the bounds were reached, or
 * the time was over. What they did is not known, so the look is not complete. English sentences. Pure.
 */
export function notAskedForCalls(
  judged: Pick<Analysis, 'actors' | 'strangeSessions'>,
  looks: readonly Look[],
): string[] {
  const { chain, sessions } = unasked(foundBy(judged), believed(looks).filter(isOfChain));
  const names = [...new Set(Object.values(chain).flat())];
  return [
    ...(names.length > 0 ? [`identities whose calls were not looked for: ${named(names)}`] : []),
    ...(sessions.length > 0
      ? [
          `${sessions.length} sessions that were opened from new addresses and whose calls were not looked for: ${named(sessions)}`,
        ]
      : []),
  ];
}
