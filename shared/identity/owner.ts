import type { Cloud } from '../aliyun';
import type { KeyLastUsedInfo } from '../aliyun/action-trail';
import { ifThere, isNoAnswer, ORDINARY, URGENT } from '../aliyun/call';
import type { AccessKey } from '../aliyun/ram';
import { CloudNotFound, OwnerUnknown } from '../errors';
import { type AccessKeyId, type AccountId, maskKey, type UserName } from '../ids';
import type { LeakSignal } from '../signal/types';
import type { KeyDirectory } from './directory';
import { holderNow } from './holder';
import { looked, messageOf } from './looked';
import { nameOfUser } from './name-now';
import { nameCandidates } from './names';
import type { Looked, Owner, OwnerAnswer, OwnerSource } from './types';

export interface OwnerDeps {
  readonly cloud: Pick<Cloud, 'ram' | 'ims' | 'actionTrail'>;
  readonly accountId: AccountId;
  readonly directory: KeyDirectory;
  /** The nightly index of key to user, a hint; never rejects. */
  readonly ownerIndex: { find(accessKeyId: AccessKeyId): Promise<string | undefined> };
}

/** A search for the owner, already on its way. `lastUsedInfo` never rejects: a failed look is a result. */
export interface OwnerSearch {
  readonly owner: Promise<OwnerAnswer>;
  readonly lastUsedInfo: Promise<Looked<KeyLastUsedInfo | undefined>>;
}

/**
 * Whose key it is. The user that the signal names and ActionTrail are asked side by side, then last night's index, then
 * IMS (GetUser takes a key's id) and the recycle bin, then every user of the account; whatever names a user is confirmed by
 * a live ListAccessKeys of exactly that user. A name in a notice, in the past or in an index may be anybody's word, and
 * counts for nothing where that does not show the key; IMS and the walk speak of now, and what they say of a holder is
 * true or open. `owner` rejects with OwnerUnknown when nothing was found and a look failed, or contradicted another.
 */
export function searchOwner(signal: LeakSignal, deps: OwnerDeps): OwnerSearch {
  const lastUsedInfo = looked(deps.cloud.actionTrail().getAccessKeyLastUsedInfo(signal.accessKeyId, URGENT));
  const search = new Search(signal.accessKeyId, deps);
  return { owner: search.run(signal, lastUsedInfo), lastUsedInfo };
}

type RamUser = Extract<Owner, { type: 'ram-user' }>;

class Search {
  private readonly failures: string[] = [];
  private readonly looks = new Set<OwnerSource>();
  /** By name, whether he is the owner. */
  private readonly asked = new Map<UserName, Promise<Owner | undefined>>();
  /** Who was named, and by whom, and did not answer: not who he is, but how long RAM takes, is what is not known. */
  private readonly unanswered = new Map<UserName, OwnerSource>();
  /** A live look has named a user of this account. */
  private isHeld = false;
  /** The keys of whom IMS names did not come in time. */
  private isHolderLate = false;

  constructor(
    private readonly accessKeyId: AccessKeyId,
    private readonly deps: OwnerDeps,
  ) {}

  async run(signal: LeakSignal, lastUsedInfo: OwnerSearch['lastUsedInfo']): Promise<OwnerAnswer> {
    const { accountId, cloud } = this.deps;
    const named = await this.confirmAny(nameCandidates(signal.claims.userName), 'signal');
    if (named) return found(named);

    const info = await lastUsedInfo;
    this.looks.add('actiontrail');
    const past = 'value' in info ? info.value : undefined;
    if ('couldNotCheck' in info) this.failures.push(info.couldNotCheck);
    const isOthers = past?.accountId !== undefined && past.accountId !== accountId;
    if (!isOthers) {
      if (past?.accountType === 'root-account') return this.root('actiontrail');
      const recorded = await this.confirmAny(nameCandidates(past?.userName), 'actiontrail');
      if (recorded) return found(recorded);
      // Security Center's list is a live answer of this account's own; any other source's "root" is a claim.
      if (signal.source === 'security-center' && signal.claims.userType === 'root') return this.root('signal');

      const indexed = await this.confirmAny(nameCandidates(await this.deps.ownerIndex.find(this.accessKeyId)), 'index');
      if (indexed) return found(indexed);
    }

    // Two calls, where the walk is hundreds; what lies in the recycle bin belongs to nobody any more.
    const [held, recycled] = await Promise.all([
      this.held(),
      looked(cloud.ims.getAccessKeyInfoInRecycleBin(this.accessKeyId)),
    ]);
    if (typeof held === 'object') return found(held);
    this.looks.add('recycle-bin');
    if ('couldNotCheck' in recycled) this.failures.push(recycled.couldNotCheck);
    else if (recycled.value) {
      const { userPrincipalName, recycledAt } = recycled.value;
      const user = await looked(this.formerUser(recycled.value.userId));
      return { kind: 'deleted', accountId, userPrincipalName, recycledAt, user };
    }
    const late = await this.patiently();
    if (late) return found(late);
    // What ActionTrail knows of another account and IMS as nobody's here is not looked for among hundreds.
    const walked = isOthers && held === 'nobody' ? undefined : await this.walk();
    if (walked) return found(walked);
    if (this.failures.length > 0) throw new OwnerUnknown(maskKey(this.accessKeyId), this.failures, this.isHeld);
    return { kind: 'not-ours', looked: [...this.looks] };
  }

