export { LogStoreSource } from './log-store';
export { newLook, takeLook } from './look';
export { LOOK_BACK_MS, LookupEventsSource, type Pace } from './lookup-events';
export { nextHabitLook, nextLook, nextTraceLook } from './next-look';
export {
  type AuditProgress,
  asideOf,
  auditSources,
  type Identities,
  isAuditWhole,
  isLookDone,
  isLookWhole,
  isOfOthers,
  type Look,
  type LookedTraces,
  NOBODY,
  notLookedUp,
  problemsOf,
  type SliceProgress,
} from './progress';
export type { AuditSource } from './source';
export type { LookProgress } from './tally';
export { TrailObjectsSource } from './trail-objects';
