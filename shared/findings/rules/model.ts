import type { AuditEvent } from '../../evidence/types';
import type { AccountFacts } from '../account';
import type { ActorType, Kind, Severity } from '../model';

/**
 * How much a call says by itself, before anything is known of who made it:
 * `grave`: no business does it with an application's key; `strong`: it makes a way in, takes power, or cannot be undone;
 * `weak`: businesses do it every day, and so do thieves.
 */
export type Weight = 'grave' | 'strong' | 'weak';

/** An identity or a credential that a call made. */
export interface Made {
  readonly type: ActorType;
  readonly id: string;
  readonly name?: string;
  /** No event tells its true id: `id` is made from the event. */
  readonly isStandIn?: true;
  /** What a masked answer shows of the true id. */
  readonly shown?: string;
  /** A user's own number, where nothing tells his name. */
  readonly principalId?: string;
}

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** `Ram CreateUser`, its parameters, its answer, and how much it says. */
export interface Sample {
  readonly call: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
  readonly weight?: Weight;
}

/** What one call tells. The first rule that fits a call is the call's. */
export interface Rule {
  readonly id: string;
  readonly kind: Kind;
  /** When it is the thief's. */
  readonly severity: Severity;
  /** MITRE ATT&CK. */
  readonly technique: string;
  readonly text: Text;
  /** What to do now, in a sentence or two. */
  readonly advice: Text;
  readonly services: RegExp;
  readonly calls: RegExp;
  /** Where the name of a call does not tell enough. */
  readonly holds?: (event: AuditEvent, account: AccountFacts) => boolean;
  readonly weight: Weight | ((event: AuditEvent, account: AccountFacts) => Weight);
  /** Nothing here says whether the call is grave: the account's own id is missing, or masked. */
  readonly isUnchecked?: true;
  /** No work of a business's, whoever did the same before and from wherever: it is always the attack's. */
  readonly isNobodysWork?: true;
  /** The other accounts, or what of theirs, that the call lets in or gives to: what is routine towards one is not towards another. */
  readonly receivers?: (event: AuditEvent, account: AccountFacts) => readonly string[];
  /** Undefined when the event does not name it. */
  readonly made?: (event: AuditEvent) => Made | undefined;
  /** So many of these within an hour, by a key that never made one, are nobody's ordinary work from any machine. */
  readonly burst?: number;
  /** A tool that keeps what is deployed makes as many when it is applied: where one is at home they are no burst. */
  readonly isDeployed?: true;
  /** What the call does, where it tells: with the same in it, it is the same work again. Undefined: it cannot be told. */
  readonly substance?: (event: AuditEvent) => string | undefined;
  readonly fires: readonly [Sample, ...Sample[]];
  readonly silent: readonly [Sample, ...Sample[]];
}
