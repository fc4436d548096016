import { withoutKnownSecrets } from '../secrecy/known';
import type { Looked } from './types';

/** A look's result, or why there is none: never a rejection. */
export async function looked<T>(look: Promise<T>): Promise<Looked<T>> {
  try {
    return { value: await look };
  } catch (error) {
    return { couldNotCheck: messageOf(error) };
  }
}

/** What an error says, whoever threw it, without secrets. */
export function messageOf(error: unknown): string {
  return withoutKnownSecrets(error instanceof Error ? error.message : String(error));
}
