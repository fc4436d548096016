export { LogStoreSource } from './log-store';
export { type LookProgress, newLook, takeLook } from './look';
export { LOOK_BACK_MS, LookupEventsSource } from './lookup-events';
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
export { TrailObjectsSource } from './trail-objects';
