import type { LoginSettings } from '../aliyun/login-profiles';
import type { ConsoleEntry, ConsoleIntentEntry, ConsoleWhy } from './console-entries';
import type { IncidentState } from './state';
import type { Steps } from './steps-done';

/** A console login that we changed, or were about to. */
export interface ConsoleState {
  readonly userName: string;
  readonly userPrincipalName: string;
  readonly why: ConsoleWhy;
  /** Before the first of our changes. */
  readonly former: LoginSettings;
  readonly wanted: LoginSettings;
  /** A release has left it as it is, with the deny already off: it comes back where a person names it. */
  readonly kept?: true;
  /** Set and read back; false: a crash, or a refusal, came between intent and end. */
  readonly holds: boolean;
}

export function withConsoleIntent(state: IncidentState, entry: ConsoleIntentEntry): IncidentState {
  const { userName, userPrincipalName, why, wanted } = entry;
  // A later change begins at ours: what there was before is what the first one wrote down. What was kept is as he has it.
  const known = state.consoles.get(userName);
  const former = known === undefined || known.kept ? entry.former : firstOf(known, entry.former);
  const console: ConsoleState = { userName, userPrincipalName, why, former, wanted, holds: false };
  return { ...state, consoles: new Map([...state.consoles, [userName, console]]) };
}

/** A setting that the first change left alone is as the later one found it. */
function firstOf({ former, wanted }: ConsoleState, found: LoginSettings): LoginSettings {
  const first = <Name extends keyof LoginSettings>(name: Name): LoginSettings[Name] =>
    former[name] === wanted[name] ? found[name] : former[name];
  return {
    mfaBindRequired: first('mfaBindRequired'),
    passwordResetRequired: first('passwordResetRequired'),
    status: first('status'),
  };
}

export function withConsole(state: IncidentState, { userName, step }: ConsoleEntry): IncidentState {
  const known = state.consoles.get(userName);
  return {
    ...state,
    steps: [...state.steps.filter((one) => one.step !== step.step), step],
    consoles: known && step.ok ? new Map([...state.consoles, [userName, { ...known, holds: true }]]) : state.consoles,
  };
}

/** What a release gave back is over; what it left as it is stays known, for another one to give back. */
export function withoutGivenBack(
  consoles: IncidentState['consoles'],
  steps: Steps,
  isOver: boolean,
): IncidentState['consoles'] {
  const done = new Set(steps.filter(({ ok }) => ok).map(({ step }) => step));
  // What stays for another incident is known on, and no person's wish: the last release gives it back.
  const isNeeded = (userName: string): boolean => done.has(`keep-login:${userName}`);
  const left = [...consoles].filter(([userName]) => !done.has(`restore-console:${userName}`) || isNeeded(userName));
  return new Map(
    left.map(([userName, one]) => [
      userName,
      isOver && one.why === 'contained' && !isNeeded(userName) ? { ...one, kept: true as const } : one,
    ]),
  );
}
