import type { Trail } from '../aliyun/action-trail';
import type { BucketProtection } from '../aliyun/bucket-facts';
import type { PasswordPolicy, SecurityPreference } from '../aliyun/ims';
import type { Looked } from '../identity/types';
import type { Way } from '../ram-policy/escalation';
import type { Exception } from './exceptions';
import type { RememberedUse } from './memory';

/** What a look found, or why there is no answer: never to be taken for "nothing there". */
export type Known<T> = Looked<T>;

export type LastUse = Date | 'never';

/** A key's record in Security Center's leak list that nobody has dealt with. */
export interface PendingLeak {
  readonly foundAt: Date | undefined;
}

/** One AccessKey, as far as it could be looked at. */
export interface KeyFacts extends PowerFacts {
  readonly owner: { readonly type: 'root' } | { readonly type: 'ram-user'; readonly name: string };
  /** Undefined where the credential report alone tells of the key: it holds no ids. */
  readonly id: string | undefined;
  /** The report's number of the key, where no id is known. */
  readonly slot: number | undefined;
  readonly active: Known<boolean>;
  readonly createdAt: Known<Date>;
  readonly lastUse: Known<LastUse>;
  /** Active keys of the same owner, this one left out. */
  readonly otherActive: Known<number>;
  /** Whether the owner can sign in to the console as well. */
  readonly console: Known<boolean>;
  readonly pendingLeak: Known<PendingLeak | undefined>;
  /** Undefined: it is on. */
  readonly off: Known<OffSince | undefined>;
  readonly network: Known<NetworkLimit>;
  /** What the business would feel if it leaked. Undefined: nobody can use it, or no deny reaches it. */
  readonly use: Known<RememberedUse> | undefined;
}

/** What an identity's policies let through, by evaluation; those that this project attached left out. */
export interface PowerFacts {
  /** How he becomes one; undefined: he does not. */
  readonly administrator: Known<Way | undefined>;
  /** Actions of the catalogue. */
  readonly highRisk: Known<readonly string[]>;
  /** Those of them that need no particular source address. */
  readonly fromAnywhere: Known<readonly string[]>;
}

/** Since when a key is off at the latest; `exact`: not for longer either. */
export interface OffSince {
  readonly at: Date;
  readonly exact: boolean;
}

/** Whether a key's own network policy shuts anybody out, and when that was looked at. */
export interface NetworkLimit {
  readonly limited: boolean;
  readonly at: Date;
}

export interface UserFacts {
  readonly name: string;
  readonly console: Known<boolean>;
  readonly mfa: Known<boolean>;
  readonly createdAt: Known<Date>;
  readonly lastLogon: Known<LastUse>;
  /** The latest use of any of his keys, those that are off among them. */
  readonly lastKeyUse: Known<LastUse>;
}

/** The root identity's keys. Nobody but root can list them: what is known is the credential report's word. */
export interface RootFacts {
  readonly keys: Known<readonly { readonly active: Known<boolean>; readonly lastUse: Known<LastUse> }[]>;
  /** Set where the report is too old to prove that something has not happened since. */
  readonly stale: string | undefined;
  readonly mfa: Known<boolean>;
}

/** What holds for every user of the account. */
export interface SettingsFacts {
  readonly preference: Known<SecurityPreference>;
  readonly passwords: Known<PasswordPolicy>;
}

export interface ResponderFacts {
  /** When the responder's timer last ran. `forged`: the object does not bear the project's seal. */
  readonly heartbeat: Known<Date | 'never' | 'forged'>;
  /** What its last minute did not bring to an end. */
  readonly failures: Known<readonly string[]>;
  /** Alerts that no channel has taken yet. */
  readonly outbox: Known<number>;
  /** Hours of the last day in which it told that it failed. */
  readonly failedHours: Known<number>;
  /** Events and invocations that lie in the queue of dead letters; of 16 there may be more. */
  readonly deadLetters: Known<number>;
  /** Whether the policies that it attaches stand in the account and say what set-up wrote. */
  readonly quarantine: Known<'intact' | 'changed' | 'missing'>;
  readonly freeze: Known<'intact' | 'changed' | 'missing'>;
}

/** A user whom an incident contains, or who carries one of our policies all the same. */
export interface ContainmentFacts {
  /** Undefined: the incident could not be read. */
  readonly user: string | undefined;
  /** The incident's key; undefined: no open incident is his. */
  readonly accessKeyId: string | undefined;
  /** Policies of ours that he should carry. `any`: a containment whose outcome nobody wrote down. */
  readonly wanted: Known<readonly string[] | 'any'>;
  readonly carried: Known<readonly string[]>;
}

/** A bucket that keys were used for of late. */
export interface StoreFacts {
  readonly name: string;
  readonly keys: number;
  readonly isLogged: Known<boolean>;
}

/** A project of Log Service that keys were used for of late. */
export interface LogProjectFacts {
  readonly name: string;
  readonly keys: number;
  /** Every request on it is logged, reads among them. */
  readonly isLogged: Known<boolean>;
}

export interface TrailFacts {
  readonly trails: Known<readonly Trail[]>;
}

export interface TrailBucketFacts {
  readonly name: string;
  readonly protection: Known<BucketProtection>;
}

/** A name or a key of the exclusion list, and whom it stands for. */
export interface ExclusionFacts {
  readonly user?: string;
  readonly accessKeyId?: string;
  /** `renamed`, `another`: against the user whom an earlier night saw under the name. `today`: what he is called now. */
  readonly standing: Known<{ readonly is: 'there' | 'missing' | 'renamed' | 'another'; readonly today?: string }>;
}

/** What somebody has excepted, and how many findings of this night it covers. */
export interface ExceptionFacts {
  readonly exception: Exception;
  readonly covers: Known<number>;
}

/** Everything that the checks are made on. */
export interface AccountFacts {
  readonly keys: readonly KeyFacts[];
  readonly users: readonly UserFacts[];
  readonly root: RootFacts;
  readonly responder: ResponderFacts;
  readonly settings: SettingsFacts;
  readonly trail: TrailFacts;
  readonly buckets: readonly TrailBucketFacts[];
  readonly containments: readonly ContainmentFacts[];
  readonly stores: readonly StoreFacts[];
  readonly projects: readonly LogProjectFacts[];
  readonly exclusions: readonly ExclusionFacts[];
  readonly exceptions: readonly Exception[];
  /** Every user was known and every look at keys went through, root's among them. */
  readonly complete: boolean;
}
