import type { PasswordPolicy, SecurityPreference } from '../aliyun/ims';
import type { Looked } from '../identity/types';

/** What a look found, or why there is no answer: never to be taken for "nothing there". */
export type Known<T> = Looked<T>;

export type LastUse = Date | 'never';

/** A key's record in Security Center's leak list that nobody has dealt with. */
export interface PendingLeak {
  readonly foundAt: Date | undefined;
}

/** One AccessKey, as far as it could be looked at. */
export interface KeyFacts {
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
}

/** Everything that the checks are made on. */
export interface AccountFacts {
  readonly keys: readonly KeyFacts[];
  readonly users: readonly UserFacts[];
  readonly root: RootFacts;
  readonly responder: ResponderFacts;
  readonly settings: SettingsFacts;
}
