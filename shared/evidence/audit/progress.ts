import type { Wanted } from '../trail/wanted';
import type { AuditPart, EvidenceSource } from '../types';
import { type AsideCounts, toldAside } from './set-aside';
import { NOWHERE, type Slice, type SourceKind } from './source';

/** How far a slice has come; kept in the checkpoint, so that another run can go on. */
export interface SliceProgress extends Slice {
  readonly cursor: string | null;
  readonly events: number;
  /** Events that were read, kept or not. */
  readonly seen?: number;
  readonly parts: readonly AuditPart[];
  /** What was read and is no event. */
  readonly aside?: AsideCounts;
  /** The oldest thing that the source holds of the time, where it tells: what is earlier is not in it. ISO 8601 UTC. */
  readonly reach?: string;
  readonly done: boolean;
  /** What of it could not be read, and why. */
  readonly problems: readonly string[];
}

/** Whose calls are asked for. */
export type Identities = Required<
  Pick<Wanted, 'keyIds' | 'userNames' | 'roleNames' | 'sessionNames' | 'providerNames'>
>;

export const NOBODY: Identities = { keyIds: [], userNames: [], roleNames: [], sessionNames: [], providerNames: [] };

/** What an attack left: it is looked for under every other identity of the account. */
export type LookedTraces = Required<Pick<Wanted, 'addresses' | 'userAgents' | 'resourceNames'>>;

/** What a source lacks, held against LookupEvents, which nobody of the account can write to. */
export interface Held {
  /** Calls of the time that the source reaches back to, and old enough to have been delivered. */
  readonly missing: number;
  /** The newest of them. */
  readonly named: readonly { readonly id: string; readonly at: string; readonly call: string }[];
  /** The source itself says that it records everything: what is missing was taken out of it. */
  readonly isSure: boolean;
  /** Calls that decide, and that LookupEvents does not know or knows otherwise: nothing of this kind of source is believed. */
  readonly forged?: Held['named'];
}

/** One source, asked for one set of identities, or for one set of traces. */
export interface Look {
  readonly kind: SourceKind;
  /** 0: the leaked key itself; then how many steps of the chain away its identities are. */
  readonly depth: number;
  readonly who: Identities;
  /** Present: whoever left these is looked for, and calls of `who` are left out, because other looks hold them. */
  readonly traces?: LookedTraces;
  /** Present: only what `who` did before this moment (ISO 8601 UTC) is looked for, and no more than shows a habit. */
  readonly before?: string;
  /** Present: the newest calls of `who` alone, which what a trail gave of them is held against. */
  readonly isSample?: true;
  /** Present: calls by their ids, which only a trail has told of. */
  readonly calls?: readonly string[];
  /** Of these the ones that LookupEvents could not be asked for, or may not have yet. */
  readonly open?: readonly string[];
  /** Present: it was held against a sample, and this is what it lacks. */
  readonly held?: Held;
  /** Folder of its parts, below the round's: `audit`, `chain-1`. */
  readonly folder: string;
  readonly slices: readonly SliceProgress[];
}

/** The audit of a round, before, between and after its runs. Times are ISO 8601 UTC. */
export interface AuditProgress {
  readonly from: string;
  readonly to: string;
  readonly looks: readonly Look[];
  /** The source of the regions' list, and why it is not whole: "DescribeRegions failed". */
  readonly cuts: readonly string[];
  /** Why the chain of identities is not followed to its end; absent: it is, or more is being read. */
  readonly chainCut?: string;
  /** Why the account's trails could not be asked for; a logstore of theirs may be unknown. */
  readonly unknownTrails?: string;
  /** No further look is to be taken. */
  readonly done: boolean;
}

/** It is about other identities of the account, and no part of the key's chain. */
export const isOfOthers = ({ traces, before }: Pick<Look, 'traces' | 'before'>): boolean =>
  traces !== undefined || before !== undefined;

/** Looks that are believed: of a source that holds calls which ActionTrail does not know, nothing is. */
export function believed<L extends Pick<Look, 'kind' | 'held'>>(looks: readonly L[]): readonly L[] {
  const forged = new Set(looks.flatMap(({ kind, held }) => (held?.forged === undefined ? [] : [kind])));
  return looks.filter(({ kind }) => !forged.has(kind));
}

/** It is to give all calls of the key, or of what the attack made. */
export const isOfChain = (look: Pick<Look, 'traces' | 'before' | 'isSample'>): boolean =>
  !isOfOthers(look) && !look.isSample;

export const isLookDone = ({ slices }: Pick<Look, 'slices'>): boolean => slices.every(({ done }) => done);

