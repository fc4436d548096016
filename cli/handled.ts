import type { Handled } from '../functions/respond/handle';
import type { Config } from '../shared/config/types';
import { EXIT, type ExitCode } from './exit';
import { faultIn, nextOfText } from './next-step';

/** One line about a key: how it went, and what. */
export type Saying = (how: string, what: string) => void;

/** What the user has no place for, and the group carries instead, has not failed. */
export function saySteps(steps: Handled['steps'], say: Saying): void {
  const isByGroup = steps.some(({ step, ok }) => ok && step === 'add-to-group');
  for (const { step, ok, detail } of steps) {
    if (!ok && isByGroup && /^attach-/.test(step)) say('note', `${step}: by the group instead, because ${detail}`);
    else say(ok ? 'done' : 'FAILED', `${step}: ${detail}`);
  }
}

/**
 * Says what failed, what a person does about it, and the exit code that it means: credentials that were not taken at all
 * are no failure of the call where nothing was done with them.
 */
export function sayFailed(why: string, say: Saying, wasDone = false): ExitCode {
  say('FAILED', why);
  const todo = nextOfText(why);
  if (todo !== undefined) say('next', todo);
  return !wasDone && faultIn(why) !== undefined ? EXIT.usage : EXIT.failed;
}

/** Says how a signal was handled, and the exit code that it means. `next`: the command that overrides what holds it. */
export function codeOfHandled(
  handled: Handled | undefined,
  mode: Config['mode'],
  say: Saying,
  next?: string,
): ExitCode {
  saySteps(handled?.steps ?? [], say);
  const isHeld = handled?.verdict === 'hold' || handled?.row === 'root-key';
  if (isHeld)
    say(
      'held',
      handled.reason +
        (next ? `; ${handled.row === 'root-key' ? 'replace it' : 'to contain it all the same'}: ${next}` : ''),
    );
  if (handled === undefined || handled.failures.length > 0) {
    const why = handled?.failures.join('; ') ?? 'the signal was not handled';
    return sayFailed(
      why,
      say,
      handled?.steps.some(({ ok }) => ok),
    );
  }
  if (isHeld) return EXIT.person;
  if (handled.verdict === 'unknown') {
    say('open', handled.reason);
    return EXIT.unchecked;
  }
  if (handled.unverified) {
    const why = handled.unverified.join('; ') || 'it was not seen there';
    say('unknown', `whether the deny stands could not be checked: ${why}`);
    const todo = nextOfText(why);
    if (todo !== undefined) say('next', todo);
    return EXIT.unchecked;
  }
  const how = handled.verdict === 'none' ? 'nothing' : mode === 'observe' ? 'planned' : 'done';
  say(how, handled.reason);
  return EXIT.done;
}
