import type { Incident } from '../../shared/incident/journal';
import type { Consent } from '../confirm';

export interface ReleaseOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly reactivate: readonly string[];
  readonly ownKeys: readonly string[];
  readonly falseAlarm: boolean;
  readonly confirmedToo?: boolean;
  readonly keepNetwork?: boolean;
  readonly keepConsole?: boolean;
  readonly restoreConsole?: readonly string[];
  readonly allDenies?: boolean;
  readonly acceptChanges?: boolean;
  readonly json?: boolean;
  /** Why there is nothing to release for any more, where the journal shows that now. */
  readonly notAnyMore?: (state: Incident['state']) => string | undefined;
}
