import type { Cloud } from '../aliyun';
import type { KeyLastUsedInfo } from '../aliyun/action-trail';
import { ifThere, ORDINARY, URGENT } from '../aliyun/call';
import type { AccessKey } from '../aliyun/ram';
import { CloudNotFound, OwnerUnknown } from '../errors';
import { type AccessKeyId, type AccountId, maskKey, type UserName } from '../ids';
import type { LeakSignal } from '../signal/types';
import type { KeyDirectory } from './directory';
import { looked, messageOf } from './looked';
import { nameOfUser, ownerNow } from './name-now';
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
 * a live ListAccessKeys of exactly that user. `owner` rejects with OwnerUnknown when nothing was found and a look failed.
 */
export function searchOwner(signal: LeakSignal, deps: OwnerDeps): OwnerSearch {
  const lastUsedInfo = looked(deps.cloud.actionTrail().getAccessKeyLastUsedInfo(signal.accessKeyId, URGENT));
  const search = new Search(signal.accessKeyId, deps);
  return { owner: search.run(signal, lastUsedInfo), lastUsedInfo };
}

type RamUser = Extract<Owner, { type: 'ram-user' }>;

class Search {
  private readonly failures: string[] = [];
  private readonly looks: OwnerSource[] = [];

  constructor(
    private readonly accessKeyId: AccessKeyId,
    private readonly deps: OwnerDeps,
  ) {}

  async run(signal: LeakSignal, lastUsedInfo: OwnerSearch['lastUsedInfo']): Promise<OwnerAnswer> {
    const { accountId, cloud } = this.deps;
    const named = await this.confirmAny(nameCandidates(signal.claims.userName), 'signal');
    if (named) return { kind: 'found', owner: named };

    const info = await lastUsedInfo;
    this.looks.push('actiontrail');
    if ('couldNotCheck' in info) this.failures.push(info.couldNotCheck);
    else if (info.value?.accountId !== undefined && info.value.accountId !== accountId) return this.notOurs();
    else if (info.value?.accountType === 'root-account') return this.root('actiontrail');
    else if (info.value !== undefined) {
      const recorded = await this.confirmAny(nameCandidates(info.value.userName), 'actiontrail');
      if (recorded) return { kind: 'found', owner: recorded };
    }
    // Security Center's list is a live answer of this account's own; any other source's "root" is a claim.
    if (signal.source === 'security-center' && signal.claims.userType === 'root') return this.root('signal');

    const indexed = await this.confirmAny(nameCandidates(await this.deps.ownerIndex.find(this.accessKeyId)), 'index');
    if (indexed) return { kind: 'found', owner: indexed };

    // Two calls, where the walk is hundreds; what lies in the recycle bin belongs to nobody any more.
    const [holder, recycled] = await Promise.all([
      looked(ownerNow(cloud, this.accessKeyId)),
      looked(cloud.ims.getAccessKeyInfoInRecycleBin(this.accessKeyId)),
    ]);
    // A short way to a user whom the walk would meet as well: that it is closed leaves nothing unseen.
    const holders = 'value' in holder && holder.value !== undefined ? [holder.value] : [];
    const held = await this.confirmAny(holders, 'ims');
    if (held) return { kind: 'found', owner: held };
    this.looks.push('recycle-bin');
    if ('couldNotCheck' in recycled) this.failures.push(recycled.couldNotCheck);
    else if (recycled.value) {
      const { userPrincipalName, recycledAt } = recycled.value;
      const user = await looked(this.formerUser(recycled.value.userId));
      return { kind: 'deleted', accountId, userPrincipalName, recycledAt, user };
    }
    const walked = await this.walk();
    if (walked) return { kind: 'found', owner: walked };
    if (this.failures.length > 0) throw new OwnerUnknown(maskKey(this.accessKeyId), this.failures);
    return this.notOurs();
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
    return { kind: 'found', owner: { type: 'root', accountId: this.deps.accountId, foundBy } };
  }

  private notOurs(): OwnerAnswer {
    return { kind: 'not-ours', looked: this.looks };
  }

  /** The first of the names whose keys hold the leaked one; all are asked at once. */
  private async confirmAny(names: readonly UserName[], source: OwnerSource): Promise<Owner | undefined> {
    this.looks.push(source);
    const asked = names.map(async (name) => {
      const owner = await this.confirm(name, source);
      if (owner === undefined) throw new Error('not this user');
      return owner;
    });
    return Promise.any(asked).catch(() => undefined);
  }

  private async confirm(userName: UserName, foundBy: OwnerSource): Promise<Owner | undefined> {
    try {
      const keys = await this.deps.cloud.ram.listAccessKeys(userName, foundBy === 'walk' ? ORDINARY : URGENT);
      return this.ownerIf(keys, userName, foundBy);
    } catch (error) {
      if (!(error instanceof CloudNotFound)) this.failures.push(messageOf(error));
      return undefined;
    }
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

  /** Every user's keys until the owner is met; the walk says who it was, a live call that he still is. */
  private async walk(): Promise<Owner | undefined> {
    this.looks.push('walk');
    const userName = await this.deps.directory.find(this.accessKeyId);
    const owner = userName && (await this.confirm(userName, 'walk'));
    if (owner === undefined) this.failures.push(...this.deps.directory.failures);
    return owner;
  }
}
