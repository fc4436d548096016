import type { Cloud } from '../aliyun';
import type { AccessKey } from '../aliyun/ram';
import { CloudNotFound } from '../errors';
import { parseAccessKeyId, type UserName } from '../ids';
import type { ReportedKey, ReportRow } from './credential-report';
import type { KeyFacts, Known, LastUse } from './facts';
import { activeAmong } from './identity-facts';
import { BRIEF, type Looks } from './looks';
import { idsBySecond, matchKeys } from './match';
import type { RememberedKey, SavedKey, SavedLook } from './memory';

/** A key as far as its user's own data tell of it. */
export type FoundKey = Pick<KeyFacts, 'owner' | 'id' | 'slot' | 'active' | 'createdAt' | 'lastUse' | 'otherActive'>;

/** The keys as a fresh report tells of them, with the ids that an earlier night has learnt. */
export function keysOfReport(
  name: string,
  keys: readonly ReportedKey[],
  remembered: readonly RememberedKey[],
): FoundKey[] {
  const ids = idsBySecond(keys, remembered);
  return keys.map((key) => {
    const id = ids.get(key);
    return {
      owner: { type: 'ram-user', name },
      id,
      slot: id === undefined ? key.slot : undefined,
      active: key.active,
      createdAt: key.createdAt,
      lastUse: key.lastUse,
      otherActive: activeAmong(keys.filter((other) => other !== key).map(({ active }) => active)),
    };
  });
}

/**
 * RAM's own list of one user's keys. `believed`: his row of a report that is fresh enough tells their use; a use that it
 * cannot tell is asked for.
 */
export async function lookAtUser(
  cloud: Pick<Cloud, 'ram'>,
  looks: Looks,
  user: UserName | undefined,
  believed: ReportRow | undefined,
): Promise<Known<SavedLook>> {
  if (user === undefined) return { couldNotCheck: 'the credential report names a user that no RAM user can be' };
  const live = await looks.look(() => listKeys(cloud, user));
  if ('couldNotCheck' in live || live.value === 'gone') return live as Known<SavedLook>;
  const keys = live.value;
  const reported = matchKeys(keys, believed && 'value' in believed.keys ? believed.keys.value : []);
  const all = keys.map(async (key): Promise<SavedKey> => {
    const use = await lastUseOf(cloud, looks, user, key, reported.get(key.id));
    return {
      id: key.id,
      active: key.status === 'Active',
      createdAt: key.createdAt?.toISOString() ?? null,
      lastUse: 'couldNotCheck' in use ? use : use.value === 'never' ? 'never' : use.value.toISOString(),
    };
  });
  return { value: await Promise.all(all) };
}

async function listKeys(cloud: Pick<Cloud, 'ram'>, user: UserName): Promise<AccessKey[] | 'gone'> {
  try {
    return await cloud.ram.listAccessKeys(user, BRIEF);
  } catch (error) {
    if (error instanceof CloudNotFound) return 'gone';
    throw error;
  }
}

/** A look that failed is no "never used", whatever else is known of the key. */
async function lastUseOf(
  cloud: Pick<Cloud, 'ram'>,
  looks: Looks,
  user: UserName,
  key: AccessKey,
  reported: ReportedKey | undefined,
): Promise<Known<LastUse>> {
  if (reported && 'value' in reported.lastUse) return reported.lastUse;
  return looks.look(
    async () => (await cloud.ram.getAccessKeyLastUsed(user, parseAccessKeyId(key.id), BRIEF)) ?? 'never',
  );
}

export function keysOfLook(name: string, keys: readonly SavedKey[]): FoundKey[] {
  const active = keys.filter((key) => key.active).length;
  return keys.map(({ id, active: isActive, createdAt, lastUse }) => ({
    owner: { type: 'ram-user', name },
    id,
    slot: undefined,
    active: { value: isActive },
    createdAt: createdAt ? { value: new Date(createdAt) } : { couldNotCheck: 'RAM names no time of creation' },
    lastUse: typeof lastUse !== 'string' ? lastUse : { value: lastUse === 'never' ? lastUse : new Date(lastUse) },
    otherActive: { value: active - (isActive ? 1 : 0) },
  }));
}

/** The keys of a user whom RAM did not tell about: the report's, or one entry that stands for however many there are. */
export function unseenKeys(name: string, row: ReportRow | undefined, why: string): FoundKey[] {
  const failed = { couldNotCheck: why };
  const base = { owner: { type: 'ram-user' as const, name }, id: undefined, active: failed, otherActive: failed };
  if (row === undefined || 'couldNotCheck' in row.keys)
    return [{ ...base, slot: undefined, createdAt: failed, lastUse: failed }];
  return row.keys.value.map(({ slot, createdAt, lastUse }) => ({ ...base, slot, createdAt, lastUse }));
}
