import type { ContainmentRules, DecisionFacts } from '../../../shared/containment/decide';
import type { KeyState, LastUse, Owner, OwnerAnswer } from '../../../shared/identity/types';
import { type AccessKeyId, parseAccessKeyId, parseAccountId, parseUserName } from '../../../shared/ids';
import { EMPTY, type IncidentState } from '../../../shared/incident/state';
import type { LeakSignal } from '../../../shared/signal/types';

export const ACCOUNT = parseAccountId('1234567890123456');
export const LEAKED: AccessKeyId = parseAccessKeyId('LTAI5tExampleLeakedKey01');
export const OTHER: AccessKeyId = parseAccessKeyId('LTAI5tExampleOtherKey002');
export const NOW = new Date('2026-05-20T12:00:00Z');

const DAY_MS = 86_400_000;
export const daysAgo = (days: number): string => new Date(NOW.getTime() - days * DAY_MS).toISOString();

export const keyState = (id: string, status: KeyState['status'] = 'Active', createdAt: string | null = daysAgo(400)) =>
  ({ id, status, createdAt }) satisfies KeyState;

export function aSignal(more: Partial<LeakSignal> = {}): LeakSignal {
  return {
    leakId: 'sas:1',
    accessKeyId: LEAKED,
    source: 'security-center',
    foundAt: new Date(daysAgo(1)),
    claims: { userName: 'ci-bot' },
    ...more,
  };
}

export function ownedBy(userName = 'ci-bot', keys: readonly KeyState[] = [keyState(LEAKED)]): OwnerAnswer {
  const owner: Owner = {
    type: 'ram-user',
    accountId: ACCOUNT,
    userName: parseUserName(userName),
    foundBy: 'signal',
    keys,
  };
  return { kind: 'found', owner };
}

export const ownedByRoot: OwnerAnswer = {
  kind: 'found',
  owner: { type: 'root', accountId: ACCOUNT, foundBy: 'actiontrail' },
};

export const incidentState = (more: Partial<IncidentState> = {}): IncidentState => ({ ...EMPTY, ...more });

export const approved = {
  approval: { by: 'alice', reason: 'it is ours', at: daysAgo(0), leak: true, findings: [] },
} as const;
export const releasedFor = (...leakIds: string[]) => ({
  release: { by: 'alice', reason: 'a false alarm', at: daysAgo(2), leakIds, complete: true },
});

/** A key in use, valid by Security Center's word, of a user whom nothing excludes. */
export function facts(more: Partial<DecisionFacts> = {}): DecisionFacts {
  return {
    signal: aSignal(),
    owner: ownedBy(),
    incident: incidentState(),
    tokenValid: 1,
    overCap: false,
    lastUse: { kind: 'known', at: daysAgo(3), sources: ['RAM GetAccessKeyLastUsed'] },
    now: NOW,
    ...more,
  };
}

export function rules(more: Partial<ContainmentRules> = {}): ContainmentRules {
  return { containment: 'quarantine', exclude: { users: new Set(), keys: new Set() }, unusedDays: 90, ...more };
}

export const usedAt = (at: string | null): LastUse => ({ kind: 'known', at, sources: [] });
export const unknownUse: LastUse = { kind: 'unknown', why: 'throttled' };
export const deleted: OwnerAnswer = {
  kind: 'deleted',
  accountId: ACCOUNT,
  userPrincipalName: undefined,
  recycledAt: undefined,
  user: { value: 'gone' },
};
export const excludes = (users: readonly string[], keys: readonly AccessKeyId[] = []): Partial<ContainmentRules> => ({
  exclude: { users: new Set(users.map(parseUserName)), keys: new Set(keys) },
});

export const minutesAgo = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();
