import type { Wanted } from '../trail/wanted';
import type { SetAside } from './set-aside';

/** Where audit events are read from; the first that is configured is asked first. */
export type SourceKind = 'trail' | 'sls' | 'lookup-events';

/** What is asked of a source: the calls of these identities. */
export interface AuditQuery {
  readonly wanted: Wanted;
  /** Events of this time are wanted, both ends included. An event that tells no time is given as well. */
  readonly from: Date;
  readonly to: Date;
  /** `clock.elapsedMs()` after which nothing further is begun. */
  readonly stopAtMs: number;
}

/** A part of a source that is read on its own, and goes on by itself after a pause. */
export interface Slice {
  /** The source's own word for it, unique among its slices. */
  readonly id: string;
  /** Slices of one lane are read one after the other, lanes side by side. */
  readonly lane: string;
  /** As the manifest names it. */
  readonly source: string;
  /** The first part of its files' names. */
  readonly file: string;
}

/** The lane of what a source has no way to be asked for: nothing is read there, and its problem says so. */
export const NOWHERE = 'nowhere';

export interface Batch {
  /** As they came: whether each is an event at all is not the source's to say. */
  readonly events: readonly unknown[];
  /** What the source could not read, each by its reason. */
  readonly aside?: readonly SetAside[];
  /** From where to go on behind these events; null: from the beginning. */
  readonly cursor: string | null;
}

/** How reading a slice ended. */
export interface SliceEnd {
  /** False: the time was over, and there is more behind the last cursor. */
  readonly done: boolean;
  /** What could not be read, and why: "could not check", told one by one. */
  readonly problems: readonly string[];
  /** The oldest thing that the source holds of the time, where it tells. ISO 8601 UTC. */
  readonly reach?: string;
}

/** Where an account's audit events can be read from, all alike: nothing is held but the batch in hand. */
export interface AuditSource {
  readonly kind: SourceKind;
  slices(wanted: Wanted): readonly Slice[];
  /** Throws only what is no failure of the source. Events may come twice. */
  read(slice: string, cursor: string | null, query: AuditQuery): AsyncGenerator<Batch, SliceEnd>;
}