  /** Whose the deleted key was, by his id: he may bear another name. Throws what the looks throw. */
  private async formerUser(userId: string | undefined): Promise<RamUser | 'gone'> {
    const { cloud } = this.deps;
    if (userId === undefined) throw new Error('the recycle bin does not tell whose the key was');
    const userName = await nameOfUser(cloud, userId);
    const keys = userName && (await ifThere(cloud.ram.listAccessKeys(userName)));
    if (userName === undefined || keys === undefined) return 'gone';
    return this.ramUser(keys, userName, 'recycle-bin');
  }

  private root(foundBy: OwnerSource): OwnerAnswer {
    return found({ type: 'root', accountId: this.deps.accountId, foundBy });
  }

  /** The first of the names whose keys hold the leaked one; all are asked at once. */
  private async confirmAny(names: readonly UserName[], source: OwnerSource): Promise<Owner | undefined> {
    this.looks.add(source);
    const asked = names.map(async (name) => {
      // Most often the notice and the past name the same user: what has just been answered, or failed, is not asked again.
      const known = this.asked.get(name) ?? this.confirm(name, source);
      this.asked.set(name, known);
      const owner = await known;
      if (owner === undefined) throw new Error('not this user');
      return owner;
    });
    return Promise.any(asked).catch(() => undefined);
  }

  private async confirm(
    userName: UserName,
    foundBy: OwnerSource,
    patience = foundBy === 'walk' ? ORDINARY : URGENT,
  ): Promise<Owner | undefined> {
    try {
      const keys = await this.deps.cloud.ram.listAccessKeys(userName, patience);
      return this.ownerIf(keys, userName, foundBy);
    } catch (error) {
      if (error instanceof CloudNotFound) return undefined;
      this.failures.push(messageOf(error));
      if (isNoAnswer(error)) this.unanswered.set(userName, foundBy);
      return undefined;
    }
  }

  /** Those who were named, and whose keys were not told in haste, once more: a slow RAM would take minutes for all users. */
  private async patiently(): Promise<Owner | undefined> {
    const asked = [...this.unanswered].map(([name, source]) => this.confirm(name, source, ORDINARY));
    const owners = await Promise.all(asked);
    const named = owners.find((owner) => owner !== undefined);
    if (named !== undefined || !this.isHolderLate) return named;
    const again = await holderNow(this.deps.cloud, this.accessKeyId, ORDINARY);
    return again.kind === 'confirmed' ? this.ramUser(again.keys, again.userName, 'ims') : undefined;
  }

  private ownerIf(keys: readonly AccessKey[], userName: UserName, foundBy: OwnerSource): Owner | undefined {
    return keys.some((key) => key.id === this.accessKeyId) ? this.ramUser(keys, userName, foundBy) : undefined;
  }

  private ramUser(keys: readonly AccessKey[], userName: UserName, foundBy: OwnerSource): RamUser {
    const states = keys.map(({ id, status, createdAt }) => ({
      id,
      status,
      createdAt: createdAt?.toISOString() ?? null,
    }));
    return { type: 'ram-user', accountId: this.deps.accountId, userName, foundBy, keys: states };
  }

  /**
   * Whose key it is by IMS. That IMS could not be asked counts although the walk goes past every user: between two of its
   * calls a user can be renamed to a name that it is past, or two users can change names, and no answer shows it. Only the
   * look that names the key itself does not care what its user is called.
   */
  private async held(): Promise<RamUser | 'nobody' | 'open'> {
    this.looks.add('ims');
    const held = await holderNow(this.deps.cloud, this.accessKeyId);
    if (held.kind === 'confirmed') return this.ramUser(held.keys, held.userName, 'ims');
    if (held.kind === 'nobody') return 'nobody';
    this.failures.push(held.why);
    this.isHeld ||= held.isHeld;
    this.isHolderLate = held.isLate === true;
    return 'open';
  }

  /** Every user's keys until the owner is met; the walk says who it was, a live call that he still is. */
  private async walk(): Promise<Owner | undefined> {
    this.looks.add('walk');
    const { directory } = this.deps;
    const userName = await directory.find(this.accessKeyId);
    if (userName === undefined) {
      this.failures.push(...directory.failures);
      return undefined;
    }
    const owner = await this.confirm(userName, 'walk');
    if (owner !== undefined) return owner;
    this.isHeld = true;
    const held = await this.held();
    if (typeof held === 'object') return held;
    this.failures.push('a user had the key when every user was looked at, and his list of keys does not show it now');
    return undefined;
  }
}

const found = (owner: Owner): OwnerAnswer => ({ kind: 'found', owner });
