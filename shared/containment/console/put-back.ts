import type { LoginSettings } from '../../aliyun/login-profiles';
import type { ConsoleState } from '../../incident/console-state';
import type { StepResult } from '../types';
import { type ConsoleDeps, setLogin } from './apply';
import { isSame } from './decide';
import { type LoginNeed, leavingNeeded } from './needs';

/** A console login that a release gives back. */
export interface LoginBack {
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly now: LoginSettings;
  readonly then: LoginSettings;
}

/**
 * What a release writes: each setting that we changed goes back to its former value, where it is still as we set it;
 * what somebody else has set since stays, and what another incident needs. Undefined: there is nothing to put back. Pure.
 */
export function planLoginBack(
  console: ConsoleState,
  now: LoginSettings | undefined,
  needs: readonly LoginNeed[] = [],
): LoginBack | undefined {
  if (now === undefined) return undefined;
  const { former, wanted, userName, userPrincipalName } = console;
  const back = <Name extends keyof LoginSettings>(name: Name): LoginSettings[Name] =>
    wanted[name] !== former[name] && now[name] === wanted[name] ? former[name] : now[name];
  const before: LoginSettings = {
    mfaBindRequired: back('mfaBindRequired'),
    passwordResetRequired: back('passwordResetRequired'),
    status: back('status'),
  };
  const then = leavingNeeded(now, before, needs);
  return isSame(then, now) ? undefined : { userName, userPrincipalName, now, then };
}

/** What of it another incident has come to need meanwhile is set once more; undefined: nothing. Pure. */
export function planNeededLogin(back: LoginBack, needs: readonly LoginNeed[]): LoginBack | undefined {
  const then = leavingNeeded(back.now, back.then, needs);
  return isSame(then, back.then) ? undefined : { ...back, now: back.then, then };
}

/** A login, or some of it, stays as it is for another incident. */
export const keepLoginStep = (userName: string): string => `keep-login:${userName}`;

export const restoreLoginStep = (userName: string): string => `restore-console:${userName}`;

/** Never throws. */
export function putLoginBack(
  { userName, userPrincipalName, then }: LoginBack,
  deps: ConsoleDeps,
  step = restoreLoginStep(userName),
): Promise<StepResult> {
  return setLogin(step, userPrincipalName, then, deps);
}
