import type { KeptBody } from '../../secrecy/kept';
import { parseAuditEvent } from '../event';
import { eventsHeld } from '../held-events';
import { PartWriter } from '../parts';
import { DELIVERED_MS } from './delivered';
import { type Identities, isOfOthers, type Look, type LookedTraces, type SliceProgress } from './progress';
import { added, type SetAside, shortened } from './set-aside';
import type { AuditQuery, AuditSource, Batch, Slice, SourceKind } from './source';
import { type LookProgress, Tally } from './tally';

/** Traces are looked for so far: an address that a whole company shares would bring the account's every call. */
const MOST_TRACED = 5_000;
const ENOUGH_FOR_A_HABIT = 50;
/** Of a sample so many that a trail must have delivered; and so many in all, for a key that is called every second. */
const ENOUGH_TO_HOLD = 50;
const MOST_SAMPLED = 5_000;

export interface LookDeps {
  readonly source: AuditSource;
  /** Writes one object of the pack; `path` as in the manifest. */
  readonly write: (path: string, body: KeptBody) => Promise<void>;
  /** The round's folder, `evidence/round-1`. */
  readonly folder: string;
  readonly onProgress?: ((progress: LookProgress) => void) | undefined;
}

/** A look that has not begun. */
export function newLook(source: Pick<AuditSource, 'kind' | 'slices'>, depth: number, who: Identities): Look {
  const slices = source.slices({ mode: 'actor', ...who }).map(begin);
  return { kind: source.kind, depth, who, folder: folderOf(source.kind, depth), slices };
}

/** A look for whoever else left these traces; `known`: whose calls other looks hold. */
export function newTraceLook(
  source: Pick<AuditSource, 'kind' | 'slices'>,
  depth: number,
  known: Identities,
  traces: LookedTraces,
): Look {
  const slices = source.slices({ mode: 'actor', keyIds: [], ...traces }).map(begin);
  const folder = `others${source.kind === 'lookup-events' ? '' : `-${source.kind}`}`;
  return { kind: source.kind, depth, who: known, traces, folder, slices };
}

/** A look for what these identities did before: whether they have a habit. */
export function newHabitLook(
  source: Pick<AuditSource, 'kind' | 'slices'>,
  depth: number,
  who: Identities,
  before: string,
): Look {
  const folder = `habits${source.kind === 'lookup-events' ? '' : `-${source.kind}`}`;
  return { ...newLook(source, depth, who), folder, before };
}

const begin = (slice: Slice): SliceProgress => ({
  ...slice,
  cursor: null,
  events: 0,
  parts: [],
  done: false,
  problems: [],
});

function folderOf(kind: SourceKind, depth: number): string {
  return `${depth === 0 ? 'audit' : `chain-${depth}`}${kind === 'lookup-events' ? '' : `-${kind}`}`;
}

/**
 * Reads what is left of the look into the pack, as it comes, and answers how far it came: slices that are not done wait
 * for the next run. A slice that fails is done, with its problems; the others go on. Throws only when the pack cannot
 * be written.
 */
export async function takeLook(deps: LookDeps, look: Look, query: Omit<AuditQuery, 'wanted'>): Promise<Look> {
  const wanted = look.traces === undefined ? look.who : { keyIds: [], ...look.traces };
  const to = look.before === undefined ? query.to : new Date(Math.min(query.to.getTime(), Date.parse(look.before)));
  const whole: AuditQuery = { ...query, to, wanted: { mode: 'actor', ...wanted } };
  const read = new Map<string, SliceProgress>();
  const lanes = new Set(look.slices.map(({ lane }) => lane));
  const tally = new Tally(look, whole, deps.onProgress);
  await Promise.all(
    [...lanes].map(async (lane) => {
      for (const slice of look.slices)
        if (slice.lane === lane && !slice.done) {
          read.set(slice.id, await takeSlice(deps, look, slice, whole, tally));
          tally.end(slice);
        }
    }),
  );
  return { ...look, slices: look.slices.map((slice) => read.get(slice.id) ?? slice) };
}

async function takeSlice(
  { source, write, folder }: LookDeps,
  look: Look,
  slice: SliceProgress,
  query: AuditQuery,
  tally: Tally,
): Promise<SliceProgress> {
  const nameOf = (n: number) => `${folder}/${look.folder}/${slice.file}-${String(n).padStart(4, '0')}.jsonl`;
  const writer = new PartWriter(nameOf, write, slice.parts);
  const known = new Set(look.traces === undefined ? [] : look.who.keyIds);
  const isOther = (event: unknown): boolean => !known.has(parseAuditEvent(event).accessKeyId ?? '');
  const delivered = new Date(query.to.getTime() - DELIVERED_MS).toISOString();
  let { cursor, events, seen = 0, aside = {} } = slice;
  let old = 0;
  const reading = source.read(slice.id, cursor, query);
  for (;;) {
    const next = await reading.next();
    if (next.done) {
      await writer.flush();
      const { done, problems, reach = slice.reach } = next.value;
      const all = [...new Set([...slice.problems, ...problems])];
      const read = { ...slice, cursor, events, seen, aside, parts: writer.parts, done, problems: all };
      return reach === undefined ? read : { ...read, reach };
    }
    const sorted = sortedOut(next.value);
    aside = added(aside, sorted.aside);
    const found = known.size > 0 ? sorted.events.filter(isOther) : sorted.events;
    aside = shortened(aside, await writer.add(found));
    events += found.length;
    seen += next.value.events.length;
    tally.page(slice, next.value, found.length);
    cursor = next.value.cursor;
    old += look.isSample ? sorted.events.filter((event) => parseAuditEvent(event).at < delivered).length : 0;
    const enough = enoughOf(look, seen, old);
    if (enough !== undefined) {
      await reading.return({ done: true, problems: [] });
      await writer.flush();
      const problems = [...slice.problems, ...enough];
      return { ...slice, cursor, events, seen, aside, parts: writer.parts, done: true, problems };
    }
  }
}

/** LookupEvents answers the newest first. Undefined: more is wanted; else what is left out by stopping here. Pure. */
function enoughOf(look: Look, seen: number, old: number): readonly string[] | undefined {
  // So many of them show whether somebody is at work as a rule.
  if (look.before !== undefined && look.kind === 'lookup-events' && seen >= ENOUGH_FOR_A_HABIT) return [];
  if (look.isSample && old >= ENOUGH_TO_HOLD) return [];
  if (look.isSample && seen >= MOST_SAMPLED)
    return [`more than ${MOST_SAMPLED} events that the trail may not have delivered yet: the rest was not read`];
  if (isOfOthers(look) && seen >= MOST_TRACED)
    return [`more than ${MOST_TRACED} events of other identities: the rest was not read`];
  return undefined;
}

/** Every event of every source passes here: what goes on can be walked and written, and what cannot is counted. */
function sortedOut(batch: Batch): { readonly events: Record<string, unknown>[]; readonly aside: readonly SetAside[] } {
  const held = batch.events.flatMap((one) => eventsHeld(one));
  return {
    events: held.flatMap((one) => ('event' in one ? [one.event] : [])),
    aside: [...(batch.aside ?? []), ...held.flatMap((one) => ('event' in one ? [] : [{ why: one.aside }]))],
  };
}
