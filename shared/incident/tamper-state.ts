import type { Gone, MendedEntry, TamperedEntry } from './tamper-entries';

/** Things that one doer undid, with the one verdict about them. */
export interface Tampering extends Omit<TamperedEntry, 'type' | 'again'> {
  /** When this tampering was first seen, and the number of that entry: its alert bears it. */
  readonly since: string;
  readonly seq: number;
  readonly at: string;
  /** When the first of its things was seen gone, whoever was said to have done it: who says it anew begins no new time. */
  readonly goneSince: string;
  readonly isMended: boolean;
}

/** What of ours was found undone since the last release: part of the fold over the journal. */
export interface TamperState {
  /** By the order of their verdicts. A thing is in one open tampering at most. */
  readonly all: readonly Tampering[];
  /** When something was put back, each time. */
  readonly putBacks: readonly string[];
}

type Placed<T> = T & { readonly at: string; readonly seq: number };

/** What is gone and not known to be back, as its verdicts stand. */
export function openTamperings(state: TamperState | null): readonly Tampering[] {
  return state?.all.filter(({ isMended }) => !isMended) ?? [];
}

export function withTampered(state: TamperState | null, entry: Placed<TamperedEntry>): TamperState {
  const { gone, doer, verdict, row, reason, at, seq, inPlaceAt } = entry;
  const open = openTamperings(state).filter((one) => one.gone.some((thing) => gone.includes(thing)));
  const before = entry.again ? open[0] : null;
  const putBacks = state?.putBacks ?? [];
  // What was being put back already was counted when it began; what a person has asked for is his.
  const isCounted = verdict === 'put-back' && row !== 'by-word' && before?.verdict !== 'put-back';
  return {
    all: [
      ...without(state, gone),
      {
        ...{ gone, doer, verdict, row, reason, at, isMended: false },
        ...(inPlaceAt ? { inPlaceAt } : {}),
        seq: before?.seq ?? seq,
        since: before?.since ?? at,
        goneSince: open.map((one) => one.goneSince).sort()[0] ?? at,
      },
    ],
    putBacks: isCounted ? [...putBacks, at] : putBacks,
  };
}

export function withMended(state: TamperState | null, { gone }: MendedEntry): TamperState | null {
  if (state === null) return null;
  const all = state.all.map((one) => ({
    ...one,
    isMended: one.isMended || gone === undefined || one.gone.every((thing) => gone.includes(thing)),
  }));
  return gone === undefined ? { ...state, all } : { ...state, all: without({ ...state, all }, gone) };
}

/** Each open tampering less these things; one of which nothing is left is none any more. */
function without(state: TamperState | null, gone: readonly Gone[]): Tampering[] {
  return (state?.all ?? []).flatMap((one) => {
    if (one.isMended) return [one];
    const left = one.gone.filter((thing) => !gone.includes(thing));
    return left.length === 0 ? [] : [{ ...one, gone: left }];
  });
}
