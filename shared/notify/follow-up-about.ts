import type { Known } from './facts';

/** What a day's look at an open incident has to say. */
export type FollowUpAbout =
  /** The leaked key is on still. `usedAt`: null is "never". `from`: addresses since the containment. */
  | {
      readonly what: 'active';
      readonly days: 1 | 3 | 7;
      readonly usedAt: Known<string | null>;
      readonly from: Known<readonly string[]>;
    }
  /** Nobody has used it for seven days. */
  | { readonly what: 'quiet'; readonly usedAt: Known<string | null> }
  /** A person's release has not come to its end. `at`: when it was last begun or tried, ISO 8601 UTC. */
  | { readonly what: 'half-released'; readonly by: string; readonly at: string }
  /** It was off for ninety days. */
  | { readonly what: 'deletable'; readonly since: string }
  /** The key is deleted, and the incident cannot close: not all of the bills could be read since. */
  | { readonly what: 'bills-unread'; readonly why: string }
  /** The key is deleted, the bills were read, and the incident cannot close: a person is asked something since then. */
  | { readonly what: 'unanswered'; readonly since: string; readonly question: string }
  /** `isDenied`: our deny is on the user still. */
  | { readonly what: 'closed'; readonly isDenied: boolean };
