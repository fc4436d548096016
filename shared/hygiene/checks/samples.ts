import type { KeyFacts, UserFacts } from '../facts';

/** The time at which every sample is judged. */
export const SAMPLE_NOW = new Date('2026-05-20T02:30:00Z');

export function daysAgo(days: number): Date {
  return new Date(SAMPLE_NOW.getTime() - days * 86_400_000);
}

/** A key that nothing is wrong with, but for what is said. */
export function aKey(but: Partial<KeyFacts> = {}): KeyFacts {
  return {
    owner: { type: 'ram-user', name: 'ci-bot' },
    id: 'LTAI5tExampleKey0123wxyz',
    slot: undefined,
    active: { value: true },
    createdAt: { value: daysAgo(40) },
    lastUse: { value: daysAgo(1) },
    otherActive: { value: 0 },
    console: { value: false },
    pendingLeak: { value: undefined },
    ...but,
  };
}

export function aUser(but: Partial<UserFacts> = {}): UserFacts {
  return { name: 'alice', console: { value: true }, mfa: { value: true }, ...but };
}
