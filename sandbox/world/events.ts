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

/** All events of the account, in the order of their time. The real trail shows an event minutes after it happened. */
export class EventStore {
  private readonly events: TrailEvent[] = [];
  private readonly listeners = new Set<(event: TrailEvent) => void>();

  /** How long after its time an event can be looked up, in milliseconds. */
  constructor(public visibleAfterMs: number) {}

  append(event: TrailEvent): void {
    let at = this.events.length;
    while (at > 0 && (this.events[at - 1] as TrailEvent).eventTime > event.eventTime) at -= 1;
    this.events.splice(at, 0, event);
    for (const listener of this.listeners) listener(event);
  }

  /** History made at once: sorted one time instead of at every event, and nobody is told. */
  appendPast(events: readonly TrailEvent[]): void {
    for (const event of events) this.events.push(event);
    this.events.sort((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0));
  }

  /** What LookupEvents could show at that time, oldest first; with `region`, of that region alone. */
  visible(now: Date, region?: string): TrailEvent[] {
    const until = now.getTime() - this.visibleAfterMs;
    return this.events.filter(
      (event) => Date.parse(event.eventTime) <= until && (region === undefined || event.acsRegion === region),
    );
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
