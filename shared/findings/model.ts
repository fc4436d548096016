import type { FindingKind, FindingSeverity } from '../evidence/highlights';

export type Severity = FindingSeverity;

/** What a finding is about; the list is fixed (docs/analyse.md), because others read it. */
export type Kind = FindingKind | 'reconnaissance' | 'data' | 'other-identity' | 'bill';

/** One fact worth acting on. A high one names the events that make it high and no others. */
export interface Finding {
  readonly rule: string;
  readonly kind: Kind;
  readonly severity: Severity;
  /** MITRE ATT&CK; empty where there is none. */
  readonly technique: string;
  readonly title: string;
  /** Ids of the actors behind it. */
  readonly actors: readonly string[];
  /** Oldest first. */
  readonly eventIds: readonly string[];
}

/** What acts, or is a credential that somebody acts with. */
export type ActorType =
  | 'access-key'
  | 'session'
  | 'user'
  | 'login-profile'
  | 'role'
  | 'cloudsso-user'
  | 'identity-provider'
  | 'application'
  | 'app-secret'
  | 'client-key'
  | 'kubeconfig'
  | 'vpn-certificate'
  | 'function';

/** The leaked key, or an identity that it made or became. */
export interface Actor {
  readonly type: ActorType;
  /** A key's or a session's id, a user's or a role's name; unique among the actors. */
  readonly id: string;
  readonly name: string;
  /** The actor that made it; null for the leaked key. */
  readonly parent: string | null;
  /** The call that made it: `Ram CreateUser`. */
  readonly how: string;
}

/** What is handed in beside the events. Times are ISO 8601 UTC. */
export interface Case {
  readonly accessKeyId: string;
  readonly accountId: string | undefined;
  /** When the leak was reported; the attack may have begun before. */
  readonly leakAt: string | undefined;
  readonly denyAt: string | undefined;
  readonly now: string;
}

export interface Analysis {
  readonly findings: readonly Finding[];
  readonly actors: readonly Actor[];
  /** What a reader has to know of the answer: no history, what was cut, sessions that live on. */
  readonly notes: readonly string[];
  /** Everything that was handed in could be judged by the key's own history. */
  readonly complete: boolean;
}
