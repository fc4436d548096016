/** Whose addresses the database does not know, because they are nobody's in the internet. */
export type SpecialRange = 'private' | 'cloud-internal' | 'reserved';

/** Where an address is, as registries and routes tell. Everything may be missing: unknown is not new. */
export interface Origin {
  /** ISO 3166-1 alpha-2: where the range is registered, which need not be where the machine is. */
  readonly country?: string;
  /** Number of the autonomous system that announces it. */
  readonly asn?: number;
  /** The name of the system's holder. */
  readonly network?: string;
  readonly special?: SpecialRange;
}

/** Tells addresses' origins, offline. */
export interface Origins {
  /** What it was made of, for the report: name, version (its last digits are the day), licence. */
  readonly madeOf: readonly { readonly name: string; readonly version: string; readonly license: string }[];
  /** Never throws; what is no address, and what nobody has, is an empty origin. */
  of(ip: string): Origin;
}

/** An address of the key's calls with its origin, and what of it is new against the key's own history. */
export interface Source extends Origin {
  readonly ip: string;
  /** Undefined: it cannot be told, because the key has no history, or the origin is unknown. */
  readonly isNewCountry?: boolean;
  readonly isNewNetwork?: boolean;
}
