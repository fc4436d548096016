import { UnparseableEvent } from '../../../shared/errors';

/** The whole sentence that the user reads, and `how` it cannot be understood, by which the event is kept and told. */
export function refusalOf(act: () => unknown): { readonly says: string; readonly how: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof UnparseableEvent) return { says: error.message, how: error.how };
    throw error;
  }
  throw new Error('it was understood');
}
