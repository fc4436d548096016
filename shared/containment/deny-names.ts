import type { PolicyRef } from '../aliyun/ram';
import { FREEZE_POLICY, MOST_DOCUMENTS, QUARANTINE_POLICY } from '../ram-policy/documents';

/** The names that the quarantine may be spread over: accounts whose PolicySizeQuota is small hold it in parts. */
export const QUARANTINE_NAMES: readonly string[] = Array.from({ length: MOST_DOCUMENTS }, (_, i) =>
  i === 0 ? QUARANTINE_POLICY : `${QUARANTINE_POLICY}${i + 1}`,
);

/** Every policy by which this tool denies. */
export const OUR_DENIES: ReadonlySet<string> = new Set([...QUARANTINE_NAMES, FREEZE_POLICY]);

/** Of policies, those that are no deny of ours. Pure. */
export function beyondDenies(carried: readonly PolicyRef[]): PolicyRef[] {
  return carried.filter(({ name, type }) => type !== 'Custom' || !OUR_DENIES.has(name));
}
