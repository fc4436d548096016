import { PartWriter } from '../parts';
import type { Identities, Look, SliceProgress } from './progress';
import type { AuditQuery, AuditSource, Slice, SourceKind } from './source';

/** How far a look has come. */
export interface LookProgress {
  /** Steps of the chain away from the leaked key. */
  readonly depth: number;
  readonly parts: number;
  readonly done: number;
  readonly events: number;
}

export interface LookDeps {
  readonly source: AuditSource;
  /** Writes one object of the pack; `path` as in the manifest. */
  readonly write: (path: string, body: Buffer) => Promise<void>;
  /** The round's folder, `evidence/round-1`. */
  readonly folder: string;
  readonly onProgress?: ((progress: LookProgress) => void) | undefined;
}

/** A look that has not begun. */
export function newLook(source: Pick<AuditSource, 'kind' | 'slices'>, depth: number, who: Identities): Look {
  const slices = source.slices({ mode: 'actor', ...who }).map(begin);
  return { kind: source.kind, depth, who, folder: folderOf(source.kind, depth), slices };
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
  const whole: AuditQuery = { ...query, wanted: { mode: 'actor', ...look.who } };
  const read = new Map<string, SliceProgress>();
  const lanes = new Set(look.slices.map(({ lane }) => lane));
  let events = look.slices.reduce((sum, slice) => sum + slice.events, 0);
  const came = (more: number): void => {
    events += more;
    const done = look.slices.filter((slice) => slice.done || read.has(slice.id)).length;
    deps.onProgress?.({ depth: look.depth, parts: look.slices.length, done, events });
  };
  await Promise.all(
    [...lanes].map(async (lane) => {
      for (const slice of look.slices)
        if (slice.lane === lane && !slice.done) {
          read.set(slice.id, await takeSlice(deps, look, slice, whole, came));
          came(0);
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
  came: (events: number) => void,
): Promise<SliceProgress> {
  const nameOf = (n: number) => `${folder}/${look.folder}/${slice.file}-${String(n).padStart(4, '0')}.jsonl`;
  const writer = new PartWriter(nameOf, write, slice.parts);
  let { cursor, events } = slice;
  const reading = source.read(slice.id, cursor, query);
  for (;;) {
    const next = await reading.next();
    if (next.done) {
      await writer.flush();
      const { done, problems } = next.value;
      const all = [...new Set([...slice.problems, ...problems])];
      return { ...slice, cursor, events, parts: writer.parts, done, problems: all };
    }
    await writer.add(next.value.events);
    events += next.value.events.length;
    came(next.value.events.length);
    cursor = next.value.cursor;
  }
}
