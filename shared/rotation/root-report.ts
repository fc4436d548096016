import type { IncidentState } from '../incident/state';

/** What a credential report says of root's keys, for a schedule's entry: it has no ids, so that a key is told by its age. */
export interface RootReport {
  /** When the report was made, ISO 8601 UTC. */
  readonly generatedAt: string;
  /** `active` or `createdAt` (ISO 8601 UTC) null: the cell could not be read. */
  readonly keys: readonly { readonly active: boolean | null; readonly createdAt: string | null }[];
}

export type RootVerdict =
  | { readonly ends: true; readonly reason: string }
  /** `needs`: the report alone does not tell, and a look at the keys would. */
  | { readonly ends: false; readonly why: string; readonly needs?: 'looks' };

/** What ActionTrail and the journal say of root's keys, where the report does not tell. */
export interface RootLooks {
  /** Of the leaked key, ISO 8601 UTC; null when it has none, which closes nothing. */
  readonly lastUse: string | null;
  /** When the owner is known to have made a root key: by a rotation of this incident, or signed in at the console. */
  readonly ownMade: readonly string[];
}

/** Last use shows up to two hours late; a key that is still in use shows within a day. */
const QUIET_MS = 24 * 3_600_000;
/** The function's clock and the cloud's differ, and the report's time has whole seconds. */
const SKEW_MS = 5 * 60_000;
/** A key's time in the report, and that of the call which made it, as two clocks tell it. */
const SAME_MS = 60_000;

/**
 * Whether a credential report shows that the leaked root key has lost its power: root has no active key, or each one is
 * younger than the leak and known to be the owner's own, and nobody has used the leaked key for a day. The age is
 * `last_rotated`, which is documented as the key's creation, and might move when a key is switched on again: therefore the
 * other signs. What the leaked key made may have every right as well: it is never the owner's. A person who is asked
 * something is not answered for. Pure.
 */
export function judgeRoot(
  report: RootReport,
  { signals, held }: Pick<IncidentState, 'signals' | 'held'>,
  looks?: RootLooks,
): RootVerdict {
  const received = signals.map(({ receivedAt }) => Date.parse(receivedAt));
  const made = Date.parse(report.generatedAt);
  const open = (why: string): RootVerdict => ({ ends: false, why });
  if (held !== null) return open(`a person is asked since ${held.since}: ${held.reason}`);
  if (!(made - Math.max(...received) > SKEW_MS)) return open('the credential report is older than the leak');
  if (report.keys.some(({ active }) => active === null)) return open('whether a root key is active could not be read');
  const active = report.keys.filter((key) => key.active);
  if (active.length === 0)
    return { ends: true, reason: `root has no active AccessKey, by the credential report of ${report.generatedAt}` };
  const count = `${active.length} active root ${active.length === 1 ? 'key' : 'keys'}`;
  const first = Math.min(...received);
  if (!active.every(({ createdAt }) => createdAt !== null && Date.parse(createdAt) > first))
    return open(`${count}, and the leaked one may be among them`);
  if (looks === undefined)
    return { ends: false, why: 'who made the active root keys is not known yet', needs: 'looks' };
  const { lastUse, ownMade } = looks;
  if (!areOwn(active, ownMade)) return open(`${count}, made after the leak; not each is known to be the owner's own`);
  if (lastUse === null || !(made - Date.parse(lastUse) > QUIET_MS))
    return open(`${count}, made after the leak; the leaked key is not known to be quiet for a day`);
  return {
    ends: true,
    reason: `root's ${count} ${active.length === 1 ? 'was' : 'were'} made after the leak, by the credential report of ${report.generatedAt}, and the leaked one was last used at ${lastUse}`,
  };
}

/** Each key is another one of those that the owner made: the report has no ids, so that a key is told by its time. */
function areOwn(keys: RootReport['keys'], ownMade: readonly string[]): boolean {
  const left = ownMade.map((at) => Date.parse(at));
  return keys.every(({ createdAt }) => {
    const at = left.findIndex((made) => Math.abs(made - Date.parse(createdAt ?? '')) <= SAME_MS);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}
