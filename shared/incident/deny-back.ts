import type { Entry } from './entries';
import type { RotationEntry, RotationIntentEntry } from './rotation-entries';
import type { IncidentState } from './state';
import { attachedBy, firstOf, withoutMended } from './steps-done';

/** A person has begun to put the deny back on: by his word the key is contained from here on. Pure. */
export function putsDenyBack(entry: Pick<Entry, 'type'>): entry is Entry & RotationIntentEntry {
  return entry.type === 'rotation-intent' && ((entry as RotationIntentEntry).mayAttach ?? []).length > 0;
}

/** When a deny went on by this entry, ISO 8601 UTC; null: none did. Pure. */
export function denyAtOf(entry: Entry): string | null {
  if (entry.type === 'outcome') return entry.denyAt;
  return entry.type === 'rotation' ? (attachesOf(entry)[0]?.at ?? null) : null;
}

/**
 * The deny goes back on that a release had taken off: the containment that begins is a new one, and that release is over.
 * From the intent on, as with any other deny: a crash may lose the rest.
 */
export function withDenyBackIntent(state: IncidentState, entry: RotationIntentEntry): IncidentState {
  if (!putsDenyBack(entry)) return state;
  const mayHaveAttached = new Set([...state.mayHaveAttached, ...(entry.mayAttach ?? [])]);
  // An intent whose look at the keys failed names none.
  const isNew = !state.isContaining && entry.keysBefore.length > 0;
  const keysBefore = isNew ? entry.keysBefore : state.keysBefore;
  return { ...state, mayHaveAttached, keysBefore, isContaining: true, release: null, closed: null };
}

/** What came of it. Of a rotation's other steps the incident's own state knows nothing. */
export function withDenyBack(state: IncidentState, entry: RotationEntry): IncidentState {
  const steps = attachesOf(entry);
  const [first] = steps;
  if (first === undefined) return state;
  return {
    ...state,
    steps: [...withoutMended(state.steps, steps), ...steps],
    attached: new Set([...state.attached, ...attachedBy(steps)]),
    attachedAt: firstOf(state.attachedAt, steps),
    denyAt: state.denyAt ?? first.at,
  };
}

const attachesOf = ({ steps }: RotationEntry) => steps.filter((step) => attachedBy([step]).length > 0);
