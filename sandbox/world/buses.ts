/** A rule of an event bus, as EventBridge keeps it. */
export interface StoredRule {
  readonly name: string;
  readonly status: 'ENABLE' | 'DISABLE';
  readonly description: string;
  /** JSON text. */
  readonly pattern: string;
  readonly targets: readonly { readonly id: string; readonly type: string; readonly endpoint: string }[];
}

/** Rules by bus. The account has the default bus from the beginning. */
export type Buses = Map<string, StoredRule[]>;

export const newBuses = (): Buses => new Map([['default', []]]);
