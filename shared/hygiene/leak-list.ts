import type { Cloud } from '../aliyun';
import { ifThere } from '../aliyun/call';
import { readLeakList } from '../aliyun/leak-list';
import type { LeakRecord } from '../aliyun/security-center';
import { looked } from '../identity/looked';
import { parseAccessKeyId } from '../ids';
import type { KeyFacts, Known, PendingLeak } from './facts';
import type { Looks } from './looks';
import { logonName } from './roster';

/** The records of Security Center's leak list that nobody has dealt with; every page, or none. */
export async function pendingLeaks(
  cloud: Pick<Cloud, 'securityCenter'>,
  looks: Looks,
): Promise<Known<readonly LeakRecord[]>> {
  const list = await looked(
    readLeakList(async (page) => {
      const answer = await looks.look(() => cloud.securityCenter.describeAccesskeyLeakList(page));
      if ('couldNotCheck' in answer) throw new Error(answer.couldNotCheck);
      return answer.value;
    }),
  );
  if ('couldNotCheck' in list) return list;
  const { records, lacking } = list.value;
  return lacking === undefined ? { value: records.filter(isPending) } : { couldNotCheck: lacking };
}

/** More keys than these that nobody knows are not asked about one by one. */
const MOST_STRANGERS = 50;

/** The list, with what is known of the owners of keys that no earlier night has seen. */
export interface Leaks {
  readonly records: Known<readonly LeakRecord[]>;
  /** Users who must be asked: a key of theirs is in the list. */
  readonly owners: ReadonlySet<string>;
  /** Keys that are nobody's any more. */
  readonly gone: ReadonlySet<string>;
}

/**
 * Whose the keys are that are not among the known ids: a call for each, because a key in the list must be found however
 * little is known of the account. A look that fails leaves its key a stranger.
 */
export async function withOwners(
  cloud: Pick<Cloud, 'ims'>,
  looks: Looks,
  records: Known<readonly LeakRecord[]>,
  known: ReadonlySet<string>,
): Promise<Leaks> {
  const owners = new Set<string>();
  const gone = new Set<string>();
  if ('couldNotCheck' in records) return { records, owners, gone };
  const ids = new Set(
    records.value.flatMap(({ accessKeyId, userType }) =>
      userType === 'master' || known.has(accessKeyId) ? [] : [accessKeyId],
    ),
  );
  await looks.each([...ids].slice(0, MOST_STRANGERS), async (id) => {
    const owner = await looks.look(() => ifThere(cloud.ims.principalOfKey(parseAccessKeyId(id))));
    if ('couldNotCheck' in owner) return;
    if (owner.value === undefined) gone.add(id);
    else owners.add(logonName(owner.value));
  });
  return { records, owners, gone };
}

function isPending({ status, dealType }: LeakRecord): boolean {
  return status !== 'dealed' && (dealType === undefined || dealType === 'pending');
}

const NOT_IN_LIST: Known<undefined> = { value: undefined };

/**
 * The record that names a key. Of a key without a known id only this much can be said: with no record that could be its
 * own it is not in the list. `ids`: every key id of the account that is known.
 */
export function leakOf(
  key: Pick<KeyFacts, 'id' | 'owner'>,
  { records: leaks, gone }: Leaks,
  ids: ReadonlySet<string>,
): Known<PendingLeak | undefined> {
  if ('couldNotCheck' in leaks) return leaks;
  const found = (record: LeakRecord | undefined): Known<PendingLeak | undefined> => ({
    value: record && { foundAt: record.foundAt },
  });
  if (leaks.value.length === 0) return NOT_IN_LIST;
  if (key.id !== undefined) return found(leaks.value.find(({ accessKeyId }) => accessKeyId === key.id));
  const strangers = leaks.value.filter(({ accessKeyId }) => !ids.has(accessKeyId) && !gone.has(accessKeyId));
  if (key.owner.type === 'root') {
    const ofRoot = strangers.find(({ userType }) => userType === 'master');
    if (ofRoot) return found(ofRoot);
    if (strangers.every(({ userType }) => userType === 'ram')) return found(undefined);
  } else if (strangers.every(({ userType }) => userType === 'master')) return found(undefined);
  return { couldNotCheck: "the leak list names keys whose owner is not known, and this key's id is not known" };
}

/** Pending records of keys that nobody saw: deleted since, of another account, or missed by this look. */
export function strangersNote({ records: leaks }: Leaks, ids: ReadonlySet<string>): string[] {
  if ('couldNotCheck' in leaks) return [`leak list: ${leaks.couldNotCheck}`];
  // Root's ids are never seen: its records stand at its keys.
  const strangers = leaks.value.filter(({ accessKeyId, userType }) => userType !== 'master' && !ids.has(accessKeyId));
  return strangers.length > 0 ? [`leak list: ${strangers.length} pending records name keys that were not seen`] : [];
}
