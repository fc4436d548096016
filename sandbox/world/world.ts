import { newBuses } from './buses';
import { Compute } from './compute';
import type {
  BillLine,
  Group,
  KeyNetwork,
  LeakRecord,
  MfaDevice,
  OrderRecord,
  Policy,
  Principal,
  RecycledKey,
  RecycledUser,
  Role,
  Session,
  StoredKey,
  User,
} from './entities';
import { EventStore } from './events';
import { SecretStore } from './secrets';
import { type AccountSettings, defaultSettings } from './settings';
import type { Trails } from './trails';
import type { Versioned } from './versioned';

export interface WorldOptions {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
  readonly newId: (kind: 'request' | 'access-key' | 'secret' | 'numeric') => string;
}

/** The state of one account: what services keep and change. It knows no request, no signature and no permission. */
export class World {
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
  readonly newId: WorldOptions['newId'];

  readonly rootKeys: StoredKey[] = [];
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  readonly roles = new Map<string, Role>();
  /** By `System/<name>` or `Custom/<name>`. */
  readonly policies = new Map<string, Policy>();
  readonly sessions = new Map<string, Session>();
  readonly mfaDevices = new Map<string, MfaDevice>();
  readonly recycledKeys = new Map<string, RecycledKey>();
  readonly recycledUsers = new Map<string, RecycledUser>();
  readonly settings: AccountSettings;
  readonly events = new EventStore(0);
  readonly trails: Trails = new Map();
  readonly buses = newBuses();
  readonly secrets: SecretStore;
  readonly leaks: LeakRecord[] = [];
  /** How Security Center tells the account's contacts, by kind: `Route` and `TimeLimit`. */
  readonly notices = new Map([['yundun_sas_ak_leakage', { route: 7, timeLimit: 0 }]]);
  /** Ids of keys under Alibaba Cloud's own restrictive protection. */
  readonly restrictedKeys = new Set<string>();
  /** The network policy of the account for its keys. */
  keyNetwork: KeyNetwork | undefined;
  readonly bills: BillLine[] = [];
  readonly orders: OrderRecord[] = [];
  readonly compute = new Compute();
  /** Available amount, a decimal string, and the currency of the account. */
  balance = { available: '10000.00', currency: 'CNY' };

  private settingUp = 0;
  /** Whose a key was when it was last looked up: he is looked at first, among thousands. */
  private readonly lastOwners = new Map<string, User>();

  constructor(options: WorldOptions) {
    this.accountId = options.accountId;
    this.region = options.region;
    this.now = options.now;
    this.newId = options.newId;
    this.settings = defaultSettings();
    this.secrets = new SecretStore(options.now);
  }

  /** What `work` changes counts as having always been so: the account as it is found has no change under way. */
  setUp<T>(work: () => T): T {
    this.settingUp += 1;
    try {
      return work();
    } finally {
      this.settingUp -= 1;
    }
  }

  /** Writes a value that decisions follow only after the propagation delay. */
  change<T>(of: Versioned<T>, value: T): void {
    of.set(value, this.settingUp > 0 ? Number.NEGATIVE_INFINITY : this.now().getTime());
  }

  /** The domain of new logon names: the one that was set, else the alias's, else the account's own. */
  get defaultDomain(): string {
    const { defaultDomain, alias } = this.settings;
    return defaultDomain ?? `${alias ?? this.accountId}.onaliyun.com`;
  }

  /** Every domain by which this account's users can be named. */
  get domains(): ReadonlySet<string> {
    const { alias } = this.settings;
    return new Set([this.defaultDomain, `${this.accountId}.onaliyun.com`, `${alias ?? this.accountId}.onaliyun.com`]);
  }

  /** Where the events of global services are kept (ActionTrail, GetGlobalEventsStorageRegion). */
  get globalRegion(): string {
    return this.region.startsWith('cn-') ? 'cn-hangzhou' : 'ap-southeast-1';
  }

  /** Every long-lived key with its owner; `undefined` owns the root's. */
  keyOf(accessKeyId: string): { key: StoredKey; user: User | undefined } | undefined {
    // A function's own calls are signed by its session, and each of them is looked up.
    if (this.sessions.has(accessKeyId)) return undefined;
    const named = (key: StoredKey): boolean => key.accessKeyId === accessKeyId;
    const rootKey = this.rootKeys.find(named);
    if (rootKey) return { key: rootKey, user: undefined };
    const last = this.lastOwners.get(accessKeyId);
    const known = last !== undefined && this.users.get(last.name) === last ? last.keys.find(named) : undefined;
    if (last && known) return { key: known, user: last };
    for (const user of this.users.values()) {
      const key = user.keys.find(named);
      if (!key) continue;
      this.lastOwners.set(accessKeyId, user);
      return { key, user };
    }
    return undefined;
  }

  membersOf(group: Group): User[] {
    return [...this.users.values()].filter((user) => user.groups.current.some((m) => m.group === group));
  }

  /** Everything that a policy is attached to now. */
  entitiesOf(policy: Policy): { principal: Principal & (User | Group | Role); attachDate: Date }[] {
    const found: { principal: User | Group | Role; attachDate: Date }[] = [];
    for (const principal of [...this.users.values(), ...this.groups.values(), ...this.roles.values()]) {
      const attachment = principal.attached.current.find((a) => a.policy === policy);
      if (attachment) found.push({ principal, attachDate: attachment.attachDate });
    }
    return found;
  }
}
