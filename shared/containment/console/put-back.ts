import type { LoginSettings } from '../../aliyun/login-profiles';
import type { ConsoleState } from '../../incident/console-state';
import type { StepResult } from '../types';
import { type ConsoleDeps, setLogin } from './apply';

/** A console login that a release gives back. */
export interface LoginBack {
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly now: LoginSettings;
  readonly then: LoginSettings;
}

/**
 * What a release writes: each setting that we changed goes back to its former value, where it is still as we set it;
 * what somebody else has set since stays. Undefined: there is nothing to put back. Pure.
 */
export function planLoginBack(console: ConsoleState, now: LoginSettings | undefined): LoginBack | undefined {
  if (now === undefined) return undefined;
  const { former, wanted, userName, userPrincipalName } = console;
  const back = <Name extends keyof LoginSettings>(name: Name): LoginSettings[Name] =>
    wanted[name] !== former[name] && now[name] === wanted[name] ? former[name] : now[name];
  const then: LoginSettings = {
    mfaBindRequired: back('mfaBindRequired'),
    passwordResetRequired: back('passwordResetRequired'),
    status: back('status'),
  };
  const isThere = (['mfaBindRequired', 'passwordResetRequired', 'status'] as const).every(
    (one) => then[one] === now[one],
  );
  return isThere ? undefined : { userName, userPrincipalName, now, then };
}

export const restoreLoginStep = (userName: string): string => `restore-console:${userName}`;

/** Never throws. */
export function putLoginBack({ userName, userPrincipalName, then }: LoginBack, deps: ConsoleDeps): Promise<StepResult> {
  return setLogin(restoreLoginStep(userName), userPrincipalName, then, deps);
}
