import type { RotationState } from '../../../shared/incident/rotation-state';
import type { StepFacts } from '../../../shared/rotation/after';
import { NO_CALLS } from '../../../shared/rotation/calls';
import { judge } from '../../../shared/rotation/verify';

export const OLD = 'LTAI5tTheLeakedKey000001';
export const NEW = 'LTAI5tTheNewKey000000001';
export const OTHER = 'LTAI5tSomeOtherKey000001';
export const NOW = new Date('2026-05-20T12:00:00Z');
export const hours = (n: number): string => new Date(NOW.getTime() + n * 3_600_000).toISOString();
export const key = (id: string, status: 'Active' | 'Inactive' = 'Active') => ({ id, status, createdAt: null });

export const rotation = (more: Partial<RotationState> = {}): RotationState => ({
  startedAt: hours(-10),
  by: 'alice',
  userName: 'ci-bot',
  newUser: null,
  place: { kind: 'kms', secretName: 'app' },
  format: null,
  keysBefore: [key(OLD)],
  newKey: NEW,
  secret: 'handed-over',
  newKeyFound: null,
  previousVersion: 'v1',
  verified: null,
  finished: null,
  deleted: null,
  givenBack: null,
  undone: null,
  busy: null,
  mayHaveDisabled: false,
  mayHaveDeleted: false,
  lastUndo: null,
  undoing: null,
  observeUntil: null,
  reason: null,
  ...more,
});
export const off = { key: OLD, at: hours(-5), by: 'alice', reason: null, observeUntil: hours(1), wasActive: true };
export const begun = rotation({ newKey: null, secret: null });

/** Nobody uses the old key any more, and the new one works. */
export const quiet = judge({
  now: NOW,
  startedAt: hours(-10),
  newKeyMadeAt: null,
  looks: [],
  oldKey: { status: 'Active', usedAt: hours(-11) },
  newKey: { status: 'Active', usedAt: hours(-3), calls: { ...NO_CALLS, throughAt: hours(-3) } },
});
export const facts = (more: Partial<StepFacts> = {}): StepFacts => ({
  accessKeyId: OLD,
  userName: 'ci-bot',
  rotation: rotation(),
  oldKeys: [key(OLD), key(NEW)],
  newKeys: [key(OLD), key(NEW)],
  orphans: [],
  verdict: quiet,
  isDenied: true,
  isBound: true,
  isContained: false,
  wasContained: true,
  isFalseAlarm: false,
  deny: 'quarantine',
  now: NOW,
  ...more,
});
export const finished = rotation({ finished: off });
export const isOff = { oldKeys: [key(OLD, 'Inactive'), key(NEW)], newKeys: [key(OLD, 'Inactive'), key(NEW)] };
export const no = { anyway: false };
export const yes = { anyway: true };
