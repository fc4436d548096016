import type { Consent } from '../confirm';

export interface ReleaseOptions extends Consent {
  readonly reason: string;
  readonly by: string;
  readonly reactivate: readonly string[];
  readonly ownKeys: readonly string[];
  readonly falseAlarm: boolean;
  readonly keepNetwork?: boolean;
  readonly keepConsole?: boolean;
  readonly restoreConsole?: readonly string[];
  readonly allDenies?: boolean;
  readonly acceptChanges?: boolean;
  readonly json?: boolean;
}
