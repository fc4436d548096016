import { randomBytes, randomInt } from 'node:crypto';
import { regionNamed } from './regions';

const LOWER = '0123456789abcdefghijklmnopqrstuvwxyz';

/** `i-bp1…`: ids of instances tell their region by the first letters. */
export function newInstanceId(region: string): string {
  const rest = Array.from({ length: 17 }, () => LOWER[randomInt(LOWER.length)]).join('');
  return `i-${regionNamed(region).idPrefix}${rest}`;
}

/** `c-…` names a command, `t-…` its invocation. */
export const newCommandId = (): string => `c-${randomBytes(16).toString('hex')}`;
export const newInvocationId = (): string => `t-${randomBytes(16).toString('hex')}`;
