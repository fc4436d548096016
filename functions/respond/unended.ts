import { maskKey } from '../../shared/ids';
import type { LookPart } from '../../shared/incident/entries';
import type { Incident } from '../../shared/incident/journal';
import { cameFurther, courseOf, lessAfter } from '../../shared/incident/looks';
import type { Task } from '../../shared/incident/schedule';
import { sha256 } from '../../shared/incident/seal';
import { sendUnclaimed } from '../alerting';
import type { Run } from '../platform';
import { tellOnceOfAny } from '../told';

/** A quarter of an hour each, in which the platform delivers several times: what was slow or waited its turn is done by then. */
const MOST_TRIES = 3;

/** How often a look was handed over, as its sealed task has it. */
export interface Tries {
  readonly tries: number;
  /** Since when none of them came further, ISO 8601 UTC. */
  readonly since: string;
}

/** An investigation that was begun again and again and has not come to its end. */
export interface Unended {
  readonly accessKeyId: string;
  readonly round: number;
  /** An English sentence. */
  readonly why: string;
}

/** What the next hand-over of this look counts as: the first, where a run came further since the last. Pure. */
export function nextTry({ data }: Pick<Task, 'data'>, { entries }: Pick<Incident, 'entries'>, now: Date): Tries {
  const { tries, since } = data;
  const isCounted = typeof tries === 'number' && tries > 0 && typeof since === 'string';
  return !isCounted || cameFurther(entries, since)
    ? { tries: 1, since: now.toISOString() }
    : { tries: tries + 1, since };
}

const DURING: Readonly<Record<LookPart, string>> = {
  reading: 'reading the calls and following whom the attack became',
  judging: 'judging what was read',
  writing: 'writing the report and telling of it',
};

/** Undefined: it may still come to its end. `round`: which look. Pure. */
export function unended(incident: Incident, round: number, { tries, since }: Tries, now: Date): Unended | undefined {
  const before = tries - 1;
  if (before < MOST_TRIES) return undefined;
  const { deaths, diedIn } = courseOf(incident.entries, round, now);
  const died =
    diedIn === undefined ? 'none of them has left a word' : `${deaths} died, the last while ${DURING[diedIn]}`;
  const less = lessAfter(deaths) === undefined ? '' : '; it is tried with less now, and what is left out will be named';
  const { accessKeyId } = incident.id;
  return {
    ...{ accessKeyId, round },
    why: `${maskKey(accessKeyId)}: begun ${before} times since ${since} and not ended: ${died}${less}`,
  };
}

/** Tells of them in one message, each once a day as long as it lasts. Throws what telling throws. */
export async function tellUnended(run: Run, looks: readonly Unended[]): Promise<void> {
  if (looks.length === 0) return;
  const at = run.clock.now().toISOString();
  const names = looks.map(
    ({ accessKeyId, round }) =>
      `${at.slice(0, 10)}--investigation-unended--${sha256(`${accessKeyId} ${round}`).slice(0, 16)}`,
  );
  await tellOnceOfAny(run, names, () =>
    sendUnclaimed(run, {
      ...{ kind: 'responder-failed', at, what: 'an investigation does not come to its end' },
      failures: looks.map(({ why }) => why),
      consequences: ['what was done with a leaked key may stay unknown until this is mended'],
    }),
  );
}
