import type { IdleIntentEntry, IdleKeyEntry } from './idle-entries';
import type { IncidentState } from './state';

/** An unused key that a night had switched off, or wanted to. */
export interface IdleState {
  readonly night: string;
  readonly userName: string;
  readonly at: string;
  /** Null: a run is at it, or died in its midst. */
  readonly end: IdleKeyEntry['end'] | null;
  readonly reason: string;
}

type At = { readonly at: string };

/** A crash may come between intent and end: what is found off then was switched off by us. */
export function withIdleIntent(state: IncidentState, entry: IdleIntentEntry & At): IncidentState {
  const { task, userName, at, reason, accessKeyId } = entry;
  const idle = { night: task.night, userName, at, end: null, reason };
  return { ...state, idle, offByUs: new Set([...state.offByUs, accessKeyId]) };
}

export function withIdleEnd(state: IncidentState, entry: IdleKeyEntry & At): IncidentState {
  const { night, userName, end, reason, at, accessKeyId } = entry;
  const idle = { night, userName, at, end, reason };
  if (end === 'off') return { ...state, idle, offByUs: new Set([...state.offByUs, accessKeyId]) };
  // Without an intent nothing was done: what was off before is off still.
  const isTakenBack = state.idle?.night === night && state.idle.end === null;
  const left = [...state.offByUs].filter((key) => !isTakenBack || key !== accessKeyId);
  return { ...state, idle, offByUs: new Set(left) };
}
