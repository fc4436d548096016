import type { RpcCall } from '../../kernel/types';
import type { TrailEvent } from '../../world/events';
import { invalidQuery } from './errors';

export interface LookupAttribute {
  readonly key: string;
  readonly value: string;
}

/** How each key of a lookup condition reads an event ("Set the LookupAttribute parameter"). */
const READERS: Readonly<Record<string, (event: TrailEvent) => readonly (string | undefined)[]>> = {
  ServiceName: (event) => [event.serviceName],
  EventName: (event) => [event.eventName],
  User: (event) => [event.userIdentity.userName],
  EventId: (event) => [event.eventId],
  ResourceType: (event) => [event.resourceType, ...Object.keys(event.referencedResources ?? {})],
  ResourceName: (event) => [event.resourceName, ...Object.values(event.referencedResources ?? {}).flat()],
  EventRW: (event) => [event.eventRW],
  EventAccessKeyId: (event) => [event.userIdentity.accessKeyId],
  SensitiveAction: (event) => [event.eventAttributes?.SensitiveAction ?? 'false'],
  SourceIpAddress: (event) => [event.sourceIpAddress],
  EventType: (event) => [event.eventType],
  RoleName: (event) => (event.userIdentity.type === 'assumed-role' ? [event.userIdentity.userName.split(':')[0]] : []),
  PrincipalId: (event) => [event.userIdentity.principalId],
};

/** Two conditions go together only so; EventAccessKeyId, above all, stands alone. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  ServiceName: [
    'EventName',
    'User',
    'PrincipalId',
    'RoleName',
    'ResourceName',
    'EventRW',
    'SensitiveAction',
    'EventType',
  ],
  ResourceName: ['ResourceType', 'EventName', 'User', 'RoleName', 'ServiceName'],
  EventType: ['EventName'],
};

/**
 * The conditions of a call: of two with the same key the second counts, of more than two the first two.
 * Throws CloudError 400 InvalidQueryParameter for a key that does not exist or a pair that does not go together.
 */
export function attributesOf(parameters: RpcCall['parameters']): LookupAttribute[] {
  const given: LookupAttribute[] = [];
  for (let n = 1; `LookupAttribute.${n}.Key` in parameters || `LookupAttribute.${n}.Value` in parameters; n += 1) {
    given.push({
      key: parameters[`LookupAttribute.${n}.Key`] ?? '',
      value: parameters[`LookupAttribute.${n}.Value`] ?? '',
    });
  }
  const firstTwo = given.slice(0, 2);
  const byKey = new Map(firstTwo.map((attribute) => [attribute.key, attribute]));
  const attributes = [...byKey.values()];
  for (const { key } of attributes) if (!(key in READERS)) throw invalidQuery(`LookupAttribute key ${key}`);
  const [first, second] = attributes;
  if (first?.key === 'PrincipalId' && !second) throw invalidQuery('PrincipalId stands only beside ServiceName');
  if (first && second && !goTogether(first.key, second.key)) {
    throw invalidQuery(`${first.key} together with ${second.key}`);
  }
  return attributes;
}

function goTogether(a: string, b: string): boolean {
  return (TOGETHER[a]?.includes(b) ?? false) || (TOGETHER[b]?.includes(a) ?? false);
}

/** Exact and case-sensitive. */
export function matches(event: TrailEvent, attributes: readonly LookupAttribute[]): boolean {
  return attributes.every(({ key, value }) => READERS[key]?.(event).includes(value) ?? false);
}
