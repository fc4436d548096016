import { openApproval } from './approval';
import { denyAtOf, putsDenyBack } from './deny-back';
import type { Entry, InvestigatedEntry } from './entries';
import { sinceEnd } from './epoch';
import type { Incident } from './journal';
import type { IncidentState } from './state';

/** What is to be done about a leaked key, in the reference document's order. */
export const CHECKLIST = [
  'contained',
  'replaced',
  'verified',
  'disabled',
  'deleted',
  'mfa',
  'audit-reviewed',
  'bill-reviewed',
] as const;
/** `answered` is listed while a person is asked something. */
export type ChecklistName = (typeof CHECKLIST)[number] | 'answered';

export interface ChecklistItem {
  readonly name: ChecklistName;
  readonly standing: 'done' | 'open' | 'not-needed' | 'could-not-check';
  /** Since when it is done, ISO 8601 UTC, where that is known. */
  readonly at?: string;
  /** Why it could not be checked. */
  readonly why?: string;
}

/** Bills lag a day (BSS, DescribeInstanceBill): what was spent until then shows after this. */
export const BILL_LAG_MS = 24 * 3_600_000;

type Facts = Pick<Incident, 'id' | 'entries' | 'state'>;

/** How far an incident has come, by its journal alone. Pure. */
export function checklistOf(incident: Facts): readonly ChecklistItem[] {
  const { entries, state } = incident;
  const { rotation, followed, decision } = state;
  const replaced = isReplaced(rotation);
  const { verified } = rotation ?? { verified: null };
  const works = replaced && verified?.newKey === 'works' && ['quiet', 'off', 'gone'].includes(verified.oldKey);
  const gone = goneSince(state);
  const off = offSince(incident);
  const audit = entries.findLast(isComplete);
  // A release takes nothing from what was looked at: of the containment that is over the same is asked.
  const began = containedAt(incident) ?? lastContainedAt(entries);
  const bill = billAfter(entries, began ?? '');
  // Once the key is deleted it is the look behind that which closes the incident.
  const unread = billUnread(entries, gone ?? began ?? '');
  // Nobody of the owner's used it, or it is gone already: there is nothing to replace any more.
  const isUnused = decision?.row === 'unused' || gone !== undefined;
  const item = (name: ChecklistName, isDone: boolean, at?: string | null, isNeeded = true): ChecklistItem => ({
    name,
    standing: isDone ? 'done' : isNeeded ? 'open' : 'not-needed',
    ...(isDone && at ? { at } : {}),
  });
  return [
    item('contained', wasContained(incident), began),
    item('replaced', replaced, rotation?.startedAt, !isUnused),
    item('verified', works, verified?.at, !isUnused),
    item('disabled', off !== undefined, off),
    item('deleted', gone !== undefined, gone),
    item('mfa', followed?.mfa === 'bound', followed?.at, followed?.mfa !== 'no-console'),
    item('audit-reviewed', audit !== undefined, audit?.at),
    unread === undefined || (bill !== undefined && gone === undefined)
      ? item('bill-reviewed', bill !== undefined, bill)
      : { name: 'bill-reviewed', standing: 'could-not-check', why: unread },
    ...(state.questions.length > 0 ? [item('answered', false)] : []),
  ];
}

/** A new key whose secret lies where it was asked to, and that no look has found off or gone: what nobody can use replaces nothing. */
function isReplaced(rotation: IncidentState['rotation']): boolean {
  if (rotation === null || rotation.undone !== null || rotation.newKey === null) return false;
  return rotation.secret === 'handed-over' && rotation.newKeyFound === null;
}

/** A release behind it takes nothing from that. */
function wasContained({ id, entries, state }: Facts): boolean {
  if (state.attached.size > 0 || state.disabledKeys.has(id.accessKeyId)) return true;
  // Decided or approved anew, and nothing has come of it: what was on before says nothing of now.
  if (state.isContaining || openApproval({ entries, state }) !== null) return false;
  return entries.some((entry) => denyAtOf(entry) !== null);
}

/** When this containment began; undefined: nothing was contained since the last end. */
export function containedAt({ entries, state }: Facts): string | undefined {
  if (state.denyAt !== null) return state.denyAt;
  return sinceEnd(entries).find(begins)?.at;
}

/** When the last containment began that is over; undefined: nothing was contained. Pure. */
export function lastContainedAt(entries: readonly Entry[]): string | undefined {
  const last = entries.findLastIndex((e) => denyAtOf(e) !== null || begins(e));
  const before = entries.slice(0, Math.max(0, last)).findLastIndex((e) => e.type === 'release' && e.complete);
  const of = entries.slice(before + 1);
  const [first] = of.flatMap((e) => denyAtOf(e) ?? []);
  return first ?? of.find(begins)?.at;
}

/** When the last containment was decided, before anything was put on for it; undefined: none was. Pure. */
export function decidedAt(entries: readonly Entry[]): string | undefined {
  const last = entries.findLastIndex(begins);
  const before = entries.slice(0, Math.max(0, last)).findLastIndex((e) => e.type === 'release' && e.complete);
  return entries.slice(before + 1).find(begins)?.at;
}

/** Where no deny could be attached, what was put on in its place was so from here on. */
const begins = (entry: Entry): boolean =>
  putsDenyBack(entry) ||
  (entry.type === 'decision' && entry.mode === 'enforce' && entry.decision.verdict === 'contain');

/** When the leaked key was first known to be deleted. */
export function goneSince({ rotation, followed }: IncidentState): string | undefined {
  return rotation?.deleted?.at ?? (followed?.key === 'gone' ? followed.since : undefined);
}

/** When it was first known to be off, or gone: by us, by a rotation, or by the daily look. */
export function offSince({ id, entries, state }: Facts): string | undefined {
  const { disabledKeys, rotation, followed } = state;
  if (followed?.key === 'Active') return undefined;
  const ours = disabledKeys.has(id.accessKeyId)
    ? entries.find(
        (e) =>
          (e.type === 'outcome' || e.type === 'mended') &&
          e.steps.some(({ ok, step }) => ok && step === `disable-key:${id.accessKeyId}`),
      )?.at
    : undefined;
  const known = [ours, rotation?.finished?.at, followed?.since, goneSince(state)].flatMap((at) => at ?? []);
  return known.sort()[0];
}

/** When the bills were last read whole that show everything until `since`; undefined: not yet. */
export function billAfter(entries: readonly Entry[], since: string): string | undefined {
  return billLooks(entries, since).findLast((look) => unreadOf(look) === null)?.at;
}

/** Why the last look at the bills that show everything until `since` could not read them; undefined: it did, or there was none. */
export function billUnread(entries: readonly Entry[], since: string): string | undefined {
  const last = billLooks(entries, since).at(-1);
  return last === undefined ? undefined : (unreadOf(last) ?? undefined);
}

function billLooks(entries: readonly Entry[], since: string): (Entry & InvestigatedEntry)[] {
  const from = Date.parse(since) + BILL_LAG_MS;
  return entries.filter(
    (e): e is Entry & InvestigatedEntry =>
      e.type === 'investigated' && e.cost !== undefined && Date.parse(e.at) >= from,
  );
}

/** Null: the bills were read whole. An entry of before says it of all sources together. */
function unreadOf({ cost, complete }: InvestigatedEntry): string | null {
  if (cost?.unread !== undefined) return cost.unread;
  return complete ? null : 'a source of that look was cut or refused, and which one was not written down';
}

const isComplete = (entry: Entry): entry is Entry & InvestigatedEntry =>
  entry.type === 'investigated' && entry.complete;
