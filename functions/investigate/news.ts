import { parseAmount } from '../../shared/evidence/decimal';
import { floorOf } from '../../shared/findings/bill-floor';
import type { Finding } from '../../shared/findings/model';
import type { InvestigatedEntry, ToldCost } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import type { Judgement } from './judge';

export type Told = NonNullable<InvestigatedEntry['told']>;

/**
 * Against the rounds before: a thief seen first now, a deny that does not hold or took effect late, quiet at last, a
 * grave finding or a cost that the owner was not told of, or a cost that has grown by an order since.
 */
export function isNews({ entries }: Incident, round: number, judged: Judgement): boolean {
  const { thief, verification } = judged;
  const before = entries.findLast((entry) => entry.type === 'investigated' && entry.round < round);
  if (before?.type !== 'investigated') return true;
  const newlySeen = thief.seen === 'yes' && before.thiefSeen !== 'yes';
  // Calls that the deny covers came through, seen first now: the owner must look at what they did.
  const biteLate = (verification?.problems.length ?? 0) > 0 && (before.verification?.problems.length ?? 0) === 0;
  const turned = verification !== undefined && before.verification?.state !== verification.state;
  const told = toldBefore(entries);
  return (
    newlySeen ||
    biteLate ||
    graveOf(judged.findings).some((grave) => !told.grave.includes(grave)) ||
    judged.cost.signs.some((sign) => isNewCost(sign, told.costs)) ||
    (turned && /^contained/.test(verification.state))
  );
}

/** What the owner knows when the round is over. `isTold`: its alert went out. */
export function toldAfter({ entries }: Incident, judged: Judgement, isTold: boolean): Told {
  const told = toldBefore(entries);
  const { signs } = judged.cost;
  const same = (one: ToldCost) => signs.find((sign) => isSame(sign, one));
  // What was told without its amount is measured from now on.
  if (!isTold) return { ...told, costs: told.costs.map((one) => ({ ...same(one), ...one })) };
  return {
    costs: [...told.costs.filter((one) => same(one) === undefined), ...signs],
    grave: [...new Set([...told.grave, ...graveOf(judged.findings)])],
  };
}

/**
 * Each record holds all that came before it, so that the last one counts: what grew little by little is measured by the
 * amount that was told, not by the last that was seen. An entry of before says which costs were told and nothing of
 * findings: a grave one is told once more rather than never.
 */
function toldBefore(entries: Incident['entries']): Told {
  const rounds = entries.flatMap((entry) => (entry.type === 'investigated' ? [entry] : []));
  const last = rounds.findLast(({ told }) => told !== undefined)?.told;
  if (last !== undefined) return last;
  const ids = new Set(rounds.flatMap(({ cost }) => cost?.signs ?? []));
  return { costs: [...ids].map((id) => ({ id })), grave: [] };
}

const isSame = (sign: ToldCost, told: ToldCost): boolean =>
  sign.id === told.id && (told.currency === undefined || told.currency === sign.currency);

function isNewCost(sign: ToldCost, told: readonly ToldCost[]): boolean {
  const before = told.find((one) => isSame(sign, one));
  return before === undefined || hasGrown(sign, before);
}

/** At least doubled, and by a sum worth a look: a day that fills up, or a little more of the same, is no news. */
function hasGrown(sign: ToldCost, told: ToldCost): boolean {
  const [now, then] = [sizeOf(sign), sizeOf(told)];
  if (now === undefined || then === undefined) return false;
  return now >= 2n * then && now - then > floorOf(sign.currency ?? '');
}

/** What was given back is below zero, and grows as well. */
function sizeOf({ amount }: ToldCost): bigint | undefined {
  const parsed = parseAmount(amount);
  return parsed === undefined || parsed >= 0n ? parsed : -parsed;
}

/**
 * What makes a grave finding known: its rule, and who is behind it. Not its events, of which more come in with each look;
 * nor sessions, of which a thief opens a new one at will. Those of the bills are signs, and have their own measure.
 */
function graveOf(findings: readonly Finding[]): string[] {
  const grave = findings.filter(({ severity, kind }) => /^(high|critical)$/.test(severity) && kind !== 'bill');
  const ids = grave.flatMap(({ rule, actors }) => [
    rule,
    ...actors.filter((id) => !id.startsWith('STS.')).map((id) => `${rule} ${id}`),
  ]);
  return [...new Set(ids)];
}
