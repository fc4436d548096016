import type { Cloud } from '../../aliyun';
import type { LoginSettings } from '../../aliyun/login-profiles';
import type { Clock } from '../../clock';
import { messageOf } from '../../identity/looked';
import type { StepResult } from '../types';
import { isSame } from './decide';

export interface ConsoleDeps {
  readonly cloud: Pick<Cloud, 'loginProfiles'>;
  readonly clock: Clock;
}

/** Sets a user's login and reads it back. Never throws: a failure is the step's result. Repeating it changes nothing. */
export async function setLogin(
  step: string,
  userPrincipalName: string,
  wanted: LoginSettings,
  { cloud, clock }: ConsoleDeps,
): Promise<StepResult> {
  const result = (ok: boolean, detail: string): StepResult => ({ step, ok, detail, at: clock.now().toISOString() });
  try {
    await cloud.loginProfiles.set(userPrincipalName, wanted);
    const now = await cloud.loginProfiles.get(userPrincipalName);
    if (now === undefined || !isSame(now, wanted))
      return result(false, `read back, the login is not as it was set: ${shownLogin(now)}`);
    return result(true, 'read back');
  } catch (error) {
    return result(false, messageOf(error));
  }
}

/** For a line on a terminal. */
export function shownLogin(settings: LoginSettings | undefined): string {
  if (settings === undefined) return 'none';
  const { mfaBindRequired, passwordResetRequired, status } = settings;
  return [
    `console ${status === 'Active' ? 'on' : 'off'}`,
    `MFA ${mfaBindRequired ? 'required' : 'not required'}`,
    `new password ${passwordResetRequired ? 'required' : 'not required'}`,
  ].join(', ');
}
