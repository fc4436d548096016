import { CloudError, type SandboxRequest } from '../kernel/types';
import type { FcTarget } from './route';
import type { StoredTrigger } from './types';

/** When the triggers were made: nothing depends on it. */
const MADE_AT = '2026-01-01T00:00:00Z';
const MOST = 100;

/**
 * A page of a function's triggers, by name (ListTriggers). FC 3.0 writes a trigger's settings as JSON text, FC 2.0 as
 * an object. Throws CloudError 400 for a limit that is none.
 */
export function listTriggers(
  triggers: readonly StoredTrigger[],
  { query }: SandboxRequest,
  { version, resource }: FcTarget,
  arnOf: (resource: string) => string,
): object {
  const limit = Number(query.get('limit') ?? MOST);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new CloudError(400, 'InvalidArgument', `limit is invalid (expected range: [1, ${MOST}])`);
  const prefix = query.get('prefix') ?? '';
  const from = query.get('nextToken') ?? '';
  const left = triggers
    .filter(({ triggerName }) => triggerName.startsWith(prefix) && triggerName >= from)
    .sort((a, b) => (a.triggerName < b.triggerName ? -1 : 1));
  const next = left[limit];
  return {
    triggers: left.slice(0, limit).map((trigger) => ({
      triggerId: trigger.triggerName,
      triggerName: trigger.triggerName,
      triggerType: trigger.triggerType,
      triggerConfig: version === '2023-03-30' ? JSON.stringify(trigger.triggerConfig) : trigger.triggerConfig,
      description: trigger.description ?? '',
      qualifier: trigger.qualifier ?? 'LATEST',
      sourceArn: '',
      targetArn: arnOf(resource.replace(/\/triggers\/\*$/, '')),
      invocationRole: '',
      createdTime: MADE_AT,
      lastModifiedTime: MADE_AT,
    })),
    ...(next === undefined ? {} : { nextToken: next.triggerName }),
  };
}
