import type { Mode } from '../../config/types';
import type { KeyFacts, Known } from '../facts';
import { reportAge } from '../report-age';
import type { Climb, Ladder, LadderStep, NightPlan, Rung } from './model';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Two runs of one night are one night. */
const LEAST_BETWEEN_NIGHTS_MS = 12 * HOUR_MS;
/** "The night before" is not the night before an outage: what was announced longer ago is announced anew. */
const ANNOUNCED_FOR_MS = 36 * HOUR_MS;
/** An account with less than this part of last night's users or keys was not seen whole. */
const SUSPICIOUS_PART = 0.5;
/** The tool has functions with roles, and no key; who made users for it named them so. */
const OWN_USER = /^ak-?tourniquet/i;

export interface LadderRules {
  readonly mode: Mode;
  readonly unusedDays: number;
  readonly warnDays: number;
  readonly maxPerNight: number;
  readonly excludedKeys: ReadonlySet<string>;
}

export type LadderKey = Pick<KeyFacts, 'owner' | 'id' | 'active' | 'createdAt' | 'lastUse'>;

/** What a night knows. */
export interface NightFacts {
  readonly now: Date;
  readonly keys: readonly LadderKey[];
  readonly users: number;
  /** Every user was known and every look at keys went through. */
  readonly complete: boolean;
  /** When the credential report was made. */
  readonly reportedAt: Date | undefined;
  /** Keys whose incident is open. */
  readonly held: Known<ReadonlySet<string>>;
  /** Keys that the owner has excepted from being told of as unused. */
  readonly spared: Known<ReadonlySet<string>>;
  /** Users of the exclusion list, by the names that they have today. */
  readonly excluded: Known<ReadonlySet<string>>;
  readonly ladder: Known<Ladder>;
  /** Of keys that respond was asked to switch off and that are on: those that it did switch off, by their journals. */
  readonly wereOff: Known<ReadonlySet<string>>;
}

type Standing =
  | { readonly at: 'rung'; readonly rung: Rung; readonly reason: string; readonly lastUsedAt: string }
  /** It stays on its rung. */
  | { readonly at: 'waits'; readonly reason: string }
  /** It is not, or no longer, on the ladder. */
  | { readonly at: 'off-ladder'; readonly climb?: Climb };

/**
 * What a night does about keys that nobody uses: each climbs one rung at most, and at most `maxPerNight` keys stand on
 * each rung. What was missed is not made up for: the time between two rungs counts from the night that told of the first.
 * Refuses where what the night knows is old, cut or suspiciously little. Pure.
 */
export function planNight(facts: NightFacts, rules: LadderRules): NightPlan {
  const at = facts.now.toISOString();
  const ladder = 'value' in facts.ladder ? facts.ladder.value : undefined;
  const refused = whyRefused(facts);
  // What a night that refuses has counted is what the next one is held against; it moves nothing.
  const night = { at, users: facts.users, keys: facts.keys.length };
  if (
    refused !== undefined ||
    ladder === undefined ||
    !('value' in facts.held) ||
    !('value' in facts.spared) ||
    !('value' in facts.excluded)
  ) {
    const after = ladder === undefined || isTooSoon(facts, ladder) ? null : { ...ladder, night };
    return { schema: 1, at, refused: refused ?? 'not everything is known', steps: [], waits: [], after };
  }
  const seen = { ...facts, held: facts.held.value, spared: facts.spared.value, excluded: facts.excluded.value };
  const climbs: Record<string, Climb> = {};
  const steps: LadderStep[] = [];
  const waits: { accessKeyId: string; user: string; reason: string }[] = [];
  const left: Record<Rung, number> = { warn: 0, 'warn-again': 0, announce: 0, disable: 0 };
  for (const { id, user, key, known } of inTurn(facts.keys, ladder)) {
    const standing = standingOf(key, user, known, seen, rules);
    if (standing.at === 'off-ladder') {
      if (standing.climb) climbs[id] = standing.climb;
    } else if (standing.at === 'waits' || left[standing.rung] >= rules.maxPerNight) {
      if (known) climbs[id] = known;
      const reason =
        standing.at === 'waits' ? standing.reason : `${rules.maxPerNight} a night, and it is not its turn yet`;
      if (known || standing.at === 'rung') waits.push({ accessKeyId: id, user, reason });
    } else {
      left[standing.rung] += 1;
      const { rung, reason, lastUsedAt } = standing;
      const { first, second, announced } = known ?? {};
      const warned = rung === 'disable' && first && second && announced ? { warned: { first, second, announced } } : {};
      steps.push({ accessKeyId: id, user, rung, lastUsedAt, reason, ...warned });
      climbs[id] = climbed(known ?? { user }, rung, at);
    }
  }
  return { schema: 1, at, refused: null, steps, waits, after: { schema: 1, keys: climbs, night } };
}

