import type { Config } from '../../../shared/config/types';
import type { VariableName } from '../../../shared/config/variables';

/** One variable: what is read, and what is refused. */
export interface Row {
  readonly name: VariableName;
  /** What else must be set. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Texts that are read, and what the configuration then holds. */
  readonly reads: readonly (readonly [text: string, holds: unknown])[];
  readonly of: (config: Config) => unknown;
  readonly refuses: readonly string[];
}
