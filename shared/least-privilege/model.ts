import type { Text } from '../findings/rules/model';

/** One action that the business needs, and on what. */
export interface NeededAction {
  /** `oss:GetObject`. */
  readonly action: string;
  /** `["*"]`: see `why`. */
  readonly resources: readonly string[];
  /** Why the resource is no narrower, where it is `*` or wide. */
  readonly why?: Wide;
  /** Calls in the audit that need it; 0 where only the last-used list tells of it. */
  readonly calls: number;
  /** ISO 8601 UTC; empty where no event tells. */
  readonly lastAt: string;
  readonly from: 'audit' | 'usage';
}

/** `unnamed`: a call named no thing; `format`: how the service's things are written in a policy is not known here;
 *  `odd-name`: a name that a policy would read as a pattern; `many`: more things than a policy should list. */
export type Wide = 'unnamed' | 'format' | 'odd-name' | 'many';

export interface ProposedPolicy {
  readonly name: string;
  /** JSON text, at most 6,144 characters. */
  readonly document: string;
}

/** What the proposal answers, by evaluation, to what was really called. Requests are counted once each. */
export interface Check {
  readonly business: number;
  readonly businessAllowed: number;
  /** Business requests that it would refuse: none, unless the documents were cut. */
  readonly businessRefused: readonly string[];
  readonly attack: number;
  readonly attackAllowed: number;
  /** Requests of the attack that it still allows, because the business makes the same. */
  readonly stillAllowed: readonly string[];
  /** High-risk actions of the attack that the business never made and that it allows all the same: always none. */
  readonly newPower: readonly string[];
}

/** Stored as `evidence/least-privilege.json`. */
export interface LeastPrivilege {
  readonly schema: 1;
  /** Empty: nothing to go by, and `notes` says why. */
  readonly policies: readonly ProposedPolicy[];
  readonly actions: readonly NeededAction[];
  /** Actions that were put together by a wildcard, because the list was too long. */
  readonly grouped: readonly string[];
  readonly check: Check;
  /** What it could not see, and what has to be looked at before it is attached. */
  readonly notes: readonly Text[];
}
