import type { Config } from '../../config/types';
import type { Doer, Gone, TamperedEntry } from '../../incident/tamper-entries';
import type { Tampering } from '../../incident/tamper-state';
import { decideTampering, type TamperFacts } from './decide';

/** One thing that is gone, with who undid it. */
export interface UndoneThing {
  readonly thing: Gone;
  /** Null: nobody knows. */
  readonly doer: Doer | null;
  /** The tampering that it is part of already; null: it is seen for the first time. */
  readonly known: Tampering | null;
  readonly inPlaceAt: string | null;
}

/** What to do about the things that one doer undid. */
export interface Verdict {
  readonly entry: TamperedEntry;
  /** Something of it is to be written down. */
  readonly isNews: boolean;
}

/**
 * A verdict for each who did it, so that a thief's act is put back beside an owner's that is asked about. What a person
 * was asked about, and what is being put back, stays what it was while nobody else did it. Pure.
 */
export function decideEach(
  facts: Omit<TamperFacts, 'gone' | 'doer'>,
  things: readonly UndoneThing[],
  rules: Pick<Config, 'mode' | 'exclude'>,
): Verdict[] {
  const groups = new Map<string, UndoneThing[]>();
  for (const one of things) {
    const name = `${one.known?.seq ?? 'new'} ${identityOf(one.doer)}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()].map((group) => {
    const { doer, known } = group[0] as UndoneThing;
    const who = identityOf(doer);
    const all = things.filter((one) => identityOf(one.doer) === who).map(({ thing }) => thing);
    const anew = decideTampering({ ...facts, gone: all, doer }, rules);
    // What was being put back and is gone still is done to its end: it was counted when it began.
    const isBegun = known?.verdict === 'put-back' && (anew.row === 'too-often' || known.row === 'by-word');
    const { verdict, row, reason } = isBegun ? known : anew;
    const isSame = known !== null && known.verdict === verdict && known.row === row;
    const isSaid = isSame && (verdict === 'put-back' || known.doer === null || identityOf(known.doer) === who);
    const inPlaceAt = Object.fromEntries(group.flatMap((one) => (one.inPlaceAt ? [[one.thing, one.inPlaceAt]] : [])));
    const gone = group.map(({ thing }) => thing);
    return {
      entry: { type: 'tampered', gone, doer, verdict, row, reason, inPlaceAt, ...(isSaid ? { again: true } : {}) },
      isNews: !isSaid || knownOf(known.doer) !== knownOf(doer),
    };
  });
}

/** A person has said that it is to be put back, all of it, whoever did it. Pure. */
export function decideByWord(gone: readonly Gone[], open: readonly Tampering[], reason: string): Verdict[] {
  const unknown = gone.filter((thing) => !open.some((one) => one.gone.includes(thing)));
  const groups = [...open, ...(unknown.length > 0 ? [{ gone: unknown, doer: null, inPlaceAt: {} }] : [])];
  return groups.map(({ gone: things, doer, inPlaceAt = {} }) => ({
    entry: { type: 'tampered', gone: things, doer, verdict: 'put-back', row: 'by-word', reason, inPlaceAt },
    isNews: true,
  }));
}

const identityOf = (doer: Doer | null): string =>
  doer === null ? 'nobody' : JSON.stringify([doer.type, doer.userName, doer.accessKeyId, doer.mfa]);

const knownOf = (doer: Doer | null): string => JSON.stringify([identityOf(doer), doer?.eventId, doer?.isConfirmed]);
