import type { StepResult } from '../containment/types';
import { FREEZE_POLICY, QUARANTINE_POLICY } from '../ram-policy/documents';
import type { IncidentState } from './state';

/** What the names of recorded steps say was done. */
export type Steps = readonly { readonly step: string; readonly ok: boolean }[];

/** A step that failed and went well in the end is no failure any more. */
export function withoutMended(steps: readonly StepResult[], later: readonly StepResult[]): readonly StepResult[] {
  return steps.filter(({ step, ok }) => ok || !later.some((other) => other.ok && other.step === step));
}

export function firstOf(
  known: IncidentState['attachedAt'],
  steps: readonly StepResult[],
): ReadonlyMap<'quarantine' | 'freeze', string> {
  const at = new Map(known);
  for (const step of steps) for (const policy of attachedBy([step])) if (!at.has(policy)) at.set(policy, step.at);
  return at;
}

export function without(set: ReadonlySet<string>, steps: Steps, prefix: string): ReadonlySet<string> {
  const gone = new Set(steps.filter(({ ok }) => ok).map(({ step }) => step));
  return new Set([...set].filter((key) => !gone.has(`${prefix}${key}`)));
}

export function isPutBack(steps: Steps): boolean {
  return steps.some(({ step, ok }) => ok && step.startsWith('restore-network:'));
}

/** A release found the key deleted, and with it the fence that it would bear once it is restored. */
export function isFenceKept(steps: Steps): boolean {
  return steps.some(({ step }) => step.startsWith('keep-fence:'));
}

export function attachedBy(steps: Steps): ('quarantine' | 'freeze')[] {
  return steps.flatMap(({ step, ok }) => {
    if (!ok) return [];
    if (step === 'attach-quarantine' || step === 'add-to-group') return ['quarantine' as const];
    return step === 'attach-freeze' ? ['freeze' as const] : [];
  });
}

/** What a release has taken off, be it one part of it. */
export function detachedBy(steps: Steps): ReadonlySet<'quarantine' | 'freeze'> {
  return new Set(
    steps.flatMap(({ step, ok }) => {
      if (!ok) return [];
      if (step === 'leave-group') return ['quarantine' as const];
      const name = step.startsWith('detach:') ? step.slice('detach:'.length) : '';
      return name === FREEZE_POLICY
        ? ['freeze' as const]
        : name.startsWith(QUARANTINE_POLICY)
          ? ['quarantine' as const]
          : [];
    }),
  );
}

/** What the attack made and these steps have given freeze, or the quarantine, by the steps' names. */
export function heldBy(steps: Steps, deny: 'freeze' | 'quarantine'): string[] {
  return steps.flatMap(({ step, ok }) => (ok && new RegExp(`^${deny}-(user|role):`).test(step) ? [step] : []));
}

export function disabledBy(steps: Steps): string[] {
  return keysOf(steps.flatMap(({ step, ok }) => (ok ? step : [])));
}

/** The keys that these steps switch off, or on, by the steps' names. */
export function keysOf(names: readonly string[], what: 'disable-key:' | 'activate-key:' = 'disable-key:'): string[] {
  return names.flatMap((name) => (name.startsWith(what) ? name.slice(what.length) : []));
}

export function union<T>(set: ReadonlySet<T>, more: Iterable<T>): ReadonlySet<T> {
  return new Set([...set, ...more]);
}
