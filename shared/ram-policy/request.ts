import { PolicyRequestInvalid } from '../errors';
import type { ContextValue, RequestContext } from './conditions';
import { pathText } from './json';

/** What somebody wants to do: one action on one resource. */
export interface PolicyRequest {
  /** `ecs:RunInstances` */
  readonly action: string;
  /** `acs:oss:*:*:bucket/object`, or `*` where the service knows no resources. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** Matching is linear in these, so the limit only keeps out what is no request. */
const LONGEST_TEXT = 1024 * 1024;
const MEMBERS = new Set(['action', 'resource', 'context']);

/** Throws {@link PolicyRequestInvalid}. A missing context is an empty one; a misspelt member is refused, because without
 *  it the verdict would be about something else. */
export function parseRequest(value: unknown): PolicyRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicyRequestInvalid('it must be an object with action, resource and context');
  }
  const given: Readonly<Record<string, unknown>> = { ...value };
  for (const name of Object.keys(given)) {
    if (!MEMBERS.has(name)) throw new PolicyRequestInvalid(`${pathText([name])}: a request has no such member`);
  }
  return {
    action: readText(given.action, 'action'),
    resource: readText(given.resource, 'resource'),
    context: given.context === undefined ? {} : readContext(given.context),
  };
}

function readText(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '')
    throw new PolicyRequestInvalid(`${name}: it must be a non-empty string`);
  if (value.length > LONGEST_TEXT)
    throw new PolicyRequestInvalid(`${name}: it is longer than ${LONGEST_TEXT} characters`);
  return value;
}

function readContext(value: unknown): RequestContext {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicyRequestInvalid('context: it must be an object');
  }
  const entries = Object.entries(value).map(([key, item]): [string, ContextValue] => [key, readValue(item, key)]);
  return Object.fromEntries(entries);
}

function readValue(value: unknown, key: string): ContextValue {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!items.every(isScalar)) {
    throw new PolicyRequestInvalid(
      `${pathText(['context', key])}: it must be a string, a number, a boolean or a list of them`,
    );
  }
  if (items.some((item) => typeof item === 'string' && item.length > LONGEST_TEXT)) {
    throw new PolicyRequestInvalid(`${pathText(['context', key])}: it is longer than ${LONGEST_TEXT} characters`);
  }
  return Array.isArray(value) ? items : (items[0] ?? []);
}

function isScalar(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}
