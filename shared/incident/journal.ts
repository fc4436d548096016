import { randomUUID } from 'node:crypto';
import { type CallPatience, ORDINARY } from '../aliyun/call';
import type { ObjectStore } from '../aliyun/object-store';
import type { Clock } from '../clock';
import { CloudAlreadyThere } from '../errors';
import type { Entry, EntryBody } from './entries';
import { JournalObjects, type Opened, openEntry } from './journal-objects';
import type { IncidentId, Paths } from './paths';
import type { Seal } from './seal';
import { type IncidentState, stateOf } from './state';

/** An incident as it was read: its entries, what they add up to, and where the next one goes. */
export interface Incident {
  readonly id: IncidentId;
  readonly entries: readonly Entry[];
  readonly state: IncidentState;
  readonly nextSeq: number;
  /** SHA-256 of the last journal object. */
  readonly tail: string | null;
  /** Journal objects that do not bear our seal: ignored, and to be reported. */
  readonly tampered: readonly string[];
  /** Journal objects of ours that somebody took away, as later ones prove: what they said is lost, and to be reported. */
  readonly missing: readonly string[];
  /**
   * Journal objects of ours that do not follow from the one that stands before them: used, for the seal is what our word
   * rests on, and to be reported. Either of the two may have been put in the place of another.
   */
  readonly unchained: readonly string[];
}

/** What is wrong with the journal itself, in English sentences for a person. */
export function damageOf({
  tampered,
  missing,
  unchained,
}: Pick<Incident, 'tampered' | 'missing' | 'unchained'>): string[] {
  return [
    ...tampered.map((key) => `${key} does not bear our seal and was ignored`),
    ...missing.map((key) => `${key} is missing: somebody took it away`),
    ...unchained.map(
      (key) => `${key} does not follow from the entry before it: when it was written, something else was read there`,
    ),
  ];
}

/** What the journal holds, before anything is made of it. */
export type Chain = Omit<Incident, 'state'>;

/** An incident's journal objects, whatever place they were read from, by their number. */
export type JournalBodies = ReadonlyMap<number, Buffer | undefined>;

/** Behind a gap that is larger nobody of ours has written: without a state key any number may stand there. */
const MOST_TAKEN_AWAY = 1_000;

/** The entries that the journal's objects hold, in the order of their numbers, and where one does not follow from the other. */
export async function chainOf(id: IncidentId, bodies: JournalBodies, paths: Paths, seal: Seal): Promise<Chain> {
  const found = new Map<number, Opened>();
  for (const [seq, body] of bodies)
    if (body !== undefined) found.set(seq, await openEntry(paths.entry(id, seq), body, seal));
  return chained(id, found, paths);
}

function chained(id: IncidentId, found: ReadonlyMap<number, Opened>, paths: Paths): Chain {
  const within = found.size + MOST_TAKEN_AWAY;
  const lastOfOurs = Math.max(
    0,
    ...[...found].flatMap(([seq, { entry }]) => (entry === undefined || seq > within ? [] : seq)),
  );
  const entries: Entry[] = [];
  const tampered: string[] = [];
  const missing: string[] = [];
  const unchained: string[] = [];
  let previous: string | null = null;
  let follows = true;
  let seq = 1;
  for (; seq <= lastOfOurs || found.has(seq); seq += 1) {
    const key = paths.entry(id, seq);
    const { sum, entry } = found.get(seq) ?? {};
    // Behind an entry that somebody overwrote or took away the chain cannot be followed: the seal alone must vouch for
    // the next. Where one does not follow it vouches as well: whoever may write to the bucket for a minute could else
    // make the whole journal say nothing.
    if (entry && follows && entry.previous !== previous) unchained.push(key);
    if (entry) entries.push(entry);
    else (sum === undefined ? missing : tampered).push(key);
    follows = entry !== undefined;
    if (sum !== undefined) previous = sum;
  }
  // Far behind the end: nobody but a stranger has put it there.
  for (const beyond of found.keys()) if (beyond > seq) tampered.push(paths.entry(id, beyond));
  return { id, entries, nextSeq: seq, tail: previous, tampered, missing, unchained };
}

/** How often an append is tried again after lost races before it gives up: more runs than that do not race. */
const MOST_RACES = 50;

/**
 * The append-only history of incidents. Each entry is an object created with forbid-overwrite at the next number; who
 * loses that race reads again and decides again. Type and version are fields, so that two racers meet in one name.
 */
export class Journal {
  private readonly objects: JournalObjects;

  constructor(
    store: ObjectStore,
    private readonly paths: Paths,
    seal: Seal,
    private readonly clock: Clock,
  ) {
    this.objects = new JournalObjects(store, paths, seal);
  }

  /**
   * The incident, new or known. A read that fails is an error, never "new incident" (CloudCallFailed); a journal with too
   * many objects is JournalCorrupt. What was overwritten or taken away is left out and named, and so is, though it counts,
   * what does not follow from the entry before it. One round trip when it is new.
   */
  async read(id: IncidentId, patience: CallPatience = ORDINARY): Promise<Incident> {
    const chain = chained(id, await this.objects.all(id, patience), this.paths);
    return { ...chain, state: stateOf(chain.entries) };
  }

  /** Appends one entry behind what was read. Throws CloudAlreadyThere when another run was first. */
  async appendTo(incident: Incident, body: EntryBody, patience: CallPatience = ORDINARY): Promise<Incident> {
    const entry: Entry = {
      ...body,
      schema: 1,
      seq: incident.nextSeq,
      at: this.clock.now().toISOString(),
      previous: incident.tail,
      nonce: randomUUID(),
    };
    const { sum } = await this.objects.create(incident.id, entry, patience);
    const entries = [...incident.entries, entry];
    return { ...incident, entries, state: stateOf(entries), nextSeq: entry.seq + 1, tail: sum };
  }

  /**
   * Appends what `decide` makes of the state, deciding anew after every lost race. `decide` answers undefined when
   * nothing is left to write. `start`: what was read already.
   */
  async append(
    id: IncidentId,
    decide: (incident: Incident) => EntryBody | undefined,
    start?: Incident,
  ): Promise<{ readonly incident: Incident; readonly written: boolean }> {
    let incident = start ?? (await this.read(id));
    for (let race = 0; ; race += 1) {
      const body = decide(incident);
      if (body === undefined) return { incident, written: false };
      try {
        return { incident: await this.appendTo(incident, body), written: true };
      } catch (error) {
        if (!(error instanceof CloudAlreadyThere) || race >= MOST_RACES) throw error;
        incident = await this.read(id);
      }
    }
  }
}
