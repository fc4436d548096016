interface Shortfall {
  /** false: the attack was not found. */
  found?: boolean;
  /** Expected kinds that were not reached. */
  kinds?: string[];
  /** How many identities of the attacker were not named, by id or by name. */
  identities?: number;
  /** High findings that were false. */
  falseHighs?: string[];
}

/** Where the engine fell short of the labels when the set was first run: it may do better, never worse. */
export const FLOOR: Record<string, Shortfall> = {
  'cloudsso-root': { kinds: ['privilege'] },
  'after-the-deny': { kinds: ['success-after-deny'] },
  'edited-trust': { identities: 1 },
  'quiet-session': { found: false, kinds: ['command'], identities: 1 },
  'slow-theft': { found: false, kinds: ['data'] },
  'expiring-archive': { found: false, kinds: ['destruction'] },
  'mail-phishing': { found: false, kinds: ['messages'] },
  migration: { falseHighs: ['data-shared (high)'] },
};
