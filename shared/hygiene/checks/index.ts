import type { Check } from './check';
import { consoleWithoutMfa } from './console-without-mfa';
import { keyLeaked } from './key-leaked';
import { keyNeverUsed } from './key-never-used';
import { keyOld } from './key-old';
import { keySecond } from './key-second';
import { keyUnused } from './key-unused';
import { keyWithConsole } from './key-with-console';
import { responderSilent } from './responder-silent';
import { rootKeyActive } from './root-key-active';
import { rootKeyUsed } from './root-key-used';

/** Every check, by what it is about. Order: that of the report among equals in severity. */
export const CHECKS = {
  key: [keyLeaked, keyOld, keyNeverUsed, keyUnused, keySecond, keyWithConsole],
  user: [consoleWithoutMfa],
  root: [rootKeyActive, rootKeyUsed],
  responder: [responderSilent],
} as const satisfies { readonly [Kind in Check['about']]: readonly Check<Kind>[] };
