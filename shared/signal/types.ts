import type { AccessKeyId } from '../ids';
import type { Undoing } from './undoing';

/** `manual`: an invocation, whose sender nobody can see; `command-line`: a person with credentials of his own. */
export type LeakSource = 'security-center' | 'config' | 'actiontrail' | 'bus' | 'manual' | 'command-line';

/** One normalised notice that an AccessKey may be public. What it claims about the user is a hint, never a fact. */
export interface LeakSignal {
  /** What makes two notices the same leak: `sas:<Id>`, `actiontrail:<key>`, `bus:<source>:<id>`, `manual:<requestId>`. */
  readonly leakId: string;
  readonly accessKeyId: AccessKeyId;
  readonly source: LeakSource;
  /** When the source says that it found the leak. */
  readonly foundAt: Date | undefined;
  readonly claims: {
    readonly userName?: string;
    readonly userType?: 'root' | 'ram';
    readonly accountId?: string;
  };
  /** Where it was published, as text: the address is the attacker's. */
  readonly link?: string;
  readonly reason?: string;
  /** Security Center's own mark that somebody has dealt with the leak (`manual`, `disable`, `add-whitelist`). */
  readonly dealt?: string;
  /** Security Center's number of the record, for the detail call. */
  readonly securityCenterId?: string;
  /** A person at the command line overrides what would hold it, where no journal can be read that he could say so in. */
  readonly approved?: boolean;
}

/** What an event asks the respond function to do. */
export type Request =
  | { readonly kind: 'timer' }
  | {
      readonly kind: 'poll-now';
      readonly why: string;
      readonly undone?: readonly Undoing[];
      readonly malformed?: string;
    }
  | {
      readonly kind: 'signals';
      readonly signals: readonly LeakSignal[];
      readonly skipped: readonly Skipped[];
      /** Another event of the same batch means "poll now" as well. */
      readonly pollWhy?: string;
      /** Others of it may have undone something of ours. */
      readonly undone?: readonly Undoing[];
      readonly malformed?: string;
    }
  | {
      readonly kind: 'command';
      readonly command: 'status' | 'investigate' | 'hygiene';
      readonly accessKeyId?: AccessKeyId;
    }
  /** `malformed`: part of the batch could not be read, and why; it must be kept and told. */
  | {
      readonly kind: 'nothing';
      readonly skipped: readonly Skipped[];
      readonly undone?: readonly Undoing[];
      readonly malformed?: string;
    };

/** A recorded "nothing to do": what came, and why it asks for nothing. */
export interface Skipped {
  readonly what: string;
  readonly why: string;
}
