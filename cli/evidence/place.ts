import type { Entry } from '../../shared/incident/entries';

/** Where an evidence pack lies. Paths are relative to the incident's folder. */
export interface PackPlace {
  /** Undefined: there is no such object in the pack. */
  read(path: string): Promise<Buffer | undefined>;
  /** Everything that lies in the folder, journal and all. */
  list(): Promise<readonly string[]>;
  /** The journal of the incident that the manifest names; a text: why there is none to ask. */
  journal(incident: string): Promise<AskedJournal | string>;
}

export interface AskedJournal {
  readonly entries: readonly Entry[];
  /** What is wrong with the journal itself, in English sentences for a person. */
  readonly damage: readonly string[];
  /** Why whoever wrote the pack could have written the journal as well; undefined: it bears the seal. */
  readonly unsealed?: string;
}
