import type { ObjectStore } from '../aliyun/object-store';
import type { IncidentId, Paths } from './paths';

/** `not-contained`: it was decided, and neither a deny nor a switched-off key has come of it. */
export const MARKER_STATES = [
  'contained',
  'not-contained',
  'held',
  'root-key',
  'observed',
  'recorded',
  'released',
  'closed',
] as const;
export type MarkerState = (typeof MARKER_STATES)[number];

/**
 * States of incidents that are looked after: something of ours may stand (a hold of a later finding does not take a deny
 * off), enforce mode has something to take up, or the incident is over and its key was off then.
 */
export const WATCHED_STATES: ReadonlySet<string> = new Set<MarkerState>([
  'contained',
  'not-contained',
  'held',
  'root-key',
  'observed',
  'released',
  'closed',
]);

export interface Marker {
  readonly state: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  /** When it was last written, to the second. */
  readonly markedAt: Date | undefined;
}

/** Empty objects that make listings cheap; where they differ from the journal, the journal wins. */
export class Markers {
  constructor(
    private readonly store: ObjectStore,
    private readonly paths: Paths,
  ) {}

  /** The object's name for an incident's marker. */
  keyOf(state: MarkerState, id: IncidentId): string {
    return `${this.paths.status}${state}--${id.accountId}--${id.accessKeyId}`;
  }

  async set(id: IncidentId, state: MarkerState): Promise<void> {
    await this.store.put(this.keyOf(state, id), '');
    const others = MARKER_STATES.filter((other) => other !== state);
    await this.store.deleteAll(others.map((other) => this.keyOf(other, id)));
  }

  /** Every incident's marker, or those of one state. */
  async list(only?: MarkerState): Promise<Marker[]> {
    const prefix = only === undefined ? this.paths.status : `${this.paths.status}${only}--`;
    return (await this.store.list(prefix)).flatMap(({ key, modifiedAt }) => {
      const [state, accountId, accessKeyId] = key.slice(this.paths.status.length).split('--');
      return state && accountId && accessKeyId ? [{ state, accountId, accessKeyId, markedAt: modifiedAt }] : [];
    });
  }
}
