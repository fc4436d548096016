import type { LoginSettings } from '../../aliyun/login-profiles';
import type { AccessKeyId } from '../../ids';
import type { ConsoleWhy } from '../../incident/console-entries';
import type { ConsoleState } from '../../incident/console-state';
import type { Incident } from '../../incident/journal';

/** Another contained incident that holds a console login. */
export interface LoginNeed {
  readonly accessKeyId: AccessKeyId;
  readonly why: ConsoleWhy;
}

const SETTINGS = ['mfaBindRequired', 'passwordResetRequired', 'status'] as const;

/** What each asks of a login: the rest of it is not this incident's. */
const ASKED: Readonly<Record<ConsoleWhy, Partial<LoginSettings>>> = {
  contained: { mfaBindRequired: true },
  named: { mfaBindRequired: true, passwordResetRequired: true },
  'taken-over': { mfaBindRequired: true, passwordResetRequired: true, status: 'Inactive' },
};

/** Who of the contained incidents holds this login. Pure. */
export function needsOf(login: Pick<ConsoleState, 'userName' | 'userPrincipalName'>, others: readonly Incident[]) {
  return others.flatMap(({ id, state }): LoginNeed[] => {
    const held = state.isContaining ? recordIn(state.consoles, login) : undefined;
    return held === undefined ? [] : [{ accessKeyId: id.accessKeyId, why: held.why }];
  });
}

/** By the name of then or the principal of today: he may have been renamed between two incidents. */
const recordIn = (
  consoles: ReadonlyMap<string, ConsoleState>,
  login: Pick<ConsoleState, 'userName' | 'userPrincipalName'>,
) =>
  [...consoles.values()].find(
    (one) => one.userName === login.userName || one.userPrincipalName === login.userPrincipalName,
  );

/** `to`, but for what somebody needs as it is in `from`. Pure. */
export function leavingNeeded(from: LoginSettings, to: LoginSettings, needs: readonly LoginNeed[]): LoginSettings {
  const isNeeded = (name: keyof LoginSettings): boolean => needs.some(({ why }) => ASKED[why][name] === from[name]);
  return {
    mfaBindRequired: (isNeeded('mfaBindRequired') ? from : to).mfaBindRequired,
    passwordResetRequired: (isNeeded('passwordResetRequired') ? from : to).passwordResetRequired,
    status: (isNeeded('status') ? from : to).status,
  };
}

/**
 * A login as it was before the first incident that holds it: what this one asks for and another has set already goes back to
 * what that one found, however many releases lie between. Pure.
 */
export function beforeAll(
  profile: LoginSettings,
  why: ConsoleWhy,
  login: Pick<ConsoleState, 'userName' | 'userPrincipalName'>,
  others: readonly Incident[],
): LoginSettings {
  const held = others.flatMap(({ state }) => (state.isContaining ? (recordIn(state.consoles, login) ?? []) : []));
  const first = <Name extends keyof LoginSettings>(name: Name): LoginSettings[Name] => {
    const by = held.find(({ former, wanted }) => former[name] !== wanted[name] && wanted[name] === profile[name]);
    return ASKED[why][name] === profile[name] && by !== undefined ? by.former[name] : profile[name];
  };
  return {
    mfaBindRequired: first('mfaBindRequired'),
    passwordResetRequired: first('passwordResetRequired'),
    status: first('status'),
  };
}

/** Whether anything that this asks for stands so already: then another incident may have set it. Pure. */
export const isSetAlready = (profile: LoginSettings, why: ConsoleWhy): boolean =>
  SETTINGS.some((name) => ASKED[why][name] === profile[name]);
