import type { FunctionAnswer } from '../shared/aliyun/function-compute';
import { cutWithoutSecrets } from '../shared/secrecy/cut';

/** How a function failed. */
export interface FunctionFailure {
  /** Its own code, which docs/errors.md has, or the platform's word where it came to none (time limit, end of the process). */
  readonly kind: string;
  /** What it said; the stack is for its logs. */
  readonly why: string | undefined;
}

/**
 * Undefined where it did not fail. Function Compute tells in a header that it did, and in the answer what the function threw
 * (FC, "Error handling" of Node.js: errorMessage, errorType, stackTrace).
 */
export function functionFailure({ body, errorType }: FunctionAnswer): FunctionFailure | undefined {
  if (errorType === undefined) return undefined;
  const answer = jsonOrText(body);
  if (typeof answer === 'string') return { kind: errorType, why: answer };
  const thrown = (answer ?? {}) as { readonly errorType?: unknown; readonly errorMessage?: unknown };
  return { kind: textOf(thrown.errorType) ?? errorType, why: textOf(thrown.errorMessage) };
}

/** As much of it as a person reads in a list. */
export const shownWhy = ({ why = 'it said nothing' }: FunctionFailure): string => cutWithoutSecrets(why, 300);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** What the function answered: JSON, or a text where it is none; null for nothing. */
export function jsonOrText(body: string): unknown {
  if (body === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
