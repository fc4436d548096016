import type { LoginStanding } from '../../incident/login-entries';
import type { Holding, TamperRow } from '../../incident/tamper-entries';
import type { Line, Span } from '../message';
import type { TamperStands } from '../tampered-facts';

/** The words of the alert that something of ours was undone outside a release. */
export interface TamperingTexts {
  readonly title: Readonly<Record<TamperStands, (user: string) => string>>;
  readonly headline: Readonly<Record<TamperStands, (user: Span) => Line>>;
  readonly todo: Readonly<Record<TamperStands, string>>;
  /** Why it was put back, or why a person is asked. */
  readonly why: Readonly<Record<TamperRow, string>>;
  /** What holds the user, by the last look. */
  readonly holds: Readonly<Record<Holding, string>>;
  readonly who: string;
  readonly labels: {
    readonly gone: string;
    readonly doer: string;
    readonly call: string;
    readonly inPlace: string;
    readonly since: string;
  };
  readonly gone: {
    policy(name: Span, of: Span | Line): Line;
    /** The quarantine, which the group can carry as well. */
    quarantine(name: Span, of: Span | Line, group: Span): Line;
    unsound(name: Span): Line;
    keyOn(key: Span): Line;
    unfenced(key: Span): Line;
  };
  readonly doer: {
    readonly unknown: string;
    readonly root: string;
    user(name: Span): Line;
    role(name: Span): Line;
    readonly withKey: string;
    readonly withMfa: string;
    readonly login: Readonly<Record<LoginStanding, string>>;
    readonly claimed: string;
    /** ActionTrail shows it, and may not show a later call yet. */
    readonly soFar: string;
  };
  readonly putBack: string;
  readonly onPurpose: string;
  readonly containAgain: string;
  readonly noLeak: string;
}
