import type { MendedEntry, TamperedEntry } from './tamper-entries';

/** The last time that something of ours was found undone: part of the fold over the journal. */
export interface TamperState extends Omit<TamperedEntry, 'type' | 'again'> {
  /** When this tampering was first seen, and the number of that entry: its alert bears it. */
  readonly since: string;
  readonly seq: number;
  readonly at: string;
  readonly isMended: boolean;
  /** When something was put back, each time. */
  readonly putBacks: readonly string[];
}

type Placed<T> = T & { readonly at: string; readonly seq: number };

export function withTampered(state: TamperState | null, entry: Placed<TamperedEntry>): TamperState {
  const { gone, doer, verdict, row, reason, at, seq } = entry;
  const isSame = entry.again === true && state !== null;
  return {
    ...{ gone, doer, verdict, row, reason, at },
    seq: isSame ? state.seq : seq,
    since: isSame ? state.since : at,
    isMended: false,
    putBacks: [...(state?.putBacks ?? []), ...(verdict === 'put-back' ? [at] : [])],
  };
}

export function withMended(state: TamperState | null, _entry: MendedEntry): TamperState | null {
  return state && { ...state, isMended: true };
}
