import type { Analysis } from '../../shared/findings/model';
import type { Labelled } from './stories';

export interface Score {
  /** A high finding names an event of the attack. */
  readonly found: boolean;
  /** Identities of the attack that are no actors. */
  readonly missed: readonly string[];
  /** Actors that are the business's. */
  readonly wronged: readonly string[];
  /** High findings that name no event, or one which is not the attack's. */
  readonly false: readonly string[];
}

/** Holds an answer against what is known. Pure. */
export function score({ findings, actors }: Analysis, { company, attackIds, identities }: Labelled): Score {
  const attack = new Set(attackIds);
  const high = findings.filter(({ severity }) => severity === 'high' || severity === 'critical');
  const seen = new Set(actors.map(({ id }) => id));
  const own = new Set([company.leakedKey, ...identities]);
  return {
    found: high.some(({ eventIds }) => eventIds.some((id) => attack.has(id))),
    missed: identities.filter((id) => !seen.has(id)),
    wronged: actors.filter(({ id, name }) => !own.has(id) && !own.has(name)).map(({ id }) => id),
    false: high
      .filter(({ eventIds }) => eventIds.length === 0 || eventIds.some((id) => !attack.has(id)))
      .map(({ rule }) => rule),
  };
}
