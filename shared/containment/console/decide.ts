import type { LoginSettings } from '../../aliyun/login-profiles';
import type { Config } from '../../config/types';
import { excludedName, type NamesLastNight } from '../../identity/excluded';
import type { ConsoleWhy } from '../../incident/console-entries';
import type { IncidentState } from '../../incident/state';

/** What is known of a user whose console login may have to change. */
export interface ConsoleFacts {
  readonly userName: string;
  /** The ids of his keys, and whom the exclusion list means by them, where names have changed since last night. */
  readonly keys: readonly string[];
  readonly namesLastNight?: NamesLastNight;
  /** Undefined: neither the signal nor the chain names him. */
  readonly why: ConsoleWhy | undefined;
  /** As a live call has just shown it; undefined: he cannot sign in to the console. */
  readonly profile: LoginSettings | undefined;
  readonly state: Pick<IncidentState, 'isContaining' | 'release' | 'consoles'>;
}

export type ConsoleRules = Pick<Config, 'mode' | 'mfa' | 'exclude'>;

export type ConsoleDecision =
  /** `isSo`: nothing is to be set, but the incident needs it so: a release of another one must find that. */
  | { readonly act: true; readonly wanted: LoginSettings; readonly isSo: boolean }
  /** `isTold`: a person should hear that he was left alone. */
  | { readonly act: false; readonly reason: string; readonly isTold: boolean };

/** Nobody's to lock out. */
const OWN_USER = /^ak-?tourniquet/i;

/**
 * What becomes of a user's console login, step two of the reference document: a second factor at the next login for the
 * contained user; a new password besides for whom the findings name; and no console at all where the owner's own was
 * taken over. Nothing is ever made weaker. Pure.
 */
export function decideConsole(
  { userName, keys, namesLastNight, why, profile, state }: ConsoleFacts,
  rules: ConsoleRules,
): ConsoleDecision {
  const leave = (reason: string, isTold = false): ConsoleDecision => ({ act: false, reason, isTold });
  if (rules.mfa !== 'enforce') return leave('TOURNIQUET_MFA does not say enforce');
  if (rules.mode !== 'enforce') return leave('observe mode changes nothing');
  if (!isHeld(state)) return leave('nothing of the incident is contained');
  if (why === undefined) return leave('neither the signal nor the findings name him');
  if (userName === '' || /^(root|<root>)$/i.test(userName)) return leave('it is the account itself');
  if (excludedName(keys, userName, rules.exclude.users, namesLastNight) !== undefined)
    return leave('he is on the exclusion list', true);
  if (OWN_USER.test(userName)) return leave('he is of the tool itself');
  if (profile === undefined) return leave('he has no console login');
  const known = state.consoles.get(userName);
  // Whoever has changed it since is a person, who must not fight the tool.
  if (known?.holds === true && !known.kept && RANK[known.why] >= RANK[why]) return leave('it was done before');
  const wanted: LoginSettings = {
    mfaBindRequired: true,
    passwordResetRequired: profile.passwordResetRequired || why !== 'contained',
    status: why === 'taken-over' ? 'Inactive' : profile.status,
  };
  const isSo = isSame(profile, wanted);
  // What a release has left is known still with what it was: a person gives it back by name.
  return isSo && known?.kept ? leave('it is so already') : { act: true, wanted, isSo };
}

const RANK: Readonly<Record<ConsoleWhy, number>> = { contained: 0, named: 1, 'taken-over': 2 };

/** Contained, and not given back since. */
function isHeld({ isContaining, release }: ConsoleFacts['state']): boolean {
  return isContaining && release === null;
}

export const isSame = (a: LoginSettings, b: LoginSettings): boolean =>
  a.mfaBindRequired === b.mfaBindRequired &&
  a.passwordResetRequired === b.passwordResetRequired &&
  a.status === b.status;

/** The step's name in journal, alert and report: by the strongest that is done. */
export function consoleStep(why: ConsoleWhy, userName: string): string {
  const verb = { contained: 'require-mfa', named: 'reset-password', 'taken-over': 'close-console' } as const;
  return `${verb[why]}:${userName}`;
}
