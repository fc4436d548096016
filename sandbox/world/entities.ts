import type { Versioned } from './versioned';

/** What an account holds. Times are Dates of the sandbox's clock; answers print them as the service does. */

/** A network policy of a key, or of the account for its keys. */
export interface KeyNetwork {
  readonly document: string;
  /** One that is not binds nobody. */
  readonly isActive: boolean;
  readonly allows: (address: string) => boolean;
}

export interface StoredKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly createDate: Date;
  status: 'Active' | 'Inactive';
  updateDate: Date;
  /** The last call that the key signed; undefined: never used. */
  lastUsed?: { readonly at: Date; readonly serviceName: string };
  /** From which addresses the key may sign (IMS SetAccessKeyPolicy); absent: from all. */
  network?: KeyNetwork;
}

export interface LoginProfile {
  readonly createDate: Date;
  updateDate: Date;
  password: string;
  passwordResetRequired: boolean;
  mfaBindRequired: boolean;
  status: 'Active' | 'Inactive';
  lastLoginDate?: Date;
}

export interface MfaDevice {
  readonly serialNumber: string;
  readonly seed: string;
  boundTo?: string;
  activateDate?: Date;
}

export interface Policy {
  readonly type: 'System' | 'Custom';
  readonly name: string;
  description: string;
  readonly createDate: Date;
  updateDate: Date;
  versions: PolicyVersion[];
  /** The document of the default version: what an attachment means. */
  readonly document: Versioned<string>;
  readonly tags: Map<string, string>;
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createDate: Date;
  isDefault: boolean;
}

export interface Attachment {
  readonly policy: Policy;
  readonly attachDate: Date;
}

export interface Membership {
  readonly group: Group;
  readonly joinDate: Date;
}

/** Whatever a policy can be attached to. */
export interface Principal {
  readonly kind: 'user' | 'group' | 'role';
  readonly attached: Versioned<readonly Attachment[]>;
}

export interface User extends Principal {
  readonly kind: 'user';
  name: string;
  readonly id: string;
  displayName: string;
  email: string;
  mobilePhone: string;
  comments: string;
  readonly createDate: Date;
  updateDate: Date;
  lastLoginDate?: Date;
  readonly keys: StoredKey[];
  login?: LoginProfile;
  readonly groups: Versioned<readonly Membership[]>;
  readonly tags: Map<string, string>;
}

export interface Group extends Principal {
  readonly kind: 'group';
  name: string;
  readonly id: string;
  displayName: string;
  comments: string;
  readonly createDate: Date;
  updateDate: Date;
}

export interface Role extends Principal {
  readonly kind: 'role';
  readonly name: string;
  readonly id: string;
  description: string;
  trustDocument: string;
  maxSessionSeconds: number;
  readonly createDate: Date;
  updateDate: Date;
  readonly tags: Map<string, string>;
}

/** An STS session: a role's power for a time, cut down by its own policy where it has one. */
export interface Session {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  readonly role: Role;
  readonly sessionName: string;
  readonly policy?: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

export interface RecycledKey {
  readonly key: StoredKey;
  readonly userId: string;
  readonly userName: string;
  readonly recycleDate: Date;
}

export interface RecycledUser {
  readonly user: User;
  readonly recycleDate: Date;
}

/** A record of Security Center's leak list. Field names say what the list and the detail call are made from. */
export interface LeakRecord {
  readonly id: number;
  readonly accessKeyId: string;
  /** AliUserName, as given: Security Center documents it only as an "account name". */
  readonly userName: string;
  readonly userType: 'master' | 'ram';
  /** 0 unconfirmed, 1 valid, 2 invalid. */
  readonly tokenValid: 0 | 1 | 2;
  status: 'pending' | 'dealed';
  dealType: 'pending' | 'manual' | 'disable' | 'add-whitelist';
  dealTime?: Date;
  remark: string;
  readonly foundAt: Date;
  readonly url: string;
  readonly repository: string;
  readonly fileName: string;
  readonly githubUser: string;
  /** The leaked snippet, secret and all, as the detail call hands it out. */
  readonly code: string;
}

/** One row of a day's bill, before BSS dresses it. Amounts are decimal strings in the account's currency. */
export interface BillLine {
  /** YYYY-MM-DD in the bill's own time zone (UTC+8). */
  readonly date: string;
  readonly productCode: string;
  readonly productName: string;
  readonly subscriptionType: 'PayAsYouGo' | 'Subscription';
  readonly instanceId: string;
  readonly region: string;
  readonly item: string;
  readonly usage: string;
  readonly usageUnit: string;
  readonly pretaxAmount: string;
}

export interface OrderRecord {
  readonly orderId: string;
  readonly createTime: Date;
  readonly productCode: string;
  readonly orderType: 'New' | 'Renew' | 'Upgrade' | 'Refund';
  readonly paymentStatus: 'Paid' | 'Unpaid' | 'Cancelled';
  readonly region: string;
  readonly amount: string;
}
