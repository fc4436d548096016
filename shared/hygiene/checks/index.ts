import { bucketUnlogged } from './bucket-unlogged';
import type { Check } from './check';
import { consoleWithoutMfa } from './console-without-mfa';
import { denyChanged } from './deny-changed';
import { exceptionExpired } from './exception-expired';
import { exceptionUnmatched } from './exception-unmatched';
import { exclusionAstray } from './exclusion-astray';
import { idleKeysKeptOn } from './idle-keys-kept-on';
import { keyAdministrator } from './key-administrator';
import { keyAging } from './key-aging';
import { keyLeaked } from './key-leaked';
import { keyNeverUsed } from './key-never-used';
import { keyOffKept } from './key-off-kept';
import { keyOld } from './key-old';
import { keyPowerFromAnywhere } from './key-power-from-anywhere';
import { keySecond } from './key-second';
import { keyUnused } from './key-unused';
import { keyWithConsole } from './key-with-console';
import { keyWithoutNetworkPolicy } from './key-without-network-policy';
import { mfaNotRequired } from './mfa-not-required';
import { passwordChecks } from './passwords';
import { projectUnlogged } from './project-unlogged';
import { quarantineLeft } from './quarantine-left';
import { quarantineMissing } from './quarantine-missing';
import { invocationsFailed, outboxWaiting, responderFailing, responderPollFailed } from './responder-failing';
import { responderSilent } from './responder-silent';
import { rootKeyActive } from './root-key-active';
import { rootKeyUsed } from './root-key-used';
import { rootWithoutMfa } from './root-without-mfa';
import { selfManagedKeys } from './self-managed-keys';
import { trailBucketErasable } from './trail-bucket-erasable';
import { trailBucketPublic } from './trail-bucket-public';
import { trailMissing } from './trail-missing';
import { trailReadsOnly, trailSingleRegion, trailWritesOnly } from './trail-narrow';
import { userIdle } from './user-idle';

/** Every check, by what it is about. Order: that of the report among equals in severity. */
export const CHECKS = {
  key: [
    keyLeaked,
    keyAdministrator,
    keyOld,
    keyNeverUsed,
    keyUnused,
    keyPowerFromAnywhere,
    keyWithoutNetworkPolicy,
    keySecond,
    keyWithConsole,
    keyAging,
    keyOffKept,
  ],
  root: [rootKeyActive, rootKeyUsed, rootWithoutMfa],
  responder: [responderSilent, responderPollFailed, denyChanged, responderFailing, invocationsFailed, outboxWaiting],
  containment: [quarantineMissing, quarantineLeft],
  settings: [mfaNotRequired, selfManagedKeys, idleKeysKeptOn, ...passwordChecks],
  trail: [trailMissing, trailReadsOnly, trailWritesOnly, trailSingleRegion],
  bucket: [trailBucketPublic, trailBucketErasable],
  store: [bucketUnlogged],
  project: [projectUnlogged],
  user: [consoleWithoutMfa, userIdle],
  exclusion: [exclusionAstray],
  exception: [exceptionExpired, exceptionUnmatched],
} as const satisfies { readonly [Kind in Check['about']]: readonly Check<Kind>[] };
