import { randomUUID } from 'node:crypto';
import { type CallPatience, ORDINARY } from '../aliyun/call';
import { MOST_OF_MANY, type ObjectStore } from '../aliyun/object-store';
import type { Clock } from '../clock';
import { CloudAlreadyThere, CloudNotFound, JournalCorrupt } from '../errors';
import type { Entry, EntryBody } from './entries';
import { isEntry } from './entry-form';
import type { IncidentId, Paths } from './paths';
import { type Seal, sha256 } from './seal';
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
}

/** What is wrong with the journal itself, in English sentences for a person. */
export function damageOf({ tampered, missing }: Pick<Incident, 'tampered' | 'missing'>): string[] {
  return [
    ...tampered.map((key) => `${key} does not bear our seal and was ignored`),
    ...missing.map((key) => `${key} is missing: somebody took it away`),
  ];
}

/** What the journal holds, before anything is made of it. */
export type Chain = Omit<Incident, 'state'>;

/** An incident's journal objects, whatever place they were read from, by their number. */
export type JournalBodies = ReadonlyMap<number, Buffer | undefined>;

/** Behind a gap that is larger nobody of ours has written: without a state key any number may stand there. */
const MOST_TAKEN_AWAY = 1_000;

/** A journal of ours has some dozens; a thief who takes the deny off each minute for a day makes some thousands. */
const MOST_ENTRIES = 5_000;
const READ_AT_ONCE = 20;

/** An object of a journal: the sum over it, and the entry that it holds where it bears our seal. */
interface Opened {
  readonly sum: string;
  readonly entry: Entry | undefined;
}

/** The entries that the journal's objects hold, one following from the other. Throws JournalCorrupt for a broken chain. */
export async function chainOf(id: IncidentId, bodies: JournalBodies, paths: Paths, seal: Seal): Promise<Chain> {
  const found = new Map<number, Opened>();
  for (const [seq, body] of bodies)
    if (body !== undefined) found.set(seq, await open(paths.entry(id, seq), body, seal));
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
  let previous: string | null = null;
  let follows = true;
  let seq = 1;
  for (; seq <= lastOfOurs || found.has(seq); seq += 1) {
    const key = paths.entry(id, seq);
    const { sum, entry } = found.get(seq) ?? {};
    // Behind an entry that somebody overwrote or took away the chain cannot be followed: the seal alone must vouch for
    // the next.
    if (entry && follows && entry.previous !== previous)
      throw new JournalCorrupt(key, 'it does not follow from the entry before it');
    if (entry) entries.push(entry);
    else (sum === undefined ? missing : tampered).push(key);
    follows = entry !== undefined;
    if (sum !== undefined) previous = sum;
  }
  // Far behind the end: nobody but a stranger has put it there.
  for (const beyond of found.keys()) if (beyond > seq) tampered.push(paths.entry(id, beyond));
  return { id, entries, nextSeq: seq, tail: previous, tampered, missing };
}

async function open(key: string, body: Buffer, seal: Seal): Promise<Opened> {
  const sum = sha256(body);
  try {
    return { sum, entry: await seal.open<Entry>(key, body.toString(), isEntry) };
  } catch (error) {
    // What is no JSON was not written by us: as untrue as a wrong seal.
    if (error instanceof SyntaxError) return { sum, entry: undefined };
    throw error;
  }
}

/** How often an append is tried again after lost races before it gives up: more runs than that do not race. */
const MOST_RACES = 50;

/**
 * The append-only history of incidents. Each entry is an object created with forbid-overwrite at the next number; who
 * loses that race reads again and decides again. Type and version are fields, so that two racers meet in one name.
 */
export class Journal {
  constructor(
    private readonly store: ObjectStore,
    private readonly paths: Paths,
    private readonly seal: Seal,
    private readonly clock: Clock,
  ) {}

  /**
   * The incident, new or known. A read that fails is an error, never "new incident" (CloudCallFailed); a journal with a
   * broken chain, or with more objects than {@link MOST_ENTRIES}, is JournalCorrupt. What was overwritten or taken away is left out and named. One round trip when it is new.
   */
  async read(id: IncidentId, patience: CallPatience = ORDINARY): Promise<Incident> {
    const folder = this.paths.journal(id);
    const [early, listed] = await Promise.all([this.bodyOf(id, 1, patience), this.store.list(folder, patience)]);
    // Another run may have written between the two looks: only a second look tells that from a first entry taken away.
    const first = early === undefined && listed.length > 0 ? await this.bodyOf(id, 1, patience) : early;
    const numbers = listed
      .flatMap(({ key }) => /^(\d{6})\.json$/.exec(key.slice(folder.length))?.[1] ?? [])
      .map(Number);
    if (numbers.length > MOST_ENTRIES)
      throw new JournalCorrupt(folder, `it holds ${numbers.length} objects, of which ${MOST_ENTRIES} at most are read`);
    const found = new Map<number, Opened>();
    const take = async (seq: number, body: Buffer | undefined): Promise<void> => {
      if (body !== undefined) found.set(seq, await open(this.paths.entry(id, seq), body, this.seal));
    };
    await take(1, first);
    // What is not ours is dropped as it comes: whoever may write to the bucket can lay thousands there.
    const rest = numbers.filter((seq) => seq > 1);
    while (rest.length > 0)
      await Promise.all(
        rest.splice(0, READ_AT_ONCE).map(async (seq) => take(seq, await this.bodyOf(id, seq, patience))),
      );
    const chain = chained(id, found, this.paths);
    return { ...chain, state: stateOf(chain.entries) };
  }

  private async bodyOf(id: IncidentId, seq: number, patience: CallPatience): Promise<Buffer | undefined> {
    try {
      return (await this.store.get(this.paths.entry(id, seq), patience, MOST_OF_MANY)).body;
    } catch (error) {
      if (error instanceof CloudNotFound && error.cloudCode === 'NoSuchKey') return undefined;
      throw error;
    }
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
    const key = this.paths.entry(incident.id, entry.seq);
    const text = await this.seal.close(key, entry);
    try {
      await this.store.create(key, text, { patience });
    } catch (error) {
      // A try that timed out may have arrived: our own entry in our place is no lost race.
      if (!(error instanceof CloudAlreadyThere) || !(await this.isOurs(incident.id, entry.seq, text, patience)))
        throw error;
    }
    const entries = [...incident.entries, entry];
    return { ...incident, entries, state: stateOf(entries), nextSeq: entry.seq + 1, tail: sha256(text) };
  }

  private async isOurs(id: IncidentId, seq: number, text: string, patience: CallPatience): Promise<boolean> {
    return (await this.bodyOf(id, seq, patience))?.toString() === text;
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
