import type { Trail } from '../../aliyun/action-trail';
import type { BucketProtection } from '../../aliyun/bucket-facts';
import type { PasswordPolicy, SecurityPreference } from '../../aliyun/ims';
import type {
  AccountFacts,
  ContainmentFacts,
  ExceptionFacts,
  ExclusionFacts,
  KeyFacts,
  ResponderFacts,
  RootFacts,
  SettingsFacts,
  TrailBucketFacts,
  UserFacts,
} from '../facts';

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
    off: { value: undefined },
    administrator: { value: undefined },
    highRisk: { value: [] },
    fromAnywhere: { value: [] },
    network: { value: { limited: true, at: daysAgo(0) } },
    use: undefined,
    ...but,
  };
}

export function aUser(but: Partial<UserFacts> = {}): UserFacts {
  return {
    name: 'alice',
    console: { value: true },
    mfa: { value: true },
    createdAt: { value: daysAgo(100) },
    lastLogon: { value: daysAgo(1) },
    lastKeyUse: { value: 'never' },
    ...but,
  };
}

export function aRoot(but: Partial<RootFacts> = {}): RootFacts {
  return { keys: { value: [] }, stale: undefined, mfa: { value: true }, ...but };
}

export function aResponder(but: Partial<ResponderFacts> = {}): ResponderFacts {
  return {
    heartbeat: { value: SAMPLE_NOW },
    failures: { value: [] },
    outbox: { value: 0 },
    failedHours: { value: 0 },
    deadLetters: { value: 0 },
    quarantine: { value: 'intact' },
    freeze: { value: 'intact' },
    ...but,
  };
}

/** One that records everything everywhere. */
export function aTrail(but: Partial<Trail> = {}): Trail {
  return { name: 'audit', region: 'All', events: 'All', isOn: true, bucket: 'audit', logProject: undefined, ...but };
}

export function aTrailBucket(but: Partial<BucketProtection> = {}): TrailBucketFacts {
  return {
    name: 'audit',
    protection: { value: { acl: 'private', keepsVersions: true, retainedDays: undefined, ...but } },
  };
}

/** Contained, and carrying what he should. */
export function aContainment(but: Partial<ContainmentFacts> = {}): ContainmentFacts {
  return {
    user: 'ci-bot',
    accessKeyId: 'LTAI5tExampleKey0123wxyz',
    wanted: { value: ['AkTourniquetQuarantine'] },
    carried: { value: ['AkTourniquetQuarantine'] },
    ...but,
  };
}

/** One that holds for another month, and covers a finding. */
export function anException(
  but: Partial<ExceptionFacts['exception']> = {},
  covers: ExceptionFacts['covers'] = { value: 1 },
): ExceptionFacts {
  return {
    exception: { check: 'key-old', user: 'ci-bot', until: '2026-06-20', reason: 'its vendor is asked', ...but },
    covers,
  };
}

/** A name that is the user whom it was made for. */
export function anExclusion(but: Partial<ExclusionFacts> = {}): ExclusionFacts {
  return { user: 'ceo', standing: { value: { is: 'there' } }, ...but };
}

/** An account that nothing is wrong with, but for what is said. */
export function anAccount(but: Partial<AccountFacts> = {}): AccountFacts {
  return {
    keys: [aKey()],
    users: [aUser()],
    root: aRoot(),
    responder: aResponder(),
    settings: settings(),
    trail: { trails: { value: [aTrail()] } },
    buckets: [],
    containments: [],
    stores: [],
    projects: [],
    exclusions: [],
    exceptions: [],
    complete: true,
    ...but,
  };
}

export function aPreference(but: Partial<SecurityPreference> = {}): SecurityPreference {
  return { mfaAtLogin: 'mandatory', usersManageOwnKeys: false, maxIdleDaysOfKeys: 90, ...but };
}

export function aPasswordPolicy(): PasswordPolicy {
  return {
    minimumLength: 14,
    requiresLowercase: true,
    requiresUppercase: true,
    requiresNumbers: true,
    requiresSymbols: true,
    maxAgeDays: 90,
    remembered: 5,
    maxAttempts: 5,
  };
}

export function settings(but: Partial<SettingsFacts> = {}): SettingsFacts {
  return { preference: { value: aPreference() }, passwords: { value: aPasswordPolicy() }, ...but };
}