function whyRefused({
  now,
  complete,
  reportedAt,
  users,
  keys,
  held,
  spared,
  excluded,
  ladder,
}: NightFacts): string | undefined {
  if ('couldNotCheck' in ladder) return `what earlier nights warned of could not be read: ${ladder.couldNotCheck}`;
  if ('couldNotCheck' in held) return `which incidents are open could not be checked: ${held.couldNotCheck}`;
  if ('couldNotCheck' in spared) return `what is excepted is not known: ${spared.couldNotCheck}`;
  if ('couldNotCheck' in excluded) return `who is excluded is not known: ${excluded.couldNotCheck}`;
  if (!complete) return 'not every key of the account could be seen';
  if (reportedAt === undefined || reportAge(reportedAt, now) !== 'fresh')
    return 'there is no credential report of the last day';
  const { night } = ladder.value;
  if (night === null) return undefined;
  if (isTooSoon({ now }, ladder.value)) return 'the last night was less than 12 hours ago';
  for (const [what, is, was] of [
    ['users', users, night.users],
    ['keys', keys.length, night.keys],
  ] as const)
    if (is < was * SUSPICIOUS_PART) return `${is} ${what} were seen, and ${was} the night before`;
  return undefined;
}

function isTooSoon({ now }: Pick<NightFacts, 'now'>, ladder: Ladder | undefined): boolean {
  const last = ladder?.night;
  return last !== null && last !== undefined && now.getTime() - Date.parse(last.at) < LEAST_BETWEEN_NIGHTS_MS;
}

interface InTurn {
  readonly id: string;
  readonly user: string;
  readonly key: LadderKey;
  readonly known: Climb | undefined;
}

