import type { Entry } from './entries';
import type { IncidentState } from './state';
import { attachedBy } from './steps-done';

/**
 * A look behind the deny has shown that whoever bears the name by which it was attached does not hold the leaked key: he was
 * renamed in between, and his name is another's, or nobody's. From here on nothing is known to bind the key.
 */
export interface MisplacedEntry {
  readonly type: 'misplaced';
  readonly leakId: string;
  readonly userName: string;
  /** Policies of ours that bind him who bears the name now, and that no incident of his own explains. */
  readonly carries: readonly string[];
}

/** What was attached is on somebody else. Pure. */
export function withMisplaced(state: IncidentState): IncidentState {
  return {
    ...state,
    denyAt: null,
    attached: new Set(),
    attachedAt: new Map(),
    viaGroup: false,
    verification: null,
    steps: state.steps.filter((step) => !step.ok || !isOfDeny(step)),
  };
}

const isOfDeny = (step: IncidentState['steps'][number]): boolean =>
  attachedBy([step]).length > 0 || step.step.startsWith('attach-part:');

/** Users who have come by a deny of ours since the last release although the leaked key is not theirs, each once. Pure. */
export function wronglyDenied(entries: readonly Entry[]): readonly MisplacedEntry[] {
  const since = entries.slice(entries.findLastIndex(({ type }) => type === 'release') + 1);
  const all = since.flatMap((entry) => (entry.type === 'misplaced' && entry.carries.length > 0 ? [entry] : []));
  return [...new Map(all.map((entry) => [entry.userName, entry])).values()];
}

/** Whoever bears the name that the journal has last is known to be another than the key's user. Pure. */
export function isElsewhere(entries: readonly Entry[]): boolean {
  const last = entries.findLast(
    (entry) => entry.type === 'misplaced' || (entry.type === 'decision' && entry.owner !== null),
  );
  return last?.type === 'misplaced';
}
