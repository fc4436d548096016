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
 * Where the engine falls short of the labels. In the first and second round nowhere since its rules were mended by what
 * they had missed here; the third round stands as it was first run (README.md). It may never do worse.
 */
export const FLOOR: Record<string, Shortfall> = {
  'model-key-resale': { found: false, kinds: ['persistence'], identities: 3 },
  'sms-pumping': { found: false, kinds: ['messages'] },
  'exported-disks': { kinds: ['data'] },
  'domain-hijack': { found: false, kinds: ['dns'] },
  'swapped-script': { found: false },
  'insider-at-the-office': { found: false, kinds: ['data'] },
  'contractor-at-home': { falseHighs: ['command-run (critical)', 'runs-by-itself (high)'] },
  'terraform-rewrite': {
    falseHighs: [
      'destruction (critical)',
      'deny-taken-off (critical)',
      'persistence-role (high)',
      'policy-written (high)',
      'privilege-granted (high)',
      'access-removed (high)',
      'dns-changed (high)',
    ],
  },
  'bought-company': { falseHighs: ['data-shared (high)'] },
  'audit-by-session': { falseHighs: ['reconnaissance-burst (high)'] },
};