/** Who has waited longest comes first; those that are new in the order of their ids. */
function inTurn(keys: readonly LadderKey[], ladder: Ladder): InTurn[] {
  const all = keys.flatMap((key): InTurn[] => {
    const { id, owner } = key;
    // Root's keys are root's own to switch off; one without an id cannot be named.
    if (id === undefined || owner.type === 'root') return [];
    const known = Object.hasOwn(ladder.keys, id) ? ladder.keys[id] : undefined;
    // A key does not change hands: another user of the same key id is no word of ours.
    return [{ id, user: owner.name, key, known: known?.user === owner.name ? known : undefined }];
  });
  const since = ({ known }: InTurn): string => known?.announced ?? known?.second ?? known?.first ?? '~';
  return all.sort((a, b) => compare(since(a), since(b)) || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function standingOf(
  { active, createdAt, lastUse, id = '' }: LadderKey,
  user: string,
  known: Climb | undefined,
  {
    now,
    held,
    spared,
    excluded,
    wereOff,
  }: Pick<NightFacts, 'now' | 'wereOff'> & Readonly<Record<'held' | 'spared' | 'excluded', ReadonlySet<string>>>,
  rules: LadderRules,
): Standing {
  if ('couldNotCheck' in active)
    return { at: 'waits', reason: `whether it is on could not be checked: ${active.couldNotCheck}` };
  if (!active.value)
    // Of a key that we have had switched off it stays known, so that it is left alone once somebody wants it back.
    return known?.handed
      ? { at: 'off-ladder', climb: { user, handed: known.handed, off: known.off ?? now.toISOString() } }
      : { at: 'off-ladder' };
  if (known?.handed && 'couldNotCheck' in wereOff)
    return { at: 'waits', reason: `whether it was switched off could not be checked: ${wereOff.couldNotCheck}` };
  if (known?.off || (known?.handed && 'value' in wereOff && wereOff.value.has(id))) {
    const restsUntil = new Date(now.getTime() + rules.unusedDays * DAY_MS).toISOString();
    return { at: 'off-ladder', climb: { user, restsUntil } };
  }
  if (known?.restsUntil !== undefined && Date.parse(known.restsUntil) > now.getTime())
    return { at: 'off-ladder', climb: known };
  if (excluded.has(user) || rules.excludedKeys.has(id) || OWN_USER.test(user)) return { at: 'off-ladder' };
  if (held.has(id) || spared.has(id)) return { at: 'off-ladder' };
  if ('couldNotCheck' in lastUse)
    return { at: 'waits', reason: `its last use could not be checked: ${lastUse.couldNotCheck}` };
  if ('couldNotCheck' in createdAt)
    return { at: 'waits', reason: `its age could not be checked: ${createdAt.couldNotCheck}` };
  const since = now.getTime() - rules.unusedDays * DAY_MS;
  const used = lastUse.value === 'never' ? createdAt.value : lastUse.value;
  if (used.getTime() > since || createdAt.value.getTime() > since) return { at: 'off-ladder' };
  const lastUsedAt = lastUse.value === 'never' ? 'never' : lastUse.value.toISOString();
  // A use that no night saw, for outages, ends what was said before it: the key begins at the foot.
  const isUsedSince = known?.first !== undefined && used.getTime() > Date.parse(known.first);
  const next = nextRung(isUsedSince ? undefined : known, now, rules);
  return typeof next === 'string' ? { at: 'waits', reason: next } : { at: 'rung', lastUsedAt, ...next };
}

/** A text: why it stays where it is. */
function nextRung(
  known: Climb | undefined,
  now: Date,
  { warnDays, mode, unusedDays }: LadderRules,
): { readonly rung: Rung; readonly reason: string } | string {
  const unused = `unused for ${unusedDays} days or longer`;
  const ago = (at: string): number => now.getTime() - Date.parse(at);
  const isDue = (at: string): boolean => ago(at) >= warnDays * DAY_MS;
  if (known?.first === undefined) return { rung: 'warn', reason: unused };
  const { first, second, announced } = known;
  if (second === undefined)
    return isDue(first)
      ? { rung: 'warn-again', reason: `${unused}, warned of at ${first}` }
      : `warned of at ${first}: ${warnDays} days must pass`;
  if (!isDue(second)) return `warned of again at ${second}: ${warnDays} days must pass`;
  if (announced === undefined || ago(announced) > ANNOUNCED_FOR_MS)
    return { rung: 'announce', reason: `${unused}, warned of at ${first} and ${second}` };
  if (ago(announced) < LEAST_BETWEEN_NIGHTS_MS) return `announced at ${announced}: the next night switches it off`;
  if (mode === 'observe') return 'observe mode switches nothing off';
  return { rung: 'disable', reason: `${unused}, warned of at ${first} and ${second}, announced at ${announced}` };
}

function climbed(known: Climb, rung: Rung, at: string): Climb {
  const { user, first, second } = known;
  switch (rung) {
    case 'warn':
      return { user, first: at };
    case 'warn-again':
      return { ...known, second: at };
    case 'announce':
      return { ...known, announced: at };
    case 'disable':
      // What respond does not switch off is announced anew before it is tried again.
      return { user, handed: at, ...(first ? { first } : {}), ...(second ? { second } : {}) };
  }
}
