import type { LeakSource } from './types';

/**
 * Whether anybody who may write to the bus, or invoke the function, can have sent it: Security Center's list is asked by a
 * call of ours, and a person at the command line signs with credentials of his own.
 */
export function isAnybodys(source: LeakSource): boolean {
  return source !== 'security-center' && source !== 'command-line';
}
