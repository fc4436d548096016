import type { StepResult } from '../containment/types';
import type { KeyState } from '../identity/types';

/** Where the secret of a new key is put; never the secret. */
export type SecretPlace =
  | { readonly kind: 'kms'; readonly secretName: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'stdout' };

export function isSamePlace(a: SecretPlace | null, b: SecretPlace): boolean {
  if (a?.kind === 'kms') return b.kind === 'kms' && a.secretName === b.secretName;
  if (a?.kind === 'file') return b.kind === 'file' && a.path === b.path;
  return a?.kind === b.kind;
}

/** How a secret is written at its place. */
export type SecretFormat = 'json' | 'env';

export type RotationStep = 'start' | 'finish' | 'delete' | 'undo';

/** What an undo takes back. */
export type UndoneStep = Exclude<RotationStep, 'undo'>;

/**
 * A person begins a step of a rotation: written before the first call that changes something, so that a crash can be
 * read back. Until the lease passes nobody else begins a step.
 */
export interface RotationIntentEntry {
  readonly type: 'rotation-intent';
  readonly step: RotationStep;
  readonly by: string;
  readonly reason: string | null;
  readonly run: string;
  readonly leaseUntil: string;
  /** Whose the old key is. */
  readonly userName: string;
  /** The keys, as they were, of the user whom a new key is made for: what is there besides afterwards is new. */
  readonly keysBefore: readonly KeyState[];
  /** `start` alone. */
  readonly place?: SecretPlace;
  /** `start` alone: how the secret is written there. */
  readonly format?: SecretFormat;
  /** A fresh user for the workload, and the policies that he gets, by name; an earlier version wrote no documents. */
  readonly newUser?: {
    readonly userName: string;
    readonly policies: readonly string[];
    readonly documents?: readonly string[];
  };
  /** `start` alone: how it found the new key of the start before, which nobody can use as it is. */
  readonly newKeyFound?: 'gone' | 'off';
  /** `finish` alone: the old key was on. Found off afterwards, it was switched off by us, whatever else was recorded. */
  readonly wasActive?: boolean;
  /** `undo` alone: which step it takes back. One that dies behind this is ended by the next, which goes no further back. */
  readonly undoes?: UndoneStep;
  /** `undo` alone: denies that are put back, so that the key is contained again. Found attached afterwards, they were by us. */
  readonly mayAttach?: readonly ('quarantine' | 'freeze')[];
  /** Of what switches the old key off: when it may be deleted, ISO 8601 UTC. */
  readonly observeUntil?: string;
}

/** How a step went. What it changed stands in the names of its steps: `create-key:LTAI…`, `disable-key:LTAI…`. */
export interface RotationEntry {
  readonly type: 'rotation';
  readonly step: RotationStep;
  readonly by: string;
  readonly run: string;
  readonly steps: readonly StepResult[];
  /** False while the same run goes on. */
  readonly ended: boolean;
  /** KMS: the version that was the current one before, where there was one. */
  readonly previousVersion?: string;
}

/** What the last use of both keys told at one moment. */
export interface RotationVerifiedEntry {
  readonly type: 'rotation-verified';
  readonly by: string;
  readonly oldKey: OldKeyVerdict;
  readonly newKey: NewKeyVerdict;
  /** Last uses, ISO 8601 UTC; null: never, or unknown where the verdict says so. */
  readonly oldUsedAt: string | null;
  readonly newUsedAt: string | null;
  /** The earliest use of the new key that is known: its first one was then, or before. */
  readonly newUsedSince?: string | null;
}

/**
 * `not-visible-yet`: nothing was seen, and uses of that time need not show yet; `not-clear-yet`: it was used behind the
 * hand-over, and whether beside the new key or before the workload changed over is not known.
 */
export type OldKeyVerdict = 'quiet' | 'used' | 'not-visible-yet' | 'not-clear-yet' | 'could-not-check' | 'off' | 'gone';
/**
 * `works`: a call of it went through. `refused`: it is used, and all of its calls that are seen were refused. `used-not-visible-yet`:
 * it is used, and how its calls came out need not show yet; `used-not-visible`: it would show by now, had they been such as
 * the audit keeps. `maybe-own-use`: it signs this tool's commands, and no use of it is known that cannot be one of theirs.
 */
export type NewKeyVerdict =
  | 'works'
  | 'refused'
  | 'used-not-visible-yet'
  | 'used-not-visible'
  | 'not-seen-yet'
  | 'maybe-own-use'
  | 'could-not-check'
  | 'off'
  | 'gone'
  | 'none';
