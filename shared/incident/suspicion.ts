import type { SignalRecord } from './entries';

type Times = { readonly foundAt?: string | Date | null | undefined; readonly receivedAt: string | Date };

/**
 * From when on a use of the key may be a thief's: when the source found the leak, or when its notice came, where that is
 * earlier or the source tells no time. A source's clock that runs ahead, or a date that somebody made up, must not turn
 * what happened since into the business's own history.
 */
export function suspectedSince({ foundAt, receivedAt }: Times): Date {
  const received = new Date(receivedAt).getTime();
  const found = foundAt === null || foundAt === undefined ? Number.NaN : new Date(foundAt).getTime();
  return new Date(found < received ? found : received);
}

/** The earliest that any of an incident's signals says; undefined without one. */
export function suspicionBegan(signals: readonly Pick<SignalRecord, 'foundAt' | 'receivedAt'>[]): Date | undefined {
  if (signals.length === 0) return undefined;
  return new Date(Math.min(...signals.map((signal) => suspectedSince(signal).getTime())));
}
