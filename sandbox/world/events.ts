/** An event as ActionTrail keeps it; the names are the event's own. */
export interface TrailEvent {
  readonly eventId: string;
  readonly eventVersion: number;
  readonly eventName: string;
  readonly eventRW: 'Read' | 'Write';
  readonly eventSource: string;
  readonly eventTime: string;
  readonly eventType: string;
  readonly eventCategory: 'Management';
  readonly serviceName: string;
  readonly acsRegion: string;
  readonly isGlobal: boolean;
  readonly requestId: string;
  readonly recipientAccountId: string;
  readonly sourceIpAddress: string;
  readonly userAgent: string;
  readonly userIdentity: TrailIdentity;
  readonly apiVersion?: string;
  readonly requestParameters?: Readonly<Record<string, unknown>>;
  readonly responseElements?: unknown;
  readonly resourceType?: string;
  readonly resourceName?: string;
  readonly referencedResources?: Readonly<Record<string, readonly string[]>>;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly eventAttributes?: { readonly SensitiveAction: string };
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
}

export interface TrailIdentity {
  readonly type: string;
  readonly accountId: string;
  readonly principalId: string;
  readonly userName: string;
  readonly accessKeyId?: string;
  readonly sessionContext?: {
    readonly attributes: { readonly mfaAuthenticated: string; readonly creationDate: string };
  };
}

const byTime = (a: TrailEvent, b: TrailEvent): number =>
  a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0;

function insert(events: TrailEvent[], event: TrailEvent): void {
  let at = events.length;
  while (at > 0 && byTime(events[at - 1] as TrailEvent, event) > 0) at -= 1;
  events.splice(at, 0, event);
}

/** All events of the account, in the order of their time. The real trail shows an event minutes after it happened. */
export class EventStore {
  private readonly events: TrailEvent[] = [];
  /** The same by their key: a flood asks after each of its keys, in an account where the flood itself is most of what happened. */
  private readonly byKey = new Map<string | undefined, TrailEvent[]>();
  private readonly listeners = new Set<(event: TrailEvent) => void>();

  /** How long after its time an event can be looked up, in milliseconds. */
  constructor(public visibleAfterMs: number) {}

  append(event: TrailEvent): void {
    insert(this.events, event);
    insert(this.keysOwn(event), event);
    for (const listener of this.listeners) listener(event);
  }

  /** History made at once: sorted one time instead of at every event, and nobody is told. */
  appendPast(events: readonly TrailEvent[]): void {
    const changed = new Set([this.events]);
    for (const event of events) {
      this.events.push(event);
      const own = this.keysOwn(event);
      own.push(event);
      changed.add(own);
    }
    for (const list of changed) list.sort(byTime);
  }

  private keysOwn({ userIdentity: { accessKeyId } }: TrailEvent): TrailEvent[] {
    const known = this.byKey.get(accessKeyId) ?? [];
    if (known.length === 0) this.byKey.set(accessKeyId, known);
    return known;
  }

  /** What LookupEvents could show at that time, oldest first; with `region`, of that region alone. */
  visible(now: Date, region?: string): TrailEvent[] {
    return this.shown(this.events, now).filter((event) => region === undefined || event.acsRegion === region);
  }

  /** What is known at that time of one key, oldest first. */
  visibleOfKey(now: Date, accessKeyId: string): TrailEvent[] {
    return this.shown(this.byKey.get(accessKeyId) ?? [], now);
  }

  private shown(events: readonly TrailEvent[], now: Date): TrailEvent[] {
    const until = now.getTime() - this.visibleAfterMs;
    return events.filter((event) => Date.parse(event.eventTime) <= until);
  }

  /** Everything, shown or not yet. */
  all(): readonly TrailEvent[] {
    return this.events;
  }

  /** Calls back for each new event, as EventBridge would hear of it; returns how to stop. */
  onAppend(listener: (event: TrailEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
