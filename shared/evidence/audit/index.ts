export { DELIVERED_MS } from './delivered';
export { LogStoreSource } from './log-store';
export { newLook, takeLook } from './look';
export { LOOK_BACK_MS, LookupEventsSource, type Pace } from './lookup-events';
export { type Found, nextHabitLook, nextLook, nextTraceLook, unasked } from './next-look';
export {
  type AuditProgress,
  asideOf,
  auditSources,
  believed,
  type Held,
  type Identities,
  isAuditWhole,
  isLookDone,
  isLookWhole,
  isOfChain,
  isOfOthers,
  type Look,
  type LookedTraces,
  NOBODY,
  notLookedUp,
  problemsOf,
  type SliceProgress,
} from './progress';
export {
  heldAgainst,
  Lacking,
  lookToHold,
  newSample,
  sampleOf,
  trustedFirst,
} from './sample';
export type { AuditSource } from './source';
export type { LookProgress } from './tally';
export { TrailObjectsSource } from './trail-objects';
export { afterTestimony, isBorneOut, newWitness, openCalls, testimony, witnessToHear } from './witness';
