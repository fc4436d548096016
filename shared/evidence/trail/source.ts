import type { Wanted } from './wanted';

/** What is asked of a source of audit events. */
export interface AuditQuery {
  readonly wanted: Wanted;
  /** Events of this time are wanted, both ends included. An event that tells no time is given as well. */
  readonly from: Date;
  readonly to: Date;
  readonly regions: readonly string[];
  /** `clock.elapsedMs()` after which nothing further is begun. */
  readonly stopAtMs: number;
}

export interface SourcedEvent {
  /** As the source holds it. */
  readonly event: Readonly<Record<string, unknown>>;
  /** Where in the source it stands: an object and the byte in its unpacked text. */
  readonly at: { readonly object: string; readonly offset: number };
}

/** How far a source was read. "Could not check" is `complete: false`, with the reasons in `cut`. */
export interface AuditReport {
  readonly source: string;
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  readonly events: number;
  readonly complete: boolean;
  readonly cut?: string;
}

/** Where an account's audit events can be read from. Events come as they are found; the report is what `read` returns. */
export interface AuditSource {
  readonly name: string;
  read(query: AuditQuery): AsyncGenerator<SourcedEvent, AuditReport>;
}
