import type { Cloud } from '../aliyun';
import type { KeyLastUsedInfo } from '../aliyun/action-trail';
import { ORDINARY, URGENT } from '../aliyun/call';
import { RateLimiter } from '../aliyun/limiter';
import type { AccessKey } from '../aliyun/ram';
import type { Clock } from '../clock';
import { CloudNotFound, OwnerUnknown } from '../errors';
import { type AccessKeyId, type AccountId, maskKey, type UserName } from '../ids';
import type { LeakSignal } from '../signal/types';
import { nameCandidates } from './names';
import type { Looked, Owner, OwnerAnswer, OwnerSource } from './types';

export interface OwnerDeps {
  readonly cloud: Pick<Cloud, 'ram' | 'ims' | 'actionTrail'>;
  readonly accountId: AccountId;
  readonly clock: Clock;
}

/** A search for the owner, already on its way. `lastUsedInfo` never rejects: a failed look is a result. */
export interface OwnerSearch {
  readonly owner: Promise<OwnerAnswer>;
  readonly lastUsedInfo: Promise<Looked<KeyLastUsedInfo | undefined>>;
}

/** Walking the account: calls a second, well below RAM's 100 for lists, and how many at once. */
const WALK_PER_SECOND = 50;
const WALK_AT_ONCE = 8;

/**
 * Whose key it is. The user that the signal names and ActionTrail are asked side by side, then every user of the account,
 * then the recycle bin; whatever names a user is confirmed by a live ListAccessKeys of exactly that user.
 * `owner` rejects with OwnerUnknown when nothing was found and a look failed.
 */
export function searchOwner(signal: LeakSignal, deps: OwnerDeps): OwnerSearch {
  const lastUsedInfo = looked(deps.cloud.actionTrail().getAccessKeyLastUsedInfo(signal.accessKeyId, URGENT));
  const search = new Search(signal.accessKeyId, deps);
  return { owner: search.run(signal, lastUsedInfo), lastUsedInfo };
}

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

    const walked = await this.walk();
    if (walked) return { kind: 'found', owner: walked };
    const recycled = await looked(cloud.ims.getAccessKeyInfoInRecycleBin(this.accessKeyId));
    this.looks.push('recycle-bin');
    if ('couldNotCheck' in recycled) this.failures.push(recycled.couldNotCheck);
    else if (recycled.value) {
      const { userPrincipalName, recycledAt } = recycled.value;
      return { kind: 'deleted', accountId, userPrincipalName, recycledAt };
    }
    if (this.failures.length > 0) throw new OwnerUnknown(maskKey(this.accessKeyId), this.failures);
    return this.notOurs();
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
    if (!keys.some((key) => key.id === this.accessKeyId)) return undefined;
    const states = keys.map(({ id, status, createdAt }) => ({
      id,
      status,
      createdAt: createdAt?.toISOString() ?? null,
    }));
    return { type: 'ram-user', accountId: this.deps.accountId, userName, foundBy, keys: states };
  }

  /** Every user's keys, some at a time, until the owner is met. */
  private async walk(): Promise<Owner | undefined> {
    this.looks.push('walk');
    const limiter = new RateLimiter(WALK_PER_SECOND, this.deps.clock);
    try {
      for await (const page of this.deps.cloud.ram.listUsers()) {
        for (let i = 0; i < page.length; i += WALK_AT_ONCE) {
          const batch = page.slice(i, i + WALK_AT_ONCE).map(async ({ name }) => {
            await limiter.turn();
            return this.confirm(name, 'walk');
          });
          const owner = (await Promise.all(batch)).find((found) => found !== undefined);
          if (owner) return owner;
        }
      }
    } catch (error) {
      this.failures.push(messageOf(error));
    }
    return undefined;
  }
}

/** A look's result, or why there is none: never a rejection. */
export async function looked<T>(look: Promise<T>): Promise<Looked<T>> {
  try {
    return { value: await look };
  } catch (error) {
    return { couldNotCheck: messageOf(error) };
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
