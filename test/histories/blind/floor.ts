interface Shortfall {
  /** false: the attack was not found. */
  found?: boolean;
  /** Expected kinds that were not reached. */
  kinds?: string[];
  /** How many identities of the attacker were not named by their ids. */
  identities?: number;
  /** High findings that were false. */
  falseHighs?: string[];
}

/**
 * Where the engine falls short of the labels, now that its rules were mended by what they had missed in all three rounds
 * (README.md). It may never do worse.
 */
export const FLOOR: Record<string, Shortfall> = {
  'audit-by-session': { falseHighs: ['reconnaissance-burst (high)'] },
};