/** Every identity of the look was read whole, from the beginning of its time to the end. */
export const isLookWhole = ({ slices }: Pick<Look, 'slices'>): boolean =>
  slices.every((slice) => problemsOf(slice).length === 0);

const NOT_OVER = 'the time of the run was over before all of it was read';

/** What the manifest says of each source: the slices of one are told together, and the latest end of their times. */
export function auditSources({
  from,
  to,
  looks,
  cuts,
  unknownTrails,
}: Pick<AuditProgress, 'from' | 'to' | 'looks' | 'cuts' | 'unknownTrails'>): EvidenceSource[] {
  const bySource = new Map<string, { readonly slices: SliceProgress[]; readonly ends: string[] }>();
  for (const look of looks)
    for (const slice of look.slices) {
      const source = isOfOthers(look) ? `${slice.source}, other identities` : slice.source;
      const { slices, ends } = bySource.get(source) ?? { slices: [], ends: [] };
      bySource.set(source, { slices: [...slices, slice], ends: [...ends, earlier(look.before ?? to, to)] });
    }
  const told = [...bySource].map(([source, { slices, ends }]): EvidenceSource => {
    const problems = [...new Set(slices.flatMap(problemsOf))];
    return {
      source,
      complete: problems.length === 0,
      count: slices.reduce((sum, { events }) => sum + events, 0),
      ...{ from, to: ends.reduce((a, b) => (a > b ? a : b)) },
      ...(problems.length > 0 ? { cut: problems.join('; ') } : {}),
    };
  });
  const notRead = (source: string, cut: string): EvidenceSource => ({ source, complete: false, count: 0, cut });
  return [
    ...told,
    ...cuts.map((cut) => notRead('actiontrail DescribeRegions', cut)),
    ...(unknownTrails === undefined ? [] : [notRead('actiontrail DescribeTrails', unknownTrails)]),
  ];
}

/** Of whom no source that was asked could be asked, and no other one gave the calls. */
export function notLookedUp(looks: readonly Look[]): string[] {
  const ofChain = looks.filter(isOfChain);
  const whole = new Set(ofChain.filter(isLookWhole).map(({ depth }) => depth));
  const slices = ofChain.filter(({ depth }) => !whole.has(depth)).flatMap((look) => look.slices);
  return [...new Set(slices.filter(({ lane }) => lane === NOWHERE).flatMap(({ problems }) => problems))];
}

const earlier = (a: string, b: string): string => (a < b ? a : b);

export function problemsOf({
  done,
  problems,
  aside = {},
}: Pick<SliceProgress, 'done' | 'problems' | 'aside'>): readonly string[] {
  return [...problems, ...toldAside(aside), ...(done ? [] : [NOT_OVER])];
}

/**
 * How much was read and is no event, by its reason. Looks at one source meet the same things again: the one that met
 * most counts, so it may have been more.
 */
export function asideOf(looks: readonly Pick<Look, 'kind' | 'slices'>[]): Readonly<Record<string, number>> {
  const most = new Map<string, Map<SourceKind, number>>();
  for (const { kind, slices } of looks)
    for (const [why, count] of Object.entries(asideOfLook(slices))) {
      const ofKinds = most.get(why) ?? new Map<SourceKind, number>();
      most.set(why, ofKinds.set(kind, Math.max(ofKinds.get(kind) ?? 0, count)));
    }
  return Object.fromEntries([...most].map(([why, ofKinds]) => [why, [...ofKinds.values()].reduce((a, b) => a + b)]));
}

function asideOfLook(slices: Look['slices']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { aside = {} } of slices)
    for (const [why, { count }] of Object.entries(aside)) counts[why] = (counts[why] ?? 0) + count;
  return counts;
}

/**
 * Whether every identity was read whole by some source: what one source could not give, another one may have. What a
 * trail gave counts where it could be held against LookupEvents: somebody may write to the trail's place.
 */
export function isAuditWhole({
  looks: all,
  cuts,
  chainCut,
}: Pick<AuditProgress, 'looks' | 'cuts' | 'chainCut'>): boolean {
  const looks = believed(all).filter(isOfChain);
  const unheld = new Set(all.filter((look) => look.isSample && !isLookWhole(look)).map(({ depth }) => depth));
  const isWhole = (depth: number): boolean =>
    looks.some(
      (look) => look.depth === depth && isLookWhole(look) && (look.kind === 'lookup-events' || !unheld.has(depth)),
    );
  const depths = new Set(looks.map(({ depth }) => depth));
  return cuts.length === 0 && chainCut === undefined && depths.size > 0 && [...depths].every(isWhole);
}
