import { POLICY_NAMES } from '../../shared/containment/apply';
import { frozenOf } from '../../shared/containment/frozen';
import type { ContainmentFacts, Known } from '../../shared/hygiene/facts';
import type { Looks } from '../../shared/hygiene/looks';
import type { Carriers } from '../../shared/hygiene/power';
import { type AccessKeyId, parseAccessKeyId } from '../../shared/ids';
import type { Incident } from '../../shared/incident/journal';
import { type MarkerState, Markers } from '../../shared/incident/markers';
import { isElsewhere } from '../../shared/incident/misplaced';
import type { Run } from '../platform';

/** Journals beyond these are not read in one night; their users stay "could not check". */
const MOST_JOURNALS = 200;

/** What one incident says about the users who should carry our policies. */
interface Wish {
  readonly user: string;
  readonly accessKeyId: AccessKeyId;
  readonly wanted: readonly string[] | 'any';
}

/** An incident of which nobody knows what it says about whom. */
interface Unread {
  readonly accessKeyId: string | undefined;
  readonly why: string;
}

/** Whom tonight's look has seen, by what stays his: a journal knows a name of that day, which may be another user's by now. */
export interface NamesTonight {
  /** The user's name by AccessKey. */
  readonly ofKeys: ReadonlyMap<string, string>;
  /** The user's id by name. */
  readonly ids: ReadonlyMap<string, string>;
  /** Why there may be more users than these; undefined: they are all. */
  readonly failure: string | undefined;
}

/**
 * Who should carry one of our policies, by the journals, and who does, by the policies themselves: each user of either
 * once. Journals of incidents that are over are read only where somebody carries what no open one wants. Never rejects.
 */
export async function lookAtContainments(
  run: Run,
  looks: Looks,
  carriers: Carriers,
  tonight: NamesTonight,
): Promise<ContainmentFacts[]> {
  const open = await wishesOf(run, looks, tonight, ['contained', 'not-contained', 'held']);
  const names = (user: string): Known<readonly string[]> =>
    'value' in carriers ? { value: [...(carriers.value.get(user) ?? [])].sort() } : carriers;
  const found = open.wishes.map(
    ({ user, accessKeyId, wanted }): ContainmentFacts => ({
      user,
      accessKeyId,
      wanted: { value: wanted },
      carried: names(user),
    }),
  );
  // Whose it is, and so what he carries, nobody knows either.
  for (const { accessKeyId, why } of open.unread)
    found.push({ user: undefined, accessKeyId, wanted: { couldNotCheck: why }, carried: { couldNotCheck: why } });
  if ('couldNotCheck' in carriers) {
    // With no incident to show it at, that nobody was looked at would be said nowhere.
    if (found.length === 0)
      found.push({ user: undefined, accessKeyId: undefined, wanted: { value: [] }, carried: carriers });
    return found;
  }
  const wished = new Set(open.wishes.map(({ user }) => user));
  const rest = [...carriers.value.keys()].filter((user) => !wished.has(user)).sort();
  if (rest.length === 0) return found;
  // A release leaves those frozen whom the attack had made, and so does an incident that closes by itself.
  const over = await wishesOf(run, looks, tonight, ['released', 'closed', 'recorded', 'observed', 'root-key']);
  const kept = new Map(over.wishes.map((wish) => [wish.user, wish]));
  const why = [...open.unread, ...over.unread][0]?.why;
  for (const user of rest) {
    const wish = kept.get(user);
    const wanted: ContainmentFacts['wanted'] = wish
      ? { value: wish.wanted }
      : why === undefined
        ? { value: [] }
        : { couldNotCheck: why };
    found.push({ user, accessKeyId: wish?.accessKeyId, wanted, carried: names(user) });
  }
  return found;
}

async function wishesOf(run: Run, looks: Looks, tonight: NamesTonight, states: readonly MarkerState[]) {
  const wishes: Wish[] = [];
  const unread: Unread[] = [];
  const markers = new Markers(run.cloud.evidence, run.paths);
  const ids: AccessKeyId[] = [];
  for (const state of states) {
    const listed = await looks.look(() => markers.list(state));
    // Once, however many lists failed: without a name one cannot be told from the other.
    if ('couldNotCheck' in listed) {
      if (unread.length === 0) unread.push({ accessKeyId: undefined, why: listed.couldNotCheck });
    } else
      for (const marker of listed.value)
        if (marker.accountId === run.accountId) ids.push(...ownKey(marker.accessKeyId));
  }
  await looks.each(ids.slice(0, MOST_JOURNALS), async (accessKeyId) => {
    const read = await looks.look(() => run.journal.read({ accountId: run.accountId, accessKeyId }));
    if ('couldNotCheck' in read) unread.push({ accessKeyId, why: read.couldNotCheck });
    else
      for (const wish of wishesIn(read.value, accessKeyId, tonight))
        if ('why' in wish) unread.push(wish);
        else wishes.push(wish);
  });
  for (const accessKeyId of ids.slice(MOST_JOURNALS))
    unread.push({ accessKeyId, why: `more than ${MOST_JOURNALS} incidents: its journal was not read` });
  return { wishes, unread };
}

/** With `why`: who it is tonight could not be looked up. Whoever was deleted should carry nothing. */
function wishesIn(
  { entries, state }: Pick<Incident, 'entries' | 'state'>,
  accessKeyId: AccessKeyId,
  tonight: NamesTonight,
): (Wish | Unread)[] {
  const wish = (user: Known<string | undefined>, wanted: Wish['wanted']): (Wish | Unread)[] => {
    if ('couldNotCheck' in user) return [{ accessKeyId, why: user.couldNotCheck }];
    return user.value === undefined ? [] : [{ user: user.value, accessKeyId, wanted }];
  };
  const also = frozenOf({ entries, state })
    .filter(({ type }) => type === 'user')
    .flatMap(({ name, id, deny }) =>
      wish(id === undefined ? { value: name } : bearerOf(id, tonight), [POLICY_NAMES[deny ?? 'freeze']]),
    );
  if (state.owner?.type !== 'ram-user' || !state.isContaining) return also;
  const names = [...state.attached].map((policy) => POLICY_NAMES[policy]);
  // A fence alone attaches nothing.
  if (names.length === 0 && (state.wantsFence || state.fence !== null)) return also;
  return [...wish(ownerTonight({ entries, state }, accessKeyId, tonight), names.length > 0 ? names : 'any'), ...also];
}

/** By his id, where the journal has it; else by his key, and by the name of that day where tonight shows neither. */
function ownerTonight(
  { entries, state }: Pick<Incident, 'entries' | 'state'>,
  accessKeyId: AccessKeyId,
  tonight: NamesTonight,
): Known<string | undefined> {
  if (state.ownerId !== null) return bearerOf(state.ownerId, tonight);
  const holder = tonight.ofKeys.get(accessKeyId);
  if (holder !== undefined || state.owner?.type !== 'ram-user') return { value: holder };
  // Of that name it is known that another bears it, who should carry nothing; what its own user is called nobody knows.
  return { value: isElsewhere(entries) ? undefined : state.owner.userName };
}

/** What the user of this id is called; undefined: he was deleted. */
function bearerOf(id: string, { ids, failure }: NamesTonight): Known<string | undefined> {
  for (const [name, one] of ids) if (one === id) return { value: name };
  return failure === undefined
    ? { value: undefined }
    : { couldNotCheck: `what its user is called tonight: ${failure}` };
}

function ownKey(name: string): readonly AccessKeyId[] {
  try {
    return [parseAccessKeyId(name)];
  } catch {
    // A marker bears no seal: what is no key id is nobody's incident.
    return [];
  }
}
