import type { ListedObject } from '../../aliyun/object-list';
import type { ObjectStore } from '../../aliyun/object-store';
import type { Clock } from '../../clock';
import { CloudAlreadyThere } from '../../errors';
import type { Seal } from '../../incident/seal';
import { isUnread, openStored } from '../../incident/stored';

const READ_AT_ONCE = 20;

/** Longer than a run may take over one channel: a run that died gives it up by itself. */
export const LEASE_MS = 120_000;

export interface LeasePlace {
  readonly store: Pick<ObjectStore, 'get' | 'create' | 'put' | 'delete' | 'list'>;
  readonly seal: Seal;
  readonly clock: Clock;
  /** The folder of this lease; one object a holder, numbered: the highest number holds. */
  readonly folder: string;
}

export interface Lease {
  release(): Promise<void>;
}

export interface Claim {
  /** Undefined: another run holds it. */
  readonly lease: Lease | undefined;
  /** Lease objects that we did not write. They were taken away: else one of them could stop every alert. */
  readonly tampered: readonly string[];
}

/**
 * Claims the right to send. The next number is created with forbid-overwrite, so that of two racers one gets it; after
 * that the claimer looks again, because the numbers before it may have been cleared away while it was slow.
 */
export async function claim(place: LeasePlace): Promise<Claim> {
  const tampered: string[] = [];
  const now = place.clock.now().getTime();
  const before = await held(place, tampered);
  if (before && before.until > now) return { lease: undefined, tampered };
  const number = (before?.number ?? 0) + 1;
  const key = keyOf(place, number);
  try {
    await place.store.create(key, await place.seal.close(key, { until: new Date(now + LEASE_MS).toISOString() }));
  } catch (error) {
    if (error instanceof CloudAlreadyThere) return { lease: undefined, tampered };
    throw error;
  }
  const after = await held(place, tampered);
  if (after?.number !== number) return { lease: undefined, tampered };
  // Only for tidiness: where it cannot be deleted, the alerts go out all the same.
  if (before) await place.store.delete(keyOf(place, before.number)).catch(() => undefined);
  return { lease: { release: () => release(place, key) }, tampered };
}

/** Ends now, but stays: its number must not be given again to a run that looked before. */
async function release({ store, seal, clock }: LeasePlace, key: string): Promise<void> {
  await store.put(key, await seal.close(key, { until: clock.now().toISOString() }));
}

interface Held {
  readonly number: number;
  readonly until: number;
}

async function held(place: LeasePlace, tampered: string[]): Promise<Held | undefined> {
  const listed = await place.store.list(place.folder);
  const numbered = listed
    .map(({ key, modifiedAt }) => ({ key, modifiedAt, number: Number(/\/(\d{12})\.json$/.exec(key)?.[1]) }))
    .filter(({ number }) => Number.isSafeInteger(number))
    .sort((a, b) => b.number - a.number);
  // Others may have laid thousands there, above ours: some at a time, so that they stop no alert.
  while (numbered.length > 0) {
    const some = numbered.splice(0, READ_AT_ONCE);
    const read = await Promise.all(some.map(async (one) => ({ ...one, until: await untilOf(place, one) })));
    const holder = read.find(({ until }) => typeof until === 'number');
    const forged = read.filter(({ number, until }) => until === undefined && number > (holder?.number ?? -1));
    tampered.push(...forged.map(({ key }) => key));
    await Promise.all(forged.map(({ key }) => place.store.delete(key).catch(() => undefined)));
    if (typeof holder?.until === 'number') return { number: holder.number, until: holder.until };
  }
  return undefined;
}

/**
 * No true lease ends later than one that is made now: a forged one, in observe mode without a seal, holds no longer. One that
 * is refused may be another run's as long as that could hold it; then it is nobody's.
 */
async function untilOf(
  { store, seal, clock }: LeasePlace,
  { key, modifiedAt }: Pick<ListedObject, 'key' | 'modifiedAt'>,
): Promise<number | undefined | 'gone'> {
  const read = await openStored<{ until?: string }>(store, seal, key);
  if (read === 'gone') return read;
  if (read === 'strange') return undefined;
  const endMs = clock.now().getTime() + LEASE_MS;
  if (isUnread(read)) {
    const isOld = modifiedAt !== undefined && modifiedAt.getTime() + 2 * LEASE_MS < endMs;
    if (read.unread.isRefused && isOld) return undefined;
    throw read.unread.error;
  }
  const until = Date.parse(read.content.until ?? '');
  return Number.isNaN(until) || until > endMs ? undefined : until;
}

function keyOf({ folder }: LeasePlace, number: number): string {
  return `${folder}${String(number).padStart(12, '0')}.json`;
}
