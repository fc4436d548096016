import type { SignalRecord } from './entries';
import type { Incident } from './journal';

type Moment = string | Date | null | undefined;

interface Told {
  readonly foundAt?: Moment;
  readonly receivedAt: string | Date;
  /** When the file with the key in it was last written to, as the source knows it. */
  readonly publishedAt?: Moment;
  /** When the key was made. */
  readonly madeAt?: Moment;
}

const msOf = (at: Moment): number => (at === null || at === undefined ? Number.NaN : new Date(at).getTime());

/**
 * From when on a use of the key may be a thief's: the earliest that its notice tells of, be it when it came, when the
 * source found the leak, or when the key was published. A source's clock that runs ahead, or a date that somebody made up,
 * must not turn what happened since into the business's own history; and nothing published a key before it was made.
 */
export function suspectedSince({ foundAt, receivedAt, publishedAt, madeAt }: Told): Date {
  const published = msOf(publishedAt);
  const moments = [msOf(receivedAt), msOf(foundAt), published < msOf(madeAt) ? Number.NaN : published];
  return new Date(Math.min(...moments.filter((at) => !Number.isNaN(at))));
}

/**
 * The same for what the business's own habits are measured by: a file that was last written to a year ago would leave no
 * history to measure by, and the findings blind. What a long history leaves out of its end covers the days between.
 */
export function habitsEnd(told: Told): Date {
  const found = suspectedSince({ foundAt: told.foundAt, receivedAt: told.receivedAt });
  const suspected = suspectedSince(told);
  return found.getTime() - suspected.getTime() > MOST_UNSEEN_MS ? found : suspected;
}

/** As long as an attack may have gone unseen before its leak was found, for its calls to be told from habits (findings, baseline). */
const MOST_UNSEEN_MS = 14 * 86_400_000;

/** The earliest that any of an incident's signals says, by this reading of one; undefined without a signal. */
export function suspicionBegan({ id, state }: Suspected, of = suspectedSince): Date | undefined {
  const { signals, owner } = state;
  if (signals.length === 0) return undefined;
  const keys = owner?.type === 'ram-user' ? owner.keys : [];
  const madeAt = keys.find((key) => key.id === id.accessKeyId)?.createdAt;
  const each = signals.map((signal) => of({ ...signal, publishedAt: signal.published.at, madeAt }));
  return new Date(Math.min(...each.map((at) => at.getTime())));
}

interface Suspected {
  readonly id: Pick<Incident['id'], 'accessKeyId'>;
  readonly state: Pick<Incident['state'], 'owner'> & {
    readonly signals: readonly Pick<SignalRecord, 'foundAt' | 'receivedAt' | 'published'>[];
  };
}
