import type { Run } from '../../../functions/platform';
import type { RunningSandbox } from '../../../sandbox/start';
import type { FunctionName } from '../../../shared/ram-policy/role-rights';
import type { SandboxBuilder } from '../../builders';
import type * as Instance from './instance';

export type Env = Readonly<Record<string, string>>;

/** One invocation of a function in an account that is as the invocation finds it. */
export interface Drive {
  readonly name: string;
  readonly role: FunctionName;
  readonly env: Env;
  /** Users whose keys leaked, and whom or what a leaked key made; who else is in the account is nobody's affair. */
  readonly leaked: readonly string[];
  readonly account: () => SandboxBuilder;
  /** What has happened before; answers the event. */
  readonly before: (sandbox: RunningSandbox, instance: typeof Instance) => Promise<unknown>;
  /** What the run has otherwise than the platform gives it: less time, most of all. */
  readonly but?: (run: Run, sandbox: RunningSandbox) => Run;
}

export const ENGLISH: Env = { TOURNIQUET_LANGUAGE: 'en', TOURNIQUET_REGIONS: 'cn-hangzhou,cn-beijing' };

/** Where KMS holds the state key; `start` of the account does not know it yet. */
export const STATE_KEY = 'ak-tourniquet/state-key';
export const OF_KMS: Env = { TOURNIQUET_STATE_KEY: `kms:${STATE_KEY}` };
export const keepStateKey = ({ world }: RunningSandbox): void => void world.secrets.set(STATE_KEY, 'k'.repeat(48));
