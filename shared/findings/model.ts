import type { AuditEvent } from '../evidence/types';
import type { OpenedSession } from './sessions';

export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** What a finding is about; the list is fixed (docs/analyse.md), because others read it. */
export type Kind =
  | 'persistence'
  | 'privilege'
  | 'console-takeover'
  | 'reconnaissance'
  | 'compute'
  | 'command'
  | 'data'
  | 'destruction'
  | 'log-tampering'
  | 'alarms-silenced'
  | 'messages'
  | 'dns'
  | 'database'
  | 'new-source'
  | 'success-after-deny'
  | 'denied-after-deny'
  | 'other-identity'
  | 'bill';

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

/** What acts, is a credential that somebody acts with, or gives somebody power or data. `changed-`: the business's own, given power. */
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
  | 'api-key'
  | 'scim-credential'
  | 'user-provisioning'
  | 'passkey'
  | 'mfa-device'
  | 'group-membership'
  | 'policy'
  | 'grant'
  | 'access-assignment'
  | 'changed-user'
  | 'changed-role'
  | 'changed-key'
  | 'function'
  | 'layer'
  | 'trigger'
  | 'timed-command'
  | 'scaling-rule'
  | 'scaling-group'
  | 'scaling-configuration'
  | 'provisioning-group'
  | 'scheduled-task'
  | 'execution'
  | 'stack'
  | 'bucket-replication'
  | 'bucket-policy'
  | 'shared-image'
  | 'shared-snapshot';

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
  /** Roles by which a function or a CloudSSO user works, as the events write them. */
  readonly roles?: readonly string[];
  /** Nothing tells all of these roles. */
  readonly hasUnknownRoles?: true;
  /** No event tells its true id: `id` is made from the event that made it. */
  readonly isStandIn?: true;
}

/** What is handed in beside the events. Times are ISO 8601 UTC. */
export interface Case {
  readonly accessKeyId: string;
  readonly accountId: string | undefined;
  /** When the leak was reported; the attack may have begun before. */
  readonly leakAt: string | undefined;
  readonly denyAt: string | undefined;
  readonly now: string;
  /** The buckets of this tool: evidence, archive, and the trail's that it reads. */
  readonly toolsBuckets?: readonly string[];
}

/** What led from the attack to another identity: its address, its program, or what it made or changed. */
export type Trace = 'address' | 'tool' | 'resource';

/** Where the attack's traces are looked for. */
export interface Traces {
  /** A day before the attack's first call, ISO 8601 UTC; empty where there was none. */
  readonly since: string;
  /** The attack's first call. */
  readonly first: string;
  readonly addresses: readonly string[];
  readonly userAgents: readonly string[];
  /** Names of what it made or changed, as ActionTrail gives them. */
  readonly resources: readonly string[];
}

export type OtherType = 'access-key' | 'session' | 'user' | 'root';

/** Another key or user of the account that bears the attack's traces. */
export interface OtherIdentity {
  readonly type: OtherType;
  /** A key's or a session's id, a user's name. */
  readonly id: string;
  readonly userName?: string;
  readonly traces: readonly Trace[];
  readonly calls: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** It was at work on two days, or in twenty calls, before the attack. False: these events do not show it. */
  readonly isOrdinary: boolean;
}

export interface Analysis {
  readonly findings: readonly Finding[];
  readonly actors: readonly Actor[];
  /** Every call of the attack. */
  readonly attack: ReadonlySet<AuditEvent>;
  /** The key's own calls that are not the attack's; its sessions have powers of their own. */
  readonly business: readonly AuditEvent[];
  /** What is earlier is the key's history, ISO 8601 UTC; empty where it has none. */
  readonly historyEndsAt: string;
  /** Roles' sessions that the key or the attack has opened, by when they end. */
  readonly sessions: readonly OpenedSession[];
  /** Of these the ids that the key or its sessions opened from where it never worked: what they do decides whose they are. */
  readonly strangeSessions: readonly string[];
  readonly traces: Traces;
  readonly others: readonly OtherIdentity[];
  /** Identities of the attack that could not be followed, and why; told in `notes` as well. */
  readonly unfollowed: readonly string[];
  /** What a reader has to know of the answer: no history, what was cut, sessions that live on. */
  readonly notes: readonly string[];
  /** Everything that was handed in could be judged by the key's own history. */
  readonly complete: boolean;
}
