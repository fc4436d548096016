import type { ObjectStore } from '../aliyun/object-store';
import { looked } from '../identity/looked';
import { type AccessKeyId, type AccountId, isAccessKeyId, parseAccessKeyId } from '../ids';
import { openApproval } from './approval';
import { putsDenyBack } from './deny-back';
import type { Incident, Journal } from './journal';
import { type MarkerState, Markers } from './markers';
import { observedLeak } from './observed-leak';
import { isOpenRoot } from './open-root';
import type { Paths } from './paths';

export interface ListedIncident {
  readonly state: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  /** Where marker and journal do not go together. */
  readonly note?: string;
}

/** So many journals are read where a marker alone does not tell; beyond, the list says so. */
const MOST_READ = 50;

/**
 * Every incident of the account by two listings, whatever their number: the markers, which bear no seal, beside the
 * folders that hold the journals. What one knows and the other does not, a crash came between, or somebody made or took
 * away a marker: there the journal is asked. Errors: those of listing.
 */
export async function listIncidents(
  store: ObjectStore,
  paths: Paths,
  journal: Pick<Journal, 'read'>,
  accountId: AccountId,
): Promise<ListedIncident[]> {
  const [markers, folders] = await Promise.all([
    new Markers(store, paths).list(),
    store.folders(paths.incidents(accountId)),
  ]);
  const states = new Map<string, string[]>();
  for (const { state, accountId: of, accessKeyId } of markers)
    if (of === accountId) states.set(accessKeyId, [...(states.get(accessKeyId) ?? []), state]);
  const there = new Set(folders);
  const agreed = folders.flatMap((key) => {
    const [state, ...others] = states.get(key) ?? [];
    return state !== undefined && others.length === 0 ? [{ state, accountId, accessKeyId: key }] : [];
  });
  const isAgreed = new Set(agreed.map(({ accessKeyId }) => accessKeyId));
  const unclear = [...new Set([...folders, ...states.keys()])].filter((key) => !isAgreed.has(key));
  const read = unclear.filter((key) => there.has(key) && isAccessKeyId(key)).slice(0, MOST_READ);
  const known = new Map(
    await Promise.all(
      read.map(async (key) => {
        const look = await looked(journal.read({ accountId, accessKeyId: parseAccessKeyId(key) }));
        return [key, 'value' in look ? fromJournal(look.value) : unknown(look.couldNotCheck)] as const;
      }),
    ),
  );
  const unread = (key: string) =>
    unknown(isAccessKeyId(key) ? 'too many to be read here' : 'its folder bears no AccessKey id');
  return [
    ...agreed,
    ...unclear.map((key) => ({
      ...(known.get(key) ?? (there.has(key) ? unread(key) : MADE_UP)),
      accountId,
      accessKeyId: key,
    })),
    // Of other accounts a shared bucket holds markers, too.
    ...markers.flatMap(({ markedAt: _, ...marker }) =>
      marker.accountId === accountId
        ? []
        : [{ ...marker, note: `another account's, not ${accountId}'s: sign with a key of that one` }],
    ),
  ];
}

/**
 * The incidents of the account that hold something now, by their journals: those whose marker says that they are over are
 * not read. Throws what listing and reading throw: an incident that cannot be read may hold something.
 */
export async function containedIncidents(
  store: ObjectStore,
  paths: Paths,
  journal: Pick<Journal, 'read'>,
  accountId: AccountId,
): Promise<Incident[]> {
  const listed = await listIncidents(store, paths, journal, accountId);
  const open = listed.filter(
    ({ state, accountId: of, accessKeyId }) => of === accountId && !OVER.has(state) && isAccessKeyId(accessKeyId),
  );
  const incidents = await readAll(
    journal,
    accountId,
    open.map(({ accessKeyId }) => parseAccessKeyId(accessKeyId)),
  );
  return incidents.filter(({ state }) => state.isContaining);
}

/** The incidents of these keys, a few at a time. Throws what reading throws. */
export async function readAll(
  journal: Pick<Journal, 'read'>,
  accountId: AccountId,
  keys: readonly AccessKeyId[],
): Promise<Incident[]> {
  const incidents: Incident[] = [];
  for (let i = 0; i < keys.length; i += READ_AT_ONCE)
    incidents.push(
      ...(await Promise.all(
        keys.slice(i, i + READ_AT_ONCE).map((accessKeyId) => journal.read({ accountId, accessKeyId })),
      )),
    );
  return incidents;
}

const READ_AT_ONCE = 20;
/** States of incidents that hold nothing. */
export const OVER: ReadonlySet<string> = new Set<MarkerState>(['observed', 'recorded', 'released', 'closed']);

const MADE_UP = { state: 'unknown', note: 'a marker without a journal: somebody made it, or took the journal away' };
const unknown = (why: string) => ({ state: 'unknown', note: `its marker does not tell: ${why}` });

function fromJournal(incident: Incident): Pick<ListedIncident, 'state' | 'note'> {
  const state = stateByJournal(incident);
  if (state === undefined) return unknown('no entry of its journal bears our seal');
  return { state, note: 'by its journal: its marker is missing, or there are several' };
}

/** What an incident's marker should say, by its journal; undefined: no entry of that bears our seal. Pure. */
export function stateByJournal({ state, entries }: Pick<Incident, 'state' | 'entries'>): MarkerState | undefined {
  if (entries.length === 0) return undefined;
  if (state.held !== null) return 'held';
  if (isOpenRoot(state)) return 'root-key';
  if (openApproval({ state, entries }) !== null) return 'not-contained';
  const isOn = state.attached.size + state.disabledKeys.size > 0;
  // A person's command that did not come to its end: of what a release takes off, or a rotation puts back, something may stand.
  const rotation = entries.findLast(({ type }) => type === 'rotation-intent' || type === 'rotation');
  const mayBeOn = state.release !== null || (rotation !== undefined && putsDenyBack(rotation));
  if (state.isContaining) return isOn || state.fence?.holds === true || mayBeOn ? 'contained' : 'not-contained';
  if (observedLeak({ state, entries }) !== undefined) return 'observed';
  if (state.closed !== null) return 'closed';
  if (isOn) return 'contained';
  return state.release === null ? 'recorded' : 'released';
}
