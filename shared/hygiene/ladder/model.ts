/** A rung of the ladder that an unused key climbs, one a night at most. */
export type Rung = 'warn' | 'warn-again' | 'announce' | 'disable';

/** What is remembered of one key that nobody uses. Times ISO 8601 UTC, each of a night whose message went out. */
export interface Climb {
  readonly user: string;
  readonly first?: string;
  readonly second?: string;
  /** It stood in the list of what the next night switches off. */
  readonly announced?: string;
  /** Respond was last asked to switch it off. */
  readonly handed?: string;
  /** It was seen off afterwards. */
  readonly off?: string;
  /** Somebody switched it on again: until then it is left alone. */
  readonly restsUntil?: string;
}

/** What the ladder leaves from night to night, under our seal. */
export interface Ladder {
  readonly schema: 1;
  /** By key id. */
  readonly keys: Readonly<Record<string, Climb>>;
  /** The last night that came to its end; null: there was none. */
  readonly night: { readonly at: string; readonly users: number; readonly keys: number } | null;
}

export const NO_LADDER: Ladder = { schema: 1, keys: {}, night: null };

/** What a night does about one key, and why. */
export interface LadderStep {
  readonly accessKeyId: string;
  readonly user: string;
  readonly rung: Rung;
  /** ISO 8601 UTC, or `never`. */
  readonly lastUsedAt: string;
  readonly reason: string;
  /** Of a key that is to be switched off: when its user was told, ISO 8601 UTC. */
  readonly warned?: Warned;
}

export interface Warned {
  readonly first: string;
  readonly second: string;
  readonly announced: string;
}

/** What a night decides about all of them: written once a date before anything of it is done. */
export interface NightPlan {
  readonly schema: 1;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Nothing is done, and why; null: the steps are done. */
  readonly refused: string | null;
  readonly steps: readonly LadderStep[];
  /** Keys that stay where they are, and why. */
  readonly waits: readonly { readonly accessKeyId: string; readonly user: string; readonly reason: string }[];
  /** The ladder when all of it is done and told; null: it stays as it is. */
  readonly after: Ladder | null;
}

/** What respond is asked: to switch off a key that was warned of twice and announced. */
export interface IdleKeyTask extends Warned {
  /** When the night's plan was made, ISO 8601 UTC: names the night. */
  readonly night: string;
  readonly user: string;
}
