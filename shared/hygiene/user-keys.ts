import type { Cloud } from '../aliyun';
import type { AccessKey } from '../aliyun/ram';
import { CloudNotFound } from '../errors';
import { parseAccessKeyId, type UserName } from '../ids';
import type { ReportedKey, ReportRow } from './credential-report';
import type { KeyFacts, Known, LastUse } from './facts';
import { BRIEF, type Looks } from './looks';
import { matchKeys } from './match';

export type FoundKey = Omit<KeyFacts, 'pendingLeak' | 'console'>;

export interface UserKeys {
  readonly keys: readonly FoundKey[];
  /** The list of his keys is RAM's own. */
  readonly complete: boolean;
}

/**
 * The keys of one user. `believed` is his row of a report that is fresh enough; a user without keys there is not asked
 * about. Else RAM lists his keys, and the report tells their use; a use that it cannot tell is asked for. `any`: his row,
 * fresh or not: where RAM does not answer, its keys are shown, and nothing about them is called clean.
 */
export async function keysOfUser(
  cloud: Pick<Cloud, 'ram'>,
  looks: Looks,
  name: string,
  askable: UserName | undefined,
  believed: ReportRow | undefined,
  any: ReportRow | undefined,
): Promise<UserKeys | 'gone'> {
  const known = believed?.keys;
  if (known && 'value' in known && known.value.length === 0) return { keys: [], complete: true };
  const live: Known<AccessKey[] | 'gone'> = askable
    ? await looks.look(() => listKeys(cloud, askable))
    : { couldNotCheck: 'the credential report names a user that no RAM user can be' };
  if ('couldNotCheck' in live) return { keys: unseenKeys(name, any, live.couldNotCheck), complete: false };
  if (live.value === 'gone' || askable === undefined) return 'gone';
  const keys = live.value;
  const reported = matchKeys(keys, known && 'value' in known ? known.value : []);
  const active = keys.filter(({ status }) => status === 'Active').length;
  return {
    complete: true,
    keys: await Promise.all(
      keys.map(async (key): Promise<FoundKey> => {
        const isActive = key.status === 'Active';
        return {
          owner: { type: 'ram-user', name },
          id: key.id,
          slot: undefined,
          active: { value: isActive },
          createdAt: key.createdAt ? { value: key.createdAt } : { couldNotCheck: 'RAM names no time of creation' },
          lastUse: await lastUseOf(cloud, looks, askable, key, reported.get(key.id)),
          otherActive: { value: active - (isActive ? 1 : 0) },
        };
      }),
    ),
  };
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

/** The keys of a user whom RAM did not tell about: the report's, or one entry that stands for however many there are. */
function unseenKeys(name: string, row: ReportRow | undefined, why: string): FoundKey[] {
  const failed = { couldNotCheck: why };
  const base = { owner: { type: 'ram-user' as const, name }, id: undefined, active: failed, otherActive: failed };
  if (row === undefined || 'couldNotCheck' in row.keys)
    return [{ ...base, slot: undefined, createdAt: failed, lastUse: failed }];
  return row.keys.value.map(({ slot, createdAt, lastUse }) => ({ ...base, slot, createdAt, lastUse }));
}
