import type { Check } from './check';
import { consoleWithoutMfa } from './console-without-mfa';
import { idleKeysKeptOn } from './idle-keys-kept-on';
import { keyAging } from './key-aging';
import { keyLeaked } from './key-leaked';
import { keyNeverUsed } from './key-never-used';
import { keyOld } from './key-old';
import { keySecond } from './key-second';
import { keyUnused } from './key-unused';
import { keyWithConsole } from './key-with-console';
import { mfaNotRequired } from './mfa-not-required';
import { passwordChecks } from './passwords';
import { responderSilent } from './responder-silent';
import { rootKeyActive } from './root-key-active';
import { rootKeyUsed } from './root-key-used';
import { rootWithoutMfa } from './root-without-mfa';
import { selfManagedKeys } from './self-managed-keys';
import { userIdle } from './user-idle';

/** Every check, by what it is about. Order: that of the report among equals in severity. */
export const CHECKS = {
  key: [keyLeaked, keyOld, keyNeverUsed, keyUnused, keySecond, keyWithConsole, keyAging],
  root: [rootKeyActive, rootKeyUsed, rootWithoutMfa],
  responder: [responderSilent],
  settings: [mfaNotRequired, selfManagedKeys, idleKeysKeptOn, ...passwordChecks],
  user: [consoleWithoutMfa, userIdle],
} as const satisfies { readonly [Kind in Check['about']]: readonly Check<Kind>[] };
